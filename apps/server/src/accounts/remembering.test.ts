import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SessionAnswer, SignedInAnswer } from '@porchlight/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storages } from '../platform/db/testing.ts';
import { hashSecret } from '../platform/ids/index.ts';
import { startTestServer } from '../testing.ts';
import * as commands from './commands.ts';
import type { RememberedLoginsTable } from './tables.ts';
import { buildServer, openAccountStorage, password } from './testing.ts';
import { Validators } from './validator.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

type Server = Awaited<ReturnType<typeof buildServer>>;
let server: Server;
beforeEach(async () => {
  server = await buildServer();
  await server.addMember('Ada', ['agent', 'admin']);
});
afterEach(() => server.stop());

/** The cookie of this name among what a browser holds. */
function one(cookies: string | readonly string[], name: string): string {
  const all = typeof cookies === 'string' ? cookies.split('; ') : cookies;
  const found = all.find((cookie) => cookie.startsWith(`porchlight_${name}=`));
  if (!found) throw new Error(`There is no ${name} cookie in ${all.join('; ')}.`);
  return found;
}

/** Logs Ada in as somebody who stays logged in; answers with the cookie that says so. */
const remember = async (kind: 'agent' | 'admin' = 'agent') => one(await server.logIn(kind, 'Ada', true), 'remember');

const resume = (cookie: string | null, kind: 'agent' | 'admin' = 'agent') =>
  server.send<SessionAnswer>('POST', `/api/${kind}/resume`, { cookie });

const rows = (table: 'sessions' | 'remembered_logins') => server.storage.read.selectFrom(table).selectAll().execute();

