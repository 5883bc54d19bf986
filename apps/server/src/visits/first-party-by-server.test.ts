import type { CookieMode, PageViewAnswer } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../platform/ids/index.ts';
import type { Site } from '../sites/index.ts';
import { buildPageView, fromPage, startTestServer, type TestServer } from '../testing.ts';
import { cookiesOf, livesOf, TestBrowser } from './testing.ts';

const shop = 'https://shop.example/';
const year = 31_536_000;

/** The service under the shop's own domain, behind a proxy that is trusted. */
let server: TestServer;
/** A service elsewhere: one behind a proxy that it trusts, one that trusts none. */
let proxied: TestServer;
let direct: TestServer;
beforeAll(async () => {
  [server, proxied, direct] = await Promise.all([
    startTestServer({ scheme: 'https', domain: 'shop.example' }),
    startTestServer({ scheme: 'https', env: { PORCHLIGHT_TRUSTED_PROXIES: '127.0.0.1' } }),
    startTestServer({ scheme: 'https' }),
  ]);
});
afterAll(() => Promise.all([server.close(), proxied.close(), direct.close()]));

async function addSite(on: TestServer, mode: CookieMode): Promise<Site> {
  const domains = ['shop.example', '*.shop.example', 'blog.example', 'notshop.example'];
  const { id } = await on.app.sites.addSite({ name: 'Shop', domains });
  return on.app.sites.changeSite(id, { mode });
}

describe('a service under the site’s own domain', () => {
  const visit = async (mode: CookieMode) => {
    const site = await addSite(server, mode);
    const browser = new TestBrowser(server, site, 'shared');
    browser.headers = { 'sec-fetch-site': 'same-site', 'sec-fetch-storage-access': '' };
    return { site, browser };
  };

  it.each<[CookieMode, number | 'session']>([
    ['first-party', year],
    ['first-party-session', 'session'],
    ['first-party-with-third-party-session', year],
  ])('[MODE9] %s: the server keeps the id where no script can read it', async (mode, life) => {
    const { browser } = await visit(mode);
    const { answer, cookies } = await browser.view(shop);
    const own = cookies.find((line) => line.startsWith('__Host-pl_vid-'));
    expect(livesOf([own ?? ''])).toEqual([`pl_vid ${life}`]);
    expect(own).toMatch(/^__Host-pl_vid-[\w-]+=vi_[\w-]+; Path=\/;.*HttpOnly; Secure; SameSite=Lax$/);
    expect(answer.keep).toBe('visit');
    const next = await browser.view('https://www.shop.example/');
    expect([next.answer.visitor, next.cookies]).toEqual([answer.visitor, []]);
    server.clock.advance(3_600_000);
    const later = await browser.view(shop);
    expect(later.answer.visitor).toBe(answer.visitor);
    expect(server.app.visits.findOpen(later.answer.visit)?.details.recognition).toBe('strong');
  });

  it('[MODE9] takes over what script kept, as weakly as it was', async () => {
    const { browser } = await visit('first-party');
    browser.headers = { 'sec-fetch-site': 'cross-site' };
    const before = await browser.view(shop);
    expect([before.cookies, before.answer.keep]).toEqual([[], 'visitor-and-visit']);
    browser.headers = { 'sec-fetch-site': 'same-site' };
    const after = await browser.view(shop);
    expect(after.answer.visitor).toBe(before.answer.visitor);
    // The page lets go of it once the cookie has come back.
    expect((await browser.view(shop)).answer.keep).toBe('visit');
    server.clock.advance(3_600_000);
    const later = await browser.view(shop);
    expect(server.app.visits.findOpen(later.answer.visit)?.details.recognition).toBe('weak');
  });

  it('[MODE9] leaves the id with the page where the browser refuses the cookie', async () => {
    const { browser, site } = await visit('first-party');
    browser.kind = 'none';
    await browser.view(shop);
    const second = await browser.view(shop);
    expect(second.answer.keep).toBe('visitor-and-visit');
    expect((await browser.view(shop)).answer.visitor).toBe(second.answer.visitor);
    const tab = await browser.send(shop, 'views', buildPageView({ url: shop, jar: 'tab' }));
    expect(tab.json<PageViewAnswer>().keep).toBe('visitor-and-visit');
    expect(site.mode).toBe('first-party');
  });

  it('[MODE9, MODE7] in third-party modes the service’s own cookies are first-party here, and split elsewhere', async () => {
    const { browser } = await visit('third-party');
    const { answer, asked } = await browser.view(shop);
    expect(asked).toMatchObject({ class: 'partitioned', keep: 'visit', visitor: answer.visitor });
    expect(server.app.visits.findOpen(answer.visit)?.details).toMatchObject({ jar: 'third-party-cookie', steps: [] });
    expect((await browser.view(shop)).answer).toMatchObject({ visitor: answer.visitor, keep: 'visit' });
  });

  it('[MODE9] is told by the browser’s word and the Origin together', async () => {
    const { browser } = await visit('first-party');
    for (const [url, said] of [
      ['https://blog.example/', 'same-site'],
      ['https://notshop.example/', 'same-site'],
      [shop, 'cross-site'],
      [shop, 'none'],
      [shop, ''],
    ] as const) {
      browser.headers = { 'sec-fetch-site': said };
      expect([url, said, (await browser.view(url)).cookies]).toEqual([url, said, []]);
      const answer = await browser.send(url, 'views', { v: 2 });
      // A tag that believes more than this server sees must still be able to read its answer.
      const allowed = said === 'same-site' ? 'true' : undefined;
      expect(answer.headers['access-control-allow-credentials']).toBe(allowed);
    }
  });

  it('[MODE9, MODE16] a browser that says nothing of the kind reads its answer all the same', async () => {
    const { site } = await visit('first-party');
    for (const [origin, allowed] of [
      [shop.slice(0, -1), 'true'],
      ['https://blog.example', undefined],
    ] as const) {
      const answer = await server.ask(
        'service',
        `/t/${site.id}/views`,
        fromPage(buildPageView({ url: `${origin}/` }), origin),
      );
      expect([origin, answer.status, cookiesOf(answer)]).toEqual([origin, 201, []]);
      expect(answer.headers['access-control-allow-credentials']).toBe(allowed);
    }
  });

  it('[MODE8, MODE9] the report says that it was seen, for a day', async () => {
    const { browser, site } = await visit('first-party');
    const read = async () => (await server.app.visits.shares.readReport(site.id, 1)).isServedFirstParty;
    expect(await read()).toBe(false);
    await browser.view(shop);
    expect(await read()).toBe(true);
    server.clock.advance(24 * 3_600_000);
    expect(await read()).toBe(false);
  });
});

