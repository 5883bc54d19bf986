import type { ContactId, HelpLanguage, SiteId, UserId } from '@porchlight/protocol';
import { type Audited, record } from '../../audit/index.ts';
import { type NoticeFacts, queueMail, type UserNotice } from '../../mail/index.ts';
import { defineCommand } from '../../platform/db/index.ts';
import { appError } from '../../platform/errors/index.ts';
import { enqueue } from '../../platform/jobs/index.ts';
import { codeInvalid } from './codes.ts';
import { mailsAtMost } from './rules.ts';
import * as store from './store.ts';
import type { CodePurpose, UserCodesTable, UsersTable } from './tables.ts';
import { notify, recordOwn, sendCode } from './telling.ts';

export * from './admin-commands.ts';
export * from './session-commands.ts';

export const userCodeJob = 'user-code';

const hourMs = 3_600_000;
const emailTaken = () => appError('email_taken', 'There is an account with this address already. Log in with it.');

type From = Audited['from'];

export type CodeAsked = {
  site: SiteId;
  purpose: 'registration' | 'reset' | 'conversations';
  email: string;
  language: HelpLanguage;
};

/** [AUTH32] Takes down who asked for a code: the same work whether or not the address is known. */
export const askForCode = defineCommand<CodeAsked & { now: number }, null>({
  name: 'users.ask-for-code',
  async run(db, { now, ...payload }) {
    await enqueue(db, { kind: userCodeJob, payload, now });
    return null;
  },
});

/** Mails the code that was asked for, or that there is an account already, unless the address had enough of them. */
export const mailCode = defineCommand<{ code: UserCodesTable; language: HelpLanguage }, null>({
  name: 'users.mail-code',
  async run(db, { code, language }) {
    const { site_id: site, email_key: emailKey, created_at: now, purpose } = code;
    await store.lockAddress(db, site, emailKey);
    const holder = await store.findHolder(db, site, emailKey);
    const purposes: CodePurpose[] = purpose === 'registration' ? ['registration', 'known'] : [purpose];
    if ((await store.countCodes(db, { site, purposes, emailKey }, now - hourMs)) >= mailsAtMost) return null;
    if (purpose === 'conversations') await sendCode(db, code, language);
    else if (purpose === 'reset') {
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

/** [HC16] Uses a code up, and every other for the same to this address; false where it is not good any more. */
export const useAddressCode = defineCommand<{ codeHash: string; now: number }, boolean>({
  name: 'users.use-address-code',
  async run(db, { codeHash, now }) {
    const code = await store.useCode(db, codeHash, now);
    if (!code) return false;
    await store.endCodesTo(db, { site: code.site_id, purposes: [code.purpose], emailKey: code.email_key });
    return true;
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

export const changeUserProfile = defineCommand<{ id: UserId; name: string; language: HelpLanguage }, null>({
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
export const askForUserEmail = defineCommand<{ code: UserCodesTable; user: UserId; language: HelpLanguage }, null>({
  name: 'users.ask-for-email',
  async run(db, { code, user, language }) {
    const { site_id: site, email_key: emailKey, created_at: now } = code;
    await store.lockAddress(db, site, user);
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
