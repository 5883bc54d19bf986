import type { MailLanguage, MemberId } from '@porchlight/protocol';
import { type Audited, record } from '../../audit/index.ts';
import { type Notice, type NoticeFacts, queueMail } from '../../mail/index.ts';
import { type Db, defineCommand } from '../../platform/db/index.ts';
import { appError } from '../../platform/errors/index.ts';
import { enqueue } from '../../platform/jobs/index.ts';
import { countLinks, endLinks, forgetLinks, insertLink, type LinksTable, linkInvalid, useLink } from '../links.ts';
import { recordOwn } from '../login-records.ts';
import { assertGives, type Rights } from '../permission-access.ts';
import { readRoles, readSites } from '../present.ts';
import { findMember, insertMember } from '../store.ts';
import type { MembersTable } from '../tables.ts';
import * as store from './store.ts';
import type { InvitationsTable } from './tables.ts';

export const resetJob = 'password-reset';

const hourMs = 3_600_000;
const minuteMs = 60_000;
/** Mails of one kind that an account gets in an hour. */
const mailsAtMost = 3;

export const emailTaken = () =>
  appError('email_taken', 'A member with this e-mail address exists already. Use another one.');
export const invitationNotFound = () =>
  appError('invitation_not_found', 'This invitation was accepted or withdrawn. Load the list again.');

/** Queues the mail that a link belongs to. */
function queueLink(db: Db, link: LinksTable, to: string, language: MailLanguage, now: number): Promise<void> {
  const { id, purpose, created_at: createdAt, expires_at: expiresAt } = link;
  return queueMail(db, { template: purpose, to, language, link: id, createdAt, expiresAt }, now);
}

/** Writes down what somebody did with their own account, by a link [AUTH15]. */
function recordByLink(
  db: Db,
  { id, name }: Pick<MembersTable, 'id' | 'name'>,
  what: string,
  from: Audited['from'],
  at: number,
  email?: { before: string; after: string },
): Promise<void> {
  const target = { kind: 'member', id, name };
  const change = email ? { before: { email: email.before }, after: { email: email.after } } : {};
  return record(db, { who: { kind: 'member', id, name }, from, at, what, target, ...change });
}

/** Invites an address; one that was invited before gets what is wanted now, and the former link ends. */
export const invite = defineCommand<{ row: InvitationsTable; link: LinksTable; by: Audited }, InvitationsTable>({
  name: 'accounts.invite',
  async run(db, { row, link, by }) {
    const now = row.created_at;
    if (await store.findHolder(db, row.email_key)) throw emailTaken();
    const id = await store.upsertInvitation(db, row);
    await endLinks(db, id, ['invitation']);
    await insertLink(db, { ...link, subject_id: id });
    await queueLink(db, link, row.email, row.language, now);
    const target = { kind: 'member', id, name: row.email };
    const after = { roles: JSON.parse(row.roles), sites: row.sites === null ? null : JSON.parse(row.sites) };
    await record(db, { ...by, at: now, what: 'member.invited', target, after });
    return { ...row, member_id: id };
  },
});

/** Sends an invitation's mail once more, at most once a minute; the former link ends. */
export const inviteAgain = defineCommand<
  { id: MemberId; link: LinksTable; giver: Rights; by: Audited; now: number },
  null
>({
  name: 'accounts.invite-again',
  async run(db, { id, link, giver, by, now }) {
    const row = await store.findInvitation(db, id);
    if (row) assertGives(giver, readRoles(row), readSites(row));
    if (!row || !(await store.prolongInvitation(db, id, link.expires_at))) throw invitationNotFound();
    if ((await countLinks(db, id, 'invitation', now - minuteMs)) > 0)
      throw appError('too_many_requests', 'The mail was sent just now. Wait a minute, then send it again.', {
        retryAfterS: 60,
      });
    await endLinks(db, id, ['invitation']);
    await insertLink(db, link);
    await queueLink(db, link, row.email, row.language, now);
    const target = { kind: 'member', id, name: row.email };
    await record(db, { ...by, at: now, what: 'member.invited-again', target, after: { expiresAt: link.expires_at } });
    return null;
  },
});

