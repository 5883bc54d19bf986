import {
  type ErrorBody,
  mayEnter,
  type PageViewAnswer,
  type Permission,
  permissions,
  permissionsOf,
  type Role,
  roles,
  type SiteId,
  type StartConversationAnswer,
} from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HttpRoute } from './platform/http/index.ts';
import { newId } from './platform/ids/index.ts';
import { Client } from './realtime/testing.ts';
import {
  buildKey,
  buildPageView,
  buildStart,
  fromFrame,
  fromPage,
  fromWorkspace,
  startTestServer,
  type TestServer,
} from './testing.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

type Kind = 'agent' | 'admin';
const kinds = ['agent', 'admin'] as const;
const isMembers = (route: HttpRoute) => (kinds as readonly string[]).includes(route.access);
const nameOf = ({ method, url }: HttpRoute) => `${method} ${url}`;

/** A path that fits a route: well-formed ids that name nothing but what is given. */
function pathOf(url: string, given: Record<string, string> = {}): string {
  const ids: Record<string, string> = {
    site: server.site.id,
    conversation: newId('cv'),
    visitor: newId('vi'),
    other: newId('vi'),
    visit: newId('vs'),
    ...given,
  };
  return url.replace(/:(\w+)/g, (_whole, name: string) => ids[name] ?? 'nothing');
}

async function ask(route: HttpRoute, cookie: string, path = pathOf(route.url)) {
  const isReading = route.method === 'GET' || route.method === 'HEAD';
  const answer = await server.ask('workspace', path, {
    ...fromWorkspace(cookie, isReading ? undefined : {}),
    method: route.method,
  });
  const isRefused = answer.status >= 400 && route.method !== 'HEAD';
  return { status: answer.status, code: isRefused ? answer.json<ErrorBody>().error.code : null, body: answer.body };
}

/** What somebody is answered who is not logged in, or may not; others are refused what they send. */
const closed = ['permission_missing', 'session_missing', 'session_ended', 'role_missing'];

describe('every route of members', () => {
  it('[AUTH8] names a permission of the list, or says that it needs none', () => {
    const routes = server.app.http.routes.filter(isMembers);
    expect(routes.length).toBeGreaterThan(40);
    for (const route of routes)
      expect([nameOf(route), route.needs]).toEqual([
        nameOf(route),
        expect.toSatisfy((needs) => needs === null || permissions.includes(needs)),
      ]);
  });

  it('[AUTH8] lies behind a login, but for what comes before one: the walk leaves none out', () => {
    const ofMembers = server.app.http.routes.filter(({ url }) => /^\/api\/(agent|admin)\b/.test(url));
    const before = ofMembers.filter((route) => !isMembers(route)).map(({ access, url }) => `${access} ${url}`);
    expect([...new Set(before.map((name) => name.replace(/agent|admin/, '…')))].sort()).toEqual([
      'own-page /api/…/login',
      'own-page /api/…/logout',
      'own-page /api/…/oidc/attempts',
      'own-page /api/…/passkey-login',
      'own-page /api/…/passkey-options',
      'own-page /api/…/resume',
      'own-page /api/…/second-factor',
    ]);
    const elsewhere = server.app.http.routes.filter((route) => isMembers(route) && !ofMembers.includes(route));
    expect(elsewhere).toEqual([]);
  });

  it('[AUTH8] that needs none is about nobody but who asks', () => {
    const open = server.app.http.routes.filter((route) => isMembers(route) && route.needs === null);
    const own =
      /^\/api\/(agent|admin)\/(session|sessions|enter|socket-tokens|confirmation|profile|password|email|factors|second-factor|notices|remembered)\b/;
    for (const { url } of open) expect(url).toMatch(own);
  });

  it('[AUTH8] is closed to whoever is not logged in', async () => {
    for (const route of server.app.http.routes.filter(isMembers)) {
      const answer = await ask(route, '');
      expect([nameOf(route), answer.status]).toEqual([nameOf(route), 401]);
    }
  });

  it.each(roles)('[AUTH8] opens to the role %s by what the role permits, and not otherwise', async (role: Role) => {
    const cookies: Partial<Record<Kind, string>> = {};
    for (const kind of kinds) {
      const { cookie } = await server.logIn(kind, role, { roles: [role] });
      expect([kind, cookie !== '' && cookie !== 'undefined']).toEqual([kind, mayEnter([role], kind)]);
      if (mayEnter([role], kind)) cookies[kind] = cookie;
    }
    for (const route of server.app.http.routes.filter(isMembers)) {
      const kind = route.access as Kind;
      const permitted = route.needs === null || permissionsOf[role].includes(route.needs as Permission);
      const cookie = cookies[kind];
      const answer = await ask(route, cookie ?? '');
      const isOpen = answer.code === null ? ![401, 403].includes(answer.status) : !closed.includes(answer.code);
      const seen = { route: nameOf(route), isOpen };
      if (cookie === undefined) expect([seen, answer.status]).toEqual([{ ...seen, isOpen: false }, 401]);
      else if (!permitted) {
        expect([seen, answer.status]).toEqual([{ ...seen, isOpen: false }, 403]);
        if (route.method !== 'HEAD')
          expect([nameOf(route), answer.code]).toEqual([nameOf(route), 'permission_missing']);
      } else expect(seen).toEqual({ ...seen, isOpen: true });
      // A route of their own may have ended this very session.
      const mayBeOver = route.needs === null && route.method !== 'GET' && answer.status < 300;
      if (cookie === undefined || !mayBeOver) continue;
      const session = await server.ask('workspace', `/api/${kind}/session`, fromWorkspace(cookie));
      if (session.status !== 200) cookies[kind] = (await server.logIn(kind, role, { roles: [role] })).cookie;
    }
  });
});

