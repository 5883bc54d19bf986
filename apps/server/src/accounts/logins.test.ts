import type { Member, SessionAnswer, SocketTokenAnswer } from '@porchlight/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSetupLink, hasAdmin } from './index.ts';
import { buildServer, password, workspaceOrigin } from './testing.ts';

const minute = 60_000;
const hour = 60 * minute;

type Server = Awaited<ReturnType<typeof buildServer>>;

/** A server with Ada, who is agent and admin: one for each test, or one for all of a table that leaves no trace. */
function useServer(options?: { isHttps?: boolean; isShared?: boolean; trustedProxies?: string[] }): { server: Server } {
  const held = {} as { server: Server };
  const [start, stop] = options?.isShared ? [beforeAll, afterAll] : [beforeEach, afterEach];
  start(async () => {
    held.server = await buildServer(options);
    await held.server.addMember('Ada', ['agent', 'admin']);
  });
  stop(async () => {
    await held.server.stop();
  });
  return held;
}

describe('login', () => {
  const held = useServer();

  it('[AUTH2] answers with the member and sets a session cookie that scripts and other sites do not get', async () => {
    const { send } = held.server;
    const body = { email: ' ADA@shop.example', password };
    const answer = await send<SessionAnswer>('POST', '/api/agent/login', { body });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      member: {
        id: answer.body.member.id,
        name: 'Ada',
        email: 'ada@shop.example',
        roles: ['agent', 'admin'],
        sites: null,
      },
      sites: [{ id: 'st_aaaaaaaaaaaaaaaaaaaaaa', name: 'Shop' }],
      notices: [],
      status: 'done',
    });
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/^porchlight_agent=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/),
      expect.stringMatching(/^porchlight_browser=/),
    ]);
    expect(answer.headers['cache-control']).toBe('no-store');
    const session = await send<SessionAnswer>('GET', '/api/agent/session', { cookie: answer.cookie });
    expect([session.status, session.body.member.name]).toEqual([200, 'Ada']);
  });

  it('[AUTH2] stores the hash of the token only', async () => {
    const { logIn, storage } = held.server;
    const cookie = await logIn('agent', 'Ada');
    const token = cookie.split('=')[1] ?? '';
    const rows = JSON.stringify(await storage.read.selectFrom('sessions').selectAll().execute());
    expect(rows).not.toContain(token);
    expect(JSON.stringify(await storage.read.selectFrom('members').selectAll().execute())).not.toContain(password);
  });

  it('[AUTH1] is a login for its own interface only', async () => {
    const { logIn, send } = held.server;
    const agent = await logIn('agent', 'Ada');
    const [, token] = agent.split('=');
    expect((await send('GET', '/api/admin/session', { cookie: agent })).body.error.code).toBe('session_missing');
    const renamed = await send('GET', '/api/admin/session', { cookie: `porchlight_admin=${token}` });
    expect([renamed.status, renamed.body.error.code]).toEqual([401, 'session_ended']);
    const admin = await logIn('admin', 'Ada');
    const both = `${agent}; ${admin}`;
    expect((await send('GET', '/api/agent/session', { cookie: both })).status).toBe(200);
    expect((await send('GET', '/api/admin/session', { cookie: both })).status).toBe(200);
  });

  it('[AUTH3] answers alike for a wrong password, an unknown address and a missing role', async () => {
    const { send, addMember } = held.server;
    await addMember('Bo', ['agent']);
    const attempts = [
      { email: 'ada@shop.example', password: `${password}!` },
      { email: 'nobody@shop.example', password },
      { email: 'bo@shop.example', password },
      { email: 'not an address', password },
      { email: '', password: '' },
    ];
    const answers = await Promise.all(attempts.map((body) => send('POST', '/api/admin/login', { body })));
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body])))).toHaveProperty('size', 1);
    expect([answers[0]?.status, answers[0]?.body.error.code]).toEqual([401, 'login_failed']);
    expect(answers.every(({ cookie }) => cookie === null)).toBe(true);
  });

  it('[AUTH2] never takes over a session that the browser came with', async () => {
    const { send, logIn, revoked } = held.server;
    const body = { email: 'ada@shop.example', password };
    const planted = `porchlight_agent=${'A'.repeat(43)}`;
    const fixed = await send('POST', '/api/agent/login', { body, cookie: planted });
    expect(fixed.cookie).not.toBe(planted);
    expect((await send('GET', '/api/agent/session', { cookie: planted })).status).toBe(401);
    const old = await logIn('agent', 'Ada');
    const renewed = await send('POST', '/api/agent/login', { body, cookie: old });
    expect(renewed.cookie).not.toBe(old);
    expect((await send('GET', '/api/agent/session', { cookie: old })).body.error.code).toBe('session_ended');
    expect(revoked).toHaveLength(1);
  });

  it('[AUTH3] takes the password in every Unicode form, and no other text', async () => {
    const { accounts, send } = held.server;
    const member = { name: 'Zoë', email: 'zoe\u0308@shop.example', roles: ['agent' as const] };
    await accounts.addMember({ ...member, password: 'Cafe\u0301 \ufb01rst thing' });
    const logIn = (email: string, typed: string) =>
      send('POST', '/api/agent/login', { body: { email, password: typed } });
    expect((await logIn('ZOË@shop.example', 'Café first thing')).status).toBe(200);
    expect((await logIn('zoë@shop.example', 'café first thing')).status).toBe(401);
    expect((await logIn('zoë@shop.example', 'Café first thing ')).status).toBe(401);
  });

  it('[AUTH3] makes who keeps failing wait, in words and as Retry-After, and lets them in afterwards', async () => {
    const { send, clock } = held.server;
    const wrong = { body: { email: 'ada@shop.example', password: 'not the password' } };
    const right = { body: { email: 'ada@shop.example', password } };
    for (let i = 0; i < 5; i++) expect((await send('POST', '/api/agent/login', wrong)).status).toBe(401);
    const refused = await send('POST', '/api/agent/login', right);
    expect([refused.status, refused.body.error.code, refused.headers['retry-after']]).toEqual([
      429,
      'too_many_attempts',
      '10',
    ]);
    expect(refused.body.error.message).toBe('Too many attempts. Wait 10 seconds, then try again.');
    clock.advance(10_000);
    expect((await send('POST', '/api/agent/login', wrong)).status).toBe(401);
    expect((await send('POST', '/api/agent/login', right)).headers['retry-after']).toBe('20');
    clock.advance(20_000);
    expect((await send('POST', '/api/agent/login', right)).status).toBe(200);
    expect((await send('POST', '/api/agent/login', wrong)).status).toBe(401);
  });

  it('[AUTH3] does not lock a member out for what a stranger elsewhere does', async () => {
    const { send } = held.server;
    const attempt = (typed: string, from: string) =>
      send('POST', '/api/agent/login', {
        body: { email: 'ada@shop.example', password: typed },
        headers: { 'x-forwarded-for': from },
      });
    for (let i = 0; i < 8; i++) await attempt('not the password', '198.51.100.1');
    expect((await attempt(password, '198.51.100.1')).status).toBe(429);
    expect((await attempt(password, '203.0.113.9')).status).toBe(200);
  });

  it('[AUTH3] does not let a flood through at the same moment, nor pass the event loop by', async () => {
    const { send } = held.server;
    const flood = Array.from({ length: 200 }, (_, i) =>
      send('POST', '/api/agent/login', { body: { email: 'ada@shop.example', password: `guess number ${i}` } }),
    );
    const page = await send('GET', '/api/agent/session');
    expect(page.status).toBe(401);
    const statuses = (await Promise.all(flood)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(195);
  });

  it('[AUTH3] slows down one address that tries many accounts', async () => {
    const { send } = held.server;
    const attempts = Array.from({ length: 40 }, (_, i) =>
      send('POST', '/api/agent/login', { body: { email: `guess${i}@shop.example`, password } }),
    );
    const statuses = (await Promise.all(attempts)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(30);
  });
});