describe('a remembered login', () => {
  it('[REM1] is for who asks for it, and its cookie is hashed, unreadable and lasts thirty days', async () => {
    const body = { email: 'ada@shop.example', password };
    const plain = await server.send('POST', '/api/agent/login', { body });
    expect(plain.cookies.join()).not.toContain('remember');
    const { headers } = await server.send('POST', '/api/agent/login', { body: { ...body, remember: true } });
    expect(headers['set-cookie']?.[1]).toMatch(
      /^porchlight_remember=rm_[\w-]{22}\.[\w-]{65}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Strict$/,
    );
    const value = headers['set-cookie']?.[1]?.split(/[=;]/)[1] ?? '';
    const stored = JSON.stringify(await rows('remembered_logins'));
    expect(stored).not.toContain(value.split('.')[1]?.slice(0, 43));
    expect(stored).toContain(hashSecret(value.split('.')[1]?.slice(0, 43) ?? ''));
  });

  it('[REM1] logs in again when the session is over, with another cookie each time', async () => {
    let cookie = await remember();
    const seen = new Set([cookie]);
    for (let visit = 0; visit < 5; visit += 1) {
      server.clock.advance(5 * day);
      await server.accounts.endSessionsOver();
      const answer = await resume(cookie);
      expect([answer.status, answer.body.member.name]).toEqual([200, 'Ada']);
      expect((await server.send('GET', '/api/agent/session', { cookie: one(answer.cookies, 'agent') })).status).toBe(
        200,
      );
      cookie = one(answer.cookies, 'remember');
      seen.add(cookie);
    }
    expect(seen.size).toBe(6);
  });

  it('[REM1] ends thirty days after the login, however often it was used', async () => {
    let cookie = await remember();
    server.clock.advance(29 * day);
    const answer = await resume(cookie);
    cookie = one(answer.cookies, 'remember');
    expect(answer.headers['set-cookie']?.join()).toContain('Max-Age=86400;');
    server.clock.advance(day);
    const late = await resume(cookie);
    expect([late.status, late.body.error.code]).toEqual([401, 'session_missing']);
    expect(late.headers['set-cookie']?.join()).toMatch(/porchlight_remember=; .*Max-Age=-1/);
    expect(server.told).toEqual([]);
  });

  it('[REM1] answers its predecessor with the same successor until that has come back', async () => {
    const first = await remember();
    const lost = await resume(first);
    server.clock.advance(3 * day);
    const again = await resume(first);
    expect(one(again.cookies, 'remember')).toBe(one(lost.cookies, 'remember'));
    expect((await resume(one(again.cookies, 'remember'))).status).toBe(200);
    expect(server.told).toEqual([]);
  });

  it('[REM1] takes its predecessor after that for theft: everything ends, and the account is told', async () => {
    const stolen = await remember();
    const elsewhere = await server.logIn('admin', 'Ada', true);
    const second = one((await resume(stolen)).cookies, 'remember');
    const third = await resume(second);
    const live = one(third.cookies, 'agent');
    server.clock.advance(minute);
    const thief = await resume(stolen);
    expect([thief.status, thief.body.error.code, thief.cookies]).toEqual([
      401,
      'session_missing',
      ['porchlight_remember='],
    ]);
    expect(await rows('sessions')).toEqual([]);
    expect(await rows('remembered_logins')).toEqual([]);
    expect((await server.send('GET', '/api/agent/session', { cookie: live })).body.error.code).toBe('session_ended');
    expect((await resume(one(third.cookies, 'remember'))).status).toBe(401);
    expect((await resume(one(elsewhere, 'remember'), 'admin')).status).toBe(401);
    expect(server.revoked.length).toBeGreaterThanOrEqual(4);
    expect(server.told).toEqual(['remembered-login-reused Ada']);
    const log = await server.storage.read.selectFrom('audit_log').selectAll().execute();
    const theft = log.filter(({ what }) => what === 'login.remembered-reused');
    expect(theft).toMatchObject([
      { who_id: null, target_name: 'Ada', ip: '127.0.0.1', after: '{"interface":"agent"}' },
    ]);
    // At the next login, and until it was read.
    const body = { email: 'ada@shop.example', password };
    const login = await server.send<SessionAnswer>('POST', '/api/agent/login', { body });
    const notice = { kind: 'remembered-login-reused', at: server.clock.now() };
    expect(login.body.notices).toEqual([notice]);
    const { cookie } = login;
    expect((await server.send<SessionAnswer>('GET', '/api/agent/session', { cookie })).body.notices).toEqual([notice]);
    expect((await server.send('POST', '/api/agent/notices/read', { cookie })).status).toBe(204);
    expect((await server.send<SessionAnswer>('GET', '/api/agent/session', { cookie })).body.notices).toEqual([]);
  });

  it('[REM1] is rotated once by twenty tabs at the same moment, in both interfaces, and all are let in', async () => {
    const agent = await server.logIn('agent', 'Ada', true);
    const both = await server.send('POST', '/api/admin/login', {
      body: { email: 'ada@shop.example', password, remember: true },
      cookie: agent,
    });
    const cookie = one(both.cookies, 'remember');
    const tabs = Array.from({ length: 20 }, (_, at) => resume(cookie, at % 2 === 0 ? 'agent' : 'admin'));
    const answers = await Promise.all(tabs);
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(new Set(answers.map(({ cookies }) => one(cookies, 'remember'))).size).toBe(1);
    // A tab that was slower still, after another one has used the successor: nothing ends.
    const next = await resume(one(answers[0]?.cookies ?? [], 'remember'));
    const slow = await resume(cookie);
    expect([slow.status, slow.body.error.code, slow.cookies]).toEqual([409, 'login_raced', []]);
    expect((await resume(one(next.cookies, 'remember'))).status).toBe(200);
    expect(server.told).toEqual([]);
  });

  it('[REM1] goes on where the clock was moved back, and lasts no longer for it', async () => {
    const first = await remember();
    server.clock.advance(2 * day);
    const second = await resume(first);
    server.clock.advance(-20 * day);
    const third = await resume(one(second.cookies, 'remember'));
    expect(third.status).toBe(200);
    expect(third.headers['set-cookie']?.join()).toContain('Max-Age=2592000;');
    server.clock.advance(48 * day);
    expect((await resume(one(third.cookies, 'remember'))).status).toBe(401);
    expect(server.told).toEqual([]);
  });

  it('[AUTH1] [REM1] opens the interfaces in which it was asked for, and no other', async () => {
    const agent = await server.logIn('agent', 'Ada', true);
    expect((await resume(one(agent, 'remember'), 'admin')).body.error.code).toBe('session_missing');
    const body = { email: 'ada@shop.example', password, remember: true };
    const admin = await server.send('POST', '/api/admin/login', { body, cookie: agent });
    const both = one(admin.cookies, 'remember');
    expect(both).not.toBe(one(agent, 'remember'));
    const again = await resume(both, 'admin');
    expect((await resume(one(again.cookies, 'remember'), 'agent')).status).toBe(200);
    expect((await resume(one(agent, 'remember'))).status).toBe(401);
  });

  it('[REM1] ends with a log-out, in that interface alone, and with a login that does not ask for it', async () => {
    const agent = await server.logIn('agent', 'Ada', true);
    const body = { email: 'ada@shop.example', password, remember: true };
    const both = one((await server.send('POST', '/api/admin/login', { body, cookie: agent })).cookies, 'remember');
    await server.send('POST', '/api/admin/logout', { cookie: both });
    expect((await resume(both, 'admin')).status).toBe(401);
    const again = await resume(both, 'agent');
    expect(again.status).toBe(200);
    const cookie = again.cookies.join('; ');
    await server.send('POST', '/api/agent/login', { body: { ...body, remember: false }, cookie });
    expect(await rows('remembered_logins')).toEqual([]);
    expect((await resume(cookie)).status).toBe(401);
  });

  it('[REM1] of another member on the same browser ends when somebody else stays logged in there', async () => {
    await server.addMember('Bo', ['agent']);
    const ada = await remember();
    const body = { email: 'bo@shop.example', password, remember: true };
    await server.send('POST', '/api/agent/login', { body, cookie: ada });
    expect((await resume(ada)).status).toBe(401);
    expect(await rows('remembered_logins')).toHaveLength(1);
  });

  it('[AUTH2] never takes over a session that the browser came with', async () => {
    const login = await server.logIn('agent', 'Ada', true);
    const planted = `porchlight_agent=${'A'.repeat(43)}`;
    const answer = await resume(`${planted}; ${one(login, 'remember')}`);
    expect(one(answer.cookies, 'agent')).not.toBe(planted);
    const renewed = await resume(answer.cookies.join('; '));
    expect(one(renewed.cookies, 'agent')).not.toBe(one(answer.cookies, 'agent'));
    expect((await server.send('GET', '/api/agent/session', { cookie: one(answer.cookies, 'agent') })).status).toBe(401);
  });

  it('[REM2] is weaker: it opens nothing sensitive before a password was given', async () => {
    const cookie = one((await resume(await remember())).cookies, 'agent');
    const refused = await server.send('DELETE', '/api/agent/sessions', { cookie });
    expect([refused.status, refused.body.error.code]).toEqual([403, 'confirmation_needed']);
    const changed = await server.send('PUT', '/api/agent/password', {
      cookie,
      body: { current: 'a guess of somebody', password: 'another quiet otter' },
    });
    expect([changed.status, changed.body.error.code]).toEqual([403, 'password_wrong']);
    const confirmed = await server.send('POST', '/api/agent/confirmation', { cookie, body: { password } });
    expect((await server.send('DELETE', '/api/agent/sessions', { cookie: confirmed.cookie })).status).toBe(204);
  });

  it('[AUTH5] is listed where nothing is open there, and ends from the list', async () => {
    const held = await remember();
    server.clock.advance(2 * day);
    const cookie = await server.logIn('agent', 'Ada');
    const list = async () =>
      (await server.send<SignedInAnswer>('GET', '/api/agent/sessions', { cookie })).body.sessions;
    const [, asleep] = await list();
    expect(asleep).toMatchObject({ isOpen: false, isRemembered: true, isThisOne: false, country: 'DE' });
    expect(JSON.stringify(asleep)).not.toContain(held.slice(22, 44));
    expect((await server.send('DELETE', `/api/agent/sessions/${asleep?.id}`, { cookie })).status).toBe(204);
    expect(await list()).toHaveLength(1);
    expect((await resume(held)).status).toBe(401);
    expect(server.told).toEqual([]);
    const log = await server.storage.read.selectFrom('audit_log').selectAll().execute();
    const ended = log.find(({ what }) => what === 'login.ended-elsewhere');
    expect(JSON.parse(ended?.before ?? '{}')).toMatchObject({ remembered: ['agent'], since: asleep?.createdAt });
  });
});

