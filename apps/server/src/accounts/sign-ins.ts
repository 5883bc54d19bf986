import { clearCookieHeader, entries, readCookie, setCookieHeader } from '@porchlight/cookies';
import type { Member, MemberId } from '@porchlight/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type CountryFinder, readUserAgent } from '../platform/agents/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { hashSecret, newSecret } from '../platform/ids/index.ts';
import { originOf, type SessionCookies } from './access.ts';
import * as commands from './commands.ts';
import { presentMember } from './present.ts';
import type { Origin } from './rules.ts';
import { knownBrowserMs, rememberedMs } from './rules.ts';
import type { MemberSession, Sessions } from './sessions.ts';
import * as store from './store.ts';
import type { Interface } from './tables.ts';
import type { Validators } from './validator.ts';

/** What an account is told of by mail, besides at its next login. */
export type AccountEvent =
  | 'remembered-login-reused'
  | 'password-changed'
  | 'factor-changed'
  | 'factor-reset'
  | 'login-service-linked'
  | 'recovery-code-used'
  | 'new-device';

/** With what and from where something was done, in names of ours. */
export type EventPlace = { browser: string; os: string; country: string | null };

/** Tells a member of what happened to their account; it must not throw for what could not be sent. */
export type TellAccount = (member: Member, event: AccountEvent, place?: EventPlace) => Promise<void>;

type Options = {
  storage: Storage;
  clock: Clock;
  sessions: Sessions;
  cookies: SessionCookies;
  validators: Validators;
  isHttps: boolean;
  tellAccount: TellAccount;
  findCountry: CountryFinder;
  /** Tells whether a role of the member asks for a second factor that is not set up yet [AUTH4]. */
  mustEnrol(memberId: MemberId): Promise<boolean>;
};

/** Who begins a session, where, and how they came. */
export type BeginningAs = {
  kind: Interface;
  memberId: MemberId;
  isRemembered: boolean;
  /**
   * Through the organisation's login service [AUTH18]: whether that saw to a second factor, and when they showed there
   * who they are, null where that is not known; left out where they showed a second factor here.
   */
  provider?: { hasSecondFactor: boolean; confirmedAt?: number | null } | null;
};

/** Sessions as browsers hold them: what a login, a log-out and a browser that is remembered do with its cookies. */
export class SignIns {
  readonly #o: Options;

  constructor(options: Options) {
    this.#o = options;
  }