describe('without trusted proxies', () => {
  const held = useServer({ trustedProxies: [] });

  it('[AUTH0] a forwarded address is not believed, so naming another one does not end the wait', async () => {
    const attempt = (from: string) =>
      held.server.send('POST', '/api/agent/login', {
        body: { email: 'ada@shop.example', password: 'not the password' },
        headers: { 'x-forwarded-for': from },
      });
    for (let i = 0; i < 5; i++) expect((await attempt(`198.51.100.${i}`)).status).toBe(401);
    expect((await attempt('203.0.113.9')).status).toBe(429);
  });
});

describe('bad logins', () => {
  const held = useServer({ isShared: true });

  it.each([
    ['no body', {}, 400, 'invalid_body'],
    ['an empty body', { raw: '' }, 400, 'invalid_body'],
    ['broken JSON', { raw: '{"email":' }, 400, 'malformed_json'],
    ['null', { raw: 'null' }, 400, 'invalid_body'],
    ['a list', { raw: '[]' }, 400, 'invalid_body'],
    ['a missing password', { body: { email: 'ada@shop.example' } }, 400, 'invalid_body'],
    ['an object as password', { body: { email: 'ada@shop.example', password: { $ne: '' } } }, 400, 'invalid_body'],
    ['a field that is not known', { body: { email: 'a', password: 'b', admin: true } }, 400, 'invalid_body'],
    ['a password of 3,000 characters', { body: { email: 'a', password: 'x'.repeat(3_000) } }, 400, 'invalid_body'],
    ['a password of a megabyte', { body: { email: 'a', password: 'x'.repeat(1_000_000) } }, 413, 'body_too_large'],
    [
      'a form',
      { raw: 'email=a&password=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'wrong_content_type',
    ],
    [
      'JSON as text',
      { raw: '{"email":"a","password":"b"}', headers: { 'content-type': 'text/plain' } },
      415,
      'wrong_content_type',
    ],
    [
      'a type that only begins like JSON',
      { raw: '{}', headers: { 'content-type': 'application/jsonx' } },
      415,
      'wrong_content_type',
    ],
  ])('refuses %s', async (_name, options, status, code) => {
    const answer = await held.server.send('POST', '/api/agent/login', options);
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
    expect(answer.body.error.message.length).toBeGreaterThan(20);
    expect(answer.cookie).toBeNull();
  });
});

describe('cross-site requests', () => {
  let server: Server;
  let cookie: string;
  beforeAll(async () => {
    server = await buildServer();
    await server.addMember('Ada', ['agent', 'admin']);
    cookie = `${await server.logIn('agent', 'Ada')}; ${await server.logIn('admin', 'Ada')}`;
  });
  afterAll(() => server.stop());

  it.each([
    ['both right', { origin: workspaceOrigin, 'sec-fetch-site': 'same-origin' }, true],
    ['only Sec-Fetch-Site', { origin: undefined, 'sec-fetch-site': 'same-origin' }, true],
    ['only Origin', { origin: workspaceOrigin, 'sec-fetch-site': undefined }, true],
    ['neither', { origin: undefined, 'sec-fetch-site': undefined }, false],
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, false],
    ['another host of the same site', { origin: 'http://chat.localhost:8080', 'sec-fetch-site': 'same-site' }, false],
    ['same-site without Origin', { origin: undefined, 'sec-fetch-site': 'same-site' }, false],
    ['typed into the address bar', { origin: undefined, 'sec-fetch-site': 'none' }, false],
    ['the origin null', { origin: 'null', 'sec-fetch-site': undefined }, false],
    ['another port', { origin: 'http://work.localhost:9090', 'sec-fetch-site': undefined }, false],
    ['another scheme', { origin: 'https://work.localhost:8080', 'sec-fetch-site': undefined }, false],
    ['headers that disagree', { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }, false],
  ])('[CSRF1] %s', async (_name, headers, isTaken) => {
    for (const path of ['/api/agent/socket-tokens', '/api/admin/socket-tokens', '/api/agent/logout', '/api/setup']) {
      // Without its cookie a logout ends nothing, so that the next case still has its session.
      const own = path.endsWith('logout') ? null : cookie;
      const { status, body } = await server.send('POST', path, {
        cookie: own,
        headers,
        ...(path === '/api/setup' ? { body: {} } : {}),
      });
      const isRefused = status === 403 && body.error.code === 'request_not_same_origin';
      expect([path, isRefused]).toEqual([path, !isTaken]);
    }
  });

  it('[CSRF1] takes no body but JSON behind a session either', async () => {
    const form = { 'content-type': 'multipart/form-data; boundary=x' };
    const { status, body } = await server.send('POST', '/api/admin/members', { cookie, raw: '{}', headers: form });
    expect([status, body.error.code]).toEqual([415, 'wrong_content_type']);
  });

  it('reads from wherever the browser sends a Strict cookie', async () => {
    const headers = { 'sec-fetch-site': 'none' };
    expect((await server.send('GET', '/api/agent/session', { cookie, headers })).status).toBe(200);
  });

  it('does not serve the routes on another host', async () => {
    const headers = { host: 'chat.localhost:8080' };
    const answer = await server.send('GET', '/api/agent/session', { cookie, headers });
    expect([answer.status, answer.body.error.code]).toEqual([404, 'route_not_found']);
  });
});

