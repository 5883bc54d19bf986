import type { SessionAnswer, SignedInAnswer } from '@porchlight/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildServer, password } from './testing.ts';

const minute = 60_000;
const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1';

type Server = Awaited<ReturnType<typeof buildServer>>;
let server: Server;
beforeEach(async () => {
  server = await buildServer();
  await server.addMember('Ada', ['agent', 'admin']);
});
afterEach(() => server.stop());

const list = async (cookie: string, kind = 'agent') =>
  (await server.send<SignedInAnswer>('GET', `/api/${kind}/sessions`, { cookie })).body.sessions;

async function logInWith(userAgent: string, kind = 'agent'): Promise<string> {
  const body = { email: 'ada@shop.example', password };
  const { cookie } = await server.send('POST', `/api/${kind}/login`, { body, headers: { 'user-agent': userAgent } });
  return cookie ?? '';
}

const isLive = async (cookie: string, kind = 'agent') =>
  (await server.send('GET', `/api/${kind}/session`, { cookie })).status === 200;

/** A socket of this session, as far as its token goes. */
async function openSocket(cookie: string): Promise<string> {
  const { body } = await server.send<{ token: string }>('POST', '/api/agent/socket-tokens', { cookie });
  const actor = await server.accounts.authenticateSocket(body.token);
  if ('error' in actor) throw new Error('The token was refused.');
  return actor.sessionId;
}

describe('where one is signed in', () => {
  it('[AUTH5] lists device, browser, system, country and last use of every session, and which is this one', async () => {
    const here = await logInWith(chrome);
    server.clock.advance(5 * minute);
    await logInWith(phone, 'admin');
    await server.addMember('Bo', ['agent']);
    await server.logIn('agent', 'Bo');
    const all = await list(here);
    expect(all).toEqual([
      expect.objectContaining({
        interface: 'admin',
        device: 'phone',
        os: 'iOS',
        isThisOne: false,
        isRemembered: false,
      }),
      expect.objectContaining({ interface: 'agent', device: 'desktop', browser: 'Chrome 156', isThisOne: true }),
    ]);
    expect(all[0]).toMatchObject({ country: 'DE', lastUsedAt: server.clock.now(), isOpen: true });
    expect(JSON.stringify(all)).not.toContain(here.split('=')[1]);
  });

  it('[AUTH5] does not list what is over', async () => {
    await logInWith(phone);
    server.clock.advance(60 * minute);
    expect(await list(await logInWith(chrome))).toHaveLength(1);
  });

  it('[AUTH5] ends one of them, with its sockets, at once', async () => {
    const [here, there] = [await logInWith(chrome), await logInWith(phone)];
    const socket = await openSocket(there);
    const other = (await list(here)).find(({ isThisOne }) => !isThisOne);
    expect(other?.id).toBe(socket);
    expect((await server.send('DELETE', `/api/agent/sessions/${other?.id}`, { cookie: here })).status).toBe(204);
    expect(server.revoked).toEqual([socket]);
    expect([await isLive(here), await isLive(there)]).toEqual([true, false]);
    const again = await server.send('DELETE', `/api/agent/sessions/${other?.id}`, { cookie: here });
    expect([again.status, again.body.error.code]).toEqual([404, 'session_not_found']);
  });

  it('[AUTH5] ends all others in every interface, and remembered logins, but not this one’s', async () => {
    const here = await server.logIn('agent', 'Ada', true);
    const other = await server.logIn('agent', 'Ada', true);
    const admin = await logInWith(phone, 'admin');
    expect((await server.send('DELETE', '/api/agent/sessions', { cookie: here })).status).toBe(204);
    expect([await isLive(here), await isLive(other), await isLive(admin, 'admin')]).toEqual([true, false, false]);
    expect(server.revoked).toHaveLength(2);
    expect((await server.send('POST', '/api/agent/resume', { cookie: other })).status).toBe(401);
    expect((await server.send('POST', '/api/agent/resume', { cookie: here })).status).toBe(200);
  });

  it('[AUTH5] ends nobody else’s', async () => {
    await server.addMember('Bo', ['agent']);
    const bo = await server.logIn('agent', 'Bo');
    const [own] = await list(bo);
    const ada = await logInWith(chrome);
    const answer = await server.send('DELETE', `/api/agent/sessions/${own?.id}`, { cookie: ada });
    expect([answer.status, answer.body.error.code]).toEqual([404, 'session_not_found']);
    expect((await server.send('DELETE', '/api/agent/sessions', { cookie: ada })).status).toBe(204);
    expect(await isLive(bo)).toBe(true);
  });

  it.each(['', 'x', '%00', 'a'.repeat(150), '../session', '__proto__'])(
    '[AUTH5] is not confused by the id %j',
    async (id) => {
      const answer = await server.send('DELETE', `/api/agent/sessions/${encodeURIComponent(id)}`, {
        cookie: await logInWith(chrome),
      });
      expect([answer.status, answer.body.error.code]).toEqual([404, expect.stringMatching(/not_found$/)]);
    },
  );
});

