import type { ContactId, MailLanguage, SiteId, UserId } from '@porchlight/protocol';
import { type Audited, record } from '../../audit/index.ts';
import { type NoticeFacts, queueMail, type UserCodeMail, type UserNotice } from '../../mail/index.ts';
import { type Db, defineCommand } from '../../platform/db/index.ts';
import { appError } from '../../platform/errors/index.ts';
import { enqueue } from '../../platform/jobs/index.ts';
import { type Used, useValidator } from '../remembered-commands.ts';
import * as remembered from '../remembered-store.ts';
import type { RememberedLoginsTable } from '../tables.ts';
import { codeInvalid } from './codes.ts';
import { mailsAtMost } from './rules.ts';
import * as store from './store.ts';
import type { CodePurpose, UserCodesTable, UserSessionsTable, UsersTable } from './tables.ts';

export const userCodeJob = 'user-code';

const hourMs = 3_600_000;
const minuteMs = 60_000;
/** Sessions of a remembered login that ask at the same moment all stay; earlier ones were replaced. */
const atOnceMs = 10_000;

const emailTaken = () => appError('email_taken', 'There is an account with this address already. Log in with it.');
export const userNotFound = () => appError('user_not_found', 'There is no such user. Load the list again.');

const mails: Record<Exclude<CodePurpose, 'known'>, UserCodeMail> = {
  registration: 'user-registration',
  invitation: 'user-invitation',
  reset: 'user-reset',
  'email-change': 'user-email-change',
  'email-changed': 'user-email-changed',
};

type From = Audited['from'];

/** Writes down what somebody did to their own account [AUTH15]. */
function recordOwn(
  db: Db,
  user: Pick<UsersTable, 'id' | 'name' | 'site_id'>,
  what: string,
  { from, at, before, after }: { from: From; at: number; before?: unknown; after?: unknown },
): Promise<void> {
  const { id, name, site_id: site } = user;
  return record(db, {
    who: { kind: 'user', id, name },
    from,
    at,
    what,
    site,
    target: { kind: 'user', id, name },
    before,
    after,
  });
}

function fromOf({ ip, user_agent }: Pick<UserSessionsTable, 'ip' | 'user_agent'>): From {
  return { ip, userAgent: user_agent === '' ? null : user_agent };
}

/** Keeps a code and queues its mail. */
async function sendCode(db: Db, row: UserCodesTable, language: MailLanguage): Promise<void> {
  // Done a second time, the job finds its code.
  if (row.purpose === 'known' || !(await store.insertCode(db, row))) return;
  const { site_id: site, created_at: createdAt, expires_at: expiresAt } = row;
  const mail = { template: mails[row.purpose], to: row.email, language, site, code: row.id, createdAt, expiresAt };
  await queueMail(db, mail, createdAt);
}

export type CodeAsked = { site: SiteId; purpose: 'registration' | 'reset'; email: string; language: MailLanguage };

/** [AUTH32] Takes down who asked for a code: the same work whether or not the address is known. */
export const askForCode = defineCommand<CodeAsked & { now: number }, null>({
  name: 'users.ask-for-code',
  async run(db, { now, ...payload }) {
    await enqueue(db, { kind: userCodeJob, payload, now });
    return null;
  },
});

/** Mails the code that was asked for, or that there is an account already, unless the address had enough of them. */
export const mailCode = defineCommand<{ code: UserCodesTable; language: MailLanguage }, null>({
  name: 'users.mail-code',
  async run(db, { code, language }) {
    const { site_id: site, email_key: emailKey, created_at: now, purpose } = code;
    const holder = await store.findHolder(db, site, emailKey);
    const purposes: CodePurpose[] = purpose === 'registration' ? ['registration', 'known'] : [purpose];
    if ((await store.countCodes(db, { site, purposes, emailKey }, now - hourMs)) >= mailsAtMost) return null;
    if (purpose === 'reset') {
      if (!holder || holder.deactivated_at !== null) return null;
      await sendCode(db, { ...code, user_id: holder.id }, language);
    } else if (holder === null) await sendCode(db, code, language);
    else if (holder.deactivated_at === null) {
      const isNew = await store.insertCode(db, { ...code, purpose: 'known', user_id: holder.id });
      if (isNew) await queueMail(db, { template: 'user-known', to: code.email, language, site }, now);
    }
    return null;
  },
});

