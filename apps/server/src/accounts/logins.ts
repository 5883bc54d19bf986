import { type Member, mayEnter, type Permission, permissionsOfRoles, type SiteId } from '@porchlight/protocol';
import { type Audited, recordAlone } from '../audit/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { hashSecret, newId, newSecret } from '../platform/ids/index.ts';
import { AccountThrottle, type AttemptKeys, loginPolicies } from './account-throttle.ts';
import * as commands from './commands.ts';
import { checkNewPassword } from './new-password.ts';
import { hashPassword, isPasswordOf } from './password-hash.ts';
import { presentMember, readRoles, readSites } from './present.ts';
import type { Origin } from './rules.ts';
import { emailKeyOf, networkOf, setupLinkMs } from './rules.ts';
import type { LoginInput, NewMember, PasswordChange, SetupInput } from './schema.ts';
import type { Sessions } from './sessions.ts';
import * as store from './store.ts';
import type { Interface, MembersTable } from './tables.ts';

/** A login by the set-up link; `token` is for its cookie. */
export type Login = { token: string; member: Member };

/** Passwords and who may log in by them. */
export class Logins {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #sessions: Sessions;
  readonly #throttle: AccountThrottle;

  constructor(options: { storage: Storage; clock: Clock; sessions: Sessions }) {
    const { clock } = options;
    this.#storage = options.storage;
    this.#clock = clock;
    this.#sessions = options.sessions;
    this.#throttle = new AccountThrottle(loginPolicies, clock);
  }

  /**
   * Checks address and password of somebody who wants into this interface. Throws `login_failed`, alike and after the
   * same work for a wrong password, an unknown address and a missing role, and `too_many_attempts`.
   */
  async check(kind: Interface, input: LoginInput, origin: Origin): Promise<Member> {
    const emailKey = emailKeyOf(input.email);
    const keys = this.#throttle.begin(emailKey, networkOf(origin.ip));
    const row = await store.findMemberByEmail(this.#storage.read, emailKey);
    const isRight = await this.#isPasswordOf(input.password, row?.password_hash ?? null, keys);
    const member = row && presentMember(row);
    if (!isRight || !member || !mayEnter(member.roles, kind)) {
      await this.#recordFailure('login.failed', kind, member, origin);
      throw appError('login_failed', 'E-mail address and password do not open this. Check both and try again.');
    }
    this.#throttle.succeed(keys);
    return member;
  }

  /**
   * Has somebody who is logged in prove by their password who they are. Answers with the hash that it fits. Throws
   * `password_wrong` and `too_many_attempts`, counted together with logins: a stolen session guesses no faster.
   */
  async confirm(member: Member, password: string, origin: Origin): Promise<{ formerHash: string }> {
    const keys = this.#throttle.begin(emailKeyOf(member.email), networkOf(origin.ip));
    const row = await store.findMember(this.#storage.read, member.id);
    const isRight = await this.#isPasswordOf(password, row?.password_hash ?? null, keys);
    // 403: the session is good, so nobody is sent to the login.
    if (!isRight) await this.#recordFailure('login.confirmation-failed', null, member, origin);
    if (!isRight || !row) throw appError('password_wrong', 'This is not your password. Check it and try again.');
    this.#throttle.succeed(keys);
    return { formerHash: row.password_hash };
  }

  /** Checks a change of password. Throws what `confirm` does, `password_too_short` and `password_too_common`. */
  async prepareNewPassword(
    member: Member,
    { current, password }: PasswordChange,
    origin: Origin,
  ): Promise<{ formerHash: string; passwordHash: string }> {
    const { formerHash } = await this.confirm(member, current, origin);
    await checkNewPassword(password, [member.name, member.email]);
    return { formerHash, passwordHash: await hashPassword(password) };
  }

  /** Never what was typed: into the wrong field, people type their password. */
  async #recordFailure(
    what: 'login.failed' | 'login.confirmation-failed',
    kind: Interface | null,
    member: Member | null,
    { ip, userAgent }: Origin,
  ): Promise<void> {
    await this.#storage.execute(recordAlone, {
      who: { kind: 'member', id: null, name: '' },
      from: { ip, userAgent },
      at: this.#clock.now(),
      what,
      target: member && { kind: 'member', id: member.id, name: member.name },
      after: kind && { interface: kind },
    });
  }

  /** Adds a member. Throws `email_taken`, `password_too_short` and `password_too_common`. */
  async addMember(input: NewMember, by?: Audited): Promise<Member> {
    const row = await this.#makeMember(input);
    await this.#storage.execute(commands.insertMember, by ? { ...row, by } : row);
    return presentMember(row);
  }

  /** Makes the first admin by a set-up link and logs them in. Throws `setup_link_invalid` and what `addMember` does. */
  async setUp({ token, ...input }: SetupInput, origin: Origin): Promise<Login> {
    const linkHash = hashSecret(token);
    if (!(await store.isSetupLinkOpen(this.#storage.read, linkHash, this.#clock.now())))
      throw commands.setupLinkInvalid();
    const row = await this.#makeMember({ ...input, roles: ['admin', 'agent'] });
    const made = this.#sessions.make('admin', row.id, origin);
    await this.#storage.execute(commands.setUp, { linkHash, member: row, session: made.session });
    return { token: made.token, member: presentMember(row) };
  }

  #isPasswordOf(password: string, hash: string | null, keys: AttemptKeys): Promise<boolean> {
    return isPasswordOf(password, hash).catch((error: unknown) => {
      this.#throttle.takeBack(keys);
      throw error;
    });
  }

  async #makeMember({ name, email, password, roles, sites = null }: NewMember): Promise<MembersTable> {
    await checkNewPassword(password, [name, email]);
    return {
      id: newId('me'),
      email_key: emailKeyOf(email),
      email,
      name,
      password_hash: await hashPassword(password),
      roles: JSON.stringify(roles),
      sites: sites && JSON.stringify(sites),
      created_at: this.#clock.now(),
      deactivated_at: null,
      last_login_at: null,
    };
  }
}

/**
 * Makes the one-time link's token for the first admin; earlier ones end. It belongs into a URL's fragment, and
 * only its hash is stored. `expiresAt` in ms.
 */
export async function createSetupLink(storage: Storage, clock: Clock): Promise<{ token: string; expiresAt: number }> {
  const token = newSecret();
  const now = clock.now();
  const expiresAt = now + setupLinkMs;
  const row = { token_hash: hashSecret(token), created_at: now, expires_at: expiresAt, used_at: null };
  await storage.execute(commands.replaceSetupLink, row);
  return { token, expiresAt };
}

/** Tells whether somebody can log in to the admin. */
export function hasAdmin(storage: Storage): Promise<boolean> {
  return store.hasAdmin(storage.read);
}

/** Everybody who can log in, oldest first. */
export async function findMembers(storage: Storage): Promise<Member[]> {
  return (await store.findMembers(storage.read)).map(presentMember);
}

/** Those of them who may do this at a site, by how mails reach them. */
export async function findMembersWho(
  storage: Storage,
  permission: Permission,
  site: SiteId,
): Promise<{ email: string; language: 'en' | 'de' }[]> {
  const rows = await store.findMembers(storage.read);
  return rows
    .filter(
      (row) => permissionsOfRoles(readRoles(row)).includes(permission) && (readSites(row)?.includes(site) ?? true),
    )
    .map(({ email, language }) => ({ email, language: language ?? 'en' }));
}