describe('session', () => {
  const held = useServer();

  it('[AUTH2] is deleted by logout, with its cookie and its sockets, and cannot be replayed', async () => {
    const { logIn, send, revoked, storage } = held.server;
    const cookie = await logIn('agent', 'Ada');
    const other = await logIn('agent', 'Ada');
    const out = await send('POST', '/api/agent/logout', { cookie });
    expect(out.status).toBe(204);
    expect(out.headers['set-cookie']).toEqual(['porchlight_agent=; Path=/; Max-Age=-1; HttpOnly; SameSite=Strict']);
    expect(revoked).toHaveLength(1);
    expect(await storage.read.selectFrom('sessions').selectAll().execute()).toHaveLength(1);
    const replayed = await send('GET', '/api/agent/session', { cookie });
    expect([replayed.status, replayed.body.error.code]).toEqual([401, 'session_ended']);
    // Another tab may have been given a newer cookie meanwhile.
    expect(replayed.headers['set-cookie']).toBeUndefined();
    expect((await send('GET', '/api/agent/session', { cookie: other })).status).toBe(200);
    expect((await send('POST', '/api/agent/logout', { cookie })).status).toBe(204);
    expect((await send('POST', '/api/agent/logout')).status).toBe(204);
  });

  it.each([
    ['agent', hour],
    ['admin', hour / 2],
  ] as const)(
    '[AUTH2] of %s ends when nobody has touched anything, whatever pages ask in the background',
    async (kind, idleMs) => {
      const { logIn, send, clock } = held.server;
      const cookie = await logIn(kind, 'Ada');
      clock.advance(idleMs - 1);
      expect((await send('GET', `/api/${kind}/session`, { cookie })).status).toBe(200);
      expect((await send('POST', `/api/${kind}/socket-tokens`, { cookie })).status).toBe(201);
      clock.advance(1);
      expect((await send('GET', `/api/${kind}/session`, { cookie })).body.error.code).toBe('session_ended');
    },
  );

  it('[AUTH2] lives on by what a person does, up to its absolute end', async () => {
    const { logIn, send, clock } = held.server;
    const cookie = await logIn('admin', 'Ada');
    for (let i = 0; i < 35; i++) {
      clock.advance(20 * minute);
      // The body is refused, but a person has sent it.
      expect((await send('POST', '/api/admin/members', { cookie, body: {} })).status).toBe(400);
    }
    clock.advance(20 * minute);
    expect((await send('GET', '/api/admin/session', { cookie })).body.error.code).toBe('session_ended');
  });

  it('[AUTH2] and its sockets are swept when it is over', async () => {
    const { logIn, accounts, clock, revoked, storage } = held.server;
    await logIn('agent', 'Ada');
    await logIn('admin', 'Ada');
    clock.advance(hour / 2);
    await accounts.endSessionsOver();
    expect(revoked).toHaveLength(1);
    clock.advance(hour / 2);
    await accounts.endSessionsOver();
    expect(revoked).toHaveLength(2);
    expect(await storage.read.selectFrom('sessions').selectAll().execute()).toEqual([]);
  });
});