describe('a path that the site passes on', () => {
  const forwarded = {
    'sec-fetch-site': 'same-origin',
    'x-forwarded-host': 'shop.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '198.51.100.7',
  };
  const send = (on: TestServer, site: Site, headers: Record<string, string>, overrides: object = {}) => {
    const { headers: own, ...rest } = fromPage(buildPageView({ url: shop, ...overrides }));
    return on.ask('service', `/t/${site.id}/views`, { ...rest, headers: { ...own, ...headers } });
  };

  it.each<[CookieMode, number | 'session']>([
    ['third-party', year],
    ['third-party-session', 'session'],
    ['first-party-with-third-party-session', year],
    ['first-party', year],
    ['first-party-session', 'session'],
  ])('[MODE9] %s: the id lies on the site’s domain, out of the reach of scripts', async (mode, life) => {
    const site = await addSite(proxied, mode);
    const first = await send(proxied, site, forwarded);
    expect(livesOf(cookiesOf(first))).toEqual([`pl_vid ${life}`]);
    expect(cookiesOf(first)[0]).toMatch(/^pl_vid-.*; Domain=shop\.example; HttpOnly; Secure; SameSite=Lax$/);
    const answer = first.json<PageViewAnswer>();
    expect(answer).toMatchObject({ keep: 'visit', class: null, asksClass: false });
    const cookie = `pl_vid-${site.id}=${answer.visitor}; pl_sid-${site.id}=${answer.visit}.4-`;
    const session = { mode, class: null };
    const next = await send(proxied, site, { ...forwarded, cookie }, { visit: answer.visit, session });
    expect([next.status, next.json<PageViewAnswer>().visitor, cookiesOf(next)]).toEqual([200, answer.visitor, []]);
    expect(next.json<PageViewAnswer>().keep).toBe('visit');
  });

  it('[MODE9, VIS4] what comes in its name is weak: a script could have written it', async () => {
    const site = await addSite(proxied, 'first-party');
    const { visitor } = (await send(proxied, site, forwarded)).json<PageViewAnswer>();
    proxied.clock.advance(3_600_000);
    const cookie = `pl_vid-${site.id}=${visitor}`;
    const later = (await send(proxied, site, { ...forwarded, cookie })).json<PageViewAnswer>();
    expect(later.visitor).toBe(visitor);
    expect(proxied.app.visits.findOpen(later.visit)?.details.recognition).toBe('weak');
  });

  it('[MODE9, AUTH0] is believed of a trusted proxy alone, and only where everything fits', async () => {
    const wrong: [TestServer, Record<string, string>][] = [
      [direct, forwarded],
      [proxied, { ...forwarded, 'x-forwarded-host': 'evil.example' }],
      [proxied, { ...forwarded, 'x-forwarded-host': 'service.localhost' }],
      [proxied, { ...forwarded, 'x-forwarded-host': '' }],
      [proxied, { ...forwarded, 'x-forwarded-proto': 'http' }],
      [proxied, { ...forwarded, 'sec-fetch-site': 'cross-site' }],
    ];
    for (const [on, headers] of wrong) {
      const site = await addSite(on, 'first-party');
      const answer = await send(on, site, { ...headers, cookie: `pl_vid-${site.id}=${newId('vi')}` });
      expect([headers, answer.status, cookiesOf(answer)]).toEqual([headers, 201, []]);
      const allowed = headers['sec-fetch-site'] === 'cross-site' ? undefined : 'true';
      expect(answer.headers['access-control-allow-credentials']).toBe(allowed);
    }
  });

  it('[MODE9] a host without a registrable domain gets a cookie of its own', async () => {
    const { id } = await proxied.app.sites.addSite({ name: 'Local', domains: ['shop.localhost:8443'] });
    const site = proxied.app.sites.getSite(id);
    const { headers, ...rest } = fromPage(
      buildPageView({ url: 'https://shop.localhost:8443/' }),
      'https://shop.localhost:8443',
    );
    const answer = await proxied.ask('service', `/t/${site.id}/views`, {
      ...rest,
      headers: { ...headers, ...forwarded, 'x-forwarded-host': 'shop.localhost:8443' },
    });
    expect(cookiesOf(answer)).toHaveLength(1);
    expect(cookiesOf(answer)[0]).not.toContain('Domain');
  });
});
