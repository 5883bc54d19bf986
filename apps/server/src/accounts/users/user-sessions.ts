import { clearCookieHeader, entries, readCookie, setCookieHeader } from '@porchlight/cookies';
import { cleanLine, type HelpLanguage, type SiteId, type UserId } from '@porchlight/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../platform/clock/index.ts';
import type { Storage } from '../../platform/db/index.ts';
import { appError } from '../../platform/errors/index.ts';
import { hashSecret, newSecret } from '../../platform/ids/index.ts';
import { isInGrace, type Origin, rememberedMs, touchEveryMs, userAgentChars } from '../rules.ts';
import type { Validators } from '../validator.ts';
import * as commands from './commands.ts';
import { type Guest, Guests } from './guests.ts';
import { isUserSessionOver, type UserSessionLimits } from './rules.ts';
import * as store from './store.ts';
import type { UserSessionsTable, UsersTable } from './tables.ts';

/** A live session with its user. */
export type UserSession = {
  /** Names the session; opens nothing. */
  id: string;
  tokenHash: string;
  lastInputAt: number;
  /** When the user last proved who they are; null where the browser's memory alone did [REM2]. */
  confirmedAt: number | null;
  rememberedId: string | null;
  user: UsersTable;
};

/** Who a browser is at a site's help center: a user, a guest who was shown a form, or nobody yet. */
export type Portal = { site: SiteId; session: UserSession | null; guest: Guest | null };

export type UserSessionsOptions = {
  storage: Storage;
  clock: Clock;
  secret: string;
  validators: Validators;
  isHttps: boolean;
  limits: UserSessionLimits;
  /** Tells a user that a copy of their remembered login was used. */
  onStolen(user: UsersTable, request: FastifyRequest): Promise<void>;
};

/** Sessions of the help center as browsers hold them: guests', users', and remembered logins. Rules AUTH30, REM1. */
export class UserSessions {
  readonly #o: UserSessionsOptions;
  readonly #guests: Guests;

  constructor(options: UserSessionsOptions) {
    this.#o = options;
    this.#guests = new Guests({ secret: options.secret, lifeMs: options.limits.absoluteMs });
  }

  /** Who this browser is by its cookies; changes nothing but when the session was last used. */
  async read(request: FastifyRequest, site: SiteId): Promise<Portal> {
    const value = this.#readSession(request, site);
    if (value === null) return { site, session: null, guest: null };
    const guest = this.#guests.read(site, value, this.#o.clock.now());
    const session = guest ? null : await this.#find(value, site);
    if (session) await this.#touch(session);
    return { site, session, guest };
  }

  /** [CSRF2] What tokens of forms are bound to; a guest's session begins here, because a form is shown. */
  bind(reply: FastifyReply, portal: Portal, language: HelpLanguage): string {
    const { site, session } = portal;
    if (session) return bindingOf(portal) as string;
    const known = portal.guest;
    const guest = known ? { ...known, language } : this.#guests.begin(language, this.#o.clock.now());
    if (known?.language !== language) this.#set(reply, site, this.#guests.valueOf(site, guest));
    portal.guest = guest;
    return bindingOf(portal) as string;
  }

  /**
   * [AUTH30] Begins a session for somebody who proved who they are; what the browser came with ends and is never taken
   * over. `isRemembered`: they chose to stay logged in [REM1].
   */
  async begin(
    request: FastifyRequest,
    reply: FastifyReply,
    { site, user, isRemembered }: { site: SiteId; user: UserId; isRemembered: boolean },
  ): Promise<void> {
    const { storage } = this.#o;
    const { token, session } = this.#make(site, originOf(request));
    const replaced = this.#readSession(request, site);
    await storage.execute(commands.startUserSession, {
      session: { ...session, user_id: user, remembered_id: null },
      replacedHash: replaced === null ? null : hashSecret(replaced),
    });
    this.#set(reply, site, token);
    const former = this.#readRemembered(request, site)?.series ?? null;
    if (isRemembered) await this.#remember(request, reply, { site, user, sessionId: session.id, former });
    else if (former !== null) {
      const now = this.#o.clock.now();
      await storage.execute(commands.logOutUser, { site, tokenHash: null, series: former, now });
      this.#clearRemembered(reply, site);
    }
  }