describe('bad cookies', () => {
  const held = useServer({ isShared: true });
  let cookie: string;
  beforeAll(async () => {
    cookie = (await held.server.logIn('agent', 'Ada')).split('; ')[0] ?? '';
  });

  it.each([
    ['no cookie', () => null, 'session_missing'],
    ['an empty one', () => 'porchlight_agent=', 'session_missing'],
    ['a cut one', (cookie: string) => cookie.slice(0, -1), 'session_ended'],
    ['a longer one', (cookie: string) => `${cookie}A`, 'session_ended'],
    [
      'one with a changed letter',
      (cookie: string) => `${cookie.slice(0, -2)}${cookie.at(-2) === 'A' ? 'B' : 'A'}A`,
      'session_ended',
    ],
    ['one in capitals', (cookie: string) => `porchlight_agent=${cookie.split('=')[1]?.toUpperCase()}`, 'session_ended'],
    [
      'a name in capitals',
      (cookie: string) => cookie.replace('porchlight_agent', 'PORCHLIGHT_AGENT'),
      'session_missing',
    ],
    ['another name', (cookie: string) => cookie.replace('agent', 'agents'), 'session_missing'],
    ['markup', () => 'porchlight_agent=<script>alert(1)</script>', 'session_missing'],
    ['SQL', () => "porchlight_agent=' OR 1=1 --", 'session_missing'],
    ['4,000 letters', () => `porchlight_agent=${'A'.repeat(4_000)}`, 'session_missing'],
  ])('refuses %s', async (_name, change, code) => {
    const { send } = held.server;
    const answer = await send('GET', '/api/agent/session', { cookie: change(cookie) });
    expect([answer.status, answer.body.error.code]).toEqual([401, code]);
  });
});