describe('confirming that it is you', () => {
  it('[REM2] is asked for ten minutes after the login, and done with the password', async () => {
    const cookie = await logInWith(chrome);
    server.clock.advance(10 * minute - 1);
    expect((await server.send('DELETE', '/api/agent/sessions', { cookie })).status).toBe(204);
    server.clock.advance(1);
    const refused = await server.send('DELETE', '/api/agent/sessions', { cookie });
    expect([refused.status, refused.body.error.code]).toEqual([403, 'confirmation_needed']);
    const wrong = await server.send('POST', '/api/agent/confirmation', { cookie, body: { password: 'a guess' } });
    expect([wrong.status, wrong.body.error.code, wrong.cookie]).toEqual([403, 'password_wrong', null]);
    const done = await server.send('POST', '/api/agent/confirmation', { cookie, body: { password } });
    expect(done.status).toBe(204);
    expect((await server.send('DELETE', '/api/agent/sessions', { cookie: done.cookie })).status).toBe(204);
  });

  it('[AUTH2] gives the session another token, and the one before serves for a moment, for nothing new', async () => {
    const before = await logInWith(chrome);
    const socket = await openSocket(before);
    server.clock.advance(11 * minute);
    const { cookie: after } = await server.send('POST', '/api/agent/confirmation', {
      cookie: before,
      body: { password },
    });
    expect(after).not.toBe(before);
    expect(await isLive(before)).toBe(true);
    const sensitive = await server.send('DELETE', '/api/agent/sessions', { cookie: before });
    expect(sensitive.body.error.code).toBe('confirmation_needed');
    server.clock.advance(10_000);
    expect([await isLive(before), await isLive(after ?? '')]).toEqual([false, true]);
    // Its sockets stay, and end with it.
    expect(server.revoked).toEqual([]);
    await server.send('POST', '/api/agent/logout', { cookie: after });
    expect(server.revoked).toEqual([socket]);
  });

  it('[REM2] lasts no longer where the clock is moved back', async () => {
    const cookie = await logInWith(chrome);
    server.clock.advance(-11 * minute);
    const refused = await server.send('DELETE', '/api/agent/sessions', { cookie });
    expect(refused.body.error.code).toBe('confirmation_needed');
  });

  it('[AUTH3] is throttled together with logins, so a stolen session guesses no faster', async () => {
    const cookie = await logInWith(chrome);
    const guess = () => server.send('POST', '/api/agent/confirmation', { cookie, body: { password: 'a guess' } });
    for (let i = 0; i < 5; i += 1) expect((await guess()).status).toBe(403);
    const refused = await guess();
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '10']);
    const body = { email: 'ada@shop.example', password };
    expect((await server.send('POST', '/api/agent/login', { body })).status).toBe(429);
  });

  it('[AUTH3] makes nobody wait longer where the clock is moved back', async () => {
    const body = { email: 'ada@shop.example', password: 'a guess' };
    for (let i = 0; i < 5; i += 1) await server.send('POST', '/api/agent/login', { body });
    server.clock.advance(-60 * minute);
    expect((await server.send('POST', '/api/agent/login', { body })).headers['retry-after']).toBe('10');
    server.clock.advance(10_000);
    expect((await server.send('POST', '/api/agent/login', { body: { ...body, password } })).status).toBe(200);
  });

  it.each([
    ['nothing', {}],
    ['a list', { password: ['a'] }],
    ['more than that', { password, member: 'me_aaaaaaaaaaaaaaaaaaaaaa' }],
    ['3,000 characters', { password: 'x'.repeat(3_000) }],
  ])('refuses %s', async (_name, body) => {
    const answer = await server.send('POST', '/api/agent/confirmation', { cookie: await logInWith(chrome), body });
    expect([answer.status, answer.body.error.code]).toEqual([400, 'invalid_body']);
  });
});