  /**
   * [AUTH2] Begins a session for somebody who proved who they are, and ends the one that the browser came with.
   * `isRemembered` says what they chose for this browser and this interface [REM1]. Whoever must set up a second factor
   * first gets a session that opens nothing else, and is not remembered [AUTH4].
   */
  async begin(
    request: FastifyRequest,
    reply: FastifyReply,
    { kind, memberId, isRemembered, provider = null }: BeginningAs,
  ): Promise<{ isEnrolOnly: boolean }> {
    const { sessions, cookies, storage } = this.#o;
    const isEnrolOnly = !provider?.hasSecondFactor && (await this.#o.mustEnrol(memberId));
    const replaced = cookies.read(request, kind);
    const { token, id } = await sessions.start(kind, memberId, originOf(request), replaced, {
      isEnrolOnly,
      isByProvider: provider !== null,
      // Whoever sets up a second factor first has shown enough for that: it is all that the session opens.
      ...(provider?.confirmedAt !== undefined && !isEnrolOnly ? { confirmedAt: provider.confirmedAt } : {}),
    });
    cookies.set(reply, kind, token);
    const series = this.#readRemembered(request)?.series ?? null;
    if (isRemembered && !isEnrolOnly)
      await this.#remember(request, reply, { kind, memberId, sessionId: id, former: series });
    else if (series !== null) await storage.execute(commands.forgetLogin, { series, kind });
    await this.meet(request, reply, memberId);
    return { isEnrolOnly };
  }

  /**
   * [REM1] Begins a session by what the browser remembers. Throws `session_missing` where it remembers nothing for this
   * interface, and `login_raced` where another tab was faster.
   */
  async resume(request: FastifyRequest, reply: FastifyReply, kind: Interface): Promise<MemberSession> {
    const { storage, clock, sessions, cookies } = this.#o;
    const value = readCookie(request.headers.cookie, entries.remembered, { isHttps: this.#o.isHttps });
    if (value === null) throw missing();
    const presented = this.#o.validators.read(value);
    if (!presented) return this.#refuse(reply);
    const { token, session } = sessions.make(kind, '' as MemberId, originOf(request));
    const former = cookies.read(request, kind);
    const now = clock.now();
    const resumed = await storage.execute(commands.resumeSession, {
      series: presented.series,
      hash: presented.hash,
      successorHash: presented.successor.hash,
      now,
      session: { ...session, confirmed_at: null },
      replacedHash: former === null ? null : hashSecret(former),
    });
    if ('ended' in resumed) sessions.tellEnded(resumed.ended);
    if (resumed.outcome === 'stolen') await this.#tell(resumed.memberId as MemberId, 'remembered-login-reused');
    if (resumed.outcome === 'raced') throw raced();
    if (resumed.outcome === 'elsewhere') throw missing();
    if (resumed.outcome !== 'good') return this.#refuse(reply);
    this.#set(reply, presented.successor.value, resumed.expiresAt - now);
    const found = await sessions.find(token, kind);
    // The member has lost the role for this interface meanwhile.
    if (!found) throw missing();
    // Asked for since this browser was remembered: a password comes first, then the set-up.
    if (await this.#o.mustEnrol(found.member.id)) {
      await storage.execute(commands.logOut, {
        tokenHash: hashSecret(token),
        series: null,
        kind,
        now: this.#o.clock.now(),
      });
      throw missing();
    }
    cookies.set(reply, kind, token);
    return found;
  }

  /** Logs out of one interface, and has the browser remembered there no more. */
  async leave(request: FastifyRequest, reply: FastifyReply, kind: Interface): Promise<void> {
    const { storage, sessions, cookies } = this.#o;
    const token = cookies.read(request, kind);
    const series = this.#readRemembered(request)?.series ?? null;
    if (token !== null || series !== null) {
      const tokenHash = token === null ? null : hashSecret(token);
      const ended = await storage.execute(commands.logOut, { tokenHash, series, kind, now: this.#o.clock.now() });
      sessions.tellEnded(ended === null ? [] : [ended]);
    }
    cookies.clear(reply, kind);
  }

  /** [AUTH2] The member proved again who they are, so their session has another token. Throws `session_ended`. */
  async confirm(reply: FastifyReply, session: MemberSession): Promise<void> {
    const token = await this.#o.sessions.renew(session);
    if (token === null) throw appError('session_ended', 'Your login has ended. Log in again.');
    this.#o.cookies.set(reply, session.interface, token);
  }

  /**
   * [REM2] Sets a password: every other session and every remembered login of this member ends. `formerHash` is what was
   * proved. Throws `session_ended` where the password was changed meanwhile.
   */
  async changePassword(
    reply: FastifyReply,
    session: MemberSession,
    { formerHash, passwordHash }: { formerHash: string; passwordHash: string },
    from: Origin,
  ): Promise<void> {
    const { storage, clock, sessions, cookies, isHttps } = this.#o;
    const token = newSecret();
    const ended = await storage.execute(commands.changePassword, {
      memberId: session.member.id,
      formerHash,
      passwordHash,
      sessionId: session.id,
      tokenHash: session.tokenHash,
      newHash: hashSecret(token),
      from,
      at: clock.now(),
    });
    if (ended === null) throw appError('session_ended', 'The password was changed meanwhile. Log in again.');
    sessions.tellEnded(ended);
    cookies.set(reply, session.interface, token);
    reply.header('set-cookie', clearCookieHeader(entries.remembered, { isHttps }));
    await this.#o.tellAccount(session.member, 'password-changed');
  }

  /** [AUTH14] Knows this browser from now on, and tells the account of it where it is the first login with it. */
  async meet(request: FastifyRequest, reply: FastifyReply, memberId: MemberId): Promise<void> {
    const { storage, clock, isHttps, findCountry } = this.#o;
    const value = readCookie(request.headers.cookie, entries.knownBrowser, { isHttps }) ?? newSecret();
    const maxAgeS = Math.floor(knownBrowserMs / 1_000);
    reply.header('set-cookie', setCookieHeader(entries.knownBrowser, { isHttps, value, maxAgeS }));
    const { ip, userAgent } = originOf(request);
    // Hashed with the account: what is stored does not tell who shares a browser.
    const browserHash = hashSecret(`${memberId} ${value}`);
    const isNew = await storage.execute(commands.meetBrowser, {
      memberId,
      browserHash,
      ip,
      userAgent,
      now: clock.now(),
    });
    if (!isNew) return;
    const { browser, os } = readUserAgent(userAgent);
    await this.#tell(memberId, 'new-device', { browser, os, country: findCountry(ip) });
  }

  #readRemembered(request: FastifyRequest) {
    const value = readCookie(request.headers.cookie, entries.remembered, { isHttps: this.#o.isHttps });
    return value === null ? null : this.#o.validators.read(value);
  }

  async #remember(
    request: FastifyRequest,
    reply: FastifyReply,
    at: { kind: Interface; memberId: MemberId; sessionId: string; former: string | null },
  ): Promise<void> {
    const { storage, clock, validators } = this.#o;
    const account = { account_kind: 'member', account_id: at.memberId, interfaces: [] } as const;
    const { value, row } = validators.remember(account, originOf(request), clock.now());
    await storage.execute(commands.rememberLogin, {
      row,
      sessionId: at.sessionId,
      kind: at.kind,
      former: at.former,
    });
    this.#set(reply, value, rememberedMs);
  }

  #set(reply: FastifyReply, value: string, lifeMs: number): void {
    const { isHttps } = this.#o;
    // A clock that was moved back must not lengthen what the browser was told first.
    const maxAgeS = Math.max(1, Math.floor(Math.min(lifeMs, rememberedMs) / 1_000));
    reply.header('set-cookie', setCookieHeader(entries.remembered, { isHttps, value, maxAgeS }));
  }

  #refuse(reply: FastifyReply): never {
    reply.header('set-cookie', clearCookieHeader(entries.remembered, { isHttps: this.#o.isHttps }));
    throw missing();
  }

  async #tell(memberId: MemberId, event: AccountEvent, place?: EventPlace): Promise<void> {
    const row = await store.findMember(this.#o.storage.read, memberId);
    if (row) await this.#o.tellAccount(presentMember(row), event, place);
  }
}

const missing = () => appError('session_missing', 'You are not logged in here. Log in first.');
const raced = () => appError('login_raced', 'Another tab of this browser was logged in just now. Ask again.');
