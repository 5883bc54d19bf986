import type {
  Invitation,
  LinkPurpose,
  LookAnswer,
  MailLanguage,
  Member,
  MemberId,
  Role,
  SiteId,
} from '@porchlight/protocol';
import { type Audited, bySystem } from '../../audit/index.ts';
import type { Notice, NoticeFacts } from '../../mail/index.ts';
import type { Bus } from '../../platform/bus/index.ts';
import type { Clock } from '../../platform/clock/index.ts';
import type { Storage } from '../../platform/db/index.ts';
import { appError } from '../../platform/errors/index.ts';
import { newId } from '../../platform/ids/index.ts';
import type { JobHandler } from '../../platform/jobs/index.ts';
import { publishRevoked } from '../../realtime/index.ts';
import { getLink, type LinksTable, newLink, readLinkToken } from '../links.ts';
import { checkNewPassword } from '../new-password.ts';
import { hashPassword } from '../password-hash.ts';
import type { Rights } from '../permission-access.ts';
import { emailKeyOf } from '../rules.ts';
import { findMember, findMemberByEmail } from '../store.ts';
import * as commands from './commands.ts';
import type { AcceptInvitation, Invite } from './schema.ts';
import * as store from './store.ts';
import type { InvitationsTable } from './tables.ts';

export type AccountMailOptions = {
  storage: Storage;
  clock: Clock;
  bus: Bus;
  /** The installation's secret. */
  secret: string;
  /** False where nobody said how mail is sent. */
  isMailOn: boolean;
};

type ResetPayload = { emailKey: string; language: MailLanguage; from?: Audited['from'] };

/** What members do by mail: invitations, forgotten passwords, other addresses, notices. Rules AUTH10 to AUTH14. */
export class AccountMail {
  readonly #o: AccountMailOptions;

  constructor(options: AccountMailOptions) {
    this.#o = options;
  }

