import type { MemberId, Role } from '@porchlight/protocol';
import { type Audited, bySystem, differenceOf, record } from '../../audit/index.ts';
import { type Db, defineCommand } from '../../platform/db/index.ts';
import { appError } from '../../platform/errors/index.ts';
import { deleteInvitation, findHolder } from '../by-mail/store.ts';
import { endLinks } from '../links.ts';
import * as members from '../members/store.ts';
import { presentMember, readRoles } from '../present.ts';
import { deleteRememberedOf } from '../remembered-store.ts';
import { emailKeyOf } from '../rules.ts';
import { deleteSessionsOf, insertMember } from '../store.ts';
import type { MembersTable } from '../tables.ts';
import type { StoredSettings } from './store.ts';
import * as store from './store.ts';
import type { OidcAttemptsTable } from './tables.ts';

const noAccount = () =>
  appError('oidc_no_account', 'The login service knows you, but you have no access here. Ask an admin for it.');

export const insertAttempt = defineCommand<OidcAttemptsTable, null>({
  name: 'oidc.insert-attempt',
  async run(db, row) {
    await store.insertAttempt(db, row);
    return null;
  },
});

export const answerAttempt = defineCommand<{ id: string; sealedAnswer: string; now: number }, boolean>({
  name: 'oidc.answer-attempt',
  run: (db, input) => store.answerAttempt(db, input),
});

export const takeAttempt = defineCommand<{ id: string; browserHash: string; now: number }, OidcAttemptsTable | null>({
  name: 'oidc.take-attempt',
  run: (db, input) => store.takeAttempt(db, input),
});

export const deleteOver = defineCommand<{ now: number }, null>({
  name: 'oidc.delete-over',
  async run(db, { now }) {
    await store.deleteAttemptsOver(db, now);
    return null;
  },
});

/**
 * [AUTH18, AUTH22] Changes the settings. Attempts under the former ones end; where passwords go off, so does all that
 * they opened. Answers with the sessions that ended.
 */
export const changeSettings = defineCommand<{ settings: StoredSettings; by: Audited; at: number }, string[]>({
  name: 'oidc.change-settings',
  async run(db, { settings, by, at }) {
    const former = await store.findSettings(db);
    await store.putSettings(db, settings);
    await store.deleteAttempts(db);
    const isSecretNew = settings.sealedSecret !== (former?.sealedSecret ?? null);
    const shown = (from: StoredSettings) => ({ ...from, sealedSecret: undefined });
    const change = differenceOf(former ? shown(former) : {}, shown(settings));
    const target = { kind: 'login-service', id: settings.issuer, name: settings.label };
    await record(db, {
      ...by,
      at,
      what: 'security.login-service-changed',
      target,
      before: change.before,
      after: { ...change.after, ...(isSecretNew ? { isClientKeyNew: true } : {}) },
    });
    const wereOff = former?.isOn === true && former.arePasswordsOff;
    const areOff = settings.isOn && settings.arePasswordsOff;
    if (wereOff !== areOff)
      await record(db, { ...by, at, what: areOff ? 'security.passwords-off' : 'security.passwords-on', target });
    return areOff && !wereOff ? store.endOfPasswords(db) : [];
  },
});

export type Admission = {
  issuer: string;
  subject: string;
  /** What the provider's claims mean here; null: roles are given here. Empty: nothing, and nobody with it gets in. */
  roles: Role[] | null;
  /** For somebody who is no member yet, where roles are given here. */
  newRole: Role | null;
  /** An address that the provider vouches for. */
  email: string | null;
  linksByEmail: boolean;
  /** Whether somebody becomes a member who was not invited. */
  createsMembers: boolean;
  /** Who somebody new would be; null where nobody becomes a member by this. */
  newMember: { id: MemberId; name: string; passwordHash: string } | null;
  from: Audited['from'];
  at: number;
};

/** `isLinkedNow`: somebody who was a member before is known by the provider's word from now on. */
type Admitted = { member: MembersTable; ended: string[]; isLinkedNow: boolean };

/**
 * [AUTH20, AUTH21] Finds or makes the member who somebody at the provider is, with the roles that the provider says.
 * Answers with the sessions that ended by other roles. Throws `oidc_no_account` and `oidc_no_role`.
 */
export const admit = defineCommand<Admission, Admitted>({
  name: 'oidc.admit',
  async run(db, input) {
    await members.lockMembers(db);
    if (input.roles?.length === 0) throw noRole();
    const link = await store.findLink(db, input.issuer, input.subject);
    const known = link ? await members.findAnyMember(db, link.member_id) : await linkByEmail(db, input);
    if (!known) return { member: await addMember(db, input), ended: [], isLinkedNow: false };
    if (known.deactivated_at !== null) throw noAccount();
    if (link) await store.touchLink(db, input.issuer, input.subject, input.at);
    return { ...(await changeRoles(db, known, input)), isLinkedNow: link === null };
  },
});

