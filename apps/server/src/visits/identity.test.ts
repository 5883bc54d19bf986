import type { CookieMode, VisitorId } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../platform/ids/index.ts';
import type { Site } from '../sites/index.ts';
import { refusalOf, startTestServer, type TestServer } from '../testing.ts';
import { findJoined } from '../visitors/index.ts';
import { addSite, type BrowserKind, livesOf, openBrowser, TestBrowser } from './testing.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ scheme: 'https' });
});
afterAll(() => server.close());

const shop = 'https://shop.example/';
const blog = 'https://blog.example/';
const hour = 3_600_000;
const year = 31_536_000;

const open = (mode: CookieMode, kind: BrowserKind) => openBrowser(server, mode, kind);
const joined = async (site: Site, visitor: VisitorId) =>
  (await findJoined(server.storage.read, site.id, visitor)).map(({ visitor: other, strength }) => [other, strength]);

describe('what is set and kept', () => {
  it('[MODE1, MODE13] third-party: a pair that lasts, and a visit for the session', async () => {
    const { browser } = await open('third-party', 'shared');
    const { answer, asked, cookies } = await browser.view(shop);
    expect(livesOf(cookies)).toEqual([
      `pl_visitor ${year}`,
      `pl_visitor_p ${year}`,
      'pl_visit session',
      'pl_visit_p session',
    ]);
    for (const line of cookies) expect(line).toMatch(/^__Host-.*; Path=\/;.*HttpOnly; Secure; SameSite=None/);
    expect(cookies.filter((line) => line.endsWith('; Partitioned')).map((line) => line.split('=')[0])).toEqual([
      expect.stringContaining('pl_visitor_p-'),
      expect.stringContaining('pl_visit_p-'),
    ]);
    expect(answer).toMatchObject({ keep: 'visit', class: null, asksClass: true, visitorMaxAgeS: year });
    expect(asked).toMatchObject({ keep: 'visit', class: 'unpartitioned', visitor: answer.visitor });
  });

  it('[MODE1] a browser that shares cookies is the same on every domain, also after a restart', async () => {
    const { browser } = await open('third-party', 'shared');
    const { answer } = await browser.view(shop);
    const other = await browser.view(blog);
    expect(other.answer).toMatchObject({ visitor: answer.visitor, visit: answer.visit, class: 'unpartitioned' });
    expect(other.status).toBe(200);
    browser.restart();
    server.clock.advance(24 * hour);
    expect((await browser.view(blog)).answer.visitor).toBe(answer.visitor);
  });

  it('[MODE2] third-party-session: nothing that lasts, on the page neither', async () => {
    const { browser } = await open('third-party-session', 'shared');
    const { answer, cookies } = await browser.view(shop);
    expect(livesOf(cookies).map((line) => line.split(' ')[1])).toEqual(['session', 'session', 'session', 'session']);
    expect(answer.visitorMaxAgeS).toBeNull();
    expect((await browser.view(blog)).answer.visitor).toBe(answer.visitor);
    browser.restart();
    expect((await browser.view(blog)).answer.visitor).not.toBe(answer.visitor);
  });

  it('[MODE3] first-party entries that last, and a pair on the service for the session', async () => {
    const { browser } = await open('first-party-with-third-party-session', 'shared');
    const { answer, asked, cookies } = await browser.view(shop);
    expect(livesOf(cookies).map((line) => line.split(' ')[1])).toEqual(['session', 'session', 'session', 'session']);
    expect(answer).toMatchObject({ keep: 'visitor-and-visit', visitorMaxAgeS: year, asksClass: true });
    expect(asked).toMatchObject({ keep: 'visitor-and-visit', class: 'unpartitioned' });
    expect((await browser.view(blog)).answer.visitor).toBe(answer.visitor);
    browser.restart();
    server.clock.advance(24 * hour);
    expect((await browser.view(shop)).answer.visitor).toBe(answer.visitor);
  });

  it.each<CookieMode>(['first-party', 'first-party-session'])(
    '[MODE4, MODE5, MODE16] %s: no cookie of the service, and no credentials',
    async (mode) => {
      const { browser, site } = await open(mode, 'shared');
      const { answer, cookies } = await browser.view(shop);
      expect(cookies).toEqual([]);
      expect(answer).toMatchObject({ keep: 'visitor-and-visit', class: null, asksClass: false });
      expect(answer.visitorMaxAgeS).toBe(mode === 'first-party' ? year : null);
      for (const path of ['views', 'class', 'forget', 'beats', 'handoffs']) {
        const refused = await browser.send(shop, path, { v: 2 });
        expect([path, refused.status, refused.headers['access-control-allow-credentials']]).toEqual([
          path,
          400,
          undefined,
        ]);
      }
      // Cookies that come all the same count, and are taken away.
      browser.headers = { cookie: `__Host-pl_visitor-${site.id}=${newId('vi')}` };
      expect(livesOf((await browser.view(shop)).cookies)).toEqual(['pl_visitor gone']);
    },
  );

  it('[MODE16, LOAD1] a refusal is all that other origins than those of the list get with credentials', async () => {
    const { browser, site } = await open('third-party', 'shared');
    const good = await browser.send(shop, 'views', { v: 2 });
    expect(good.headers).toMatchObject({
      'access-control-allow-origin': 'https://shop.example',
      'access-control-allow-credentials': 'true',
    });
    for (const origin of ['null', 'https://evil.example', 'https://shop.example.evil.example']) {
      const bad = await server.ask('service', `/t/${site.id}/views`, {
        method: 'POST',
        headers: { origin },
        body: '{}',
      });
      expect(refusalOf(bad)).toEqual([403, 'origin_refused']);
      // The tag there asked with credentials, reads that it is refused, and asks no more.
      expect(bad.headers).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
      });
      expect(bad.headers['set-cookie']).toBeUndefined();
      expect(bad.body).not.toContain('shop.example');
    }
  });

  it('[MODE10] on plain http no cookie of the service, and the step down says why', async () => {
    const plain = await startTestServer();
    const { id } = await plain.app.sites.addSite({ name: 'Plain', domains: ['shop.example'] });
    const site = await plain.app.sites.changeSite(id, { mode: 'third-party' });
    for (const url of ['http://shop.example/', shop]) {
      const browser = new TestBrowser(plain, site, 'shared');
      const { answer, cookies } = await browser.view(url);
      expect(cookies).toEqual([]);
      expect(answer).toMatchObject({ keep: 'visitor-and-visit', class: null, asksClass: false });
      expect(plain.app.visits.findOpen(answer.visit)?.details).toMatchObject({
        jar: 'first-party-cookie',
        steps: [{ from: 'third-party-cookie', to: 'first-party-cookie', reason: 'insecure-page' }],
      });
    }
    await plain.close();
  });
});