describe('socket tokens', () => {
  const held = useServer();

  async function issue(kind: 'agent' | 'admin', cookie: string): Promise<SocketTokenAnswer> {
    const { status, body } = await held.server.send<SocketTokenAnswer>('POST', `/api/${kind}/socket-tokens`, {
      cookie,
    });
    expect(status).toBe(201);
    return body;
  }

  it('[AUTH7] [RT12] open one socket, as the member of their session', async () => {
    const { logIn, accounts, clock } = held.server;
    const { token, expiresAt } = await issue('agent', await logIn('agent', 'Ada'));
    expect(expiresAt).toBe(clock.now() + minute);
    expect(await accounts.authenticateSocket(token)).toMatchObject({ kind: 'member', interface: 'agent', name: 'Ada' });
    expect(await accounts.authenticateSocket(token)).toEqual({ error: 'unauthenticated' });
  });

  it('[AUTH7] live for a minute, and not beyond their session', async () => {
    const { logIn, accounts, clock, send } = held.server;
    const cookie = await logIn('admin', 'Ada');
    const late = await issue('admin', cookie);
    clock.advance(minute);
    expect(await accounts.authenticateSocket(late.token)).toEqual({ error: 'unauthenticated' });
    const orphan = await issue('admin', cookie);
    await send('POST', '/api/admin/logout', { cookie });
    expect(await accounts.authenticateSocket(orphan.token)).toEqual({ error: 'unauthenticated' });
  });

  it.each(['', 'A'.repeat(43), 'agent', '__proto__'])('[AUTH7] are not guessed: %j', async (token) => {
    expect(await held.server.accounts.authenticateSocket(token)).toEqual({ error: 'unauthenticated' });
  });

  it('[AUTH2] input on a socket keeps the session alive, but does not wake one that is over', async () => {
    const { logIn, accounts, clock, send } = held.server;
    const cookie = await logIn('agent', 'Ada');
    const actor = await accounts.authenticateSocket((await issue('agent', cookie)).token);
    if ('error' in actor) throw new Error('The token was refused.');
    clock.advance(50 * minute);
    await accounts.noteInput(actor);
    clock.advance(50 * minute);
    expect((await send('GET', '/api/agent/session', { cookie })).status).toBe(200);
    clock.advance(10 * minute);
    await accounts.noteInput(actor);
    expect((await send('GET', '/api/agent/session', { cookie })).body.error.code).toBe('session_ended');
  });
});

const bo = { name: 'Bo', email: 'Bo@Shop.Example', password, roles: ['agent'] };

describe('members', () => {
  const held = useServer();

  it('are added by admins, without their hashes', async () => {
    const { logIn, send } = held.server;
    const cookie = await logIn('admin', 'Ada');
    const added = await send<Member>('POST', '/api/admin/members', { cookie, body: bo });
    expect(added.status).toBe(201);
    expect(added.body).toEqual({ id: added.body.id, ...bo, password: undefined, sites: null });
    expect(JSON.stringify(added.body)).not.toContain('argon2');
    await logIn('agent', 'Bo');
  });

  it('[AUTH1] are out of reach for an agent', async () => {
    const { logIn, send } = held.server;
    const cookie = await logIn('agent', 'Ada');
    expect((await send('POST', '/api/admin/members', { cookie, body: bo })).status).toBe(401);
  });
});

