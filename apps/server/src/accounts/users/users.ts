import type { ContactId, HelpLanguage, SignedIn, SiteId, UserId } from '@porchlight/protocol';
import { type Audited, bySystem, recordAlone } from '../../audit/index.ts';
import type { NoticeFacts, UserNotice } from '../../mail/index.ts';
import { readUserAgent } from '../../platform/agents/index.ts';
import { createAllowance } from '../../platform/allowance/index.ts';
import type { Clock } from '../../platform/clock/index.ts';
import type { Storage } from '../../platform/db/index.ts';
import { appError } from '../../platform/errors/index.ts';
import { hashSecret, newId } from '../../platform/ids/index.ts';
import type { JobHandler } from '../../platform/jobs/index.ts';
import type { Site } from '../../sites/index.ts';
import { AccountThrottle, loginPolicies } from '../account-throttle.ts';
import { checkNewPassword } from '../new-password.ts';
import { hashPassword, isPasswordOf } from '../password-hash.ts';
import { forgetNotices } from '../remembered-commands.ts';
import { findNotices, findRememberedOf } from '../remembered-store.ts';
import { networkOf, type Origin } from '../rules.ts';
import { codeInvalid, newCode, readCodeHash } from './codes.ts';
import * as commands from './commands.ts';
import { assertOpen, codeKeptMs, readMailAddress, type UserSessionLimits, userKeyOf } from './rules.ts';
import * as store from './store.ts';
import type { CodePurpose, UserCodesTable, UserSessionsTable, UsersTable } from './tables.ts';
import type { UserSession } from './user-sessions.ts';

export type UsersOptions = {
  storage: Storage;
  clock: Clock;
  /** The installation's secret. */
  secret: string;
  /** False where nobody said how mail is sent. */
  isMailOn: boolean;
  limits: UserSessionLimits;
  findCountry(address: string): string | null;
  /** [HC16] Whether a guest sent a contact form of this site with this address. */
  hasConversations(site: SiteId, email: string): Promise<boolean>;
};

/** An address and the code that was mailed to it. */
export type Proof = { email: string; code: string };

export type NewUser = { email: string; name: string; password: string; language: HelpLanguage };

const tooMany = { code: 'too_many_attempts', message: 'Too many attempts. Wait a while, then try again.' } as const;

/** Users of sites' help centers: how one becomes one, proves it, changes and ends it. Rules AUTH30 to AUTH37. */
export class Users {
  readonly #o: UsersOptions;
  readonly #logins: AccountThrottle;
  readonly #codes: AccountThrottle;
  readonly #allowAddress = createAllowance({ points: 5, durationS: 3_600, ...tooMany });
  readonly #allowNetwork = createAllowance({ points: 20, durationS: 3_600, ...tooMany });

  constructor(options: UsersOptions) {
    this.#o = options;
    this.#logins = new AccountThrottle(loginPolicies, options.clock);
    this.#codes = new AccountThrottle(loginPolicies, options.clock);
  }