describe('the class', () => {
  it.each([
    ['shared', 'unpartitioned', 'visit', 'third-party-cookie', 0],
    ['split', 'partitioned', 'visitor-and-visit', 'partitioned-cookie', 1],
    ['chips', 'partitioned', 'visitor-and-visit', 'partitioned-cookie', 1],
    ['none', 'blocked', 'visitor-and-visit', 'first-party-cookie', 2],
  ] as const)('[MODE6, MODE7, MODE8] of a browser that keeps them %s is %s', async (kind, found, keep, jar, steps) => {
    const { browser } = await open('third-party', kind);
    const { answer, asked } = await browser.view(shop);
    expect(asked).toMatchObject({ class: found, keep, visitor: answer.visitor });
    const { details } = server.app.visits.findOpen(answer.visit) ?? {};
    expect(details).toMatchObject({ mode: 'third-party', jar, class: found });
    expect(details?.steps).toHaveLength(steps);
    const row = await server.storage.read
      .selectFrom('visits')
      .select('details')
      .where('id', '=', answer.visit)
      .executeTakeFirstOrThrow();
    expect(JSON.parse(row.details)).toMatchObject({ jar, class: found });
  });

  it('[MODE7] is asked for once in a visit, and again in the next', async () => {
    for (const kind of ['shared', 'split', 'chips', 'none'] as const) {
      const { browser } = await open('third-party', kind);
      const first = await browser.view(shop);
      const second = await browser.view(shop);
      expect([kind, second.answer.asksClass, second.answer.class, second.cookies]).toEqual([
        kind,
        false,
        first.asked?.class,
        [],
      ]);
      expect(second.answer.visitor).toBe(first.answer.visitor);
      server.clock.advance(hour);
      const third = await browser.view(shop);
      // Where nothing came, only another question can tell; where something came, that is the answer.
      expect([kind, third.answer.asksClass]).toEqual([kind, kind === 'none']);
      expect(third.answer.visitor).toBe(first.answer.visitor);
      expect(third.cookies).toHaveLength(4);
    }
  });

  it('[MODE7] that the page remembers is not believed when the cookie fails to arrive', async () => {
    const { browser } = await open('third-party', 'shared');
    const { answer } = await browser.view(shop);
    browser.kind = 'none';
    // What lay with the service alone is lost with it; from now on the page keeps it.
    const after = await browser.view(shop);
    expect(after.answer).toMatchObject({ class: null, asksClass: true });
    expect(after.answer.visitor).not.toBe(answer.visitor);
    expect(after.asked).toMatchObject({ class: 'blocked', keep: 'visitor-and-visit' });
    expect((await browser.view(shop)).answer.visitor).toBe(after.answer.visitor);
  });

  it('[MODE7] of a plain cookie that is not said to be shared is partitioned', async () => {
    const { browser } = await open('third-party', 'shared');
    browser.headers = { 'sec-fetch-storage-access': 'inactive' };
    expect((await browser.view(shop)).asked?.class).toBe('partitioned');
  });

  it('[MODE7] keeps what the page holds until it is known that the service’s cookies do', async () => {
    const { browser } = await open('third-party', 'none');
    const first = await browser.view(shop);
    browser.restart();
    server.clock.advance(24 * hour);
    const later = await browser.view(shop);
    expect(later.answer).toMatchObject({ visitor: first.answer.visitor, keep: 'visitor-and-visit', class: null });
  });

  it('[MODE7, SES1] two tabs of a fresh browser become one visitor', async () => {
    const { browser, site } = await open('third-party', 'shared');
    const [one, two] = await Promise.all([0, 1].map(() => new TestBrowser(server, site, 'none').view(shop)));
    if (!one || !two) throw new Error('Two tabs.');
    expect(one.answer.visitor).not.toBe(two.answer.visitor);
    // The second answer's cookies are those that stayed.
    browser.headers = {
      cookie: `__Host-pl_visitor-${site.id}=${two.answer.visitor}; __Host-pl_visit-${site.id}=${two.answer.visit}`,
    };
    const asked = await browser.ask(shop, one.answer);
    expect(asked).toMatchObject({ visitor: two.answer.visitor, class: 'unpartitioned', keep: 'visit' });
    expect(await joined(site, two.answer.visitor)).toEqual([[one.answer.visitor, 'weak']]);
    // The first tab goes on with its own visit's id, and is in the shared visit.
    const next = await browser.view(shop, { visitor: null, visit: one.answer.visit });
    expect(next.answer).toMatchObject({ visitor: two.answer.visitor, visit: two.answer.visit });
  });

  it('[MODE7] is answered to an open visit alone', async () => {
    const { browser, site } = await open('third-party', 'none');
    const { answer } = await browser.view(shop);
    const ask = (ids: object) =>
      browser.send(shop, 'class', {
        v: 1,
        jar: 'first-party-cookie',
        steps: [],
        visitor: answer.visitor,
        visit: answer.visit,
        ...ids,
      });
    for (const ids of [{ visitor: newId('vi') }, { visitor: newId('vi'), visit: newId('vs') }])
      expect((await ask(ids)).status).toBe(410);
    expect((await ask({ visitor: 'vi_' })).status).toBe(400);
    expect((await ask({})).status).toBe(200);
    server.clock.advance(hour);
    expect((await ask({})).status).toBe(410);
    expect(site.mode).toBe('third-party');
  });
});