it('[REM1] a remembered login outlives a restart of the server, and a crash that lost the newest cookie', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'porchlight-remembering-'));
  const ask = async (on: Awaited<ReturnType<typeof startTestServer>>, url: string, cookie: string, body: object) => {
    const headers = { origin: 'http://workspace.localhost', cookie };
    const answer = await on.ask('workspace', url, { method: 'POST', headers, body });
    return {
      status: answer.status,
      cookies: [answer.headers['set-cookie'] ?? []].flat().map((one) => one.split(';')[0] ?? ''),
    };
  };
  try {
    const before = await startTestServer({ dataDir });
    const credentials = { email: 'ada@shop.example', password };
    await before.app.accounts.addMember({ ...credentials, name: 'Ada', roles: ['agent'] });
    const login = await ask(before, '/api/agent/login', '', { ...credentials, remember: true });
    const held = one(login.cookies, 'remember');
    await ask(before, '/api/agent/resume', held, {});
    await before.close();
    const after = await startTestServer({ dataDir });
    const answer = await ask(after, '/api/agent/resume', held, {});
    expect(answer.status).toBe(200);
    expect((await ask(after, '/api/agent/resume', one(answer.cookies, 'remember'), {})).status).toBe(200);
    await after.close();
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});

describe('a bad remember-me cookie', () => {
  it.each<[string, (value: string) => string]>([
    ['nothing', () => ''],
    ['a cut one', (value) => value.slice(0, -1)],
    ['a longer one', (value) => `${value}A`],
    [
      'one with a changed validator',
      (value) => `${value.slice(0, 30)}${value[30] === 'A' ? 'B' : 'A'}${value.slice(31)}`,
    ],
    ['one with a changed mark', (value) => `${value.slice(0, -2)}${value.at(-2) === 'A' ? 'B' : 'A'}A`],
    ['a made-up validator of a known series', (value) => `${value.split('.')[0]}.${'A'.repeat(65)}`],
    ['a series in capitals', (value) => value.toUpperCase()],
    ['of another installation', () => new Validators('another secret').begin().value],
    ['of a series that is not there', () => new Validators('the secret of this installation').begin().value],
    ['markup', () => '<script>'],
  ])('[REM1] ends nobody’s login and opens nothing: %s', async (_name, change) => {
    const good = (await remember()).split('=')[1] ?? '';
    const answer = await resume(`porchlight_remember=${change(good)}`);
    expect([answer.status, answer.body.error.code]).toEqual([401, 'session_missing']);
    expect(answer.cookies.join()).not.toContain('porchlight_agent');
    expect(await rows('sessions')).toHaveLength(1);
    expect((await resume(`porchlight_remember=${good}`)).status).toBe(200);
    expect(server.told).toEqual([]);
  });

  it('[AUTH1] is none of a session either', async () => {
    const login = await server.logIn('agent', 'Ada', true);
    const [session, remembered] = [one(login, 'agent'), one(login, 'remember')];
    const renamed = { cookie: `porchlight_agent=${remembered.split('=')[1]}` };
    expect((await server.send('GET', '/api/agent/session', renamed)).body.error.code).toBe('session_ended');
    expect((await resume(`porchlight_remember=${session.split('=')[1]}`)).body.error.code).toBe('session_missing');
  });
});

