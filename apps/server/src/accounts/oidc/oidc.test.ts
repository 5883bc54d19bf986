import {
  type BeginOidcAnswer,
  type ConfirmationWays,
  type FinishOidcAnswer,
  type LoginOptions,
  type Member,
  type OidcSettings,
  type OidcSettingsAnswer,
  permissions,
} from '@porchlight/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bySystem } from '../../audit/index.ts';
import { storages } from '../../platform/db/testing.ts';
import { newId } from '../../platform/ids/index.ts';
import { invite as inviteByMail } from '../by-mail/commands.ts';
import { codeAt } from '../factors/testing.ts';
import { newLink } from '../links.ts';
import { findMembers } from '../logins.ts';
import { changeMember } from '../members/commands.ts';
import { buildServer, password, workspaceOrigin } from '../testing.ts';
import { changeSettings } from './commands.ts';
import { buildSettings, clientSecret, makeTraveller, type Person, startProvider } from './testing.ts';

const redirectUri = `${workspaceOrigin}/login/provider/callback`;
const nora: Person = {
  sub: 'p-nora',
  name: 'Nora Quist',
  email: 'nora@shop.example',
  email_verified: true,
  groups: ['support'],
};
const omar: Person = { sub: 'p-omar', name: 'Omar', email: 'omar@shop.example', email_verified: true, groups: ['it'] };
const pia: Person = { sub: 'p-pia', name: 'Pia', email: 'pia@shop.example', email_verified: false, groups: [] };

let provider: Awaited<ReturnType<typeof startProvider>>;
beforeAll(async () => {
  provider = await startProvider({ redirectUri, people: [nora, omar, pia] });
});
afterAll(() => provider.stop());

