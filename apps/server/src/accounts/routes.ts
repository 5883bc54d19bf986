import {
  type AccountNotice,
  type LoginAnswer,
  mayEnter,
  type Permission,
  type SessionAnswer,
  type SiteRef,
  type SocketTokenAnswer,
} from '@porchlight/protocol';
import { appError } from '../platform/errors/index.ts';
import { readBy } from '../platform/http/index.ts';
import { originOf, readSession, type SessionCookies } from './access.ts';
import { placeOf, type SecondSteps } from './factors/index.ts';
import { assertGives, readAccess, rightsOf, whoOf } from './permission-access.ts';
import { findNotices } from './remembered-store.ts';
import { enterRequest, loginRequest, newMember, setupRequest } from './schema.ts';
import { changePasswordRoutes, type OwnRouteOptions, ownRoutes } from './session-routes.ts';
import type { MemberSession } from './sessions.ts';
import type { SocketTokens } from './socket-tokens.ts';
import type { Interface } from './tables.ts';

export type RouteOptions = Omit<OwnRouteOptions, 'present'> & {
  steps: SecondSteps;
  socketTokens: SocketTokens;
  cookies: SessionCookies;
  readSites(): SiteRef[];
};

/** Logins of both interfaces, the set-up link, and members. */
export function accountRoutes(options: RouteOptions): void {
  const { http, logins, cookies, steps } = options;
  const ownPage = { constraints: { surface: 'workspace' }, config: { access: 'own-page' } } as const;
  const admin = (needs: Permission) =>
    ({ constraints: { surface: 'workspace' }, config: { access: 'admin', needs } }) as const;

  const present = (session: Pick<MemberSession, 'member'>) => presentSession(session, options);
  for (const kind of ['agent', 'admin'] as const) {
    sessionRoutes(kind, options);
    ownRoutes(kind, { ...options, present });
  }
  changePasswordRoutes(options);

  http.app.post('/api/setup', ownPage, async (request, reply) => {
    const login = await logins.setUp(readBy(setupRequest, request.body), originOf(request));
    cookies.set(reply, 'admin', login.token);
    await options.signIns.meet(request, reply, login.member.id);
    return reply.status(201).send(await present(login));
  });

  // [AUTH1] From the workspace into the administration, by what a login asks: no less for being logged in as an agent.
  const fromAgent = { constraints: { surface: 'workspace' }, config: { access: 'agent', needs: null } } as const;
  http.app.post('/api/admin/enter', fromAgent, async (request, reply): Promise<LoginAnswer> => {
    const { member } = readSession(request.actor);
    const input = readBy(enterRequest, request.body);
    const isByPassword = 'password' in input;
    if (isByPassword) {
      await options.assertPasswords();
      await logins.confirm(member, input.password, originOf(request));
    } else await options.factors.confirm(placeOf(request, 'agent'), member.id, input);
    if (!mayEnter(member.roles, 'admin')) {
      throw appError('role_missing', 'Your roles do not open the administration. Ask an admin if you need it.');
    }
    const as = { kind: 'admin', member, isRemembered: false } as const;
    return isByPassword ? steps.afterPassword(request, reply, as) : steps.begin(request, reply, as);
  });

  http.app.post('/api/admin/members', admin('members.change'), async (request, reply) => {
    const input = readBy(newMember, request.body);
    assertGives(rightsOf(readAccess(request.actor)), input.roles, input.sites);
    const { ip, userAgent } = originOf(request);
    const added = await logins.addMember(input, { who: whoOf(request.actor), from: { ip, userAgent } });
    return reply.status(201).send(added);
  });
}

function sessionRoutes(kind: Interface, options: RouteOptions): void {
  const { http, logins, signIns, steps, socketTokens } = options;
  const at = `/api/${kind}`;
  const ownPage = { constraints: { surface: 'workspace' }, config: { access: 'own-page' } } as const;
  const guard = { constraints: { surface: 'workspace' }, config: { access: kind, needs: null } } as const;
  const background = {
    constraints: { surface: 'workspace' },
    config: { access: kind, needs: null, isInput: false },
  } as const;

  http.app.post(`${at}/login`, ownPage, async (request, reply) => {
    const { remember, ...input } = readBy(loginRequest, request.body);
    await options.assertPasswords();
    const member = await logins.check(kind, input, originOf(request));
    return steps.afterPassword(request, reply, { kind, member, isRemembered: remember });
  });

  // Open to whoever has no session any more: leaving must always work.
  http.app.post(`${at}/logout`, ownPage, async (request, reply) => {
    await signIns.leave(request, reply, kind);
    return reply.status(204).send();
  });

  http.app.get(`${at}/session`, guard, async (request): Promise<SessionAnswer> => {
    return presentSession(readSession(request.actor), options);
  });

  http.app.post(`${at}/socket-tokens`, background, async (request, reply) => {
    const answer: SocketTokenAnswer = socketTokens.issue(readSession(request.actor));
    return reply.status(201).send(answer);
  });
}

/** What a page is told of a session. */
export async function presentSession(
  { member }: Pick<MemberSession, 'member'>,
  { storage, readSites }: Pick<RouteOptions, 'storage' | 'readSites'>,
): Promise<SessionAnswer> {
  const told = await findNotices(storage.read, member.id);
  const notices = told.map(({ kind, at }) => ({ kind: kind as AccountNotice['kind'], at }));
  return { member, sites: readSites().filter(({ id }) => member.sites === null || member.sites.includes(id)), notices };
}