export const withdrawInvitation = defineCommand<{ id: MemberId; giver: Rights; by: Audited; now: number }, null>({
  name: 'accounts.withdraw-invitation',
  async run(db, { id, giver, by, now }) {
    const row = await store.findInvitation(db, id);
    if (!row) throw invitationNotFound();
    assertGives(giver, readRoles(row), readSites(row));
    await endLinks(db, id, ['invitation']);
    if (!(await store.deleteInvitation(db, id))) throw invitationNotFound();
    const target = { kind: 'member', id, name: row.email };
    const before = { roles: readRoles(row), sites: readSites(row) };
    await record(db, { ...by, at: now, what: 'member.invitation-withdrawn', target, before });
    return null;
  },
});

/** Uses the link up and makes the member with the roles that the invitation has now, or does nothing of it. */
export const acceptInvitation = defineCommand<
  { tokenHash: string; member: Omit<MembersTable, 'roles' | 'sites' | 'email' | 'email_key'>; from: Audited['from'] },
  MembersTable
>({
  name: 'accounts.accept-invitation',
  async run(db, { tokenHash, member, from }) {
    const link = await useLink(db, { tokenHash, purpose: 'invitation', now: member.created_at });
    const row = await store.findInvitation(db, link.subject_id);
    if (!row || row.member_id !== member.id || !(await store.deleteInvitation(db, row.member_id))) throw linkInvalid();
    const { roles, sites, email, email_key } = row;
    const made: MembersTable = { ...member, roles, sites, email, email_key, language: row.language };
    if (!(await insertMember(db, made))) throw emailTaken();
    await recordOwn(
      db,
      'member.added',
      { member_id: made.id, created_at: made.created_at, ip: from.ip, user_agent: from.userAgent ?? '' },
      { roles: JSON.parse(roles) },
    );
    return made;
  },
});

/** [AUTH12] Notes that somebody asked for a new password: the same work whether or not the address is known. */
export const askForReset = defineCommand<
  { emailKey: string; language: MailLanguage; from: Audited['from']; now: number },
  null
>({
  name: 'accounts.ask-for-reset',
  async run(db, { now, ...payload }) {
    await enqueue(db, { kind: resetJob, payload, now });
    return null;
  },
});

/** Sends the link for a new password, unless this account had enough of them. */
export const sendReset = defineCommand<
  { memberId: MemberId; link: LinksTable; language: MailLanguage; from: Audited['from']; now: number },
  null
>({
  name: 'accounts.send-reset',
  async run(db, { memberId, link, language, from, now }) {
    const member = await findMember(db, memberId);
    if (!member || (await countLinks(db, memberId, 'password-reset', now - hourMs)) >= mailsAtMost) return null;
    // Done a second time, the job finds its link.
    if (!(await insertLink(db, link))) return null;
    await queueLink(db, link, member.email, language, now);
    // Whoever asked is not known: only that they know the address.
    const who = { kind: 'member', id: null, name: '' } as const;
    const target = { kind: 'member', id: memberId, name: member.name };
    await record(db, { who, from, at: now, what: 'member.password-reset-asked', target });
    return null;
  },
});

/** [AUTH12] Sets a password by a link: every login of the member ends, and every other link about their password. */
export const resetPassword = defineCommand<
  {
    tokenHash: string;
    passwordHash: string;
    language: MailLanguage;
    facts: NoticeFacts;
    from: Audited['from'];
    now: number;
  },
  string[]
>({
  name: 'accounts.reset-password',
  async run(db, { tokenHash, passwordHash, language, facts, from, now }) {
    const link = await useLink(db, { tokenHash, purpose: 'password-reset', now });
    const id = link.subject_id as MemberId;
    const member = await findMember(db, id);
    if (!member || !(await store.setPassword(db, id, passwordHash))) throw linkInvalid();
    await endLinks(db, id, ['password-reset', 'email-change']);
    await queueMail(db, { template: 'password-changed', to: member.email, language, facts }, now);
    await recordByLink(db, member, 'member.password-changed', from, now);
    return store.endLogins(db, id);
  },
});

