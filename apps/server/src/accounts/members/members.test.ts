import type {
  ApiToken,
  AuditAnswer,
  ChangeMemberRequest,
  CreateApiTokenAnswer,
  EventsPage,
  InternalEvent,
  MemberRow,
  MembersAnswer,
  Permission,
  Role,
  StartConversationAnswer,
  Team,
  TeamsAnswer,
} from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../../../scripts/testing/postgres.ts';
import { newId } from '../../platform/ids/index.ts';
import { Client } from '../../realtime/testing.ts';
import {
  buildKey,
  buildStart,
  fromFrame,
  fromWorkspace,
  refusalOf,
  startTestServer,
  type TestServer,
} from '../../testing.ts';

const databases = ['sqlite', 'postgres'] as const;

describe.each(databases)('members on %s', (dialect) => {
  let server: TestServer;
  let drop = async () => {};
  let admin: Awaited<ReturnType<TestServer['logIn']>>;
  beforeAll(async () => {
    const database = dialect === 'postgres' ? await createTestDatabase() : null;
    server = await startTestServer(database ? { databaseUrl: database.url } : {});
    drop = async () => database?.drop();
    admin = await server.logIn('admin', 'Ada');
  });
  afterAll(async () => {
    await server.close();
    await drop();
  });

  const send = (method: string, path: string, body?: object, cookie = admin.cookie) => {
    server.clock.advance(1);
    return server.ask('workspace', path, { ...fromWorkspace(cookie, body), method });
  };
  const change = (id: string, body: ChangeMemberRequest, cookie?: string) =>
    send('PATCH', `/api/admin/members/${id}`, body, cookie);
  const logged = async (query: string) => (await send('GET', `/api/admin/audit?${query}`)).json<AuditAnswer>().entries;

  it('[AUTH16] get other roles and sites, for which they log in anew', async () => {
    const { member, cookie } = await server.logIn('agent', 'Bo');
    const changed = await change(member.id, { roles: ['viewer'], sites: [server.site.id], name: 'Bo B.' });
    expect(changed.json<MemberRow>()).toMatchObject({ name: 'Bo B.', roles: ['viewer'], sites: [server.site.id] });
    expect(refusalOf(await send('GET', '/api/agent/session', undefined, cookie))).toEqual([401, 'session_ended']);
    const entries = await logged('what=member');
    expect(entries.map(({ what, before, after }) => [what, before, after])).toEqual(
      expect.arrayContaining([
        ['member.roles-changed', { roles: ['agent'] }, { roles: ['viewer'] }],
        ['member.sites-changed', { sites: null }, { sites: [server.site.id] }],
        ['member.renamed', { name: 'Bo' }, { name: 'Bo B.' }],
      ]),
    );
    const again = await server.logIn('agent', 'Cy');
    await change(again.member.id, { name: 'Cy C.', roles: ['agent'] });
    expect((await send('GET', '/api/agent/session', undefined, again.cookie)).status).toBe(200);
  });

  it('[AUTH16] are logged out everywhere by an admin, and log in again as before', async () => {
    const { member, cookie } = await server.logIn('agent', 'Una');
    const { cookie: other } = await server.logIn('agent', 'Vic');
    const remembered = await server.ask('workspace', '/api/agent/login', {
      method: 'POST',
      headers: { origin: 'http://workspace.localhost', 'sec-fetch-site': 'same-origin' },
      body: { email: member.email, password: 'a long enough pass phrase', remember: true },
    });
    const held = [remembered.headers['set-cookie'] ?? []]
      .flat()
      .map((one) => one.split(';')[0])
      .join('; ');
    const at = `/api/admin/members/${member.id}/sessions`;
    expect(refusalOf(await send('DELETE', at, undefined, other))).toEqual([401, 'session_missing']);
    expect((await send('DELETE', at)).status).toBe(204);
    for (const one of [cookie, held])
      expect(refusalOf(await send('GET', '/api/agent/session', undefined, one))).toEqual([401, 'session_ended']);
    expect(refusalOf(await send('POST', '/api/agent/resume', {}, held))).toEqual([401, 'session_missing']);
    expect((await send('GET', '/api/agent/session', undefined, other)).status).toBe(200);
    expect((await logged('what=member'))[0]).toMatchObject({ what: 'member.logins-ended', after: { sessions: 2 } });
    expect(refusalOf(await send('DELETE', '/api/admin/members/me_nobody/sessions'))).toEqual([404, 'member_not_found']);
  });

  it('[AUTH16] leave everything behind when they are deactivated, and may come back', async () => {
    const { member, cookie } = await server.logIn('agent', 'Dee');
    const begun = await server.ask(
      'service',
      `/m/${server.site.id}/conversations`,
      fromFrame(buildStart(), buildKey()),
    );
    const conversation = begun.json<StartConversationAnswer>().conversation.id;
    await send('POST', `/api/agent/conversations/${conversation}/take`, {}, cookie);
    const issued = await send('POST', '/api/agent/socket-tokens', {}, cookie);
    const { port } = server.app.http.app.server.address() as { port: number };
    const socket = new Client(port, 'workspace.localhost');
    await socket.opened;
    socket.send({ type: 'hello', v: 1, token: issued.json<{ token: string }>().token });
    await socket.next('welcome');

    expect((await change(member.id, { isDeactivated: true })).json<MemberRow>().isDeactivated).toBe(true);
    expect((await socket.untilClosed()).code).toBe('revoked');
    expect(refusalOf(await send('GET', '/api/agent/session', undefined, cookie))).toEqual([401, 'session_ended']);
    const login = { email: member.email, password: 'a long enough pass phrase' };
    expect(refusalOf(await send('POST', '/api/agent/login', login, ''))).toEqual([401, 'login_failed']);
    const supervisor = await server.logIn('agent', 'Eve', { roles: ['supervisor'] });
    const events = await send(
      'GET',
      `/api/agent/conversations/${conversation}/internal-events?after=0`,
      undefined,
      supervisor.cookie,
    );
    const last = events.json<EventsPage<InternalEvent>>().events.at(-1)?.event;
    expect(last).toMatchObject({ type: 'assigned', to: null, by: { id: admin.member.id } });
    const inbox = await send(
      'GET',
      `/api/agent/sites/${server.site.id}/conversations?view=queue`,
      undefined,
      supervisor.cookie,
    );
    expect(inbox.body).toContain(conversation);

    await change(member.id, { isDeactivated: false });
    expect((await send('POST', '/api/agent/login', login, '')).status).toBe(200);
  });

  it('[AUTH16] cannot change what they may do themselves, but their name', async () => {
    const self = admin.member.id;
    for (const own of [{ roles: ['viewer'] as Role[] }, { sites: [server.site.id] }, { isDeactivated: true }])
      expect(refusalOf(await change(self, own))).toEqual([409, 'own_roles']);
    expect((await change(self, { name: 'Ada', roles: ['admin'], sites: null })).status).toBe(200);
  });

  it('[AUTH16] keep one admin of all sites, also when two remove each other at once', async () => {
    const other = await server.logIn('admin', 'Fay');
    const both = await Promise.all([
      change(other.member.id, { roles: ['agent'] }),
      change(admin.member.id, { isDeactivated: true }, other.cookie),
    ]);
    const statuses = both.map(({ status }) => status).sort();
    expect(statuses[0]).toBe(200);
    expect([401, 409]).toContain(statuses[1]);
    const { members } = (await storedMembers()) as MembersAnswer;
    const admins = members.filter((one) => one.roles.includes('admin') && !one.isDeactivated && one.sites === null);
    expect(admins).toHaveLength(1);
    admin = await server.logIn('admin', 'Ada');
  });

  async function storedMembers() {
    const rows = await server.storage.read.selectFrom('members').selectAll().execute();
    return {
      members: rows.map((row) => ({
        roles: JSON.parse(row.roles) as Role[],
        isDeactivated: row.deactivated_at !== null,
        sites: row.sites as null,
      })),
    };
  }

  it('[AUTH16] give nobody more than they have', async () => {
    const limited = await server.logIn('admin', 'Gil', { sites: [server.site.id] });
    const { member: everywhere } = await server.logIn('agent', 'Hal');
    const { member: here } = await server.logIn('agent', 'Ida', { sites: [server.site.id] });
    const refused = [403, 'permission_missing'];
    expect(refusalOf(await change(everywhere.id, { roles: ['viewer'] }, limited.cookie))).toEqual(refused);
    expect(refusalOf(await change(here.id, { sites: null }, limited.cookie))).toEqual(refused);
    expect(refusalOf(await change(here.id, { sites: [] }, limited.cookie))).toEqual(refused);
    expect((await change(here.id, { roles: ['supervisor'] }, limited.cookie)).status).toBe(200);
  });

  it('[AUTH15, AUTH43] are put into teams that admins make, change and remove, each of it written down', async () => {
    const one = await server.logIn('agent', 'Ina');
    const two = await server.logIn('agent', 'Jon');
    const add = (body: object) => send('POST', '/api/admin/teams', body);
    const made = await add({ name: 'Night shift', members: [one.member.id] });
    expect([made.status, made.json<Team>()]).toMatchObject([201, { name: 'Night shift', members: [one.member.id] }]);
    const { id } = made.json<Team>();
    expect(refusalOf(await add({ name: 'NIGHT SHIFT' }))).toEqual([409, 'team_name_taken']);
    expect(refusalOf(await add({ name: 'Other', members: [newId('me')] }))).toEqual([404, 'member_not_found']);
    expect(refusalOf(await add({ name: ' ' }))).toEqual([400, 'invalid_body']);
    expect((await send('PATCH', `/api/admin/teams/${id}`, { members: [two.member.id, one.member.id] })).status).toBe(
      204,
    );
    expect((await send('PATCH', `/api/admin/teams/${id}`, { members: [] })).status).toBe(204);
    expect((await send('GET', '/api/admin/teams')).json<TeamsAnswer>().teams).toContainEqual({
      id,
      name: 'Night shift',
      members: [],
    });
    expect(refusalOf(await send('PATCH', `/api/admin/teams/${newId('te')}`, { members: [] }))[1]).toBe(
      'team_not_found',
    );
    expect((await send('DELETE', `/api/admin/teams/${id}`)).status).toBe(204);
    const entries = (await logged('what=team')).filter(({ target }) => target?.id === id);
    expect(entries.map(({ what, before, after }) => [what, before, after])).toEqual([
      ['team.removed', { members: [] }, null],
      ['team.members-changed', { members: ['Ina', 'Jon'] }, { members: [] }],
      ['team.members-changed', { members: ['Ina'] }, { members: ['Ina', 'Jon'] }],
      ['team.added', null, { members: ['Ina'] }],
    ]);
  });

  it('are in teams by name, which anybody who changes members can rename or remove', async () => {
    const { member } = await server.logIn('agent', 'Joy');
    await change(member.id, { teams: ['Sales', 'sales', 'Care'] });
    const teams = async () => (await send('GET', '/api/admin/teams')).json<TeamsAnswer>().teams;
    expect((await teams()).map(({ name }) => name)).toEqual(['Care', 'Sales']);
    const [care, sales] = await teams();
    expect(refusalOf(await send('PATCH', `/api/admin/teams/${care?.id}`, { name: 'SALES' }))).toEqual([
      409,
      'team_name_taken',
    ]);
    expect((await send('PATCH', `/api/admin/teams/${care?.id}`, { name: 'Help' })).status).toBe(204);
    expect((await send('DELETE', `/api/admin/teams/${sales?.id}`)).status).toBe(204);
    expect(refusalOf(await send('DELETE', `/api/admin/teams/${sales?.id}`))).toEqual([404, 'team_not_found']);
    const row = (await send('GET', '/api/admin/members'))
      .json<MembersAnswer>()
      .members.find(({ id }) => id === member.id);
    expect(row?.teams).toEqual(['Help']);
    await change(member.id, { teams: [] });
    expect(await teams()).toMatchObject([{ name: 'Help', members: [] }]);
  });

  it.each([
    [{ roles: [] }],
    [{ roles: ['owner'] }],
    [{ sites: ['shop'] }],
    [{ sites: 'all' }],
    [{ teams: [''] }],
    [{ teams: Array(51).fill('x') }],
    [{ name: '  ' }],
    [{ isDeactivated: 1 }],
    [{ password: 'a new pass phrase' }],
  ])('refuse %j', async (body) => {
    expect(refusalOf(await change(admin.member.id, body as ChangeMemberRequest))).toEqual([400, 'invalid_body']);
  });

  it('are not found by ids that are none', async () => {
    expect(refusalOf(await change('me_nobody-at-all', { name: 'X' }))).toEqual([404, 'member_not_found']);
    expect(refusalOf(await change('%00', { name: 'X' }))).toEqual([404, 'member_not_found']);
  });

  describe('with API tokens', () => {
    const make = async (scopes: Permission[], days = 30, cookie?: string) =>
      (
        await send('POST', '/api/admin/tokens', { name: 'Shop sync', scopes, days }, cookie)
      ).json<CreateApiTokenAnswer>();
    const by = (secret: string, method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
      server.ask('workspace', path, {
        method,
        body: body ?? null,
        headers: { authorization: `Bearer ${secret}`, ...headers },
      });

    it('[AUTH17] do what the scopes say, from anywhere, and nothing else', async () => {
      const { secret, token } = await make(['sites.read', 'members.change']);
      expect(secret).toMatch(/^pl_[A-Za-z0-9_-]{43}$/);
      expect((await by(secret, 'GET', '/api/admin/sites')).status).toBe(200);
      expect(refusalOf(await by(secret, 'GET', '/api/admin/members'))).toEqual([403, 'permission_missing']);
      expect(refusalOf(await by(secret, 'GET', '/api/admin/session'))).toEqual([403, 'permission_missing']);
      expect(refusalOf(await by(secret, 'POST', '/api/admin/socket-tokens', {}))).toEqual([403, 'permission_missing']);
      const asked = await by(secret, 'PATCH', `/api/admin/members/${admin.member.id}`, { name: 'X' });
      expect(refusalOf(asked)).toEqual([403, 'permission_missing']);
      const listed = (await send('GET', '/api/admin/tokens')).json<{ tokens: ApiToken[] }>().tokens;
      expect(listed.find(({ id }) => id === token.id)).toMatchObject({
        name: 'Shop sync',
        by: 'Ada',
        lastUsedAt: expect.any(Number),
      });
      expect(JSON.stringify(listed)).not.toContain(secret);
    });

    it('[AUTH17] change things without the mark of a page, and stand in the log as themselves', async () => {
      const { secret, token } = await make(['sites.change']);
      const at = `/api/admin/sites/${server.site.id}`;
      expect((await by(secret, 'PATCH', at, { greeting: `Hi ${dialect}` })).status).toBe(200);
      expect((await logged('what=site.changed'))[0]?.who).toEqual({
        kind: 'token',
        id: token.id,
        name: 'Shop sync (Ada)',
      });
    });

    it('[AUTH17] never come with a cookie', async () => {
      const { secret } = await make(['sites.read']);
      const answer = await by(secret, 'GET', '/api/admin/sites', undefined, { cookie: admin.cookie });
      expect(refusalOf(answer)).toEqual([401, 'api_token_invalid']);
    });

    it('[AUTH17] are over when they expire, are ended, or their maker is gone or may less', async () => {
      const refused = [401, 'api_token_invalid'];
      const asked = (secret: string) => by(secret, 'GET', '/api/admin/sites');
      const ended = await make(['sites.read']);
      expect((await send('DELETE', `/api/admin/tokens/${ended.token.id}`)).status).toBe(204);
      expect(refusalOf(await asked(ended.secret))).toEqual(refused);
      const maker = await server.logIn('admin', 'Kim');
      const made = await make(['sites.read'], 1, maker.cookie);
      expect((await asked(made.secret)).status).toBe(200);
      await change(maker.member.id, { roles: ['agent'] });
      expect(refusalOf(await asked(made.secret))).toEqual([403, 'permission_missing']);
      await change(maker.member.id, { roles: ['admin'], sites: [] });
      expect((await asked(made.secret)).json()).toEqual({ sites: [] });
      await change(maker.member.id, { isDeactivated: true });
      expect(refusalOf(await asked(made.secret))).toEqual(refused);
      const short = await make(['sites.read'], 1);
      server.clock.advance(86_400_000);
      expect(refusalOf(await asked(short.secret))).toEqual(refused);
      expect(refusalOf(await asked('pl_guessed'))).toEqual(refused);
      admin = await server.logIn('admin', 'Ada');
    });

    it.each([
      [{ scopes: [] }],
      [{ scopes: ['everything'] }],
      [{ days: 0 }],
      [{ days: 366 }],
      [{ days: 1.5 }],
      [{ name: '' }],
    ])('[AUTH17] are not made with %j', async (wrong) => {
      const body = { name: 'X', scopes: ['sites.read'], days: 30, ...wrong };
      expect(refusalOf(await send('POST', '/api/admin/tokens', body))).toEqual([400, 'invalid_body']);
    });
  });
});
