import type { Member, Role } from '@porchlight/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, refusalOf, startTestServerOn, type TestServer } from '../testing.ts';
import { createSetupLink } from './index.ts';

const password = 'a long enough pass phrase';
const behindProxy = { env: { PORCHLIGHT_TRUSTED_PROXIES: '127.0.0.1' } };
const ownPage = { origin: 'http://workspace.localhost', 'sec-fetch-site': 'same-origin' };

/** Posts as the workspace's own page does; `from` is the client's address as a trusted proxy tells it. */
const post = (server: TestServer, path: string, body: object, headers: Record<string, string> = {}) =>
  server.ask('workspace', path, { method: 'POST', headers: { ...ownPage, ...headers }, body });
const logIn = (server: TestServer, email: string, typed: string, from = '203.0.113.9') =>
  post(server, '/api/agent/login', { email, password: typed }, { 'x-forwarded-for': from });
const addressOf = (at: number) => `198.18.${at >> 8}.${at & 255}`;
const thousand = Array.from({ length: 1_000 }, (_, at) => at);

describe.each(databaseKinds)('a login flood from a thousand addresses on %s', { timeout: 60_000 }, (kind) => {
  let server: TestServer;
  let session: string;
  let email: string;
  beforeEach(async () => {
    server = await startTestServerOn(kind, behindProxy);
    const ada = await server.logIn('agent', 'Ada');
    [session, email] = [ada.cookie, ada.member.email];
  });
  afterEach(() => server.close());

  it('[AUTH3] guesses one password twenty times, and keeps its owner out for a minute at most', async () => {
    const answers = await Promise.all(thousand.map((at) => logIn(server, email, `guess number ${at}`, addressOf(at))));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(20);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(980);
    for (const { headers } of refused) expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60);
    // Who is logged in goes on working.
    expect((await server.ask('workspace', '/api/agent/session', { headers: { cookie: session } })).status).toBe(200);
    server.clock.advance(60_000);
    expect((await logIn(server, email, password)).status).toBe(200);
  });

  it('[AUTH3] on a thousand accounts waits in a short queue, and who is refused hears for how long', async () => {
    const flood = Promise.all(
      thousand.map((at) => logIn(server, `somebody${at}@shop.example`, password, addressOf(at))),
    );
    expect((await server.ask('workspace', '/api/agent/session', { headers: { cookie: session } })).status).toBe(200);
    const answers = await flood;
    const tried = answers.filter(({ status }) => status === 401);
    const refused = answers.filter(({ status }) => status === 429);
    expect(tried.length).toBeGreaterThanOrEqual(50);
    expect(tried.length + refused.length).toBe(1_000);
    expect(new Set(refused.map(({ headers }) => headers['retry-after']))).toEqual(new Set(['5']));
    expect((await logIn(server, email, password)).status).toBe(200);
  });
});

describe.each(databaseKinds)('odd e-mail addresses on %s', (kind) => {
  let server: TestServer;
  let admin: string;
  beforeAll(async () => {
    server = await startTestServerOn(kind, behindProxy);
    admin = (await server.logIn('admin', 'Root')).cookie;
  });
  afterAll(() => server.close());
  const add = (email: string) =>
    post(
      server,
      '/api/admin/members',
      { name: 'Ada', email, password, roles: ['agent' satisfies Role] },
      { cookie: admin },
    );

  it.each([
    ['a plus', 'ada+shop@shop.example', 'ADA+shop@shop.example'],
    ['an apostrophe', "o'hara@shop.example", "O'Hara@shop.example"],
    ['quotes', '"ada.l"@shop.example', '"ada.l"@SHOP.example'],
    ['an international domain', 'ada@mu\u0308nchen.example', 'ada@xn--mnchen-3ya.example'],
    ['an international name', 'zo\u00eb@shop.example', 'Zoe\u0308@shop.example'],
    ['254 characters', `${'a'.repeat(241)}@shop.example`, `${'A'.repeat(241)}@shop.example`],
  ])('are taken with %s, once, and found in another spelling', async (_name, email, spelling) => {
    const added = await add(email);
    expect([added.status, added.json<Member>().email]).toEqual([201, email.normalize('NFC')]);
    expect(refusalOf(await add(spelling))).toEqual([409, 'email_taken']);
    expect((await logIn(server, spelling, password)).status).toBe(200);
  });

  it.each([
    ['with 300 characters', `${'a'.repeat(287)}@shop.example`],
    ['without a name', '@shop.example'],
    ['without a domain', 'ada@'],
    ['with two domains', 'ada@shop.example@evil.example'],
    ['with a header of a mail', 'ada@shop.example\r\nBcc: eve@evil.example'],
    ['with NUL', 'ada\u0000@shop.example'],
    ['that is a list', 'ada@shop.example, eve@evil.example'],
  ])('are not made members %s, and at the login are like any that is unknown', async (_name, email) => {
    expect(refusalOf(await add(email))).toEqual([400, 'invalid_body']);
    expect(refusalOf(await logIn(server, email, password))).toEqual([401, 'login_failed']);
  });
});

describe.each(databaseKinds)('set-up links on %s', (kind) => {
  const alma = { name: 'Alma', email: 'alma@shop.example', password };
  const setUp = (server: TestServer, token: string) => post(server, '/api/setup', { ...alma, token });

  it('[AUTH6] make one first admin, where they were made, within a day, and by the newest alone', async () => {
    const [server, other] = await Promise.all([startTestServerOn(kind), startTestServerOn(kind)]);
    try {
      const refused = [410, 'setup_link_invalid'];
      const foreign = await createSetupLink(other.storage, other.clock);
      const older = await createSetupLink(server.storage, server.clock);
      const expired = await createSetupLink(server.storage, server.clock);
      expect(refusalOf(await setUp(server, foreign.token))).toEqual(refused);
      expect(refusalOf(await setUp(server, older.token))).toEqual(refused);
      server.clock.advance(24 * 3_600_000);
      expect(refusalOf(await setUp(server, expired.token))).toEqual(refused);
      const { token } = await createSetupLink(server.storage, server.clock);
      const both = await Promise.all([setUp(server, token), setUp(server, token)]);
      expect(both.map(({ status }) => status).sort()).toEqual([201, 410]);
      expect(refusalOf(await setUp(server, token))).toEqual(refused);
      // The other installation's own link is as good as before.
      expect((await setUp(other, foreign.token)).status).toBe(201);
    } finally {
      await Promise.all([server.close(), other.close()]);
    }
  });
});

describe.each(databaseKinds)('a session on %s, where the clock is moved back', (kind) => {
  it('[AUTH2] goes on, confirms nothing, and ends when it would have by the clock', async () => {
    const server = await startTestServerOn(kind);
    try {
      const { cookie } = await server.logIn('agent');
      const read = async () => (await server.ask('workspace', '/api/agent/session', { headers: { cookie } })).status;
      const hour = 3_600_000;
      server.clock.advance(-3 * hour);
      expect(await read()).toBe(200);
      const ending = { method: 'DELETE', headers: { ...ownPage, cookie } };
      expect(refusalOf(await server.ask('workspace', '/api/agent/sessions', ending))).toEqual([
        403,
        'confirmation_needed',
      ]);
      // What a person does meanwhile keeps it no longer than it was kept already.
      await post(server, '/api/agent/profile', {}, { cookie });
      server.clock.advance(4 * hour - 1);
      expect(await read()).toBe(200);
      server.clock.advance(1);
      expect(await read()).toBe(401);
    } finally {
      await server.close();
    }
  });
});
