import type { MembersAnswer, Permission, SessionAnswer, SiteRef, SocketTokenAnswer } from '@porchlight/protocol';
import type { FastifyRequest } from 'fastify';
import { type Http, readBy } from '../platform/http/index.ts';
import { readSession, type SessionCookies } from './access.ts';
import type { Login, Logins } from './logins.ts';
import { loginRequest, newMember, setupRequest } from './schema.ts';
import type { MemberSession, Origin, Sessions } from './sessions.ts';
import type { SocketTokens } from './socket-tokens.ts';
import type { Interface } from './tables.ts';

export type RouteOptions = {
  http: Http;
  logins: Logins;
  sessions: Sessions;
  socketTokens: SocketTokens;
  cookies: SessionCookies;
  readSites(): SiteRef[];
  findMembers(): Promise<MembersAnswer>;
};

/** Logins of both interfaces, the set-up link, and members. */
export function accountRoutes(options: RouteOptions): void {
  const { http, logins, cookies, readSites } = options;
  const ownPage = { constraints: { surface: 'workspace' }, config: { access: 'own-page' } } as const;
  const admin = (needs: Permission) =>
    ({ constraints: { surface: 'workspace' }, config: { access: 'admin', needs } }) as const;

  sessionRoutes('agent', options);
  sessionRoutes('admin', options);

  http.app.post('/api/setup', ownPage, async (request, reply) => {
    const login = await logins.setUp(readBy(setupRequest, request.body), originOf(request));
    cookies.set(reply, 'admin', login.token);
    return reply.status(201).send(present(login, readSites));
  });

  http.app.get('/api/admin/members', admin('members.read'), () => options.findMembers());

  http.app.post('/api/admin/members', admin('members.change'), async (request, reply) => {
    return reply.status(201).send(await logins.addMember(readBy(newMember, request.body)));
  });
}

function sessionRoutes(kind: Interface, options: RouteOptions): void {
  const { http, logins, sessions, socketTokens, cookies, readSites } = options;
  const at = `/api/${kind}`;
  const ownPage = { constraints: { surface: 'workspace' }, config: { access: 'own-page' } } as const;
  const guard = { constraints: { surface: 'workspace' }, config: { access: kind, needs: null } } as const;
  const background = {
    constraints: { surface: 'workspace' },
    config: { access: kind, needs: null, isInput: false },
  } as const;

  http.app.post(`${at}/login`, ownPage, async (request, reply) => {
    const input = readBy(loginRequest, request.body);
    const login = await logins.logIn(kind, input, originOf(request), cookies.read(request, kind));
    cookies.set(reply, kind, login.token);
    return present(login, readSites);
  });

  // Open to whoever has no session any more: leaving must always work.
  http.app.post(`${at}/logout`, ownPage, async (request, reply) => {
    const token = cookies.read(request, kind);
    if (token !== null) await sessions.end(token);
    cookies.clear(reply, kind);
    return reply.status(204).send();
  });

  http.app.get(`${at}/session`, guard, async (request): Promise<SessionAnswer> => {
    return present(readSession(request.actor), readSites);
  });

  http.app.post(`${at}/socket-tokens`, background, async (request, reply) => {
    const answer: SocketTokenAnswer = socketTokens.issue(readSession(request.actor));
    return reply.status(201).send(answer);
  });
}

function present({ member }: Login | MemberSession, readSites: () => SiteRef[]): SessionAnswer {
  return { member, sites: readSites().filter(({ id }) => member.sites === null || member.sites.includes(id)) };
}

function originOf(request: FastifyRequest): Origin {
  return { userAgent: request.headers['user-agent'] ?? '', ip: request.ip };
}