/** [AUTH33] Makes the user whose address a code has proved. */
export const register = defineCommand<{ codeHash: string; user: UsersTable; from: From }, UsersTable>({
  name: 'users.register',
  retryOnConflict: true,
  async run(db, { codeHash, user, from }) {
    const now = user.created_at;
    const code = await store.useCode(db, codeHash, now);
    if (!code) throw codeInvalid();
    if (!(await store.insertUser(db, user))) throw emailTaken();
    const about = { site: user.site_id, emailKey: user.email_key };
    await store.endCodesTo(db, { ...about, purposes: ['registration', 'invitation'] });
    await recordOwn(db, user, 'user.registered', { from, at: now, after: { by: code.purpose } });
    return user;
  },
});

/** Adds a user whose address nobody has to prove. */
export const insertUser = defineCommand<{ user: UsersTable; by: Audited }, null>({
  name: 'users.insert',
  async run(db, { user, by }) {
    if (!(await store.insertUser(db, user))) throw emailTaken();
    const target = { kind: 'user', id: user.id, name: user.name };
    await record(db, { ...by, at: user.created_at, what: 'user.added', site: user.site_id, target });
    return null;
  },
});

/** [AUTH30] Begins a session and ends the one that the browser came with. */
export const startUserSession = defineCommand<{ session: UserSessionsTable; replacedHash: string | null }, null>({
  name: 'users.start-session',
  async run(db, { session, replacedHash }) {
    const { site_id: site, user_id: id, created_at: at } = session;
    if (replacedHash !== null) await store.deleteSessionOf(db, site, replacedHash);
    const user = await store.findUser(db, site, id);
    if (!user) throw appError('session_ended', 'Your login has ended. Log in again.');
    await store.insertSession(db, session);
    await store.updateUser(db, id, { last_login_at: at });
    await recordOwn(db, user, 'login.succeeded', { from: fromOf(session), at, after: { interface: 'portal' } });
    return null;
  },
});

/** Has a session's browser remembered; what it remembered of this site before ends [REM1]. */
export const rememberUser = defineCommand<
  { row: RememberedLoginsTable; sessionId: string; former: string | null },
  null
>({
  name: 'users.remember',
  async run(db, { row, sessionId, former }) {
    const known = former === null ? null : await remembered.lockRemembered(db, former);
    if (known?.account_kind === 'user') await remembered.deleteRemembered(db, known.id);
    await remembered.insertRemembered(db, row);
    await store.setRemembered(db, sessionId, row.id);
    return null;
  },
});

export type UserResumeInput = {
  site: SiteId;
  series: string;
  hash: string;
  successorHash: string;
  now: number;
  /** The session to begin, without the user: only the series knows them. */
  session: Omit<UserSessionsTable, 'user_id' | 'remembered_id'>;
  replacedHash: string | null;
};
export type UserResumed =
  | { outcome: 'good'; expiresAt: number }
  | { outcome: Exclude<Used, 'good' | 'stolen'> }
  | { outcome: 'stolen'; user: UsersTable };

/** [REM1] Logs a user in by what their browser remembers. */
export const resumeUserSession = defineCommand<UserResumeInput, UserResumed>({
  name: 'users.resume-session',
  async run(db, { site, series, hash, successorHash, now, session, replacedHash }) {
    const known = await remembered.lockRemembered(db, series);
    if (known?.account_kind !== 'user') return { outcome: 'unknown' };
    const user = await store.findUser(db, site, known.account_id);
    // Of another site, it opens nothing here and is not used up.
    if (!user) return { outcome: 'unknown' };
    const used = await useValidator(db, known, { hash, successorHash, now });
    if (used === 'stolen') {
      await store.endLogins(db, user.id, null, null);
      await remembered.upsertNotice(db, { account_id: user.id, kind: 'remembered-login-reused', at: now });
      await recordOwn(db, user, 'login.remembered-reused', { from: fromOf(session), at: now });
      return { outcome: 'stolen', user };
    }
    if (used !== 'good') return { outcome: used };
    if (replacedHash !== null) await store.deleteSessionOf(db, site, replacedHash);
    await store.deleteSessionsBefore(db, known.id, now - atOnceMs);
    const begun = { ...session, user_id: user.id, remembered_id: known.id };
    await store.insertSession(db, begun);
    await store.updateUser(db, user.id, { last_login_at: now });
    const after = { interface: 'portal' };
    await recordOwn(db, user, 'login.remembered', { from: fromOf(begun), at: now, after });
    return { outcome: 'good', expiresAt: known.expires_at };
  },
});

