import { clearCookieHeader, type Entry, entries, readCookie, setCookieHeader } from '@porchlight/cookies';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../platform/clock/index.ts';
import { appError } from '../platform/errors/index.ts';
import type { AccessCheck, Http } from '../platform/http/index.ts';
import { asksForPerson, type FindToken, requirePermission, type SiteFinders } from './permission-access.ts';
import type { Origin } from './rules.ts';
import { isConfirmed } from './rules.ts';
import type { MemberSession, Sessions } from './sessions.ts';
import type { Interface } from './tables.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** False where a client calls by itself, without a person: such a request does not keep a session alive [AUTH2]. */
    isInput?: boolean;
    /** True where the member must have proved within ten minutes who they are [REM2]. */
    confirms?: boolean;
    /** True where a session may come that opens nothing but the set-up of a second factor [AUTH4]. */
    isForEnrolment?: boolean;
    /** True where bytes are taken as `application/octet-stream`, which no form can send either [CSRF1]. */
    takesBytes?: boolean;
    /** True where a form of the workspace's own pages is shown as a page, and nothing is changed or stored by it. */
    takesForm?: boolean;
    /** A form of the help center that may bring files (`multipart/form-data`). */
    takesFiles?: boolean;
  }
}

const entryOf: Record<Interface, Entry> = { agent: entries.agentSession, admin: entries.adminSession };

/** The session cookies of both interfaces, as the register has them. */
export type SessionCookies = {
  read(request: FastifyRequest, kind: Interface): string | null;
  set(reply: FastifyReply, kind: Interface, token: string): void;
  clear(reply: FastifyReply, kind: Interface): void;
};

export function sessionCookies({ isHttps }: { isHttps: boolean }): SessionCookies {
  return {
    read: (request, kind) => readCookie(request.headers.cookie, entryOf[kind], { isHttps }),
    set(reply, kind, value) {
      reply.header('set-cookie', setCookieHeader(entryOf[kind], { isHttps, value }));
    },
    clear(reply, kind) {
      reply.header('set-cookie', clearCookieHeader(entryOf[kind], { isHttps }));
    },
  };
}

/** GET changes nothing [CSRF1]. */
function isUnsafe(request: FastifyRequest): boolean {
  return request.method !== 'GET' && request.method !== 'HEAD';
}

/**
 * [CSRF1] Tells whether a request comes from pages of `origin`: by `Sec-Fetch-Site`, or by `Origin` where a client does
 * not send that; whichever is there must be right, and one must be.
 */
export function isFromOwnPages({ headers }: FastifyRequest, own: string): boolean {
  const { origin, 'sec-fetch-site': site } = headers;
  if (origin === undefined && site === undefined) return false;
  return (origin ?? own) === own && (site ?? 'same-origin') === 'same-origin';
}

/**
 * [CSRF1] Lets only the workspace's own pages change something: by `Sec-Fetch-Site`, or by `Origin` where a client
 * does not send that; whichever is there must be right. A body must be JSON, or bytes where those are taken, which no form can send;
 * but for what is only shown.
 */
export function accessFromOwnPages(request: FastifyRequest, workspaceOrigin: string): void {
  if (!isUnsafe(request)) return;
  const { 'content-type': type } = request.headers;
  if (!isFromOwnPages(request, workspaceOrigin)) {
    throw appError(
      'request_not_same_origin',
      'This is taken from pages of the workspace only. Open the workspace and try there.',
    );
  }
  const { takesBytes, takesForm } = request.routeOptions.config;
  const taken = takesForm
    ? /^application\/(json|x-www-form-urlencoded)\s*(;|$)/i
    : takesBytes
      ? /^application\/(json|octet-stream)\s*(;|$)/i
      : /^application\/json\s*(;|$)/i;
  if (type !== undefined && !taken.test(type)) {
    throw appError('wrong_content_type', 'This content type is not taken here. Send JSON as application/json.');
  }
}

/** What the access checks are made of. */
export type AccessOptions = { clock: Clock; sessions: Sessions; cookies: SessionCookies; workspaceOrigin: string };

/**
 * Lets in who has a live session of this interface; answers with it. Throws `session_missing`, `session_ended`, and
 * `confirmation_needed` where the route asks for it.
 */
export function requireSession(
  kind: Interface,
  { clock, sessions, cookies, workspaceOrigin }: AccessOptions,
): AccessCheck {
  return async (request): Promise<MemberSession> => {
    accessFromOwnPages(request, workspaceOrigin);
    const token = cookies.read(request, kind);
    if (token === null) throw appError('session_missing', 'You are not logged in here. Log in first.');
    const session = await sessions.find(token, kind);
    // The cookie stays: another tab may have been given a newer one while this request was on its way.
    if (!session) throw appError('session_ended', 'Your login has ended. Log in again.');
    if (session.isEnrolOnly && !request.routeOptions.config.isForEnrolment) {
      throw appError('second_factor_needed', 'Your role needs a second factor. Set one up, then everything opens.');
    }
    if (request.routeOptions.config.confirms && !isConfirmed(session, clock.now())) {
      throw appError('confirmation_needed', 'Confirm that it is you, then send this again.');
    }
    if (isUnsafe(request) && request.routeOptions.config.isInput !== false) await sessions.touch(session);
    return session;
  };
}

/** Registers the checks that routes of the workspace name: `agent`, `admin`, and `own-page` before a login. */
export function addAccountAccess(
  http: Http,
  options: AccessOptions & { findSiteOf: SiteFinders; findToken: FindToken },
): void {
  for (const kind of ['agent', 'admin'] as const) {
    const check = requirePermission(kind, requireSession(kind, options), options);
    http.addAccess(kind, check, { asksPermission: true });
  }
  http.addAccess('own-page', (request) => accessFromOwnPages(request, options.workspaceOrigin));
}

/** What the check `agent` or `admin` left in `request.actor`; throws where a route forgot to name one. */
export function readSession(actor: unknown): MemberSession {
  if ((actor as { kind?: unknown } | null)?.kind === 'api-token') throw asksForPerson();
  if ((actor as MemberSession | null)?.kind !== 'member-session') throw new Error('This route names no member access.');
  return actor as MemberSession;
}

/** Where a request came from, for what is kept of a login. */
export function originOf(request: FastifyRequest): Origin {
  return { userAgent: request.headers['user-agent'] ?? '', ip: request.ip };
}