describe.each(storages())('remembered logins on $name', (kind) => {
  const now = 1_000_000;
  const validators = new Validators('secret');
  const member = {
    id: 'me_aaaaaaaaaaaaaaaaaaaaaa',
    email_key: 'ada@shop.example',
    email: 'ada@shop.example',
    name: 'Ada',
    password_hash: 'phc',
    roles: '["agent"]',
    sites: null,
    created_at: 1,
    last_login_at: null,
    deactivated_at: null,
  } as const;
  const session = (id: string) => ({
    id,
    token_hash: `hash of ${id}`,
    previous_hash: null,
    renewed_at: null,
    interface: 'agent' as const,
    created_at: now,
    last_input_at: now,
    expires_at: now + day,
    confirmed_at: null,
    enrol_only: 0,
    is_by_provider: 0,
    user_agent: '',
    ip: null,
  });

  it('[REM1] rotate once when many ask at the same moment, and end with all sessions when one was copied', async () => {
    const test = await openAccountStorage(kind);
    try {
      const { storage } = test;
      await storage.execute(commands.insertMember, member);
      const begun = validators.begin();
      await storage.execute(commands.startSession, {
        session: { ...session('first'), member_id: member.id, remembered_id: null },
        replacedHash: null,
      });
      const row: RememberedLoginsTable = {
        id: 'remembered',
        series: begun.series,
        account_kind: 'member',
        account_id: member.id,
        interfaces: '[]',
        current_hash: begun.hash,
        previous_hash: null,
        rotated_at: now,
        created_at: now,
        last_used_at: now,
        expires_at: now + day,
        user_agent: '',
        ip: null,
      };
      await storage.execute(commands.rememberLogin, { row, sessionId: 'first', kind: 'agent', former: null });
      const use = (value: string, id: string, at = now) => {
        const { series, hash, successor } = validators.read(value) as NonNullable<ReturnType<Validators['read']>>;
        const input = {
          series,
          hash,
          successorHash: successor.hash,
          now: at,
          session: session(id),
          replacedHash: null,
        };
        return storage.execute(commands.resumeSession, input);
      };
      const tabs = await Promise.all(Array.from({ length: 20 }, (_, at) => use(begun.value, `tab ${at}`)));
      expect(new Set(tabs.map(({ outcome }) => outcome))).toEqual(new Set(['good']));
      const second = validators.read(begun.value)?.successor.value ?? '';
      expect(await use(second, 'later', now + minute)).toMatchObject({ outcome: 'good' });
      const stolen = await use(begun.value, 'thief', now + 2 * minute);
      expect(stolen).toMatchObject({ outcome: 'stolen', memberId: member.id });
      expect('ended' in stolen && stolen.ended).toHaveLength(22);
      expect(await use(second, 'owner', now + 2 * minute)).toEqual({ outcome: 'unknown' });
      expect(await storage.read.selectFrom('sessions').selectAll().execute()).toEqual([]);
      expect(await storage.read.selectFrom('account_notices').selectAll().execute()).toEqual([
        { account_id: member.id, kind: 'remembered-login-reused', at: now + 2 * minute },
      ]);
    } finally {
      await test.close();
    }
  });
});