export const touchUserSession = defineCommand<{ id: string; at: number }, null>({
  name: 'users.touch-session',
  async run(db, { id, at }) {
    await store.touchSession(db, id, at);
    return null;
  },
});

/** Gives a session another token once its user proved who they are; false when it is not there any more. */
export const renewUserSession = defineCommand<{ tokenHash: string; newHash: string; at: number }, boolean>({
  name: 'users.renew-session',
  run: (db, input) => store.renewSession(db, input),
});

/** Ends the session of a token, and that its browser is remembered. */
export const logOutUser = defineCommand<
  { site: SiteId; tokenHash: string | null; series: string | null; now: number },
  null
>({
  name: 'users.log-out',
  async run(db, { site, tokenHash, series, now }) {
    const known = series === null ? null : await remembered.lockRemembered(db, series);
    if (known?.account_kind === 'user') await remembered.deleteRemembered(db, known.id);
    const ended = tokenHash === null ? null : await store.deleteSessionOf(db, site, tokenHash);
    if (!ended) return null;
    if (ended.remembered_id !== null) await remembered.deleteRemembered(db, ended.remembered_id);
    const user = await store.findUser(db, site, ended.user_id);
    const after = { interface: 'portal' };
    if (user) await recordOwn(db, user, 'login.ended', { from: fromOf(ended), at: now, after });
    return null;
  },
});

/** [AUTH5] Ends one of a user's sessions or remembered logins; false where there is none. */
export const endUserLogin = defineCommand<{ user: UserId; id: string }, boolean>({
  name: 'users.end-login',
  async run(db, { user, id }) {
    const session = await store.deleteSessionById(db, user, id);
    if (session?.remembered_id) await remembered.deleteRemembered(db, session.remembered_id);
    if (session) return true;
    return remembered.deleteRememberedById(db, { account_kind: 'user', account_id: user }, id);
  },
});

/** [AUTH5] Ends all of a user's sessions and remembered logins but this one. */
export const endOtherUserLogins = defineCommand<
  { user: UserId; keptSession: string | null; keptRemembered: string | null },
  null
>({
  name: 'users.end-other-logins',
  async run(db, { user, keptSession, keptRemembered }) {
    await store.endLogins(db, user, keptSession, keptRemembered);
    return null;
  },
});

export const changeUserProfile = defineCommand<{ id: UserId; name: string; language: MailLanguage }, null>({
  name: 'users.change-profile',
  async run(db, { id, name, language }) {
    await store.updateUser(db, id, { name, language });
    return null;
  },
});

/** [VIS7] Notes whom agents see. */
export const setUserContact = defineCommand<{ id: UserId; contact: ContactId }, null>({
  name: 'users.set-contact',
  async run(db, { id, contact }) {
    await store.setContact(db, id, contact);
    return null;
  },
});

function notify(db: Db, user: UsersTable, template: UserNotice, facts: NoticeFacts): Promise<void> {
  return queueMail(db, { template, to: user.email, language: user.language, site: user.site_id, facts }, facts.at);
}

/**
 * [REM2] Sets a password: all other sessions and every remembered login end, and this session has another token. False
 * when the password was changed meanwhile.
 */
export const changeUserPassword = defineCommand<
  {
    site: SiteId;
    id: UserId;
    formerHash: string;
    passwordHash: string;
    session: { id: string; tokenHash: string; newHash: string };
    from: From;
    facts: NoticeFacts;
  },
  boolean
>({
  name: 'users.change-password',
  async run(db, { site, id, formerHash, passwordHash, session, from, facts }) {
    if (!(await store.replacePassword(db, id, formerHash, passwordHash))) return false;
    const user = await store.findUser(db, site, id);
    if (!user) return false;
    await store.endLogins(db, id, session.id, null);
    await store.setRemembered(db, session.id, null);
    await store.endCodesOf(db, id, ['reset', 'email-change']);
    await store.renewSession(db, { tokenHash: session.tokenHash, newHash: session.newHash, at: facts.at });
    await recordOwn(db, user, 'user.password-changed', { from, at: facts.at });
    await notify(db, user, 'user-password-changed', facts);
    return true;
  },
});