  /**
   * [AUTH31] The user whom address and password name. Throws `login_failed`, alike and after the same work for a wrong
   * password and an unknown address, and `too_many_attempts`.
   */
  async check(site: SiteId, { email, password }: { email: string; password: string }, origin: Origin): Promise<UserId> {
    const emailKey = userKeyOf(email);
    const keys = this.#logins.begin(`${site} ${emailKey}`, networkOf(origin.ip));
    const row = await store.findHolder(this.#o.storage.read, site, emailKey);
    const user = row?.deactivated_at === null ? row : null;
    const isRight = await this.#isPasswordOf(password, user?.password_hash ?? null, keys);
    if (!isRight || !user) {
      await this.#recordFailure(site, user, origin);
      throw appError('login_failed', 'E-mail address and password do not open this. Check both and try again.');
    }
    this.#logins.succeed(keys);
    return user.id;
  }

  /** Has a user prove by their password who they are; throws `password_wrong` and `too_many_attempts`, as logins do. */
  async confirm({ user }: UserSession, password: string, origin: Origin): Promise<{ formerHash: string }> {
    const keys = this.#logins.begin(`${user.site_id} ${user.email_key}`, networkOf(origin.ip));
    const row = await store.findUser(this.#o.storage.read, user.site_id, user.id);
    const isRight = await this.#isPasswordOf(password, row?.password_hash ?? null, keys);
    if (!isRight || !row) throw appError('password_wrong', 'This is not your password. Check it and try again.');
    this.#logins.succeed(keys);
    return { formerHash: row.password_hash };
  }

  /**
   * [AUTH32] Has a code mailed: the same answer and the same work for every address. Throws `address_invalid`,
   * `registration_closed`, `mail_not_set_up`, `too_many_attempts`.
   */
  async askForCode(
    site: Site,
    purpose: commands.CodeAsked['purpose'],
    { email, language }: { email: string; language: HelpLanguage },
    ip: string,
  ): Promise<void> {
    if (purpose === 'registration') assertOpen(site, purpose);
    const to = readMailAddress(email, this.#o);
    await this.#allowMail(site.id, to, ip);
    const { storage, clock } = this.#o;
    await storage.execute(commands.askForCode, { site: site.id, purpose, email: to, language, now: clock.now() });
  }

  /** Looks up who asked for a code, and mails what fits. */
  readonly sendCode: JobHandler = async (payload, { id }) => {
    const { site, purpose, email, language } = payload as commands.CodeAsked;
    const { storage, clock, secret, hasConversations } = this.#o;
    if (purpose === 'conversations' && !(await hasConversations(site, email))) return;
    const code = newCode(secret, { site, purpose, email, user: null, now: clock.now() }, id);
    await storage.execute(commands.mailCode, { code, language });
  };

  /** [HC16] Uses a code up that shows an address to be somebody's. Throws `mailed_code_invalid`, `too_many_attempts`. */
  async proveAddress(site: SiteId, proof: Proof, origin: Origin): Promise<void> {
    const { storage, clock } = this.#o;
    const { code_hash: codeHash } = await this.#useProof(site, ['conversations'], proof, origin);
    if (!(await storage.execute(commands.useAddressCode, { codeHash, now: clock.now() }))) throw codeInvalid();
  }

  /**
   * [AUTH33] Makes the user whose address a code of a registration or an invitation proves. Throws
   * `mailed_code_invalid`, `registration_closed`, `email_taken` and what passwords throw.
   */
  async register(
    site: Site,
    { proof, name, password, language }: { proof: Proof; name: string; password: string; language: HelpLanguage },
    origin: Origin,
  ): Promise<UserId> {
    await checkNewPassword(password, [name, proof.email]);
    const code = await this.#useProof(site.id, ['registration', 'invitation'], proof, origin);
    assertOpen(site, code.purpose);
    const user = await this.#build(site.id, { email: code.email, name, password, language });
    const input = { codeHash: code.code_hash, user, from: fromOf(origin) };
    return (await this.#o.storage.execute(commands.register, input)).id;
  }

  /** Adds a user, for whoever runs the installation. Throws `email_taken` and what passwords throw. */
  async add(site: SiteId, input: NewUser, by: Audited = bySystem): Promise<UserId> {
    await checkNewPassword(input.password, [input.name, input.email]);
    const user = await this.#build(site, input);
    await this.#o.storage.execute(commands.insertUser, { user, by });
    return user.id;
  }

  /** [AUTH34] Sets a password by a code and ends every login. Throws `mailed_code_invalid` and what passwords throw. */
  async resetPassword(site: Site, proof: Proof, password: string, origin: Origin): Promise<void> {
    await checkNewPassword(password, [proof.email]);
    const code = await this.#useProof(site.id, ['reset'], proof, origin);
    await this.#o.storage.execute(commands.resetUserPassword, {
      site: site.id,
      codeHash: code.code_hash,
      passwordHash: await hashPassword(password),
      from: fromOf(origin),
      facts: this.factsOf(origin),
    });
  }

  /**
   * [REM2] Sets another password for who knows the present one, and `next` as the session's token. Throws what `confirm`
   * and passwords do, and `session_ended` where it was changed meanwhile.
   */
  async changePassword(
    session: UserSession,
    { current, password }: { current: string; password: string },
    next: { tokenHash: string; newHash: string },
    origin: Origin,
  ): Promise<void> {
    const { user } = session;
    const { formerHash } = await this.confirm(session, current, origin);
    await checkNewPassword(password, [user.name, user.email]);
    const isDone = await this.#o.storage.execute(commands.changeUserPassword, {
      site: user.site_id,
      id: user.id,
      formerHash,
      passwordHash: await hashPassword(password),
      session: { id: session.id, ...next },
      from: fromOf(origin),
      facts: this.factsOf(origin),
    });
    if (!isDone) throw appError('session_ended', 'The password was changed meanwhile. Log in again.');
  }