const noRole = () =>
  appError('oidc_no_role', 'The login service gives you no role here. Ask whoever runs it, or an admin.');

/** [AUTH20] The member with this address, where the provider vouches for it and nobody else there is them. */
async function linkByEmail(db: Db, input: Admission): Promise<MembersTable | null> {
  if (input.email === null) return null;
  const found = await findHolder(db, emailKeyOf(input.email));
  if (!found) return null;
  // The address is somebody's who cannot be found to be the same: nobody new gets it either.
  if (!input.linksByEmail || found.deactivated_at !== null || !(await insertLink(db, input, found))) throw noAccount();
  return found;
}

async function insertLink(db: Db, input: Admission, member: MembersTable): Promise<boolean> {
  const { issuer, subject, at } = input;
  if (!(await store.insertLink(db, { issuer, subject, member_id: member.id, created_at: at, last_used_at: at })))
    return false;
  await record(db, {
    ...byProvider(input),
    at,
    what: 'member.login-service-linked',
    target: { kind: 'member', id: member.id, name: member.name },
    after: { issuer, subject },
  });
  return true;
}

/** Nobody of us did it: the provider said so, to a browser from there. */
function byProvider({ from }: Admission): Audited {
  return { ...bySystem, from };
}

/** [AUTH20] Somebody new: who was invited to the address, or whom the settings let in. */
async function addMember(db: Db, input: Admission): Promise<MembersTable> {
  const { newMember, email, at } = input;
  if (!newMember || email === null) throw noAccount();
  const email_key = emailKeyOf(email);
  const invitation = input.linksByEmail ? await store.findInvitationTo(db, email_key, at) : null;
  if (!invitation && !input.createsMembers) throw noAccount();
  const invited = invitation && (JSON.parse(invitation.roles) as Role[]);
  const roles = input.roles ?? invited ?? (input.newRole ? [input.newRole] : []);
  if (roles.length === 0) throw noRole();
  const sites = invitation?.sites ?? null;
  const row: MembersTable = {
    id: invitation?.member_id ?? newMember.id,
    email_key,
    email,
    name: newMember.name,
    password_hash: newMember.passwordHash,
    roles: JSON.stringify(roles),
    sites,
    created_at: at,
    deactivated_at: null,
    last_login_at: null,
    language: invitation?.language ?? null,
  };
  if (invitation) {
    await deleteInvitation(db, invitation.member_id);
    await endLinks(db, invitation.member_id, ['invitation']);
  }
  if (!(await insertMember(db, row))) throw noAccount();
  await record(db, {
    ...byProvider(input),
    at,
    what: 'member.added',
    target: { kind: 'member', id: row.id, name: row.name },
    after: { roles, sites: sites === null ? null : JSON.parse(sites), by: input.issuer },
  });
  await insertLink(db, input, row);
  return row;
}

/** [AUTH21] The last admin of all sites stays one, whatever the provider says. */
async function changeRoles(
  db: Db,
  row: MembersTable,
  input: Admission,
): Promise<{ member: MembersTable; ended: string[] }> {
  const before = readRoles(row);
  if (input.roles === null) return { member: row, ended: [] };
  const isKept = before.includes('admin') && !input.roles.includes('admin') && (await isLastAdmin(db, row));
  const roles = isKept ? (['admin', ...input.roles] satisfies Role[]) : input.roles;
  if (JSON.stringify([...before].sort()) === JSON.stringify([...roles].sort())) return { member: row, ended: [] };
  const member = { ...row, roles: JSON.stringify(roles) };
  await members.updateMember(db, row.id, { roles: member.roles });
  await record(db, {
    ...byProvider(input),
    at: input.at,
    what: 'member.roles-changed',
    target: { kind: 'member', id: row.id, name: row.name },
    before: { roles: before },
    after: { roles, by: input.issuer },
  });
  // [AUTH16] What somebody may do now begins with this login.
  await deleteRememberedOf(db, { account_kind: 'member', account_id: row.id }, null);
  return { member, ended: await deleteSessionsOf(db, row.id, null) };
}

async function isLastAdmin(db: Db, { id }: MembersTable): Promise<boolean> {
  const all = await members.findAllMembers(db);
  return !all.some(
    (row) =>
      row.id !== id && row.deactivated_at === null && row.sites === null && presentMember(row).roles.includes('admin'),
  );
}

/** Every command of this feature. */
export const commands = [insertAttempt, answerAttempt, takeAttempt, deleteOver, changeSettings, admit];