/** [AUTH34] Sets a password by a code: every login of the user ends. */
export const resetUserPassword = defineCommand<
  { site: SiteId; codeHash: string; passwordHash: string; from: From; facts: NoticeFacts },
  UsersTable
>({
  name: 'users.reset-password',
  async run(db, { site, codeHash, passwordHash, from, facts }) {
    const code = await store.useCode(db, codeHash, facts.at);
    const user = code?.user_id ? await store.findUser(db, site, code.user_id) : null;
    // The address may be another one's by now.
    if (!user || user.email_key !== code?.email_key) throw codeInvalid();
    await store.updateUser(db, user.id, { password_hash: passwordHash });
    await store.endLogins(db, user.id, null, null);
    await store.endCodesOf(db, user.id, ['reset', 'email-change']);
    await recordOwn(db, user, 'user.password-changed', { from, at: facts.at });
    await notify(db, user, 'user-password-changed', facts);
    return user;
  },
});

/** [AUTH35] Asks a new address; says nothing where that is another's, and no more than a few times in an hour. */
export const askForUserEmail = defineCommand<{ code: UserCodesTable; user: UserId; language: MailLanguage }, null>({
  name: 'users.ask-for-email',
  async run(db, { code, user, language }) {
    const { site_id: site, email_key: emailKey, created_at: now } = code;
    if ((await store.countCodesOf(db, user, 'email-change', now - hourMs)) >= mailsAtMost)
      throw appError('too_many_requests', 'Too many mails were asked for within an hour. Try again later.', {
        retryAfterS: hourMs / 1_000,
      });
    await store.endCodesOf(db, user, ['email-change']);
    if (await store.findHolder(db, site, emailKey)) await store.insertCode(db, { ...code, used_at: now });
    else await sendCode(db, code, language);
    return null;
  },
});

/** [AUTH35] The new address confirmed: it is the user's, and the old one is told how to take it back. */
export const confirmUserEmail = defineCommand<
  { site: SiteId; user: UserId; codeHash: string; takeBack: UserCodesTable; from: From },
  null
>({
  name: 'users.confirm-email',
  retryOnConflict: true,
  async run(db, { site, user: id, codeHash, takeBack, from }) {
    const now = takeBack.created_at;
    const code = await store.useCode(db, codeHash, now);
    const user = code?.user_id === id ? await store.findUser(db, site, id) : null;
    if (!code || !user) throw codeInvalid();
    if (await store.findHolder(db, site, code.email_key)) throw emailTaken();
    await store.updateUser(db, id, { email: code.email, email_key: code.email_key });
    // A code for the password that lies in the old mailbox opens nothing any more.
    await store.endCodesOf(db, id, ['reset']);
    const change = { before: { email: user.email }, after: { email: code.email } };
    await recordOwn(db, user, 'user.address-changed', { from, at: now, ...change });
    await sendCode(db, takeBack, user.language);
    return null;
  },
});

/**
 * [AUTH35] The old address takes the change back, and every later one; all logins end, and it gets a code for a new
 * password.
 */
export const takeBackUserEmail = defineCommand<
  { site: SiteId; codeHash: string; reset: UserCodesTable; from: From },
  null
>({
  name: 'users.take-back-email',
  retryOnConflict: true,
  async run(db, { site, codeHash, reset, from }) {
    const now = reset.created_at;
    const code = await store.useCode(db, codeHash, now);
    const user = code?.user_id ? await store.findUser(db, site, code.user_id) : null;
    if (!code || !user) throw codeInvalid();
    const holder = await store.findHolder(db, site, code.email_key);
    if (holder && holder.id !== user.id) throw emailTaken();
    await store.updateUser(db, user.id, { email: code.email, email_key: code.email_key });
    await store.endLogins(db, user.id, null, null);
    await store.endCodesOf(db, user.id, ['reset', 'email-change']);
    // Whoever changed it twice holds a way back of their own.
    await store.endCodesOf(db, user.id, ['email-changed'], code.created_at);
    const change = { before: { email: user.email }, after: { email: code.email } };
    await recordOwn(db, user, 'user.address-taken-back', { from, at: now, ...change });
    await sendCode(db, { ...reset, user_id: user.id, email: code.email }, user.language);
    return null;
  },
});

