import { type AdminSite, cookieModes } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, fromWorkspace, refusalOf, startTestServer, type TestServer } from '../testing.ts';
import { presentAdminSite } from './present.ts';

let server: TestServer;
let admin: string;
beforeAll(async () => {
  server = await startTestServer();
  admin = (await server.logIn('admin')).cookie;
});
afterAll(() => server.close());

const change = (body: object | string, cookie = admin): Promise<Answer> =>
  server.ask('workspace', `/api/admin/sites/${server.site.id}`, {
    ...fromWorkspace(cookie, typeof body === 'string' ? {} : body),
    ...(typeof body === 'string' ? { body } : {}),
    method: 'PATCH',
  });
const problemsOf = (answer: Answer) =>
  answer.json<{ error: { problems: { path: string; message: string }[] } }>().error.problems;
const read = () => server.app.sites.getSite(server.site.id);
const readTag = async () => (await server.ask('service', `/tag/${server.site.id}.js`)).body;

describe('how a site recognises', () => {
  it.each(cookieModes)('[MODE12] is changed to %s, from the next page view on', async (mode) => {
    expect((await change({ mode })).json<AdminSite>().mode).toBe(mode);
    expect(await readTag()).toContain(`"mode":"${mode}"`);
  });

  it('[MODE12] remembers when a third-party mode was left, also over further changes', async () => {
    const { id } = await server.app.sites.addSite({ name: 'Left', domains: ['left.example'] });
    const leftAt = () => server.app.sites.getSite(id).leftThirdPartyAt;
    const { sites } = server.app;
    await sites.changeSite(id, { mode: 'first-party-session' });
    expect(leftAt()).toBeNull();
    await sites.changeSite(id, { mode: 'third-party' });
    await sites.changeSite(id, { mode: 'first-party-with-third-party-session' });
    expect(leftAt()).toBeNull();
    await sites.changeSite(id, { mode: 'first-party' });
    const at = server.clock.now();
    server.clock.advance(1_000);
    await sites.changeSite(id, { mode: 'first-party-session' });
    expect(leftAt()).toBe(at);
    await sites.changeSite(id, { mode: 'third-party-session' });
    await sites.changeSite(id, { mode: 'first-party' });
    expect(leftAt()).toBe(at + 1_000);
  });

  it('[MODE13] lasts 1 to 400 days, and is prolonged by visits or is not', async () => {
    for (const lifetimeDays of [1, 390, 400])
      expect((await change({ lifetimeDays, isProlonged: false })).json()).toMatchObject({
        lifetimeDays,
        isProlonged: false,
      });
    await server.app.sites.load();
    expect(read()).toMatchObject({ lifetimeDays: 400, isProlonged: false });
  });

  it('[VIS5] names visitor cookies of an earlier system, each once', async () => {
    const names = ['LPVID', ' dp__v ', 'LPVID', 'dp_v'];
    expect((await change({ adoptedCookies: names })).json<AdminSite>().adoptedCookies).toEqual([
      'LPVID',
      'dp__v',
      'dp_v',
    ]);
    expect(await readTag()).toContain('"adopts":["LPVID","dp__v","dp_v"]');
    expect((await change({ adoptedCookies: [] })).json<AdminSite>().adoptedCookies).toEqual([]);
  });

  it('[MODE9] tells admins which of the site’s domains share the service’s registrable domain', () => {
    const site = {
      ...read(),
      domains: [
        'shop.example',
        'www.shop.example:8443',
        '*.shop.example',
        'evilshop.example',
        'blog.example',
        'example',
      ],
    };
    expect(presentAdminSite(site, 'https://chat.shop.example', null).servedDomains).toEqual([
      'shop.example',
      'www.shop.example:8443',
      '*.shop.example',
    ]);
    expect(presentAdminSite(site, 'http://chat.shop.example', null).servedDomains).toEqual([]);
    const local = { ...site, domains: ['shop.localhost', 'localhost', '127.0.0.1'] };
    for (const service of ['https://service.localhost', 'https://localhost', 'https://127.0.0.1'])
      expect(presentAdminSite(local, service, null).servedDomains).toEqual([]);
  });
});

describe('what a site asks its visitors', () => {
  it('[CON3] is asked by the own banner or by somebody else, with the privacy policy’s address', async () => {
    const answer = await change({ hasBanner: false, privacyUrl: ' https://shop.example/privacy?a=1#b ' });
    expect(answer.json()).toMatchObject({ hasBanner: false, privacyUrl: 'https://shop.example/privacy?a=1#b' });
    expect((await change({ privacyUrl: '' })).json()).toMatchObject({ privacyUrl: '' });
  });

  it.each(['nothing', 'pages', 'visitor'] as const)('[CON4] is forgotten at withdrawal: %s', async (what) => {
    expect((await change({ forgetsOnWithdrawal: what })).json()).toMatchObject({ forgetsOnWithdrawal: what });
    expect(read().forgetsOnWithdrawal).toBe(what);
  });

  it('[CON1] is asked again of everybody when an admin says so, and not otherwise', async () => {
    const version = () => read().consentTextVersion;
    const before = Number(version());
    await change({ asksAgain: false, consentPolicy: 'notice' });
    expect(version()).toBe(String(before));
    const answer = await change({ asksAgain: true });
    expect(answer.json<AdminSite>().consentTextVersion).toBe(String(before + 1));
    expect(await readTag()).toContain(`"textVersion":"${before + 1}"`);
    await change({ asksAgain: true });
    expect(version()).toBe(String(before + 2));
  });
});