describe('bad members', () => {
  const held = useServer({ isShared: true });
  let cookie: string;
  beforeAll(async () => {
    cookie = await held.server.logIn('admin', 'Ada');
  });

  it.each([
    ['the same address', { email: 'ADA@shop.example' }, 409, 'email_taken'],
    ['no address', { email: 'bo' }, 400, 'invalid_body'],
    ['an address with a line break', { email: 'bo@shop.example\r\nbcc: x@y.example' }, 400, 'invalid_body'],
    ['an empty name', { name: ' \u0000 ' }, 400, 'invalid_body'],
    ['no role', { roles: [] }, 400, 'invalid_body'],
    ['an unknown role', { roles: ['owner'] }, 400, 'invalid_body'],
    ['a short password', { password: 'elevenchars' }, 400, 'password_too_short'],
    ['a common password', { password: 'password1234' }, 400, 'password_too_common'],
    ['an id of its own', { id: 'me_aaaaaaaaaaaaaaaaaaaaaa' }, 400, 'invalid_body'],
  ])('refuses %s', async (_name, change, status, code) => {
    const { send } = held.server;
    const answer = await send('POST', '/api/admin/members', { cookie, body: { ...bo, ...change } });
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  });
});

describe('set-up link', () => {
  let server: Server;
  beforeEach(async () => {
    server = await buildServer();
  });
  afterEach(() => server.stop());
  const alma = { name: 'Alma', email: 'alma@shop.example', password };

  it('[AUTH6] makes the first admin, logs them in, and works once', async () => {
    const { token } = await createSetupLink(server.storage, server.clock);
    expect(await hasAdmin(server.storage)).toBe(false);
    const made = await server.send<SessionAnswer>('POST', '/api/setup', { body: { token, ...alma } });
    expect([made.status, made.body.member.roles]).toEqual([201, ['admin', 'agent']]);
    expect(await hasAdmin(server.storage)).toBe(true);
    expect((await server.send('GET', '/api/admin/session', { cookie: made.cookie })).status).toBe(200);
    const again = await server.send('POST', '/api/setup', { body: { token, ...alma, email: 'b@shop.example' } });
    expect([again.status, again.body.error.code, again.cookie]).toEqual([410, 'setup_link_invalid', null]);
  });

  it('[AUTH6] stays good when the form is filled in wrongly', async () => {
    const { token } = await createSetupLink(server.storage, server.clock);
    const short = await server.send('POST', '/api/setup', { body: { token, ...alma, password: 'short' } });
    expect([short.status, short.body.error.code]).toEqual([400, 'password_too_short']);
    expect((await server.send('POST', '/api/setup', { body: { token, ...alma } })).status).toBe(201);
  });

  it.each([
    ['another one', () => 'A'.repeat(43)],
    ['a cut one', (token: string) => token.slice(0, -1)],
    ['an empty one', () => ''],
  ])('refuses %s', async (_name, change) => {
    const { token } = await createSetupLink(server.storage, server.clock);
    const answer = await server.send('POST', '/api/setup', { body: { token: change(token), ...alma } });
    expect([answer.status, answer.body.error.code]).toEqual([410, 'setup_link_invalid']);
  });

  it('[AUTH6] is refused after a day', async () => {
    const { token } = await createSetupLink(server.storage, server.clock);
    server.clock.advance(24 * hour);
    const answer = await server.send('POST', '/api/setup', { body: { token, ...alma } });
    expect([answer.status, answer.body.error.code]).toEqual([410, 'setup_link_invalid']);
  });
});

describe('on https', () => {
  const held = useServer({ isHttps: true });

  it('[AUTH2] the cookie is Secure and bound to its host by name; the plain name opens nothing', async () => {
    const { send } = held.server;
    const body = { email: 'ada@shop.example', password };
    const answer = await send('POST', '/api/agent/login', { body });
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/^__Host-porchlight_agent=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/),
      expect.stringMatching(
        /^__Host-porchlight_browser=[\w-]{43}; Path=\/; Max-Age=34560000; HttpOnly; Secure; SameSite=Strict$/,
      ),
    ]);
    const plain = answer.cookie?.replace('__Host-', '') ?? null;
    expect((await send('GET', '/api/agent/session', { cookie: plain })).body.error.code).toBe('session_missing');
  });
});