/** Opens a socket with this session. */
async function connect(kind: Kind, cookie: string): Promise<Client> {
  const issued = await server.ask('workspace', `/api/${kind}/socket-tokens`, fromWorkspace(cookie, {}));
  const { port } = server.app.http.app.server.address() as { port: number };
  const client = new Client(port, 'workspace.localhost');
  await client.opened;
  client.send({ type: 'hello', v: 1, token: issued.json<{ token: string }>().token });
  await client.next('welcome');
  return client;
}

/** What a socket of this session is answered to each subscription. */
async function follow(kind: Kind, cookie: string, streams: readonly string[]): Promise<string[]> {
  const client = await connect(kind, cookie);
  const answers: string[] = [];
  for (const stream of streams) {
    client.send({ type: 'subscribe', stream });
    const answered = () => client.frames.find((frame) => 'stream' in frame && frame.stream === stream);
    while (!answered()) await client.settle();
    const answer = answered();
    answers.push(
      `${stream.split('.')[0]} ${answer?.type === 'refused' ? `${answer.code}: ${answer.message}` : 'followed'}`,
    );
  }
  client.socket.terminate();
  return answers;
}

describe('a member who looks after one site', () => {
  /** What another site has. */
  let there: Record<string, string>;
  beforeAll(async () => {
    const { id: site } = await server.app.sites.addSite({ name: 'Other shop', domains: ['other.example'] });
    const view = await server.ask('service', `/t/${site}/views`, fromPage(buildPageView(), 'https://other.example'));
    const { visitor, visit } = view.json<PageViewAnswer>();
    const begun = await server.ask(
      'service',
      `/m/${site}/conversations`,
      fromFrame(buildStart({ visitor, visit }), buildKey()),
    );
    const conversation = begun.json<StartConversationAnswer>().conversation.id;
    there = { site, visitor, visit, conversation };
  });

  const named = /:(site|conversation|visitor|visit)\b/;
  const unknownIds = () => ({ site: newId('st'), conversation: newId('cv'), visitor: newId('vi'), visit: newId('vs') });

  it.each(kinds)('[AUTH9] meets what another has as if it did not exist, on every route of %s', async (kind) => {
    const limited = { roles: ['admin'] as Role[], sites: [server.site.id] };
    const { cookie } = await server.logIn(kind, 'Limited', limited);
    const walked = server.app.http.routes.filter((route) => route.access === kind && named.test(route.url));
    expect(walked.length).toBeGreaterThan(8);
    for (const route of walked) {
      const foreign = await ask(route, cookie, pathOf(route.url, there));
      const unknown = await ask(route, cookie, pathOf(route.url, unknownIds()));
      expect([nameOf(route), foreign.status]).toEqual([nameOf(route), 404]);
      expect([nameOf(route), foreign.body]).toEqual([nameOf(route), unknown.body]);
    }
  });

  const streamsOf = ({ site, conversation }: Record<string, string>) =>
    [`inbox.${site}`, `live.${site}`, `presence.${site}`, `site.${site}`].concat(
      ['conversation', 'internal', 'typing'].map((kind) =>
        kind === 'internal' ? `conversation.${conversation}.internal` : `${kind}.${conversation}`,
      ),
    );

  it('[AUTH9] follows no stream of another site', async () => {
    const { cookie } = await server.logIn('agent', 'Limited', { sites: [server.site.id] });
    const foreign = await follow('agent', cookie, streamsOf(there));
    expect(foreign).toEqual(await follow('agent', cookie, streamsOf(unknownIds())));
    expect(foreign.filter((answer) => answer.endsWith('followed'))).toEqual([]);
    expect(await follow('agent', cookie, [`inbox.${server.site.id}`])).toEqual(['inbox followed']);
    const admin = await server.logIn('admin', 'Limited', { sites: [server.site.id] });
    expect(await follow('admin', admin.cookie, [`site.${there.site}`])).toEqual([
      expect.stringContaining('site_not_found'),
    ]);
    expect(await follow('admin', admin.cookie, [`site.${server.site.id}`])).toEqual(['site followed']);
  });

  it('[AUTH8] with the role of a viewer follows what is read, and is nobody on whom visitors count', async () => {
    const { cookie } = await server.logIn('agent', 'Viewer', { roles: ['viewer'] });
    const followed = await follow('agent', cookie, streamsOf(there));
    expect(followed.filter((answer) => answer.endsWith('followed'))).toHaveLength(6);
    expect(followed).toContainEqual(expect.stringContaining('site site_not_found'));
    const { site, conversation } = there as Record<'site' | 'conversation', string>;
    const client = await connect('agent', cookie);
    const availability = await server.ask('service', `/m/${site}/availability`, fromFrame(null));
    expect(availability.json<{ isOnline: boolean }>().isOnline).toBe(false);
    const told: unknown[] = [];
    const stop = server.bus.subscribe(`stream:typing.${conversation}`, (message) => told.push(message));
    client.send({ type: 'subscribe', stream: `typing.${conversation}` });
    await client.next('snapshot');
    client.send({ type: 'typing', conversation, isTyping: true });
    await client.settle();
    stop();
    expect(told).toEqual([]);
    client.socket.terminate();
  });

  it('[AUTH9] is there for visitors of their own sites alone', async () => {
    const { cookie } = await server.logIn('agent', 'Limited', { sites: [server.site.id] });
    const client = await connect('agent', cookie);
    const isOnline = async (site: string) =>
      (await server.ask('service', `/m/${site}/availability`, fromFrame(null))).json<{ isOnline: boolean }>().isOnline;
    expect([await isOnline(server.site.id), await isOnline(there.site ?? '')]).toEqual([true, false]);
    client.socket.terminate();
  });

  it('[AUTH9] is told of their own sites alone, and adds none', async () => {
    const { cookie } = await server.logIn('admin', 'Limited', { sites: [server.site.id] });
    const session = await server.ask('workspace', '/api/admin/session', fromWorkspace(cookie));
    const ids = session.json<{ sites: { id: SiteId }[] }>().sites.map(({ id }) => id);
    const listed = await server.ask('workspace', '/api/admin/sites', fromWorkspace(cookie));
    expect(ids).toEqual([server.site.id]);
    expect(listed.json<{ sites: { id: SiteId }[] }>().sites.map(({ id }) => id)).toEqual(ids);
    const added = await server.ask('workspace', '/api/admin/sites', fromWorkspace(cookie, { name: 'X', domains: [] }));
    expect([added.status, added.json<ErrorBody>().error.code]).toEqual([403, 'permission_missing']);
  });

  it('[AUTH9] still does everything on their own', async () => {
    const { cookie } = await server.logIn('agent', 'Limited', { sites: [there.site as SiteId] });
    const { conversation, visitor, site } = there;
    for (const path of [
      `sites/${site}/conversations?view=queue`,
      `conversations/${conversation}`,
      `visitors/${visitor}`,
    ])
      expect((await server.ask('workspace', `/api/agent/${path}`, fromWorkspace(cookie))).status).toBe(200);
  });
});