  /**
   * [REM1] Begins a session by what the browser remembers. Null where it remembers nothing that is good; throws
   * `login_raced` where another tab was faster.
   */
  async resume(request: FastifyRequest, reply: FastifyReply, site: SiteId): Promise<UserSession | null> {
    const { storage, clock, isHttps, validators } = this.#o;
    const value = readCookie(request.headers.cookie, entries.portalRemembered, { site, isHttps });
    if (value === null) return null;
    const presented = validators.read(value);
    const { token, session } = this.#make(site, originOf(request));
    const former = this.#readSession(request, site);
    const now = clock.now();
    const resumed =
      presented &&
      (await storage.execute(commands.resumeUserSession, {
        site,
        series: presented.series,
        hash: presented.hash,
        successorHash: presented.successor.hash,
        now,
        session: { ...session, confirmed_at: null },
        replacedHash: former === null ? null : hashSecret(former),
      }));
    if (resumed?.outcome === 'raced')
      throw appError('login_raced', 'Another tab of this browser was logged in just now. Ask again.');
    if (resumed?.outcome === 'stolen') await this.#o.onStolen(resumed.user, request);
    if (presented === null || resumed?.outcome !== 'good') {
      this.#clearRemembered(reply, site);
      return null;
    }
    this.#setRemembered(reply, site, presented.successor.value, resumed.expiresAt - now);
    this.#set(reply, site, token);
    return this.#find(token, site);
  }

  /** Logs out, and has the browser remembered no more. */
  async leave(request: FastifyRequest, reply: FastifyReply, site: SiteId): Promise<void> {
    const { storage, clock, isHttps } = this.#o;
    const token = this.#readSession(request, site);
    const series = this.#readRemembered(request, site)?.series ?? null;
    const tokenHash = token === null ? null : hashSecret(token);
    if (tokenHash !== null || series !== null)
      await storage.execute(commands.logOutUser, { site, tokenHash, series, now: clock.now() });
    reply.header('set-cookie', clearCookieHeader(entries.portalSession, { site, isHttps }));
    this.#clearRemembered(reply, site);
  }

  /** The browser is remembered no more; who is logged in stays so until it closes or the session is over. */
  async forgetBrowser(request: FastifyRequest, reply: FastifyReply, { site }: Portal): Promise<void> {
    const series = this.#readRemembered(request, site)?.series ?? null;
    const now = this.#o.clock.now();
    if (series !== null) await this.#o.storage.execute(commands.logOutUser, { site, tokenHash: null, series, now });
    this.#clearRemembered(reply, site);
  }

