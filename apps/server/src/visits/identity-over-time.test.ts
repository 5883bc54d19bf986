import type { CookieMode, VisitorId } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Site } from '../sites/index.ts';
import { startTestServer, type TestServer } from '../testing.ts';
import { findJoined } from '../visitors/index.ts';
import { type BrowserKind, livesOf, openBrowser } from './testing.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ scheme: 'https' });
});
afterAll(() => server.close());

const shop = 'https://shop.example/';
const blog = 'https://blog.example/';
const hour = 3_600_000;

const open = (mode: CookieMode, kind: BrowserKind) => openBrowser(server, mode, kind);
const joined = async (site: Site, visitor: VisitorId) =>
  (await findJoined(server.storage.read, site.id, visitor)).map(({ visitor: other, strength }) => [other, strength]);

describe('lifetimes', () => {
  it('[MODE13] are renewed by visits, and as long as the site says', async () => {
    const { browser, site } = await open('third-party', 'shared');
    await server.app.sites.changeSite(site.id, { lifetimeDays: 30 });
    const first = await browser.view(shop);
    expect(first.answer.visitorMaxAgeS).toBe(30 * 86_400);
    server.clock.advance(29 * 24 * hour);
    const second = await browser.view(shop);
    expect([second.answer.visitor, livesOf(second.cookies)[0]]).toEqual([
      first.answer.visitor,
      `pl_visitor ${30 * 86_400}`,
    ]);
    server.clock.advance(31 * 24 * hour);
    expect((await browser.view(shop)).answer.visitor).not.toBe(first.answer.visitor);
  });

  it('[MODE13] are not prolonged where the site does not want it', async () => {
    const { browser, site } = await open('first-party', 'shared');
    await server.app.sites.changeSite(site.id, { lifetimeDays: 390, isProlonged: false });
    const first = await browser.view(shop);
    expect(first.answer.visitorMaxAgeS).toBe(390 * 86_400);
    server.clock.advance(300 * 24 * hour);
    const second = await browser.view(shop);
    expect([second.answer.visitor, second.answer.visitorMaxAgeS]).toEqual([first.answer.visitor, 90 * 86_400]);
    server.clock.advance(91 * 24 * hour);
    const third = await browser.view(shop);
    expect(third.answer.visitor).not.toBe(first.answer.visitor);
    expect(third.answer.visitorMaxAgeS).toBe(390 * 86_400);
    expect(await joined(site, third.answer.visitor)).toEqual([]);
  });

  it.each<CookieMode>(['third-party-session', 'first-party-session'])(
    '[MODE17] %s ends on the server, whatever a browser restores',
    async (mode) => {
      const { browser, site } = await open(mode, 'shared');
      const first = await browser.view(shop);
      server.clock.advance(3 * hour);
      expect((await browser.view(shop)).answer.visitor).toBe(first.answer.visitor);
      server.clock.advance(4 * hour + 1);
      const later = await browser.view(shop);
      expect(later.answer.visitor).not.toBe(first.answer.visitor);
      expect(await joined(site, later.answer.visitor)).toEqual([]);
      const busy = await browser.view(shop);
      for (let at = 0; at < 8; at += 1) {
        server.clock.advance(3 * hour);
        expect((await browser.view(shop)).answer.visitor).toBe(busy.answer.visitor);
      }
      server.clock.advance(3 * hour);
      expect((await browser.view(shop)).answer.visitor).not.toBe(busy.answer.visitor);
    },
  );

  it('[MODE17] counts from the last activity of the visit, also after a restart of the server', async () => {
    const { browser, site } = await open('first-party-session', 'none');
    const first = await browser.view(shop);
    for (let at = 0; at < 10; at += 1) {
      server.clock.advance(25 * 60_000);
      expect((await browser.view(shop)).status).toBe(200);
    }
    await server.app.sweep();
    server.clock.advance(3 * hour);
    // Begun more than seven hours ago; looked at three hours ago.
    expect((await browser.view(shop)).answer.visitor).toBe(first.answer.visitor);
    expect(site.mode).toBe('first-party-session');
  });
});

describe('a change of mode', () => {
  const change = (site: Site, mode: CookieMode) => server.app.sites.changeSite(site.id, { mode });

  it('[MODE12, MODE16] to first-party carries what the service held, and takes it away', async () => {
    const { browser, site } = await open('third-party', 'shared');
    const before = await browser.view(shop);
    await change(site, 'first-party');
    const after = await browser.view(shop);
    expect(after.answer).toMatchObject({ visitor: before.answer.visitor, keep: 'visitor-and-visit', class: null });
    expect(livesOf(after.cookies)).toEqual([
      'pl_visitor gone',
      'pl_visitor_p gone',
      'pl_visit gone',
      'pl_visit_p gone',
    ]);
    const last = await browser.view(shop);
    expect([last.cookies, last.answer.visitor]).toEqual([[], before.answer.visitor]);
    // For as long as a cookie may live, pages ask for what is left.
    const asked = await browser.send(shop, 'views', { v: 2 });
    expect(asked.headers['access-control-allow-credentials']).toBe('true');
    server.clock.advance(401 * 24 * hour);
    const later = await browser.send(shop, 'views', { v: 2 });
    expect(later.headers['access-control-allow-credentials']).toBeUndefined();
  });

  it('[MODE12] to third-party carries what the page held', async () => {
    const { browser, site } = await open('first-party', 'shared');
    const before = await browser.view(shop);
    await change(site, 'third-party');
    const after = await browser.view(shop);
    expect(after.answer.visitor).toBe(before.answer.visitor);
    expect(after.asked).toMatchObject({ class: 'unpartitioned', keep: 'visit', visitor: before.answer.visitor });
    expect((await browser.view(blog)).answer.visitor).toBe(before.answer.visitor);
  });

  it('[MODE12] to a session mode writes cookies that end, and keeps the visit that is under way', async () => {
    const { browser, site } = await open('third-party', 'shared');
    const before = await browser.view(shop);
    server.clock.advance(26 * hour);
    const again = await browser.view(shop);
    expect(again.answer.visitor).toBe(before.answer.visitor);
    await change(site, 'third-party-session');
    const after = await browser.view(shop);
    expect(after.answer).toMatchObject({
      visitor: before.answer.visitor,
      visit: again.answer.visit,
      visitorMaxAgeS: null,
    });
    expect(livesOf(after.cookies)).toEqual([
      'pl_visitor session',
      'pl_visitor_p session',
      'pl_visit session',
      'pl_visit_p session',
    ]);
    // The next visit is of a session mode: who came first more than a day ago is new.
    server.clock.advance(hour);
    expect((await browser.view(shop)).answer.visitor).not.toBe(before.answer.visitor);
  });
});
