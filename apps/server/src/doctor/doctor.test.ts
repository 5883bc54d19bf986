import { type DoctorAnswer, type DoctorCodeAnswer, limits } from '@porchlight/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../../scripts/testing/postgres.ts';
import { newSecret } from '../platform/ids/index.ts';
import type { Site } from '../sites/index.ts';
import {
  type Ask,
  countRows,
  fromPage,
  fromWorkspace,
  refusalOf,
  startTestServer,
  type TestServer,
  testAgent,
  testOrigin,
} from '../testing.ts';

const trial = '123456789012345678';

describe.each([
  { name: 'sqlite', open: async () => null },
  { name: 'postgres', open: createTestDatabase },
])('the doctor on $name', ({ open }) => {
  let server: TestServer;
  let database: Awaited<ReturnType<typeof open>>;
  let admin: string;
  beforeAll(async () => {
    database = await open();
    server = await startTestServer({
      scheme: 'https',
      domain: 'chat-host.example',
      env: { PORCHLIGHT_TRUSTED_PROXIES: '127.0.0.1' },
      ...(database && { databaseUrl: database.url }),
    });
    admin = (await server.logIn('admin')).cookie;
  });
  afterAll(async () => {
    await server.close();
    await database?.drop();
  });
  // Each test comes from a network of its own, with a whole allowance.
  let network = '';
  let made = 0;
  beforeEach(() => {
    network = `198.51.100.${++made}`;
  });

  async function makeCode(site: Site = server.site, cookie = admin): Promise<DoctorCodeAnswer> {
    const answer = await server.ask('workspace', `/api/admin/sites/${site.id}/doctor-codes`, fromAdmin(cookie));
    expect(answer.status).toBe(201);
    return answer.json<DoctorCodeAnswer>();
  }

  const fromAdmin = (cookie: string): Ask => ({
    ...fromWorkspace(cookie, {}),
    headers: { cookie, origin: 'https://workspace.chat-host.example' },
  });

  const check = (
    body: object | string,
    { origin = testOrigin, headers = {}, site = server.site.id as string } = {},
  ) => {
    const asked = fromPage(typeof body === 'string' ? body : { v: 1, ...body }, origin);
    return server.ask('service', `/t/${site}/doctor`, {
      ...asked,
      headers: { ...asked.headers, 'x-forwarded-for': network, ...headers },
    });
  };
  const look = (code: string, options?: Parameters<typeof check>[1]) => check({ code, step: 'look' }, options);

  it('[DOC1] gives a code of 256 bits for 15 minutes, and stores its hash alone', async () => {
    const { code, at, expiresAt, checks } = await makeCode();
    expect(code).toMatch(/^[\w-]{43}$/);
    expect([expiresAt - at, checks]).toEqual([15 * 60_000, 20]);
    const rows = await server.storage.read.selectFrom('doctor_codes').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(code);
  });

  it('[DOC2] names the site’s own pages, the last one seen first, and none that is blocked', async () => {
    const { code, addresses } = await makeCode();
    expect(addresses).toEqual([`https://shop.example/?porchlight-doctor=${code}`]);
    const site = await server.app.sites.addSite({
      name: 'Many',
      domains: ['a.example', '*.a.example', 'b.example:8443', 'localhost:3000'],
    });
    await server.app.sites.changeSite(site.id, { blockedDomains: ['a.example'] });
    const more = await makeCode(server.app.sites.getSite(site.id));
    expect(more.addresses.map((one) => one.split('?')[0])).toEqual([
      'https://b.example:8443/',
      'https://localhost:3000/',
    ]);
  });

  it('[DOC1] answers a page that has the code, again and again in one browser, until it is used up', async () => {
    const { code } = await makeCode();
    for (let left = limits.doctorChecks - 1; left >= 0; left--) {
      const answer = await look(code);
      expect([answer.status, answer.json<DoctorAnswer>().checksLeft]).toEqual([200, left]);
    }
    expect(refusalOf(await look(code))).toEqual([403, 'doctor_code_invalid']);
  });

  it('[DOC1] is good for the browser and network that used it first', async () => {
    const { code } = await makeCode();
    // Nothing but a counted look begins.
    expect(refusalOf(await check({ code, step: 'read', trial }))).toEqual([403, 'doctor_code_invalid']);
    expect((await look(code)).status).toBe(200);
    const other = { headers: { 'user-agent': testAgent.replace('156', '155') } };
    expect(refusalOf(await look(code, other))).toEqual([403, 'doctor_code_invalid']);
    expect(refusalOf(await check({ code, step: 'read', trial }, other))).toEqual([403, 'doctor_code_invalid']);
    expect((await look(code)).json<DoctorAnswer>().checksLeft).toBe(limits.doctorChecks - 2);
  });

  it('[DOC1] binds to one browser also where two come at once', async () => {
    const { code } = await makeCode();
    const agents = ['150', '151', '152', '153'].map((version) => testAgent.replace('156', version));
    const answers = await Promise.all(agents.map((agent) => look(code, { headers: { 'user-agent': agent } })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403, 403]);
  });

  it('[DOC1] ends after 15 minutes, and when its member makes another one for the site', async () => {
    const former = await makeCode();
    const present = await makeCode();
    const other = await makeCode(server.site, (await server.logIn('admin')).cookie);
    expect(refusalOf(await look(former.code))).toEqual([403, 'doctor_code_invalid']);
    server.clock.advance(limits.doctorCodeMs - 1);
    const { minutesLeft } = (await look(present.code)).json<DoctorAnswer>();
    expect(minutesLeft).toBe(1);
    server.clock.advance(1);
    for (const { code } of [present, other]) expect(refusalOf(await look(code))).toEqual([403, 'doctor_code_invalid']);
    admin = (await server.logIn('admin')).cookie;
    await makeCode();
    expect((await countRows(server.storage, ['doctor_codes'])).doctor_codes).toBe(1);
  });

  it('[DOC1] of one site opens nothing on another', async () => {
    const { code } = await makeCode();
    const site = await server.app.sites.addSite({ name: 'Other', domains: ['shop.example'] });
    expect(refusalOf(await look(code, { site: site.id }))).toEqual([403, 'doctor_code_invalid']);
    expect(refusalOf(await look(code, { site: 'st_unknown-site' }))).toEqual([404, 'site_not_found']);
    expect((await look(code)).status).toBe(200);
  });

  it.each([
    ['unknown', newSecret()],
    ['empty', ''],
    ['short', 'abc'],
    ['a number', 5],
    ['null', null],
    ['a list', ['x']],
    ['an object', { $ne: '' }],
    ['with a quote', `${"'".repeat(43)}`],
    ['with a zero byte', `${'a'.repeat(42)}\u0000`],
    ['of a thousand signs', 'x'.repeat(1_000)],
  ])('[DOC1] refuses a code that is %s in one and the same way', async (_, code) => {
    const answer = await check({ code, step: 'look' } as object);
    expect(refusalOf(answer)).toEqual([403, 'doctor_code_invalid']);
    expect(answer.headers['access-control-allow-credentials']).toBe(undefined);
    expect(answer.headers['set-cookie']).toBe(undefined);
  });

  it.each([
    ['no JSON', '{', 400, 'malformed_json'],
    ['empty', '', 403, 'doctor_code_invalid'],
    ['larger than any', JSON.stringify({ v: 1, code: 'x'.repeat(3_000), step: 'look' }), 413, 'body_too_large'],
  ])('[DOC3] refuses a body that is %s', async (_, body, status, code) => {
    expect(refusalOf(await check(body))).toEqual([status, code]);
  });

  it.each([
    ['an unknown step', { step: 'all' }],
    ['another version', { v: 2, step: 'look' }],
    ['no trial', { step: 'try' }],
    ['a trial with a line break', { step: 'try', trial: '1\r\nSet-Cookie: a=b' }],
    ['a trial that is too long', { step: 'read', trial: '1'.repeat(21) }],
  ])('[DOC3] refuses %s, and takes no check for it', async (_, part) => {
    const { code } = await makeCode();
    expect(refusalOf(await check({ code, ...part }))).toEqual([400, 'invalid_body']);
    expect((await look(code)).json<DoctorAnswer>().checksLeft).toBe(limits.doctorChecks - 1);
  });

  it('[DOC3] answers a page of an origin that is not on the list, and gives it no cookies', async () => {
    const { code } = await makeCode();
    await server.app.sites.changeSite(server.site.id, { mode: 'third-party', blockedDomains: ['bad.shop.example'] });
    for (const [origin, standing] of [
      ['https://evil.example', 'unlisted'],
      ['https://shop.example:8443', 'unlisted'],
      ['https://bad.shop.example', 'blocked'],
      ['null', 'unlisted'],
      [testOrigin, 'listed'],
    ] as const) {
      const answer = await look(code, { origin });
      expect(answer.json<DoctorAnswer>()).toMatchObject({ origin, standing, domains: server.site.domains });
      expect(answer.headers['access-control-allow-origin']).toBe(origin);
      const tried = await check({ code, step: 'try', trial }, { origin });
      const isListed = standing === 'listed';
      expect(tried.headers['access-control-allow-credentials']).toBe(isListed ? 'true' : undefined);
      expect(tried.headers['set-cookie'] !== undefined).toBe(isListed);
    }
    const without = await server.ask('service', `/t/${server.site.id}/doctor`, { method: 'POST', body: '{}' });
    expect(refusalOf(without)).toEqual([403, 'origin_missing']);
  });

  it('[DOC3] tells what it sees, cookies by name alone', async () => {
    const { code } = await makeCode();
    const answer = await look(code, {
      headers: {
        cookie: `__Host-pl_visitor-${server.site.id}=vi_0123456789abcdef; SECRET=value; pl_<b>=1; pl_try-x=2`,
        'sec-fetch-site': 'cross-site',
        'sec-fetch-storage-access': 'active',
        'sec-gpc': '1',
      },
    });
    expect(answer.json<DoctorAnswer>()).toMatchObject({
      at: server.clock.now(),
      registrableDomain: 'shop.example',
      reach: 'cross-site',
      proxy: 'trusted',
      cookies: [`__Host-pl_visitor-${server.site.id}`, 'pl_try-x'],
      otherCookies: 2,
      fetchSite: 'cross-site',
      storageAccess: 'active',
      hasGpc: true,
      browser: 'Chrome 156',
      country: 'DE',
      trial: null,
      bubble: '/assets/bubble-1.js',
    });
    expect(answer.body).not.toMatch(/vi_0123|value|SECRET/);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it.each([
    ['third-party', 'cross-site', 2],
    ['third-party-session', 'cross-site', 2],
    ['first-party-with-third-party-session', 'cross-site', 2],
    ['first-party', 'cross-site', 0],
    ['first-party-session', 'cross-site', 0],
  ] as const)('[DOC4, MODE16] in %s tries %s cookies: %i', async (mode, fetchSite, count) => {
    const site = await server.app.sites.addSite({ name: mode, domains: ['shop.example'] });
    await server.app.sites.changeSite(site.id, { mode });
    const { code } = await makeCode(site);
    const options = { site: site.id as string, headers: { 'sec-fetch-site': fetchSite } };
    await look(code, options);
    const set = [(await check({ code, step: 'try', trial }, options)).headers['set-cookie'] ?? []].flat();
    expect(set).toHaveLength(count);
    for (const one of set) expect(one).toMatch(/^__Host-pl_try(_p)?-st_.*HttpOnly; Secure; SameSite=None/);
    const cookie = set.map((one) => one.split(';')[0]).join('; ');
    const read = await check(
      { code, step: 'read', trial },
      { ...options, headers: { ...options.headers, cookie, 'sec-fetch-storage-access': 'active' } },
    );
    const removed = [read.headers['set-cookie'] ?? []].flat();
    expect(removed).toHaveLength(count);
    for (const one of removed) expect(one).toContain('Max-Age=-1');
    expect(read.json<DoctorAnswer>().trial).toMatchObject({
      plain: count > 0,
      twin: count > 0,
      own: null,
      class: count > 0 ? 'unpartitioned' : 'blocked',
    });
    // An older value is no answer to this trial.
    const stale = await check({ code, step: 'read', trial: '9' }, { ...options, headers: { cookie } });
    expect(stale.json<DoctorAnswer>().trial).toMatchObject({ plain: false, twin: false });
  });

  it('[DOC3] is not flooded: a network has an allowance, spent by bad codes too', async () => {
    const { code } = await makeCode();
    const statuses: number[] = [];
    for (let at = 0; at < 70; at++) statuses.push((await look(newSecret())).status);
    expect(new Set(statuses.slice(0, 50))).toEqual(new Set([403]));
    const refused = await look(code);
    expect(refusalOf(refused)).toEqual([429, 'too_many_requests']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.headers['access-control-allow-origin']).toBe('*');
  });

  it('[DOC1] is made by admins alone, for a site that there is', async () => {
    const url = `/api/admin/sites/${server.site.id}/doctor-codes`;
    const agent = (await server.logIn('agent')).cookie;
    expect(refusalOf(await server.ask('workspace', url, fromAdmin(agent)))[0]).toBe(401);
    expect(refusalOf(await server.ask('workspace', url.replace(server.site.id, 'st_none'), fromAdmin(admin)))).toEqual([
      404,
      'site_not_found',
    ]);
  });

  it('[DOC4] has a frame that the site’s domains alone may embed, and that holds nothing', async () => {
    const frame = await server.ask('service', `/m/${server.site.id}/doctor`);
    expect(frame.headers['content-security-policy']).toContain(
      'frame-ancestors https://shop.example http://shop.example https://*.shop.example http://*.shop.example',
    );
    expect(frame.headers['content-security-policy']).toContain("connect-src 'self' wss://service.chat-host.example");
    expect(frame.body).toContain('<script type="module" src="/assets/doctor-frame-1.js" integrity="sha384-d">');
    expect(frame.body).not.toContain('shop.example');
  });
});