describe('from agent to admin', () => {
  it('[AUTH1] leads the password alone, into a session of its own', async () => {
    const agent = await logInWith(chrome);
    const wrong = await server.send('POST', '/api/admin/enter', { cookie: agent, body: { password: 'a guess' } });
    expect([wrong.status, wrong.body.error.code, wrong.cookie]).toEqual([403, 'password_wrong', null]);
    const entered = await server.send<SessionAnswer>('POST', '/api/admin/enter', { cookie: agent, body: { password } });
    expect([entered.status, entered.body]).toMatchObject([200, { status: 'done', member: { name: 'Ada' } }]);
    expect(entered.cookie).toMatch(/^porchlight_admin=/);
    expect(entered.cookie?.split('=')[1]).not.toBe(agent.split('=')[1]);
    expect(await isLive(entered.cookie ?? '', 'admin')).toBe(true);
    await server.send('POST', '/api/agent/logout', { cookie: agent });
    expect(await isLive(entered.cookie ?? '', 'admin')).toBe(true);
  });

  it('[AUTH1] does not lead without an agent’s session, or without the role', async () => {
    const admin = await logInWith(chrome, 'admin');
    const stranger = await server.send('POST', '/api/admin/enter', { cookie: admin, body: { password } });
    expect([stranger.status, stranger.body.error.code]).toEqual([401, 'session_missing']);
    await server.addMember('Bo', ['agent']);
    const bo = await server.send('POST', '/api/admin/enter', {
      cookie: await server.logIn('agent', 'Bo'),
      body: { password },
    });
    expect([bo.status, bo.body.error.code, bo.cookie]).toEqual([403, 'role_missing', null]);
  });
});

