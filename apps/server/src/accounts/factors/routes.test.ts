import type {
  EnrolledAnswer,
  FactorsAnswer,
  LoginAnswer,
  Member,
  PasskeyOptionsAnswer,
  SessionAnswer,
  TotpEnrolment,
} from '@porchlight/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildServer, password, workspaceOrigin } from '../testing.ts';
import { codeAt, makeAuthenticator } from './testing.ts';

const minute = 60_000;
type Server = Awaited<ReturnType<typeof buildServer>>;

describe('logins with a second factor', () => {
  let server: Server;
  let ada: Member;
  beforeEach(async () => {
    server = await buildServer();
    ada = await server.addMember('Ada', ['agent', 'admin']);
  });
  afterEach(() => server.stop());

  const post = <T>(path: string, body: unknown, cookie: string | null = null) =>
    server.send<T>('POST', path, { body, cookie });
  const codeOf = (secret: string) => codeAt(secret, server.clock.now());
  const login = (kind: 'agent' | 'admin', cookie: string | null = null) =>
    post<LoginAnswer>(`/api/${kind}/login`, { email: ada.email, password }, cookie);
  const cookieNamed = (name: string, cookies: string[]) => cookies.find((one) => one.startsWith(`${name}=`)) ?? null;

  async function setUpApp(cookie: string) {
    const { body } = await post<TotpEnrolment>('/api/agent/factors/totp', {}, cookie);
    const { secret, enrolment } = body;
    const answer = await post<EnrolledAnswer>(
      '/api/agent/factors/totp/activation',
      { enrolment, code: codeOf(secret) },
      cookie,
    );
    expect(answer.status).toBe(201);
    server.clock.advance(minute);
    return { secret, recoveryCodes: answer.body.recoveryCodes ?? [], answer };
  }

  /** The password is right: what the page holds, and the browser's mark. */
  async function beginLogin(kind: 'agent' | 'admin' = 'agent') {
    const { body, cookies, status } = await login(kind);
    expect([status, body.status]).toEqual([200, 'second-factor']);
    const { pending, factors } = body as Extract<LoginAnswer, { status: 'second-factor' }>;
    return { pending, factors, attempt: cookieNamed('porchlight_attempt', cookies), cookies };
  }

  it('[AUTH4] ask for it after the password, and begin no session before', async () => {
    const { secret } = await setUpApp(await server.logIn('agent', 'Ada'));
    const { pending, factors, attempt, cookies } = await beginLogin();
    expect(factors).toEqual(['totp', 'recovery-code']);
    expect(cookies).toHaveLength(1);
    expect((await server.send('GET', '/api/agent/session', { cookie: attempt })).status).toBe(401);
    const answer = await post<LoginAnswer>(
      '/api/agent/second-factor',
      { pending, factor: 'totp', code: codeOf(secret) },
      attempt,
    );
    expect([answer.status, answer.body.status]).toEqual([200, 'done']);
    const session = cookieNamed('porchlight_agent', answer.cookies);
    expect((await server.send<SessionAnswer>('GET', '/api/agent/session', { cookie: session })).body.member.id).toBe(
      ada.id,
    );
  });

  it('[AUTH4] the second step is taken from the browser of the first, in its interface, and once', async () => {
    const { recoveryCodes } = await setUpApp(await server.logIn('agent', 'Ada'));
    const { pending, attempt } = await beginLogin();
    const [first, second] = recoveryCodes;
    const step = (cookie: string | null, kind = 'agent', code = first) =>
      post(`/api/${kind}/second-factor`, { pending, factor: 'recovery-code', code }, cookie);
    for (const [cookie, kind] of [
      [null, 'agent'],
      [`porchlight_attempt=${'a'.repeat(43)}`, 'agent'],
      [attempt, 'admin'],
    ] as const) {
      const answer = await step(cookie, kind);
      expect([answer.status, answer.body.error.code]).toEqual([410, 'second_step_over']);
    }
    expect((await step(attempt)).status).toBe(200);
    expect((await step(attempt, 'agent', second)).body.error.code).toBe('second_step_over');
  });

  it('[AUTH4] the wrong password tells nothing of a second factor', async () => {
    await setUpApp(await server.logIn('agent', 'Ada'));
    const answer = await post('/api/agent/login', { email: ada.email, password: 'wrong and long enough' });
    expect([answer.status, answer.body.error.code, answer.cookie]).toEqual([401, 'login_failed', null]);
  });

  it('[AUTH4] a passkey logs in alone, where the roles allow, and in its own interface', async () => {
    const authenticator = makeAuthenticator({ origin: workspaceOrigin, rpId: 'work.localhost' });
    const cookie = await server.logIn('agent', 'Ada');
    const asked = await post<PasskeyOptionsAnswer>('/api/agent/factors/passkeys/options', {}, cookie);
    const made = { name: 'Laptop', response: authenticator.create(asked.body.options) };
    const added = await post<EnrolledAnswer>('/api/agent/factors/passkeys', made, cookie);
    expect([added.status, added.body.recoveryCodes]).toEqual([201, expect.arrayContaining([expect.any(String)])]);
    expect(server.told).toContain('factor-changed Ada');

    const options = await post<PasskeyOptionsAnswer>('/api/admin/passkey-options', {});
    expect(options.body.options).not.toHaveProperty('allowCredentials');
    const response = authenticator.get(options.body.options);
    const foreign = await post('/api/agent/passkey-login', { response }, options.cookie);
    expect(foreign.body.error.code).toBe('second_factor_failed');
    const done = await post<LoginAnswer>(
      '/api/admin/passkey-login',
      { response: authenticator.get(options.body.options) },
      options.cookie,
    );
    expect([done.status, done.body.status]).toEqual([200, 'done']);
    const session = cookieNamed('porchlight_admin', done.cookies);
    expect((await server.send('GET', '/api/admin/session', { cookie: session })).status).toBe(200);
  });

  it('[AUTH1] a passkey opens nothing that the member’s roles do not', async () => {
    const bo = await server.addMember('Bo', ['agent']);
    const authenticator = makeAuthenticator({ origin: workspaceOrigin, rpId: 'work.localhost' });
    const cookie = await server.logIn('agent', bo.name);
    const asked = await post<PasskeyOptionsAnswer>('/api/agent/factors/passkeys/options', {}, cookie);
    const made = { name: 'Phone', response: authenticator.create(asked.body.options) };
    await post('/api/agent/factors/passkeys', made, cookie);
    const options = await post<PasskeyOptionsAnswer>('/api/admin/passkey-options', {});
    const response = authenticator.get(options.body.options);
    const answer = await post('/api/admin/passkey-login', { response }, options.cookie);
    expect([answer.status, answer.body.error.code]).toEqual([401, 'login_failed']);
    expect(cookieNamed('porchlight_admin', answer.cookies)).toBeNull();
  });

  it('[AUTH4, AUTH2] a role that asks for one gets a session for its set-up alone, and then a new one', async () => {
    const admin = await server.logIn('admin', 'Ada');
    const rule = await server.send('PUT', '/api/admin/second-factor-rule', {
      body: { roles: ['agent'] },
      cookie: admin,
    });
    expect([rule.status, rule.body]).toEqual([200, { roles: ['agent'] }]);
    const begun = await login('agent');
    expect(begun.body).toEqual({ status: 'must-enrol', factors: ['passkey', 'totp'] });
    const half = cookieNamed('porchlight_agent', begun.cookies) as string;
    for (const [method, path] of [
      ['GET', '/api/agent/session'],
      ['POST', '/api/agent/socket-tokens'],
      ['GET', '/api/agent/sessions'],
      ['POST', '/api/admin/enter'],
    ] as const) {
      const answer = await server.send(method, path, { cookie: half, ...(method === 'POST' ? { body: {} } : {}) });
      expect([path, answer.status, answer.body.error.code]).toEqual([path, 403, 'second_factor_needed']);
    }
    const { answer } = await setUpApp(half);
    const whole = cookieNamed('porchlight_agent', answer.cookies) as string;
    expect(whole).not.toBe(half);
    expect((await server.send('GET', '/api/agent/session', { cookie: whole })).status).toBe(200);
    expect((await server.send('GET', '/api/agent/factors', { cookie: half })).status).toBe(401);
    const last = await server.send('DELETE', '/api/agent/factors/totp', { cookie: whole });
    expect([last.status, last.body.error.code]).toEqual([409, 'second_factor_kept']);
  });

  it('[AUTH4, REM2] removing one asks for a confirmation, which a factor gives, too', async () => {
    const cookie = await server.logIn('agent', 'Ada');
    const { secret } = await setUpApp(cookie);
    server.clock.advance(20 * minute);
    const remove = (by: string) => server.send('DELETE', '/api/agent/factors/totp', { cookie: by });
    expect((await remove(cookie)).body.error.code).toBe('confirmation_needed');
    const wrong = await post('/api/agent/confirmation', { factor: 'totp', code: '000000' }, cookie);
    expect(wrong.body.error.code).toBe('second_factor_failed');
    const confirmed = await post('/api/agent/confirmation', { factor: 'totp', code: codeOf(secret) }, cookie);
    expect(confirmed.status).toBe(204);
    expect((await remove(confirmed.cookie as string)).status).toBe(204);
    const after = await server.send<FactorsAnswer>('GET', '/api/agent/factors', { cookie: confirmed.cookie });
    expect(after.body).toMatchObject({ totp: null, passkeys: [], recoveryCodesLeft: 0 });
    expect((await login('agent')).body.status).toBe('done');
  });

  it('[AUTH4] an admin takes a member’s factors away: their sessions end, and they are told', async () => {
    const bo = await server.addMember('Bo', ['agent']);
    const cookie = await server.logIn('agent', 'Bo');
    await setUpApp(cookie);
    const admin = await server.logIn('admin', 'Ada');
    const reset = (id: string, by: string) => server.send('DELETE', `/api/admin/members/${id}/factors`, { cookie: by });
    expect((await reset(ada.id, cookie)).status).toBe(401);
    expect((await reset('me_cccccccccccccccccccccc', admin)).body.error.code).toBe('member_not_found');
    expect((await reset(bo.id, admin)).status).toBe(204);
    expect(server.told.at(-1)).toBe('factor-reset Bo');
    expect((await server.send('GET', '/api/agent/session', { cookie })).status).toBe(401);
    expect(server.revoked.length).toBeGreaterThan(0);
    await server.logIn('agent', 'Bo');
  });

  describe('[AUTH1, AUTH40] from agent to admin', () => {
    const enter = (cookie: string, body: unknown) => post<LoginAnswer>('/api/admin/enter', body, cookie);

    it('with a second factor asks for it after the password, as a login does', async () => {
      const agent = await server.logIn('agent', 'Ada');
      const { secret } = await setUpApp(agent);
      const asked = await enter(agent, { password });
      expect([asked.status, asked.body.status]).toEqual([200, 'second-factor']);
      expect(cookieNamed('porchlight_admin', asked.cookies)).toBeNull();
      const { pending } = asked.body as Extract<LoginAnswer, { status: 'second-factor' }>;
      const browser = cookieNamed('porchlight_attempt', asked.cookies);
      const elsewhere = await post(
        '/api/admin/second-factor',
        { pending, factor: 'totp', code: codeOf(secret) },
        agent,
      );
      expect(elsewhere.body.error.code).toBe('second_step_over');
      const wrong = await post('/api/admin/second-factor', { pending, factor: 'totp', code: '000000' }, browser);
      expect(wrong.body.error.code).toBe('second_factor_failed');
      const step = { pending, factor: 'totp', code: codeOf(secret) };
      expect((await post('/api/agent/second-factor', step, browser)).body.error.code).toBe('second_step_over');
      const entered = await post<LoginAnswer>('/api/admin/second-factor', step, browser);
      expect([entered.status, entered.body.status]).toEqual([200, 'done']);
      const admin = cookieNamed('porchlight_admin', entered.cookies);
      expect((await server.send('GET', '/api/admin/session', { cookie: admin })).status).toBe(200);
    });

    it('is not led by a code alone, nor by a session that was confirmed just now', async () => {
      const agent = await server.logIn('agent', 'Ada');
      const { secret, recoveryCodes } = await setUpApp(agent);
      const confirmed = await post('/api/agent/confirmation', { password }, agent);
      const renewed = cookieNamed('porchlight_agent', confirmed.cookies) as string;
      for (const body of [
        {},
        { factor: 'totp', code: codeOf(secret) },
        { factor: 'recovery-code', code: recoveryCodes[0] },
        { password, factor: 'totp', code: codeOf(secret) },
        { pending: 'x', factor: 'totp', code: codeOf(secret) },
      ]) {
        const answer = await enter(renewed, body);
        expect([answer.status, answer.body.error.code]).toEqual([400, 'invalid_body']);
        expect(cookieNamed('porchlight_admin', answer.cookies)).toBeNull();
      }
    });

    it('is led by a passkey, which proves device and person', async () => {
      const agent = await server.logIn('agent', 'Ada');
      const authenticator = makeAuthenticator({ origin: workspaceOrigin, rpId: 'work.localhost' });
      const asked = await post<PasskeyOptionsAnswer>('/api/agent/factors/passkeys/options', {}, agent);
      const made = { name: 'Phone', response: authenticator.create(asked.body.options) };
      await post('/api/agent/factors/passkeys', made, agent);
      const options = await post<PasskeyOptionsAnswer>('/api/agent/confirmation/passkey-options', {}, agent);
      const response = authenticator.get(options.body.options);
      const entered = await enter(agent, { factor: 'passkey', response });
      expect([entered.status, entered.body.status]).toEqual([200, 'done']);
      expect(cookieNamed('porchlight_admin', entered.cookies)).not.toBeNull();
      const replayed = await enter(agent, { factor: 'passkey', response });
      expect([replayed.status, replayed.body.error.code]).toEqual([401, 'second_factor_failed']);
      const elsewhere = await post<PasskeyOptionsAnswer>('/api/admin/passkey-options', {});
      const foreign = await enter(agent, { factor: 'passkey', response: authenticator.get(elsewhere.body.options) });
      expect(foreign.body.error.code).toBe('second_factor_failed');
    });

    it('leads to the set-up alone where a role asks for a factor that is missing', async () => {
      const agent = await server.logIn('agent', 'Ada');
      const admin = await server.logIn('admin', 'Ada');
      const rule = { body: { roles: ['admin'] }, cookie: admin };
      expect((await server.send('PUT', '/api/admin/second-factor-rule', rule)).status).toBe(200);
      const entered = await enter(agent, { password });
      expect(entered.body.status).toBe('must-enrol');
      const half = cookieNamed('porchlight_admin', entered.cookies);
      const session = await server.send('GET', '/api/admin/session', { cookie: half });
      expect([session.status, session.body.error.code]).toEqual([403, 'second_factor_needed']);
    });
  });

  it.each([
    ['no body', undefined],
    ['a list', []],
    ['an unknown factor', { pending: 'x', factor: 'sms', code: '1' }],
    ['a code that is a number', { pending: 'x', factor: 'totp', code: 123_456 }],
    ['more than is asked for', { pending: 'x', factor: 'totp', code: '123456', member: 'me' }],
    ['a code of a page', { pending: 'x', factor: 'totp', code: '1'.repeat(5_000) }],
    ['an answer of a megabyte', { pending: 'x', factor: 'passkey', response: { id: 'a'.repeat(60_000) } }],
    ['half an answer', { pending: 'x', factor: 'passkey', response: { id: 'a', rawId: 'a', type: 'public-key' } }],
  ])('refuse %s', async (_name, body) => {
    const answer = await server.send('POST', '/api/agent/second-factor', body === undefined ? {} : { body });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.body.error.message).toMatch(/^[A-Z].*\.$/);
  });

  it('[CSRF1] refuse what comes from elsewhere', async () => {
    for (const path of ['second-factor', 'passkey-options', 'passkey-login']) {
      const answer = await server.send('POST', `/api/agent/${path}`, {
        body: {},
        headers: { 'sec-fetch-site': 'same-site', origin: 'http://evil.localhost:8080' },
      });
      expect([path, answer.body.error.code]).toEqual([path, 'request_not_same_origin']);
    }
  });
});
