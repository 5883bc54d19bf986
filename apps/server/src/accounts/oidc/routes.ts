import { entries, readCookie, setCookieHeader } from '@porchlight/cookies';
import type {
  BeginOidcAnswer,
  ConfirmationWays,
  FinishOidcAnswer,
  LoginAnswer,
  LoginOptions,
  Member,
  MemberId,
  OidcSettingsAnswer,
} from '@porchlight/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createAllowance } from '../../platform/allowance/index.ts';
import { appError } from '../../platform/errors/index.ts';
import { type Http, readBy } from '../../platform/http/index.ts';
import { hashSecret, newSecret } from '../../platform/ids/index.ts';
import { originOf, readSession } from '../access.ts';
import { assertGives, rightsOf, whoOf } from '../permission-access.ts';
import { networkOf } from '../rules.ts';
import type { MemberSession } from '../sessions.ts';
import type { Interface } from '../tables.ts';
import { attemptMs, callbackPath, type Oidc } from './oidc.ts';
import * as schema from './schema.ts';

export type OidcRouteOptions = {
  http: Http;
  oidc: Oidc;
  isHttps: boolean;
  /** The login goes on as after a password: with the second factor where one is asked for, else with the session. */
  afterProvider(
    request: FastifyRequest,
    reply: FastifyReply,
    as: { kind: Interface; member: Member; authenticatedAt: number | null; hasSecondFactor: boolean },
  ): Promise<LoginAnswer>;
  /** The session that a request comes with; null where there is none. */
  findSession(request: FastifyRequest, kind: Interface): Promise<MemberSession | null>;
  /** Notes that they proved who they are [REM2]. */
  confirm(reply: FastifyReply, session: MemberSession): Promise<void>;
  /** Whether the member has a password that opens something. */
  hasPassword(id: MemberId): Promise<boolean>;
  tell(member: Member, event: 'login-service-linked'): Promise<void>;
  /** Ends the sockets of sessions that ended. */
  tellEnded(ids: readonly string[]): void;
};

/** Where the workspace goes on with what came back. */
const pages: Record<Interface, string> = { agent: '/login/provider', admin: '/admin/login/provider' };

/** Logins through the organisation's login service, in both interfaces, and its settings. */
export function oidcRoutes(options: OidcRouteOptions): void {
  const { http, oidc, isHttps } = options;
  const surface = { constraints: { surface: 'workspace' } } as const;
  const ownPage = { ...surface, config: { access: 'own-page' } } as const;
  const allowNetwork = createAllowance({
    points: 60,
    durationS: 600,
    code: 'too_many_attempts',
    message: 'Too many logins were begun from here. Wait a few minutes, then try again.',
  });

  http.app.get('/api/login-options', ownPage, (): Promise<LoginOptions> => oidc.readOptions());

  for (const kind of ['agent', 'admin'] as const) {
    const own = { ...surface, config: { access: kind, needs: null } } as const;

    http.app.post(`/api/${kind}/oidc/attempts`, ownPage, async (request, reply): Promise<BeginOidcAnswer> => {
      const { next } = readBy(schema.beginRequest, request.body ?? {});
      await allowNetwork(networkOf(request.ip));
      return { url: await oidc.begin(kind, markBrowser(request, reply), { next }) };
    });

    http.app.get(`/api/${kind}/confirmation`, own, async (request): Promise<ConfirmationWays> => {
      const { member, isByProvider: isOwn } = readSession(request.actor);
      const { hasPasswords, provider } = await oidc.readOptions();
      return {
        hasPassword: hasPasswords && (await options.hasPassword(member.id)),
        provider: provider && (await oidc.isLinked(member.id)) ? { ...provider, isOwn } : null,
      };
    });

    http.app.post(`/api/${kind}/confirmation/oidc-attempts`, own, async (request, reply): Promise<BeginOidcAnswer> => {
      const { next } = readBy(schema.beginRequest, request.body ?? {});
      const session = readSession(request.actor);
      await allowNetwork(networkOf(request.ip));
      return { url: await oidc.begin(kind, markBrowser(request, reply), { next, sessionId: session.id }) };
    });
  }

  // The one GET that writes something down [CSRF1]: what came back, for an attempt that this browser began, in place of
  // the address that it came in. It logs nobody in.
  const back = { ...ownPage, exposeHeadRoute: false } as const;
  http.app.get(callbackPath, back, async (request, reply) => {
    const read = schema.wayBack.safeParse(request.query);
    const attempt = read.success ? await oidc.noteAnswer(browserOf(request), definedOf(read.data)) : null;
    return reply
      .header('referrer-policy', 'no-referrer')
      .redirect(attempt === null ? pages.agent : `${pages[attempt.kind]}#${attempt.id}`, 303);
  });

  http.app.post('/api/oidc/completions', ownPage, async (request, reply): Promise<FinishOidcAnswer> => {
    const { attempt } = readBy(schema.finishRequest, request.body);
    const done = await oidc.finish(attempt, browserOf(request), originOf(request));
    const { kind, member, next } = done;
    options.tellEnded(done.ended);
    if (done.isLinkedNow) await options.tell(member, 'login-service-linked');
    if (done.sessionId !== null) {
      const session = await options.findSession(request, kind);
      if (session?.id !== done.sessionId) throw appError('session_ended', 'Your login has ended. Log in again.');
      if (session.member.id !== member.id)
        throw appError('oidc_other_person', 'Somebody else logged in at the login service than who is logged in here.');
      await options.confirm(reply, session);
      return { interface: kind, next, login: null };
    }
    return { interface: kind, next, login: await options.afterProvider(request, reply, done) };
  });

  const reading = { ...surface, config: { access: 'admin', needs: 'security.change' } } as const;
  const changing = { ...surface, config: { access: 'admin', needs: 'security.change', confirms: true } } as const;

  http.app.get('/api/admin/oidc', reading, (request): Promise<OidcSettingsAnswer> => {
    return oidc.readSettings(readSession(request.actor).isByProvider);
  });

  http.app.put('/api/admin/oidc', changing, async (request): Promise<OidcSettingsAnswer> => {
    const input = readBy(schema.settingsRequest, request.body);
    const { member, isByProvider } = readSession(request.actor);
    // [AUTH16] Whom the provider lets in has these roles on every site.
    const given = [...input.roleMap.map(({ role }) => role), ...(input.defaultRole ? [input.defaultRole] : [])];
    assertGives(rightsOf({ member }), given, null);
    const by = { who: whoOf(request.actor), from: originOf(request) };
    const isThroughProvider = isByProvider && (await oidc.isLinked(member.id));
    options.tellEnded(await oidc.changeSettings(input, { isThroughProvider, by }));
    return oidc.readSettings(isByProvider);
  });

  function browserOf(request: FastifyRequest): string | null {
    const value = readCookie(request.headers.cookie, entries.oidcAttempt, { isHttps });
    return value === null ? null : hashSecret(value);
  }

  /** The browser's mark, kept where it has one: several tabs may be on their way at once. */
  function markBrowser(request: FastifyRequest, reply: FastifyReply): string {
    const value = readCookie(request.headers.cookie, entries.oidcAttempt, { isHttps }) ?? newSecret();
    reply.header('set-cookie', setCookieHeader(entries.oidcAttempt, { isHttps, value, maxAgeS: attemptMs / 1_000 }));
    return hashSecret(value);
  }
}

function definedOf(params: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