describe('bad input', () => {
  it.each<[body: Record<string, unknown>, path: string]>([
    [{ mode: 'third party' }, 'mode'],
    [{ mode: null }, 'mode'],
    [{ lifetimeDays: 0 }, 'lifetimeDays'],
    [{ lifetimeDays: 401 }, 'lifetimeDays'],
    [{ lifetimeDays: 30.5 }, 'lifetimeDays'],
    [{ lifetimeDays: '365' }, 'lifetimeDays'],
    [{ isProlonged: 1 }, 'isProlonged'],
    [{ hasBanner: 'yes' }, 'hasBanner'],
    [{ asksAgain: 'now' }, 'asksAgain'],
    [{ forgetsOnWithdrawal: 'all' }, 'forgetsOnWithdrawal'],
    [{ adoptedCookies: 'LPVID' }, 'adoptedCookies'],
    [{ adoptedCookies: ['a', 'b', 'c', 'd', 'e'] }, 'adoptedCookies'],
    [{ adoptedCookies: ['LPVID', ''] }, 'adoptedCookies.1'],
    [{ adoptedCookies: ['LP VID'] }, 'adoptedCookies.0'],
    [{ adoptedCookies: ['LPVID;a=b'] }, 'adoptedCookies.0'],
    [{ adoptedCookies: ['LPVID='] }, 'adoptedCookies.0'],
    [{ adoptedCookies: ['LP\u0000VID'] }, 'adoptedCookies.0'],
    [{ adoptedCookies: ['LPVÏD'] }, 'adoptedCookies.0'],
    [{ adoptedCookies: ['x'.repeat(65)] }, 'adoptedCookies.0'],
    [{ adoptedCookies: ['pl_vid-st_demo'] }, 'adoptedCookies.0'],
    [{ adoptedCookies: ['__Host-porchlight_admin'] }, 'adoptedCookies.0'],
    [{ privacyUrl: 'http://shop.example/privacy' }, 'privacyUrl'],
    [{ privacyUrl: 'javascript:alert(1)' }, 'privacyUrl'],
    [{ privacyUrl: 'https://' }, 'privacyUrl'],
    [{ privacyUrl: 'https://ann:secret@shop.example/' }, 'privacyUrl'],
    [{ privacyUrl: 'https://shop.example/\u0000 a' }, 'privacyUrl'],
    [{ privacyUrl: `https://shop.example/${'x'.repeat(500)}` }, 'privacyUrl'],
    [{ privacyUrl: null }, 'privacyUrl'],
    [{ leftThirdPartyAt: 1 }, ''],
    [{ consentTextVersion: '9' }, ''],
    [{ servedDomains: ['shop.example'] }, ''],
  ])('is refused: %j', async (body, path) => {
    const before = read();
    const answer = await change(body);
    expect(refusalOf(answer)).toEqual([400, 'invalid_body']);
    expect(new Set(problemsOf(answer).map((problem) => problem.path))).toEqual(new Set([path]));
    expect(read()).toEqual(before);
  });

  it('is told with every problem at once, and changes nothing', async () => {
    const before = read();
    const answer = await change({
      name: 'A name that is fine',
      mode: 'none',
      lifetimeDays: 1_000,
      adoptedCookies: ['fine', 'not fine', 'a;b'],
      privacyUrl: 'ftp://shop.example',
      domains: ['shop.example', '/'],
    });
    expect(
      problemsOf(answer)
        .map((problem) => problem.path)
        .sort(),
    ).toEqual(['adoptedCookies.1', 'adoptedCookies.2', 'domains.1', 'lifetimeDays', 'mode', 'privacyUrl']);
    expect(read()).toEqual(before);
  });

  it.each(['{', '[]', 'null', '"mode"', `{"greeting":"${'x'.repeat(300_000)}"}`])('is refused whole', async (body) => {
    expect((await change(body)).status).toBeGreaterThanOrEqual(400);
  });

  it('[AUTH1] is not even read from those who are no admins', async () => {
    const agent = (await server.logIn('agent')).cookie;
    for (const cookie of ['', agent, `${admin}x`]) {
      const answer = await change({ mode: 'third-party' }, cookie);
      expect([401, 403]).toContain(answer.status);
    }
  });
});
