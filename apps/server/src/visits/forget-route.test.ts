import type { PageViewAnswer, VisitorId } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../platform/ids/index.ts';
import type { Site } from '../sites/index.ts';
import { countRows, refusalOf, startTestServer, type TestServer } from '../testing.ts';
import { type Logout, onLogout } from '../visitors/index.ts';
import { cookiesOf, livesOf, TestBrowser } from './testing.ts';

let server: TestServer;
let site: Site;
beforeAll(async () => {
  server = await startTestServer({ scheme: 'https' });
  const { id } = await server.app.sites.addSite({ name: 'Shop', domains: ['shop.example'] });
  site = await server.app.sites.changeSite(id, { mode: 'third-party' });
});
afterAll(() => server.close());

const shop = 'https://shop.example/';
const forget = (browser: TestBrowser, why: string, ids: Partial<Pick<PageViewAnswer, 'visitor' | 'visit'>> = {}) =>
  browser.send(shop, 'forget', { v: 1, why, visitor: null, visit: null, ...ids });
const open = (kind: 'shared' | 'none' = 'none') => new TestBrowser(server, site, kind);
const isRevoked = async (id: VisitorId) => {
  const row = await server.storage.read
    .selectFrom('visitors')
    .select('revoked_at')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return row.revoked_at !== null;
};

describe('the request to forget', () => {
  it.each(['mode', 'withdrawn', 'logout'])(
    '[MODE16, CON4, VIS6] for %s leaves no cookie of the service',
    async (why) => {
      const browser = open('shared');
      await browser.view(shop);
      const answer = await forget(browser, why);
      expect(answer.status).toBe(204);
      expect(livesOf(cookiesOf(answer))).toEqual([
        'pl_visitor gone',
        'pl_visitor_p gone',
        'pl_visit gone',
        'pl_visit_p gone',
      ]);
      expect([...browser.jars.values()].flatMap((jar) => jar.getCookiesSync('https://service.test/'))).toEqual([]);
    },
  );

  it('[VIS6] a logout ends the visit and the visitor, by the cookie or by the pair, and tells every feature', async () => {
    const told: Logout[] = [];
    const stop = onLogout(server.bus, (logout) => told.push(logout));
    for (const kind of ['shared', 'none'] as const) {
      const browser = open(kind);
      const { visitor, visit } = (await browser.view(shop)).answer;
      expect((await forget(browser, 'logout', kind === 'none' ? { visitor, visit } : {})).status).toBe(204);
      expect(told.at(-1)).toEqual({ site: site.id, visitors: [visitor] });
      expect(await isRevoked(visitor)).toBe(true);
      expect(server.app.visits.findOpen(visit)).toBeNull();
      expect(server.app.visits.isVisitorPresent(site.id, visitor)).toBe(false);
      const after = await open().view(shop, { visitor, visit });
      expect(after.answer.visitor).not.toBe(visitor);
      expect(after.answer.visit).not.toBe(visit);
      // Twice is as once.
      expect((await forget(browser, 'logout', { visitor, visit })).status).toBe(204);
    }
    expect(told).toHaveLength(2);
    stop();
  });

  it('[VIS6] a logout after the visit has ended counts, too', async () => {
    const browser = open();
    const { visitor, visit } = (await browser.view(shop)).answer;
    server.clock.advance(3_600_000);
    await server.app.sweep();
    await forget(browser, 'logout', { visitor, visit });
    expect(await isRevoked(visitor)).toBe(true);
  });

  it('[VIS6] the live list loses who logged out', async () => {
    const { visitor, visit } = (await open().view(shop)).answer;
    await server.app.sweep();
    expect(server.app.visits.readLive(site.id).visitors.map((one) => one.visit)).toContain(visit);
    const removed: string[] = [];
    const stop = server.bus.subscribe(`stream:live.${site.id}`, (message) =>
      removed.push(...(message as { data: { removed: string[] } }).data.removed),
    );
    await forget(open(), 'logout', { visitor, visit });
    await server.app.sweep();
    stop();
    expect(removed).toContain(visit);
  });

  it('[VIS1, VIS6] an id alone ends nobody, nor does a pair that does not belong together', async () => {
    const [ann, bo] = [(await open().view(shop)).answer, (await open().view(shop)).answer];
    for (const ids of [
      { visitor: ann.visitor },
      { visit: ann.visit },
      { visitor: ann.visitor, visit: bo.visit },
      { visitor: ann.visitor, visit: newId('vs') },
      { visitor: 'vi_x' as never, visit: ann.visit },
    ])
      for (const why of ['logout', 'withdrawn']) expect((await forget(open(), why, ids)).status).toBe(204);
    expect([await isRevoked(ann.visitor), await isRevoked(bo.visitor)]).toEqual([false, false]);
    expect(server.app.visits.findOpen(ann.visit)).not.toBeNull();
  });

  it('[VIS6] the pair of another site ends nobody', async () => {
    const other = await server.app.sites.addSite({ name: 'Other', domains: ['shop.example'] });
    const { visitor, visit } = (await open().view(shop)).answer;
    await new TestBrowser(server, other, 'none').send(shop, 'forget', { v: 1, why: 'logout', visitor, visit });
    expect(await isRevoked(visitor)).toBe(false);
  });

  it.each([
    ['no reason', { v: 1, visitor: null, visit: null }],
    ['another reason', { v: 1, why: 'because', visitor: null, visit: null }],
    ['another version', { v: 2, why: 'logout', visitor: null, visit: null }],
    ['a list', []],
  ])('[ING2] %s is refused and changes nothing', async (_name, body) => {
    const browser = open('shared');
    await browser.view(shop);
    const before = await countRows(server.storage, ['visitors', 'visits', 'page_views']);
    const answer = await browser.send(shop, 'forget', body);
    expect(refusalOf(answer)).toEqual([400, 'invalid_body']);
    expect(cookiesOf(answer)).toEqual([]);
    expect(await countRows(server.storage, ['visitors', 'visits', 'page_views'])).toEqual(before);
  });
});