describe('the order of what a browser holds', () => {
  it.each([
    ['third-party', 'plain'],
    ['third-party-session', 'plain'],
    ['first-party-with-third-party-session', 'page'],
    ['first-party', 'page'],
    ['first-party-session', 'page'],
  ] as const)('[MODE15] in %s begins with the %s one', async (mode, winner) => {
    const site = await addSite(server, mode);
    const make = async () => (await new TestBrowser(server, site, 'none').view(shop)).answer.visitor;
    const ids = { plain: await make(), twin: await make(), page: await make(), lost: await make() };
    const browser = new TestBrowser(server, site, 'none');
    browser.headers = {
      cookie: `__Host-pl_visitor_p-${site.id}=${ids.twin}; __Host-pl_visitor-${site.id}=${ids.plain}`,
    };
    const { answer } = await browser.view(shop, { visitor: ids.page, others: [ids.lost] });
    expect(answer.visitor).toBe(ids[winner]);
    const others = (await joined(site, answer.visitor)).map(([other]) => other).sort();
    expect(others).toEqual(
      Object.values(ids)
        .filter((id) => id !== ids[winner])
        .sort(),
    );
    // An unknown one stands for nothing, and the next in the order counts.
    const forged = new TestBrowser(server, site, 'none');
    forged.headers = {
      cookie: `__Host-pl_visitor-${site.id}=${newId('vi')}; __Host-pl_visitor_p-${site.id}=${ids.twin}`,
    };
    expect((await forged.view(shop, { visitor: newId('vi') })).answer.visitor).toBe(ids.twin);
  });

  it('[MODE15, VIS4] a jar that comes back joins who it was before, surely', async () => {
    const { browser, site } = await open('third-party', 'split');
    const here = await browser.view(shop);
    // The browser grants access to what the service holds elsewhere: another visitor, in the same cookies.
    const elsewhere = await new TestBrowser(server, site, 'none').view(blog);
    browser.headers = {
      cookie: `__Host-pl_visitor-${site.id}=${elsewhere.answer.visitor}; __Host-pl_visitor_p-${site.id}=${here.answer.visitor}`,
      'sec-fetch-storage-access': 'active',
    };
    const { answer, cookies } = await browser.view(shop);
    expect(answer).toMatchObject({ visitor: elsewhere.answer.visitor, class: 'unpartitioned', keep: 'visit' });
    expect(await joined(site, answer.visitor)).toEqual([[here.answer.visitor, 'strong']]);
    expect(cookies).toHaveLength(4);
    expect(server.app.visits.findOpen(answer.visit)?.details.recognition).not.toBe('strong');
  });

  it('[VIS4] an id that script could read proves no more for lying in a cookie of the service', async () => {
    const { browser: victims, site } = await open('first-party', 'shared');
    const victim = await victims.view(shop);
    await server.app.sites.changeSite(site.id, { mode: 'third-party' });
    const thief = new TestBrowser(server, site, 'shared');
    expect((await thief.view(shop, { visitor: victim.answer.visitor })).answer.visitor).toBe(victim.answer.visitor);
    server.clock.advance(hour);
    // Now it comes in a cookie alone, which began with a copy.
    const later = await thief.view(shop);
    expect(later.answer.visitor).toBe(victim.answer.visitor);
    expect(server.app.visits.findOpen(later.answer.visit)?.details.recognition).toBe('weak');
    const own = await new TestBrowser(server, site, 'shared').view(shop);
    thief.headers = {
      cookie: `__Host-pl_visitor-${site.id}=${own.answer.visitor}; __Host-pl_visitor_p-${site.id}=${victim.answer.visitor}`,
    };
    await thief.view(shop);
    expect(await joined(site, own.answer.visitor)).toEqual([[victim.answer.visitor, 'weak']]);
  });

  it('[VIS4] a cookie that the server gave to a new visitor is strong on the next visit', async () => {
    const { browser } = await open('third-party', 'shared');
    await browser.view(shop);
    await browser.view(shop);
    server.clock.advance(hour);
    const { answer } = await browser.view(shop);
    expect(server.app.visits.findOpen(answer.visit)?.details.recognition).toBe('strong');
  });
});