/** [AUTH36] Deletes an account; the log keeps that it was, without the name. */
export const deleteOwnUser = defineCommand<{ site: SiteId; id: UserId; from: From; facts: NoticeFacts }, boolean>({
  name: 'users.delete-own',
  async run(db, { site, id, from, facts }) {
    const user = await store.readUser(db, site, id);
    if (!user || !(await store.deleteUser(db, id))) return false;
    await recordOwn(db, { ...user, name: '' }, 'user.deleted', { from, at: facts.at });
    await notify(db, user, 'user-deleted', facts);
    return true;
  },
});

type ByAdmin = { site: SiteId; by: Audited; now: number };

/** Invites an address to a site; earlier invitations of it end. */
export const inviteUser = defineCommand<{ code: UserCodesTable; language: MailLanguage; by: Audited }, null>({
  name: 'users.invite',
  retryOnConflict: true,
  async run(db, { code, language, by }) {
    const { site_id: site, email_key: emailKey, created_at: now } = code;
    if (await store.findHolder(db, site, emailKey))
      throw appError('email_taken', 'A user with this address exists already.');
    if ((await store.countCodes(db, { site, purposes: ['invitation'], emailKey }, now - minuteMs)) > 0)
      throw appError('too_many_requests', 'This address was invited just now. Wait a minute.', { retryAfterS: 60 });
    await store.endCodesTo(db, { site, purposes: ['invitation'], emailKey });
    await sendCode(db, code, language);
    const target = { kind: 'user', id: code.id, name: code.email };
    await record(db, { ...by, at: now, what: 'user.invited', site, target });
    return null;
  },
});

export const withdrawUserInvitation = defineCommand<ByAdmin & { id: string }, null>({
  name: 'users.withdraw-invitation',
  async run(db, { site, id, by, now }) {
    const ended = await store.endInvitation(db, { site, id, now });
    if (!ended)
      throw appError('invitation_not_found', 'This invitation was accepted or withdrawn. Load the list again.');
    const target = { kind: 'user', id, name: ended.email };
    await record(db, { ...by, at: now, what: 'user.invitation-withdrawn', site, target });
    return null;
  },
});

/** [AUTH37] Locks a user out, with every login and code, or lets them in again. */
export const setUserDeactivated = defineCommand<ByAdmin & { id: UserId; isDeactivated: boolean }, null>({
  name: 'users.set-deactivated',
  async run(db, { site, id, isDeactivated, by, now }) {
    const user = await store.readUser(db, site, id);
    if (!user) throw userNotFound();
    if ((user.deactivated_at !== null) === isDeactivated) return null;
    await store.updateUser(db, id, { deactivated_at: isDeactivated ? now : null });
    if (isDeactivated) {
      await store.endLogins(db, id, null, null);
      await store.endCodesOf(db, id, ['reset', 'email-change', 'email-changed']);
    }
    const target = { kind: 'user', id, name: user.name };
    await record(db, { ...by, at: now, what: isDeactivated ? 'user.deactivated' : 'user.reactivated', site, target });
    return null;
  },
});

/** [AUTH37] Ends every login of a user. */
export const endUserLogins = defineCommand<ByAdmin & { id: UserId }, null>({
  name: 'users.end-logins',
  async run(db, { site, id, by, now }) {
    const user = await store.readUser(db, site, id);
    if (!user) throw userNotFound();
    await store.endLogins(db, id, null, null);
    const target = { kind: 'user', id, name: user.name };
    await record(db, { ...by, at: now, what: 'user.logins-ended', site, target });
    return null;
  },
});

/** Deletes sessions that are over and codes that count for nothing any more. */
export const forgetUsersOver = defineCommand<{ now: number; idleSince: number; codesSince: number }, null>({
  name: 'users.forget-over',
  async run(db, { now, idleSince, codesSince }) {
    await store.deleteSessionsOver(db, { now, idleSince });
    await store.forgetCodes(db, codesSince);
    return null;
  },
});

export const queueUserNotice = defineCommand<{ user: UsersTable; template: UserNotice; facts: NoticeFacts }, null>({
  name: 'users.queue-notice',
  async run(db, { user, template, facts }) {
    await notify(db, user, template, facts);
    return null;
  },
});
