import type { CookieMode, IdentityReport } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../platform/ids/index.ts';
import type { Site } from '../sites/index.ts';
import { buildPageView, refusalOf, startTestServer, type TestServer } from '../testing.ts';
import { type BrowserKind, TestBrowser } from './testing.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ scheme: 'https', nowMs: Date.parse('2026-03-02T20:00:00Z') });
});
afterAll(() => server.close());

const shop = 'https://shop.example/';
const addSite = async (mode: CookieMode): Promise<Site> => {
  const { id } = await server.app.sites.addSite({ name: 'Shop', domains: ['shop.example'] });
  return server.app.sites.changeSite(id, { mode });
};
const open = (site: Site, kind: BrowserKind) => new TestBrowser(server, site, kind);
const report = (site: Site, days = 30) => server.app.visits.shares.readReport(site.id, days);

describe('the report of identity', () => {
  it('[MODE8] tells how visits were recognised, by day, browser, mode, jar and class', async () => {
    const site = await addSite('third-party');
    for (const kind of ['shared', 'split', 'chips', 'none'] as const) {
      const browser = open(site, kind);
      await browser.view(shop);
      await browser.view(shop);
    }
    const { days, newVisitors, doubled } = await report(site);
    const common = { day: '2026-03-02', browser: 'Chrome', mode: 'third-party' };
    expect(days).toEqual([
      { ...common, jar: 'first-party-cookie', class: 'blocked', visits: 1, newVisitors: 1 },
      { ...common, jar: 'partitioned-cookie', class: 'partitioned', visits: 2, newVisitors: 2 },
      { ...common, jar: 'third-party-cookie', class: 'unpartitioned', visits: 1, newVisitors: 1 },
    ]);
    expect([newVisitors, doubled]).toEqual([4, 0]);
  });

  it('[MODE8] counts a returning visitor as a visit, and a page that never answered as unknown', async () => {
    const site = await addSite('third-party');
    const browser = open(site, 'shared');
    await browser.view(shop);
    server.clock.advance(24 * 3_600_000);
    await browser.view(shop);
    const silent = open(site, 'none');
    await silent.send(shop, 'views', buildPageView({ url: shop }));
    const { days, newVisitors } = await report(site);
    expect(days.map(({ day, class: found, visits, newVisitors: made }) => [day, found, visits, made])).toEqual([
      ['2026-03-02', 'unpartitioned', 1, 1],
      ['2026-03-03', null, 1, 1],
      ['2026-03-03', 'unpartitioned', 1, 0],
    ]);
    expect(newVisitors).toBe(2);
    expect((await report(site, 1)).days).toHaveLength(2);
    server.clock.set(Date.parse('2026-03-02T20:00:00Z'));
  });

  it('[MODE8] tells how many new visitors turned out to be known ones', async () => {
    const site = await addSite('first-party');
    const [one, two] = [(await open(site, 'none').view(shop)).answer, (await open(site, 'none').view(shop)).answer];
    expect((await report(site)).doubled).toBe(0);
    await open(site, 'none').view(shop, { visitor: one.visitor, visit: one.visit, others: [two.visitor] });
    expect(await report(site)).toMatchObject({ newVisitors: 2, doubled: 1 });
  });

  it('[MODE8] is written once a minute, and at the end', async () => {
    const site = await addSite('first-party');
    const rows = () =>
      server.storage.read.selectFrom('identity_days').selectAll().where('site_id', '=', site.id).execute();
    await open(site, 'none').view(shop);
    await server.app.sweep();
    expect(await rows()).toEqual([]);
    server.clock.advance(60_000);
    await server.app.sweep();
    expect(await rows()).toMatchObject([{ visits: 1, new_visitors: 1 }]);
    await open(site, 'none').view(shop);
    await server.app.visits.flush();
    expect(await rows()).toMatchObject([{ visits: 2, new_visitors: 2 }]);
  });

  it('[MODE8] is for admins, of a site that is there, over days that there can be', async () => {
    const site = await addSite('first-party');
    await open(site, 'none').view(shop);
    const { cookie } = await logInTo('admin');
    const ask = (path: string, ask = { headers: { cookie } }) =>
      server.ask('workspace', `/api/admin/sites/${path}`, ask);
    const answer = await ask(`${site.id}/identity`);
    expect(answer.json<IdentityReport>()).toMatchObject({ newVisitors: 1, doubled: 0, isServedFirstParty: false });
    expect(refusalOf(await ask(`${newId('st')}/identity`))).toEqual([404, 'site_not_found']);
    for (const days of ['0', '401', '-1', '1.5', 'x', '', '__proto__', '1e9'])
      expect([days, ...refusalOf(await ask(`${site.id}/identity?days=${days}`))]).toEqual([days, 400, 'invalid_query']);
    expect((await ask(`${site.id}/identity`, { headers: { cookie: '' } })).status).toBe(401);
  });
});

/** The workspace of this server is https. */
async function logInTo(kind: 'admin') {
  const email = 'admin@example.org';
  const password = 'a long enough pass phrase';
  await server.app.accounts.addMember({ name: 'Admin', email, password, roles: [kind] });
  const answer = await server.ask('workspace', `/api/${kind}/login`, {
    method: 'POST',
    headers: { origin: 'https://workspace.localhost' },
    body: { email, password },
  });
  return { cookie: String([answer.headers['set-cookie']].flat()[0]).split(';')[0] ?? '' };
}