describe.each(storages())('a login through a provider, on $name', (kind) => {
  let server: Awaited<ReturnType<typeof buildServer>>;
  let travellers: Map<string, ReturnType<typeof makeTraveller>>;
  beforeEach(async () => {
    server = await buildServer({ kind, nowMs: Date.now(), provider: { allowsLoopback: true } });
    travellers = new Map();
    await server.addMember('Ada', ['admin', 'agent']);
  });
  afterEach(() => server.stop());

  /** Each person has a browser of their own, which the provider remembers. */
  function travel(url: string, who: string | null): Promise<URL> {
    const own = travellers.get(who ?? '') ?? makeTraveller();
    travellers.set(who ?? '', own);
    return own(url, who);
  }

  /** Changes the settings as Ada, the admin. */
  async function setUp(over: Partial<OidcSettings> & { secret?: string | null } = {}, cookie?: string) {
    const body = buildSettings(provider.issuer, over);
    const session = cookie ?? (await server.logIn('admin', 'Ada'));
    return server.send<OidcSettingsAnswer>('PUT', '/api/admin/oidc', { body, cookie: session });
  }

  /** Goes to the provider and back; answers with what the workspace's page then has. */
  async function goThrough(at: 'agent' | 'admin', who: string | null, next?: string) {
    const begun = await server.send<BeginOidcAnswer>('POST', `/api/${at}/oidc/attempts`, {
      body: next ? { next } : {},
    });
    const back = await travel(begun.body.url, who);
    const landed = await server.send('GET', `${back.pathname}${back.search}`, { cookie: begun.cookie });
    return { begun, back, landed, attempt: String(landed.headers.location).split('#')[1] ?? '', mark: begun.cookie };
  }

  async function finish(attempt: string, cookie: string | null) {
    return server.send<FinishOidcAnswer>('POST', '/api/oidc/completions', { body: { attempt }, cookie });
  }

  async function logInAs(who: string, at: 'agent' | 'admin' = 'agent') {
    const { attempt, mark } = await goThrough(at, who);
    const done = await finish(attempt, mark);
    return { ...done, session: done.cookies.join('; ') };
  }

  const rolesOf = (answer: { body: FinishOidcAnswer }) =>
    answer.body.login?.status === 'done' ? answer.body.login.member.roles : null;

  async function audited(what: string) {
    const rows = await server.storage.read.selectFrom('audit_log').selectAll().where('what', '=', what).execute();
    return rows.map((row) => ({
      ...row,
      after: JSON.parse(row.after ?? 'null'),
      before: JSON.parse(row.before ?? 'null'),
    }));
  }

  it('[AUTH18, AUTH19] begins a session like any other, and leaves no credential in an address', async () => {
    await setUp();
    expect((await server.send<LoginOptions>('GET', '/api/login-options')).body).toEqual({
      hasPasswords: true,
      provider: { label: 'Shop account' },
    });
    const { begun, landed, attempt, mark } = await goThrough('agent', nora.sub, '/inbox/mine');
    const asked = new URL(begun.body.url).searchParams;
    expect(asked.get('code_challenge_method')).toBe('S256');
    expect(asked.get('nonce')).toHaveLength(43);
    expect(asked.get('state')).toHaveLength(43);
    expect(String(begun.headers['set-cookie'])).toMatch(
      /^porchlight_oidc=[\w-]{43}; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/,
    );
    expect([landed.status, landed.headers['referrer-policy']]).toEqual([303, 'no-referrer']);
    expect(String(landed.headers.location)).toMatch(/^\/login\/provider#[\w-]{22}$/);

    const done = await finish(attempt, mark);
    expect(done.body).toMatchObject({
      interface: 'agent',
      next: '/inbox/mine',
      login: { status: 'done', member: { name: 'Nora Quist', email: 'nora@shop.example', roles: ['agent'] } },
    });
    expect(String(done.headers['set-cookie'])).toMatch(/^porchlight_agent=.*SameSite=Strict$/);
    const session = done.cookies.join('; ');
    expect((await server.send('GET', '/api/agent/session', { cookie: session })).status).toBe(200);
    expect((await server.send('GET', '/api/admin/session', { cookie: session })).status).toBe(401);
    expect((await audited('login.succeeded')).map(({ after }) => after)).toContainEqual({
      interface: 'agent',
      by: 'login-service',
    });
    const again = await logInAs(nora.sub);
    expect(again.body.login).toMatchObject({ member: (done.body.login as { member: Member }).member });
  });

  it('[AUTH2] ends the session that the browser came with', async () => {
    await setUp();
    const former = await logInAs(nora.sub);
    const { attempt, mark } = await goThrough('agent', nora.sub);
    const next = await finish(attempt, `${mark}; ${former.session}`);
    expect(next.status).toBe(200);
    expect((await server.send('GET', '/api/agent/session', { cookie: former.session })).status).toBe(401);
  });

  it('[AUTH19] takes each way back once, in the browser in which it began, within ten minutes', async () => {
    await setUp();
    const { back, begun, attempt, mark, landed } = await goThrough('agent', nora.sub);
    const callback = `${back.pathname}${back.search}`;
    // Replayed, in another browser, without a cookie, with another state.
    for (const [path, cookie] of [
      [callback, mark],
      [callback, 'porchlight_oidc=somebody-elses-mark-somebody-elses'],
      [callback, null],
      [callback.replace(/state=[^&]+/, 'state=another'), mark],
      [`${callback}&state=twice`, mark],
      [back.pathname, mark],
    ] as const) {
      const answer = await server.send('GET', path, { cookie });
      expect([answer.status, answer.headers.location]).toEqual([303, '/login/provider']);
    }
    expect(landed.status).toBe(303);
    for (const cookie of [null, 'porchlight_oidc=somebody-elses-mark-somebody-elses'])
      expect((await finish(attempt, cookie)).body.error.code).toBe('oidc_over');
    const answers = await Promise.all(Array.from({ length: 5 }, () => finish(attempt, mark)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410, 410, 410]);
    expect((await finish(attempt, mark)).body.error.code).toBe('oidc_over');

    // The same code once more, under an attempt of its own.
    const second = await server.send<BeginOidcAnswer>('POST', '/api/agent/oidc/attempts', { body: {}, cookie: mark });
    const state = new URL(second.body.url).searchParams.get('state') ?? '';
    const forged = await server.send('GET', callback.replace(/state=[^&]+/, `state=${state}`), { cookie: mark });
    const twice = await finish(String(forged.headers.location).split('#')[1] ?? '', mark);
    expect(twice.body.error.code).toBe('oidc_failed');
    expect((await audited('login.failed')).at(-1)?.after).toMatchObject({
      why: 'oidc_failed',
      detail: expect.stringContaining('invalid_grant'),
    });
    expect(begun.status).toBe(200);

    const late = await goThrough('agent', nora.sub);
    server.clock.advance(10 * 60_000);
    expect((await finish(late.attempt, late.mark)).body.error.code).toBe('oidc_over');
    const later = await server.send<BeginOidcAnswer>('POST', '/api/agent/oidc/attempts', { body: {} });
    const gone = await travel(later.body.url, nora.sub);
    server.clock.advance(10 * 60_000);
    const answer = await server.send('GET', `${gone.pathname}${gone.search}`, { cookie: later.cookie });
    expect(answer.headers.location).toBe('/login/provider');
    await server.accounts.endSessionsOver();
    expect(await server.storage.read.selectFrom('oidc_attempts').selectAll().execute()).toEqual([]);
  });

  it('[AUTH19] goes on in several tabs at once', async () => {
    await setUp();
    const first = await server.send<BeginOidcAnswer>('POST', '/api/agent/oidc/attempts', { body: {} });
    const cookie = first.cookie;
    const second = await server.send<BeginOidcAnswer>('POST', '/api/agent/oidc/attempts', { body: {}, cookie });
    expect(second.cookie).toBe(cookie);
    for (const { body } of [second, first]) {
      const back = await travel(body.url, nora.sub);
      const landed = await server.send('GET', `${back.pathname}${back.search}`, { cookie });
      const done = await finish(String(landed.headers.location).split('#')[1] ?? '', cookie);
      expect(done.status).toBe(200);
    }
  });

  it('[AUTH19] tells who cancelled, and makes nobody a member by it', async () => {
    await setUp();
    const { attempt, mark } = await goThrough('agent', null);
    expect((await finish(attempt, mark)).body.error.code).toBe('oidc_cancelled');
    expect(await server.storage.read.selectFrom('members').select('name').execute()).toEqual([{ name: 'Ada' }]);
  });

  it('[AUTH19] leads nowhere but into the workspace', async () => {
    await setUp();
    for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '']) {
      const answer = await server.send('POST', '/api/agent/oidc/attempts', { body: { next } });
      expect([next, answer.status]).toEqual([next, 400]);
    }
  });

  it('[AUTH20] finds a member by the provider’s own id of them, whatever their address is now', async () => {
    await setUp();
    await logInAs(omar.sub);
    const changed = { ...omar, email: 'someone@shop.example' };
    provider.people.splice(1, 1, changed);
    const again = await logInAs(omar.sub);
    provider.people.splice(1, 1, omar);
    expect(again.body.login).toMatchObject({ member: { name: 'Omar', email: 'omar@shop.example' } });
  });

  it('[AUTH14, AUTH20] links a member by a vouched address alone, once, and where the settings say so', async () => {
    const member = await server.addMember('Nora', ['viewer']);
    await setUp({ linksByEmail: false });
    expect((await logInAs(nora.sub)).body.error.code).toBe('oidc_no_account');
    await setUp({ linksByEmail: true });
    expect((await logInAs(nora.sub)).body.login).toMatchObject({ member: { id: member.id, roles: ['viewer'] } });
    // Somebody else there who has this address now is not the member.
    const thief = { ...pia, email: 'nora@shop.example', email_verified: true };
    provider.people.splice(2, 1, thief);
    const answer = await logInAs(pia.sub);
    provider.people.splice(2, 1, pia);
    expect(answer.body.error.code).toBe('oidc_no_account');
    // An address that nobody vouches for is none.
    await server.addMember('Pia', ['viewer']);
    expect((await logInAs(pia.sub)).body.error.code).toBe('oidc_no_account');
    expect(await audited('member.login-service-linked')).toHaveLength(1);
    expect(server.told).toEqual(['login-service-linked Nora']);
  });

  it('[AUTH20] makes nobody a member where that is not wanted, and lets no deactivated one in', async () => {
    await setUp({ createsMembers: false });
    expect((await logInAs(nora.sub)).body.error.code).toBe('oidc_no_account');
    await setUp();
    expect((await logInAs(nora.sub)).status).toBe(200);
    const giver = { id: newId('me'), permissions, sites: null };
    const { id } = (await findMembers(server.storage)).find(({ email }) => email === 'nora@shop.example') as Member;
    const change = { id, change: { isDeactivated: true }, giver, by: bySystem, at: server.clock.now() };
    await server.storage.execute(changeMember, change);
    expect((await logInAs(nora.sub)).body.error.code).toBe('oidc_no_account');
    const [failure] = (await audited('login.failed')).slice(-1);
    expect(failure?.after).toMatchObject({ by: 'login-service', why: 'oidc_no_account' });
  });

  it('[AUTH11, AUTH20] is the invited, where the provider vouches for the address', async () => {
    await setUp({ createsMembers: false, defaultRole: null });
    const now = server.clock.now();
    const invite = (email: string, expires_at: number) => {
      const id = newId('me');
      const link = newLink('a secret', { purpose: 'invitation', subject: id, now });
      const row = {
        member_id: id,
        email_key: email,
        email,
        roles: '["viewer"]',
        sites: '["st_aaaaaaaaaaaaaaaaaaaaaa"]',
        language: 'de' as const,
        invited_by: id,
        created_at: now,
        expires_at,
      };
      return server.storage.execute(inviteByMail, { row, link, by: bySystem });
    };
    const { member_id } = await invite('nora@shop.example', now + 1_000);
    await invite('omar@shop.example', now);
    await invite('pia@shop.example', now + 1_000);
    expect((await logInAs(nora.sub)).body.login).toMatchObject({
      member: { id: member_id, roles: ['viewer'], sites: ['st_aaaaaaaaaaaaaaaaaaaaaa'] },
    });
    // Over, and not vouched for.
    expect((await logInAs(omar.sub)).body.error.code).toBe('oidc_no_account');
    expect((await logInAs(pia.sub)).body.error.code).toBe('oidc_no_account');
    expect(await server.storage.read.selectFrom('invitations').select('email').orderBy('email').execute()).toEqual([
      { email: 'omar@shop.example' },
      { email: 'pia@shop.example' },
    ]);
  });

  it('[AUTH21] gives the roles that the provider says, at each login', async () => {
    const roleMap = [
      { value: 'support', role: 'agent' },
      { value: 'leads', role: 'supervisor' },
    ] satisfies OidcSettings['roleMap'];
    await setUp({ rolesClaim: 'groups', roleMap, defaultRole: null });
    const first = await logInAs(nora.sub);
    expect(rolesOf(first)).toEqual(['agent']);
    provider.people.splice(0, 1, { ...nora, groups: ['support', 'leads', 7] });
    const second = await logInAs(nora.sub);
    expect(rolesOf(second)).toEqual(['supervisor', 'agent']);
    expect((await server.send('GET', '/api/agent/session', { cookie: first.session })).status).toBe(401);
    expect((await audited('member.roles-changed')).at(-1)).toMatchObject({
      who_kind: 'system',
      before: { roles: ['agent'] },
      after: { roles: ['supervisor', 'agent'], by: provider.issuer },
    });
    provider.people.splice(0, 1, { ...nora, groups: [] });
    const none = await logInAs(nora.sub);
    provider.people.splice(0, 1, nora);
    expect(none.body.error.code).toBe('oidc_no_role');
    expect((await logInAs(omar.sub)).body.error.code).toBe('oidc_no_role');
    await setUp({ rolesClaim: 'groups', roleMap, defaultRole: 'viewer' });
    expect(rolesOf(await logInAs(omar.sub))).toEqual(['viewer']);
    // Roles that do not open this interface.
    expect((await logInAs(nora.sub, 'admin')).body.error.code).toBe('role_missing');
  });

  it('[AUTH21] leaves the last admin an admin', async () => {
    const ada: Person = {
      sub: 'p-ada',
      name: 'Ada',
      email: 'ada@shop.example',
      email_verified: true,
      groups: ['support'],
    };
    provider.people.push(ada);
    try {
      await setUp({ rolesClaim: 'groups', roleMap: [{ value: 'support', role: 'agent' }], defaultRole: null });
      expect(rolesOf(await logInAs(ada.sub))).toEqual(['admin', 'agent']);
      await server.addMember('Bo', ['admin']);
      expect(rolesOf(await logInAs(ada.sub))).toEqual(['agent']);
    } finally {
      provider.people.pop();
    }
  });

  it('[AUTH4, AUTH18] counts as the first factor, or as both where the provider asks for the second', async () => {
    await setUp();
    const cookie = (await logInAs(nora.sub)).session;
    const { confirmed } = await confirmAs(cookie, nora.sub);
    const begun = await server.send<{ enrolment: string; secret: string }>('POST', '/api/agent/factors/totp', {
      body: {},
      cookie: confirmed,
    });
    const { enrolment, secret } = begun.body;
    const code = codeAt(secret, server.clock.now());
    const activation = { body: { enrolment, code }, cookie: confirmed };
    expect((await server.send('POST', '/api/agent/factors/totp/activation', activation)).status).toBe(201);
    const { attempt, mark } = await goThrough('agent', nora.sub);
    const held = await finish(attempt, mark);
    expect(held.body.login).toMatchObject({ status: 'second-factor', factors: ['totp', 'recovery-code'] });
    expect(held.cookies.some((one) => one.startsWith('porchlight_agent'))).toBe(false);
    server.clock.advance(30_000);
    const { pending } = held.body.login as { pending: string };
    const done = await server.send('POST', '/api/agent/second-factor', {
      body: { pending, factor: 'totp', code: codeAt(secret, server.clock.now()) },
      cookie: held.cookies.join('; '),
    });
    expect(done.body).toMatchObject({ status: 'done' });
    const session = done.cookies.join('; ');
    const ways = await server.send<ConfirmationWays>('GET', '/api/agent/confirmation', { cookie: session });
    expect(ways.body).toEqual({
      hasPassword: false,
      provider: { label: 'Shop account', isOwn: true },
    });
    await setUp({ hasSecondFactor: true });
    expect((await logInAs(nora.sub)).body.login).toMatchObject({ status: 'done' });
  });

  it('[AUTH4, AUTH18] leads to the set-up of a second factor where the role asks for one', async () => {
    await setUp();
    const admin = await server.logIn('admin', 'Ada');
    const rule = { body: { roles: ['agent'] }, cookie: admin };
    expect((await server.send('PUT', '/api/admin/second-factor-rule', rule)).status).toBe(200);
    const held = await logInAs(nora.sub);
    expect(held.body.login).toMatchObject({ status: 'must-enrol' });
    expect((await server.send('GET', '/api/agent/sessions', { cookie: held.session })).body.error.code).toBe(
      'second_factor_needed',
    );
    const begun = await server.send<{ secret: string }>('POST', '/api/agent/factors/totp', {
      body: {},
      cookie: held.session,
    });
    expect(begun.status).toBe(200);
    await setUp({ hasSecondFactor: true }, admin);
    expect((await logInAs(nora.sub)).body.login).toMatchObject({ status: 'done' });
  });

  /** Confirms a session at the provider; answers with the cookie that holds then. */
  async function confirmAs(cookie: string, who: string) {
    const begun = await server.send<BeginOidcAnswer>('POST', '/api/agent/confirmation/oidc-attempts', {
      body: { next: '/account' },
      cookie,
    });
    const back = await travel(begun.body.url, who);
    const landed = await server.send('GET', `${back.pathname}${back.search}`, { cookie: begun.cookie });
    const attempt = String(landed.headers.location).split('#')[1] ?? '';
    const answer = await finish(attempt, `${begun.cookie}; ${cookie}`);
    return { answer, begun, confirmed: answer.cookies.join('; ') };
  }

  it('[REM2, AUTH18] a session from the provider’s memory confirms nothing until they log in there anew', async () => {
    await setUp();
    const { session } = await logInAs(nora.sub);
    const sensitive = (cookie: string) => server.send('DELETE', '/api/agent/sessions', { cookie });
    expect((await sensitive(session)).body.error.code).toBe('confirmation_needed');
    const asked = provider.counts.asked;
    const { answer, begun, confirmed } = await confirmAs(session, nora.sub);
    expect(answer.body).toEqual({ interface: 'agent', next: '/account', login: null });
    const params = new URL(begun.body.url).searchParams;
    expect([params.get('prompt'), params.get('max_age')]).toEqual(['login', '0']);
    expect(provider.counts.asked).toBeGreaterThan(asked);
    expect((await sensitive(confirmed)).status).toBe(204);
    expect((await sensitive(session)).body.error.code).toBe('confirmation_needed');
  });

  it('[REM2, AUTH18] nobody confirms for somebody else, or for a session that is another', async () => {
    await setUp();
    const { session } = await logInAs(nora.sub);
    await logInAs(omar.sub);
    const other = await confirmAs(session, omar.sub);
    expect(other.answer.body.error.code).toBe('oidc_other_person');
    const stranger = await confirmAs(session, pia.sub);
    expect(stranger.answer.body.error.code).toBe('oidc_no_account');
    const begun = await server.send<BeginOidcAnswer>('POST', '/api/agent/confirmation/oidc-attempts', {
      body: {},
      cookie: session,
    });
    const back = await travel(begun.body.url, nora.sub);
    const landed = await server.send('GET', `${back.pathname}${back.search}`, { cookie: begun.cookie });
    const attempt = String(landed.headers.location).split('#')[1] ?? '';
    expect((await finish(attempt, begun.cookie)).body.error.code).toBe('session_ended');
  });

  it('[AUTH22] passwords go off by an admin who came in through the provider, and with them all that they opened', async () => {
    const ada: Person = { sub: 'p-ada', name: 'Ada', email: 'ada@shop.example', email_verified: true };
    provider.people.push(ada);
    try {
      const byPassword = await server.logIn('admin', 'Ada', true);
      await setUp({}, byPassword);
      expect((await setUp({ arePasswordsOff: true, secret: null }, byPassword)).body.error.code).toBe(
        'passwords_needed',
      );
      const through = await logInAs(ada.sub, 'admin');
      const session = await confirmAdmin(through.session, ada.sub);
      const off = await setUp({ arePasswordsOff: true, secret: null }, session);
      expect(off.body).toMatchObject({ settings: { arePasswordsOff: true }, isThroughProvider: true });
      expect((await server.send('GET', '/api/admin/session', { cookie: session })).status).toBe(200);
      expect((await server.send('GET', '/api/admin/session', { cookie: byPassword })).status).toBe(401);
      expect((await server.send('POST', '/api/admin/resume', { cookie: byPassword })).status).toBe(401);
      const login = { body: { email: 'ada@shop.example', password } };
      for (const [path, body] of [
        ['/api/admin/login', login.body],
        ['/api/agent/login', { email: 'nobody@shop.example', password }],
      ] as const)
        expect((await server.send('POST', path, { body })).body.error.code).toBe('passwords_off');
      const asPassword = { body: { password }, cookie: session };
      expect((await server.send('POST', '/api/admin/confirmation', asPassword)).body.error.code).toBe('passwords_off');
      expect((await server.send<LoginOptions>('GET', '/api/login-options')).body.hasPasswords).toBe(false);
      expect((await audited('security.passwords-off')).map((row) => row.who_name)).toEqual(['Ada']);
      // With the provider off, passwords are the way in again.
      expect((await setUp({ isOn: false, arePasswordsOff: true, secret: null }, session)).status).toBe(200);
      expect((await server.send('POST', '/api/admin/login', login)).status).toBe(200);
      expect(await audited('security.passwords-on')).toHaveLength(1);
    } finally {
      provider.people.pop();
    }
  });

  async function confirmAdmin(cookie: string, who: string): Promise<string> {
    const begun = await server.send<BeginOidcAnswer>('POST', '/api/admin/confirmation/oidc-attempts', {
      body: {},
      cookie,
    });
    const back = await travel(begun.body.url, who);
    const landed = await server.send('GET', `${back.pathname}${back.search}`, { cookie: begun.cookie });
    const done = await finish(String(landed.headers.location).split('#')[1] ?? '', `${begun.cookie}; ${cookie}`);
    return done.cookies.join('; ');
  }

  it('[AUTH22] the operator turns passwords on again, whatever was set', async () => {
    const forced = await buildServer({
      nowMs: Date.now(),
      provider: { allowsLoopback: true, arePasswordsForced: true },
    });
    await forced.addMember('Ada', ['admin']);
    const { secret: _secret, ...settings } = buildSettings(provider.issuer, { arePasswordsOff: true });
    const change = { settings: { ...settings, sealedSecret: null }, by: bySystem, at: forced.clock.now() };
    await forced.storage.execute(changeSettings, change);
    expect(await forced.logIn('admin', 'Ada')).toMatch(/^porchlight_admin=/);
    await forced.stop();
  });

  it('[AUTH18] the client secret is encrypted, never told, and never sent to another provider', async () => {
    const admin = await server.logIn('admin', 'Ada');
    const saved = await setUp({}, admin);
    expect(saved.body).toMatchObject({ hasSecret: true, redirectUri });
    expect(JSON.stringify(saved.body)).not.toContain(clientSecret);
    const [stored] = await server.storage.read
      .selectFrom('installation')
      .select('value')
      .where('key', '=', 'oidc')
      .execute();
    expect(stored?.value).not.toContain(clientSecret);
    expect(JSON.stringify(await server.storage.read.selectFrom('audit_log').selectAll().execute())).not.toMatch(
      /a secret of the client|sealedSecret":"[^(]/,
    );
    expect((await setUp({ secret: null, label: 'Other words' }, admin)).body).toMatchObject({ hasSecret: true });
    expect((await logInAs(nora.sub)).status).toBe(200);
    const elsewhere = await setUp({ secret: null, issuer: 'http://127.0.0.1:9' }, admin);
    expect(elsewhere.body.error.code).toBe('oidc_settings_invalid');
    expect((await setUp({ secret: null, clientId: 'other' }, admin)).body.error.code).toBe('oidc_settings_invalid');
  });

  it('[AUTH16, AUTH18] only who may change security, of all sites and confirmed, sets it up', async () => {
    await server.addMember('Sue', ['supervisor']);
    const supervisor = await server.logIn('admin', 'Sue');
    expect((await setUp({}, supervisor)).body.error.code).toBe('permission_missing');
    const admin = await server.logIn('admin', 'Ada');
    server.clock.advance(11 * 60_000);
    expect((await setUp({}, admin)).body.error.code).toBe('confirmation_needed');
    await server.accounts.addMember({
      name: 'Lim',
      email: 'lim@shop.example',
      password,
      roles: ['admin'],
      sites: ['st_aaaaaaaaaaaaaaaaaaaaaa'],
    });
    const limited = await server.logIn('admin', 'Lim');
    expect((await setUp({}, limited)).body.error.code).toBe('permission_missing');
  });
});