  async changeProfile({ user }: UserSession, change: { name: string; language: HelpLanguage }): Promise<void> {
    await this.#o.storage.execute(commands.changeUserProfile, { id: user.id, ...change });
  }

  /**
   * [AUTH35] Asks a new address to confirm; the same for every one. Throws `address_invalid`, `password_wrong`,
   * `too_many_requests`, `mail_not_set_up`.
   */
  async askForEmail(
    session: UserSession,
    { email, password }: { email: string; password: string },
    origin: Origin,
  ): Promise<void> {
    const { user } = session;
    const to = readMailAddress(email, this.#o);
    await this.confirm(session, password, origin);
    const { storage, clock, secret } = this.#o;
    const at = { site: user.site_id, user: user.id, now: clock.now() };
    const code = newCode(secret, { ...at, purpose: 'email-change', email: to });
    await storage.execute(commands.askForUserEmail, { code, user: user.id, language: user.language });
  }

  /** [AUTH35] Throws `mailed_code_invalid`, and `email_taken` where another was faster. */
  async confirmEmail({ user }: UserSession, proof: Proof, origin: Origin): Promise<void> {
    const { storage, clock, secret } = this.#o;
    const site = user.site_id;
    const code = await this.#useProof(site, ['email-change'], proof, origin);
    const takeBack = newCode(secret, {
      site,
      purpose: 'email-changed',
      email: user.email,
      user: user.id,
      now: clock.now(),
    });
    const input = { site, user: user.id, codeHash: code.code_hash, takeBack, from: fromOf(origin) };
    await storage.execute(commands.confirmUserEmail, input);
  }

  /** [AUTH35] Throws `mailed_code_invalid`, and `email_taken` where another user has the old address by now. */
  async takeBackEmail(site: SiteId, proof: Proof, origin: Origin): Promise<void> {
    const { storage, clock, secret } = this.#o;
    const code = await this.#useProof(site, ['email-changed'], proof, origin);
    const at = { site, user: code.user_id, now: clock.now() };
    const reset = newCode(secret, { ...at, purpose: 'reset', email: code.email });
    const input = { site, codeHash: code.code_hash, reset, from: fromOf(origin) };
    await storage.execute(commands.takeBackUserEmail, input);
  }

  /** [AUTH36] Throws what `confirm` does. */
  async deleteOwn(session: UserSession, password: string, origin: Origin): Promise<void> {
    await this.confirm(session, password, origin);
    const { id, site_id: site } = session.user;
    const input = { site, id, from: fromOf(origin), facts: this.factsOf(origin) };
    await this.#o.storage.execute(commands.deleteOwnUser, input);
  }

  /** [AUTH5] The user's sessions, and the browsers that are remembered and have none open. */
  async findSignedIn(own: UserSession, isOver: (row: UserSessionsTable) => boolean): Promise<SignedIn[]> {
    const { storage, clock, findCountry } = this.#o;
    const account = { account_kind: 'user', account_id: own.user.id } as const;
    const open = (await store.findSessionsOf(storage.read, own.user.id)).filter((row) => !isOver(row));
    const held = await findRememberedOf(storage.read, account, clock.now());
    const where = (row: { user_agent: string; ip: string | null; created_at: number }) => {
      const { browser, os, device } = readUserAgent(row.user_agent);
      const country = row.ip === null ? null : findCountry(row.ip);
      return { device, browser, os, country, interface: 'portal' as const, createdAt: row.created_at };
    };
    return [
      ...open.map((row) => ({
        ...where(row),
        id: row.id,
        lastUsedAt: row.last_input_at,
        isRemembered: held.some(({ id }) => id === row.remembered_id),
        isThisOne: row.id === own.id,
        isOpen: true,
      })),
      ...held
        .filter(({ id }) => !open.some((row) => row.remembered_id === id))
        .map((row) => ({
          ...where(row),
          id: row.id,
          lastUsedAt: row.last_used_at,
          isRemembered: true,
          isThisOne: row.id === own.rememberedId,
          isOpen: false,
        })),
    ];
  }

  /** Ends one login of the user, or with null all but this one. */
  async endLogins(own: UserSession, id: string | null): Promise<void> {
    const { storage } = this.#o;
    const user = own.user.id;
    if (id !== null) await storage.execute(commands.endUserLogin, { user, id });
    else
      await storage.execute(commands.endOtherUserLogins, {
        user,
        keptSession: own.id,
        keptRemembered: own.rememberedId,
      });
  }

  /** Whether the user is to be told that a copy of a remembered login was used. */
  async hasNotice({ user }: UserSession): Promise<boolean> {
    return (await findNotices(this.#o.storage.read, user.id)).length > 0;
  }

  async forgetNotices({ user }: UserSession): Promise<void> {
    const input = { accountId: user.id, until: this.#o.clock.now() };
    await this.#o.storage.execute(forgetNotices, input);
  }

  async setContact(id: UserId, contact: ContactId): Promise<void> {
    await this.#o.storage.execute(commands.setUserContact, { id, contact });
  }

  /** Tells a user by mail what happened to their account. */
  async tell(user: UsersTable, template: UserNotice, origin: Origin): Promise<void> {
    await this.#o.storage.execute(commands.queueUserNotice, { user, template, facts: this.factsOf(origin) });
  }

  async findUser(site: SiteId, id: string): Promise<UsersTable | null> {
    return store.findUser(this.#o.storage.read, site, id);
  }

  /** Deletes what is over; call it every minute. */
  async forgetOver(): Promise<void> {
    const { storage, clock, limits } = this.#o;
    const now = clock.now();
    const input = { now, idleSince: now - limits.idleMs, codesSince: now - codeKeptMs };
    await storage.execute(commands.forgetUsersOver, input);
  }

  factsOf({ userAgent, ip }: Origin): NoticeFacts {
    const { browser, os } = readUserAgent(userAgent);
    return { at: this.#o.clock.now(), browser, os, country: this.#o.findCountry(ip) };
  }

  async #build(site: SiteId, { email, name, password, language }: NewUser): Promise<UsersTable> {
    return {
      id: newId('us'),
      site_id: site,
      email_key: userKeyOf(email),
      email,
      name,
      password_hash: await hashPassword(password),
      language,
      contact_id: null,
      created_at: this.#o.clock.now(),
      deactivated_at: null,
      last_login_at: null,
    };
  }

  /** The code that is good for this address now; using it up is the command's to do. Wrong ones count as logins do. */
  async #useProof(
    site: SiteId,
    purposes: readonly CodePurpose[],
    { email, code }: Proof,
    { ip }: Origin,
  ): Promise<UserCodesTable> {
    const { storage, clock, secret } = this.#o;
    const emailKey = userKeyOf(email);
    const keys = this.#codes.begin(`${site} ${purposes[0]} ${emailKey}`, networkOf(ip));
    for (const purpose of purposes) {
      const codeHash = readCodeHash(secret, { site, purpose, emailKey }, code);
      const found = await store.findCode(storage.read, codeHash, clock.now());
      if (!found) continue;
      this.#codes.succeed(keys);
      return found;
    }
    throw codeInvalid();
  }

  #isPasswordOf(password: string, hash: string | null, keys: ReturnType<AccountThrottle['begin']>): Promise<boolean> {
    return isPasswordOf(password, hash).catch((error: unknown) => {
      this.#logins.takeBack(keys);
      throw error;
    });
  }

  /** Never what was typed: into the wrong field, people type their password. */
  async #recordFailure(site: SiteId, user: UsersTable | null, origin: Origin): Promise<void> {
    await this.#o.storage.execute(recordAlone, {
      who: { kind: 'user', id: null, name: '' },
      from: fromOf(origin),
      at: this.#o.clock.now(),
      what: 'login.failed',
      site,
      target: user && { kind: 'user', id: user.id, name: user.name },
      after: { interface: 'portal' },
    });
  }

  /** Counted by what was typed, known or not: a refusal says nothing either. */
  async #allowMail(site: SiteId, to: string, ip: string): Promise<void> {
    await this.#allowAddress(hashSecret(`${site} ${userKeyOf(to)}`));
    await this.#allowNetwork(networkOf(ip));
  }
}

function fromOf({ ip, userAgent }: Origin): Audited['from'] {
  return { ip, userAgent: userAgent === '' ? null : userAgent };
}