  async findInvitations(): Promise<Invitation[]> {
    return (await store.findInvitations(this.#o.storage.read)).map(present);
  }

  /** [AUTH11] Invites an address. Throws `email_taken`, `mail_not_set_up`. */
  async invite(
    inviter: MemberId,
    { email, roles, sites, language }: Invite,
    by: Audited = bySystem,
  ): Promise<Invitation> {
    this.#assertMail();
    const now = this.#o.clock.now();
    const id = newId('me');
    const link = this.#link('invitation', id);
    const row: InvitationsTable = {
      member_id: id,
      email_key: emailKeyOf(email),
      email,
      roles: JSON.stringify(roles),
      sites: sites === null ? null : JSON.stringify(sites),
      language,
      invited_by: inviter,
      created_at: now,
      expires_at: link.expires_at,
    };
    return present(await this.#o.storage.execute(commands.invite, { row, link, by }));
  }

  /** Sends an invitation's mail again. Throws `invitation_not_found`, `permission_missing`, `too_many_requests`, `mail_not_set_up`. */
  async inviteAgain(id: string, giver: Rights, by: Audited): Promise<void> {
    this.#assertMail();
    const { storage, clock } = this.#o;
    const link = this.#link('invitation', id);
    await storage.execute(commands.inviteAgain, { id: id as MemberId, link, giver, by, now: clock.now() });
  }

  /** Throws `invitation_not_found`, `permission_missing`. */
  async withdraw(id: string, giver: Rights, by: Audited): Promise<void> {
    const { storage, clock } = this.#o;
    await storage.execute(commands.withdrawInvitation, { id: id as MemberId, giver, by, now: clock.now() });
  }

  /** [AUTH11] Makes the member who was invited. Throws `link_invalid_or_used`, `email_taken` and what passwords throw. */
  async accept({ token, name, password }: AcceptInvitation, from: Audited['from'] = bySystem.from): Promise<void> {
    const { storage, clock } = this.#o;
    const tokenHash = readLinkToken(token);
    const link = await this.#get('invitation', token);
    const invitation = await store.findInvitation(storage.read, link.subject_id);
    await checkNewPassword(password, [name, invitation?.email ?? '']);
    const member = {
      id: link.subject_id as MemberId,
      name,
      password_hash: await hashPassword(password),
      created_at: clock.now(),
      deactivated_at: null,
      last_login_at: null,
    };
    await storage.execute(commands.acceptInvitation, { tokenHash, member, from });
  }

  /** [AUTH12] The same for every address. Throws `mail_not_set_up`. */
  async askForReset(email: string, language: MailLanguage, from: Audited['from'] = bySystem.from): Promise<void> {
    this.#assertMail();
    const { storage, clock } = this.#o;
    await storage.execute(commands.askForReset, { emailKey: emailKeyOf(email), language, from, now: clock.now() });
  }

  /** Looks up who asked for a new password, and sends the link where there is such a member. */
  readonly sendReset: JobHandler = async (payload, { id }) => {
    const { emailKey, language, from = bySystem.from } = payload as ResetPayload;
    const { storage, clock, secret } = this.#o;
    const member = await findMemberByEmail(storage.read, emailKey);
    if (!member) return;
    const now = clock.now();
    const link = newLink(secret, { purpose: 'password-reset', subject: member.id, now, id });
    await storage.execute(commands.sendReset, { memberId: member.id, link, language, from, now });
  };

  /** [AUTH12] Sets a password by a link and ends every login. Throws `link_invalid_or_used` and what passwords throw. */
  async resetPassword(
    token: string,
    password: string,
    facts: Omit<NoticeFacts, 'at'>,
    from: Audited['from'] = bySystem.from,
  ): Promise<void> {
    const { storage, clock, bus } = this.#o;
    const link = await this.#get('password-reset', token);
    const member = await findMember(storage.read, link.subject_id as MemberId);
    await checkNewPassword(password, member ? [member.name, member.email] : []);
    const now = clock.now();
    const ended = await storage.execute(commands.resetPassword, {
      tokenHash: link.token_hash,
      passwordHash: await hashPassword(password),
      language: member?.language ?? 'en',
      facts: { ...facts, at: now },
      from,
      now,
    });
    publishRevoked(bus, 'sessions', ended);
  }

  /** [AUTH13] Asks a new address to confirm; the same for every one. Throws `too_many_requests`, `mail_not_set_up`. */
  async askForEmail(member: Member, email: string, language: MailLanguage, by: Audited): Promise<void> {
    this.#assertMail();
    const { storage, clock } = this.#o;
    const emailKey = emailKeyOf(email);
    if (emailKey === emailKeyOf(member.email))
      throw appError('address_invalid', 'This is your address already. Type the new one.');
    const link = this.#link('email-change', member.id, email);
    const input = { memberId: member.id, email, emailKey, link, language, by, now: clock.now() };
    await storage.execute(commands.askForEmail, input);
  }

  /** [AUTH13] Throws `link_invalid_or_used`, and `email_taken` where another was faster. */
  async confirmEmail(token: string, from: Audited['from'] = bySystem.from): Promise<void> {
    const link = await this.#get('email-change', token);
    const undo = this.#link('email-changed', link.subject_id);
    await this.#o.storage.execute(commands.confirmEmail, await this.#emailInput(link, undo, from));
  }

  /** [AUTH13] Throws `link_invalid_or_used`, and `email_taken` where another member has the old address by now. */
  async undoEmail(token: string, from: Audited['from'] = bySystem.from): Promise<void> {
    const link = await this.#get('email-changed', token);
    const reset = this.#link('password-reset', link.subject_id);
    const ended = await this.#o.storage.execute(commands.undoEmail, await this.#emailInput(link, reset, from));
    publishRevoked(this.#o.bus, 'sessions', ended);
  }

  /** Whose a link is; uses nothing up. Throws `link_invalid_or_used`. */
  async look(purpose: LinkPurpose, token: string): Promise<LookAnswer> {
    const { read } = this.#o.storage;
    const link = await this.#get(purpose, token);
    if (purpose === 'invitation') return { email: (await store.findInvitation(read, link.subject_id))?.email ?? '' };
    if (link.detail !== null) return { email: link.detail };
    return { email: (await findMember(read, link.subject_id as MemberId))?.email ?? '' };
  }

  /** [AUTH14] Tells a member by mail what happened to their account. */
  async tell(member: Pick<Member, 'id' | 'email'>, template: Notice, facts: Partial<NoticeFacts> = {}): Promise<void> {
    const { storage, clock } = this.#o;
    const now = clock.now();
    const row = await findMember(storage.read, member.id);
    const to = row?.email ?? member.email;
    const known = { at: now, browser: null, os: null, country: null, ...facts };
    await storage.execute(commands.queueNotice, { to, language: row?.language ?? 'en', template, facts: known, now });
  }

  /** Forgets links that were over long ago; call it now and then. */
  async forgetOld(): Promise<void> {
    await this.#o.storage.execute(commands.forgetOldLinks, { now: this.#o.clock.now() });
  }

  async #emailInput(used: LinksTable, link: LinksTable, from: Audited['from']) {
    const member = await findMember(this.#o.storage.read, used.subject_id as MemberId);
    const emailKey = emailKeyOf(used.detail ?? '');
    const language: MailLanguage = member?.language ?? 'en';
    return { tokenHash: used.token_hash, emailKey, language, link, from, now: this.#o.clock.now() };
  }

  #get(purpose: LinkPurpose, token: string): Promise<LinksTable> {
    const { storage, clock } = this.#o;
    return getLink(storage.read, { tokenHash: readLinkToken(token), purpose, now: clock.now() });
  }

  #link(purpose: LinkPurpose, subject: string, detail: string | null = null): LinksTable {
    return newLink(this.#o.secret, { purpose, subject, detail, now: this.#o.clock.now() });
  }

  #assertMail(): void {
    if (this.#o.isMailOn) return;
    throw appError(
      'mail_not_set_up',
      'This installation cannot send mail yet. Whoever runs it sets --smtp-url and --mail-from.',
    );
  }
}

function present(row: InvitationsTable): Invitation {
  return {
    id: row.member_id,
    email: row.email,
    roles: JSON.parse(row.roles) as Role[],
    sites: row.sites === null ? null : (JSON.parse(row.sites) as SiteId[]),
    invitedAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