describe('a provider that tells claims on asking alone', () => {
  it('[AUTH20, AUTH21] is asked for what the ID token does not say', async () => {
    const thin = await startProvider({ redirectUri, people: [nora], hasThinTokens: true });
    const server = await buildServer({ nowMs: Date.now(), provider: { allowsLoopback: true } });
    try {
      await server.addMember('Ada', ['admin']);
      const cookie = await server.logIn('admin', 'Ada');
      const roleMap = [{ value: 'support', role: 'supervisor' as const }];
      const body = buildSettings(thin.issuer, { rolesClaim: 'groups', roleMap });
      expect((await server.send('PUT', '/api/admin/oidc', { body, cookie })).status).toBe(200);
      const begun = await server.send<BeginOidcAnswer>('POST', '/api/agent/oidc/attempts', { body: {} });
      const back = await makeTraveller()(begun.body.url, nora.sub);
      const landed = await server.send('GET', `${back.pathname}${back.search}`, { cookie: begun.cookie });
      const attempt = String(landed.headers.location).split('#')[1];
      const done = await server.send<FinishOidcAnswer>('POST', '/api/oidc/completions', {
        body: { attempt },
        cookie: begun.cookie,
      });
      expect(done.body.login).toMatchObject({ member: { email: 'nora@shop.example', roles: ['supervisor'] } });
    } finally {
      await server.stop();
      await thin.stop();
    }
  });
});