/** [AUTH13] Asks the new address; says nothing where that is another's, and no more than a few times in an hour. */
export const askForEmail = defineCommand<
  {
    memberId: MemberId;
    email: string;
    emailKey: string;
    link: LinksTable;
    language: MailLanguage;
    by: Audited;
    now: number;
  },
  null
>({
  name: 'accounts.ask-for-email',
  async run(db, { memberId, email, emailKey, link, language, by, now }) {
    if ((await countLinks(db, memberId, 'email-change', now - hourMs)) >= mailsAtMost)
      throw appError('too_many_requests', 'Too many mails were asked for within an hour. Try again later.', {
        retryAfterS: hourMs / 1_000,
      });
    await endLinks(db, memberId, ['email-change']);
    await insertLink(db, link);
    if (!(await store.findHolder(db, emailKey))) await queueLink(db, link, email, language, now);
    const member = await findMember(db, memberId);
    const target = { kind: 'member', id: memberId, name: member?.name ?? '' };
    const change = { before: { email: member?.email }, after: { email } };
    await record(db, { ...by, at: now, what: 'member.address-change-asked', target, ...change });
    return null;
  },
});

type EmailInput = {
  from: Audited['from'];
  tokenHash: string;
  emailKey: string;
  language: MailLanguage;
  link: LinksTable;
  now: number;
};

/** [AUTH13] The new address confirmed: it is the member's, and the old one is told how to take it back. */
export const confirmEmail = defineCommand<EmailInput, null>({
  name: 'accounts.confirm-email',
  async run(db, { tokenHash, emailKey, language, link, from, now }) {
    const { subject_id, detail } = await useLink(db, { tokenHash, purpose: 'email-change', now });
    const id = subject_id as MemberId;
    const member = await findMember(db, id);
    if (!member || detail === null) throw linkInvalid();
    if (await store.findHolder(db, emailKey)) throw emailTaken();
    await store.setEmail(db, id, { email: detail, email_key: emailKey });
    // A link for the password that lies in the old mailbox opens nothing any more.
    await endLinks(db, id, ['password-reset']);
    await recordByLink(db, member, 'member.address-changed', from, now, { before: member.email, after: detail });
    const undo = { ...link, detail: member.email };
    await insertLink(db, undo);
    await queueLink(db, undo, member.email, language, now);
    return null;
  },
});

/**
 * [AUTH13] The old address takes the change back, and every later one; all logins end, and it gets a link for a new
 * password.
 */
export const undoEmail = defineCommand<EmailInput, string[]>({
  name: 'accounts.undo-email',
  async run(db, { tokenHash, emailKey, language, link, from, now }) {
    const { subject_id, detail, created_at } = await useLink(db, { tokenHash, purpose: 'email-changed', now });
    const id = subject_id as MemberId;
    const member = await findMember(db, id);
    if (!member || detail === null) throw linkInvalid();
    const holder = await store.findHolder(db, emailKey);
    if (holder && holder.id !== id) throw emailTaken();
    await store.setEmail(db, id, { email: detail, email_key: emailKey });
    await recordByLink(db, member, 'member.address-taken-back', from, now, { before: member.email, after: detail });
    await endLinks(db, id, ['password-reset', 'email-change']);
    // Whoever changed it twice holds a way back of their own.
    await endLinks(db, id, ['email-changed'], created_at);
    await insertLink(db, link);
    await queueLink(db, link, detail, language, now);
    return store.endLogins(db, id);
  },
});

/** Queues a mail about an account. */
export const queueNotice = defineCommand<
  {
    to: string;
    language: MailLanguage;
    template: Notice;
    facts: NoticeFacts;
    now: number;
  },
  null
>({
  name: 'accounts.queue-notice',
  async run(db, { now, ...mail }) {
    await queueMail(db, mail, now);
    return null;
  },
});

export const forgetOldLinks = defineCommand<{ now: number }, null>({
  name: 'accounts.forget-old-links',
  async run(db, { now }) {
    await forgetLinks(db, now);
    return null;
  },
});