describe('password and name', () => {
  const fresh = 'another otter, louder';
  const change = (cookie: string, body: unknown) => server.send('PUT', '/api/agent/password', { cookie, body });

  it('[AUTH2] [REM2] changing the password ends all other sessions and every remembered login', async () => {
    const here = await server.logIn('agent', 'Ada', true);
    const other = await server.logIn('agent', 'Ada', true);
    const admin = await logInWith(chrome, 'admin');
    const changed = await change(here, { current: password, password: fresh });
    expect(changed.status).toBe(204);
    const [session, remembered] = changed.cookies;
    expect(session).toMatch(/^porchlight_agent=[\w-]{43}$/);
    expect(here).not.toContain(session);
    expect(remembered).toBe('porchlight_remember=');
    expect(await isLive(session ?? '')).toBe(true);
    expect([await isLive(other), await isLive(admin, 'admin')]).toEqual([false, false]);
    for (const cookie of [here, other])
      expect((await server.send('POST', '/api/agent/resume', { cookie })).status).toBe(401);
    expect(server.told).toEqual(['password-changed Ada']);
    const logIn = (typed: string) =>
      server.send('POST', '/api/agent/login', { body: { email: 'ada@shop.example', password: typed } });
    expect([(await logIn(password)).status, (await logIn(fresh)).status]).toEqual([401, 200]);
    server.clock.advance(10_000);
    expect(await isLive(here)).toBe(false);
  });

  it.each([
    ['a wrong present one', { current: 'a guess', password: fresh }, 403, 'password_wrong'],
    ['a short one', { current: password, password: 'short' }, 400, 'password_too_short'],
    ['a common one', { current: password, password: 'password1234' }, 400, 'password_too_common'],
    ['no present one', { password: fresh }, 400, 'invalid_body'],
    ['somebody else’s', { current: password, password: fresh, id: 'me_x' }, 400, 'invalid_body'],
  ])('[AUTH3] is not changed with %s', async (_name, body, status, code) => {
    const cookie = await logInWith(chrome);
    const answer = await change(cookie, body);
    expect([answer.status, answer.body.error.code, answer.cookie]).toEqual([status, code, null]);
    expect(await isLive(cookie)).toBe(true);
  });

  it('[AUTH2] is changed by one of two who change it at the same moment', async () => {
    const cookies = [await logInWith(chrome), await logInWith(phone)];
    const answers = await Promise.all(
      cookies.map((cookie, at) => change(cookie, { current: password, password: `${fresh} ${at}` })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 401]);
  });

  it('names are changed by their owner, and cleaned', async () => {
    const cookie = await logInWith(chrome);
    const rename = (name: unknown) =>
      server.send<SessionAnswer>('PATCH', '/api/agent/profile', { cookie, body: { name } });
    expect((await rename('  Ada\u0000Lovelace ')).body.member.name).toBe('Ada Lovelace');
    const read = await server.send<SessionAnswer>('GET', '/api/agent/session', { cookie });
    expect(read.body.member.name).toBe('Ada Lovelace');
    expect((await rename('   ')).body.error.code).toBe('invalid_body');
    expect((await rename(7)).body.error.code).toBe('invalid_body');
  });

  it('[AUTH5] password managers find where the password is changed, and nothing where nothing is', async () => {
    const found = await server.send('GET', '/.well-known/change-password');
    expect([found.status, found.headers.location]).toEqual([302, '/account']);
    const path = '/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200';
    expect((await server.send('GET', path)).status).toBe(404);
  });
});

describe('a session of one interface', () => {
  it.each([
    ['agent', 'admin'],
    ['admin', 'agent'],
  ] as const)('[AUTH1] [AUTH2] of %s opens nothing of %s, whatever its cookie is called', async (kind, other) => {
    const cookie = await logInWith(chrome, kind);
    const renamed = cookie.replace(kind, other);
    for (const [method, path] of [
      ['GET', 'session'],
      ['GET', 'sessions'],
      ['DELETE', 'sessions'],
      ['POST', 'confirmation'],
      ['PUT', 'password'],
      ['PATCH', 'profile'],
      ['POST', 'socket-tokens'],
    ] as const) {
      const answer = await server.send(method, `/api/${other}/${path}`, {
        cookie: renamed,
        ...(method === 'GET' || method === 'DELETE' ? {} : { body: {} }),
      });
      expect([path, answer.status, answer.body.error.code]).toEqual([path, 401, 'session_ended']);
    }
    expect(await isLive(cookie, kind)).toBe(true);
  });

  it('[AUTH2] is not brought back by its token once it was ended in any way', async () => {
    const ended: string[] = [];
    const out = await logInWith(chrome);
    await server.send('POST', '/api/agent/logout', { cookie: out });
    ended.push(out);
    const replaced = await logInWith(chrome);
    const body = { email: 'ada@shop.example', password };
    const { cookie: here } = await server.send('POST', '/api/agent/login', { body, cookie: replaced });
    ended.push(replaced);
    const listed = await logInWith(phone);
    await server.send('DELETE', '/api/agent/sessions', { cookie: here });
    ended.push(listed);
    for (const cookie of ended) {
      expect(await isLive(cookie)).toBe(false);
      expect((await server.send('POST', '/api/agent/confirmation', { cookie, body: { password } })).status).toBe(401);
      expect(await isLive(cookie)).toBe(false);
    }
  });
});