  /** The user proved again who they are, so their session has another token. Throws `session_ended`. */
  async renew(reply: FastifyReply, { site, session }: Portal): Promise<void> {
    const { token, tokenHash, newHash } = this.next(session);
    const isThere = await this.#o.storage.execute(commands.renewUserSession, {
      tokenHash,
      newHash,
      at: this.#o.clock.now(),
    });
    if (!isThere) throw ended();
    this.#set(reply, site, token);
  }

  /** Another token for this session, for the command that sets it. Throws `session_ended`. */
  next(session: UserSession | null): { token: string; tokenHash: string; newHash: string } {
    if (!session) throw ended();
    const token = newSecret();
    return { token, tokenHash: session.tokenHash, newHash: hashSecret(token) };
  }

  /** Hands out the token that a command has set, after every remembered login has ended. */
  keep(reply: FastifyReply, site: SiteId, token: string): void {
    this.#set(reply, site, token);
    this.#clearRemembered(reply, site);
  }

  isOver(row: UserSessionsTable): boolean {
    return isUserSessionOver(row, this.#o.limits, this.#o.clock.now());
  }

  async #find(token: string, site: SiteId): Promise<UserSession | null> {
    const { storage, clock } = this.#o;
    const hash = hashSecret(token);
    const present = await store.findSession(storage.read, 'token_hash', hash, site);
    const former = present ?? (await store.findSession(storage.read, 'previous_hash', hash, site));
    if (!former || this.isOver(former.session)) return null;
    if (!present && !isInGrace(former.session, clock.now())) return null;
    const { session, user } = former;
    return {
      id: session.id,
      tokenHash: session.token_hash,
      lastInputAt: session.last_input_at,
      // The token before proves nothing anew.
      confirmedAt: present ? session.confirmed_at : null,
      rememberedId: session.remembered_id,
      user,
    };
  }

  /** A page that is opened is use here. A failure to write it down must not fail what they do. */
  async #touch({ id, lastInputAt }: UserSession): Promise<void> {
    const at = this.#o.clock.now();
    if (at - lastInputAt < touchEveryMs) return;
    await this.#o.storage.execute(commands.touchUserSession, { id, at }).catch(() => null);
  }

  #make(site: SiteId, { userAgent, ip }: Origin) {
    const token = newSecret();
    const now = this.#o.clock.now();
    const session: Omit<UserSessionsTable, 'user_id' | 'remembered_id'> = {
      id: newSecret().slice(0, 22),
      token_hash: hashSecret(token),
      previous_hash: null,
      renewed_at: null,
      site_id: site,
      created_at: now,
      last_input_at: now,
      expires_at: now + this.#o.limits.absoluteMs,
      confirmed_at: now,
      user_agent: cleanLine(userAgent, userAgentChars),
      ip,
    };
    return { token, session };
  }

  async #remember(
    request: FastifyRequest,
    reply: FastifyReply,
    { site, user, sessionId, former }: { site: SiteId; user: UserId; sessionId: string; former: string | null },
  ): Promise<void> {
    const { storage, clock, validators } = this.#o;
    const account = { account_kind: 'user', account_id: user, interfaces: ['portal'] } as const;
    const { value, row } = validators.remember(account, originOf(request), clock.now());
    await storage.execute(commands.rememberUser, {
      row,
      sessionId,
      former,
    });
    this.#setRemembered(reply, site, value, rememberedMs);
  }

  #readSession({ headers }: FastifyRequest, site: SiteId): string | null {
    return readCookie(headers.cookie, entries.portalSession, { site, isHttps: this.#o.isHttps });
  }

  #readRemembered({ headers }: FastifyRequest, site: SiteId) {
    const value = readCookie(headers.cookie, entries.portalRemembered, { site, isHttps: this.#o.isHttps });
    return value === null ? null : this.#o.validators.read(value);
  }

  #set(reply: FastifyReply, site: SiteId, value: string): void {
    reply.header('set-cookie', setCookieHeader(entries.portalSession, { site, isHttps: this.#o.isHttps, value }));
  }

  #setRemembered(reply: FastifyReply, site: SiteId, value: string, lifeMs: number): void {
    const { isHttps } = this.#o;
    // A clock that was moved back must not lengthen what the browser was told first.
    const maxAgeS = Math.max(1, Math.floor(Math.min(lifeMs, rememberedMs) / 1_000));
    reply.header('set-cookie', setCookieHeader(entries.portalRemembered, { site, isHttps, value, maxAgeS }));
  }

  #clearRemembered(reply: FastifyReply, site: SiteId): void {
    reply.header('set-cookie', clearCookieHeader(entries.portalRemembered, { site, isHttps: this.#o.isHttps }));
  }
}

/** What names a session to tokens of forms; null where there is none. */
export function bindingOf({ site, session, guest }: Portal): string | null {
  if (session) return `${site} user ${session.id}`;
  return guest && `${site} guest ${guest.id}`;
}

export function originOf(request: FastifyRequest): Origin {
  return { userAgent: request.headers['user-agent'] ?? '', ip: request.ip };
}

const ended = () => appError('session_ended', 'Your login has ended. Log in again.');
