import type { LiveDelta, LiveSnapshot, LiveVisitor, PageViewId, TabId, VisitId } from '@porchlight/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../migrations/index.ts';
import { createLocalBus } from '../platform/bus/index.ts';
import { fakeClock } from '../platform/clock/index.ts';
import { storages, type TestStorage } from '../platform/db/testing.ts';
import { newId } from '../platform/ids/index.ts';
import { type Site, Sites } from '../sites/index.ts';
import { buildPageView } from '../testing.ts';
import type { OpenVisit } from './open-visits.ts';
import type { PageView } from './schema.ts';
import { Visits } from './visits.ts';

const minute = 60_000;
const sender = {
  ip: '84.132.10.20',
  agent: { isBot: false, browser: 'Chrome 156', os: 'Linux', device: 'desktop' as const },
};

describe.each(storages())('visits on $name', ({ open }) => {
  let test: TestStorage;
  let site: Site;
  let sites: Sites;
  let visits: Visits;
  const clock = fakeClock(Date.parse('2026-03-02T10:00:00Z'));
  const bus = createLocalBus({
    onError(error) {
      throw error;
    },
  });

  beforeAll(async () => {
    test = await open({ registryUrl: new URL('../commands.ts', import.meta.url).href, migrations, clock });
    sites = new Sites(test.storage, clock);
  });
  beforeEach(async () => {
    site = await sites.addSite({ name: 'Shop', domains: ['shop.example'] });
    visits = await begin();
  });
  afterAll(() => test.close());

  /** A node that reads back what another left. */
  async function begin(): Promise<Visits> {
    const fresh = new Visits({
      storage: test.storage,
      clock,
      bus,
      sites,
      findCountry: () => 'DE',
      allowNewVisitor: async () => undefined,
    });
    await fresh.load();
    return fresh;
  }

  const view = (overrides: Parameters<typeof buildPageView>[0] = {}) =>
    visits.recordPageView(site, buildPageView(overrides) as PageView, sender);
  const beat = (visit: OpenVisit, overrides: Partial<Parameters<Visits['recordBeat']>[1]> = {}) =>
    visits.recordBeat(site, {
      v: 1,
      visitor: visit.visitor,
      visit: visit.id,
      tab: visit.tabs[0]?.id ?? newId('tb'),
      view: visit.views[0] as PageViewId,
      visibleMs: 1_000,
      state: 'visible',
      ...overrides,
    });
  const idsOf = (visit: OpenVisit) => ({ visitor: visit.visitor, visit: visit.id });
  const recordOf = async (visit: OpenVisit) =>
    (await visits.findVisits(site, visit.visitor, 20)).find((one) => one.id === visit.id);

  it('[SES1] ends a visit after its idle time, dated at its last activity', async () => {
    const { visit } = await view();
    clock.advance(29 * minute);
    await beat(visit);
    const lastActivityAt = clock.now();
    clock.advance(30 * minute);
    expect((await recordOf(visit))?.endedAt).toBeNull();
    clock.advance(1);
    expect((await recordOf(visit))?.endedAt).toBe(lastActivityAt);
    expect(await beat(visit)).toBeNull();
    await visits.sweep();
    expect(visits.findOpen(visit.id)).toBeNull();
    expect((await recordOf(visit))?.endedAt).toBe(lastActivityAt);
  });

  it('[SES1] does not count a page in the background as activity', async () => {
    const { visit } = await view();
    for (let at = 0; at < 4; at += 1) {
      clock.advance(10 * minute);
      if (at < 3) expect(await beat(visit, { state: 'hidden' })).not.toBeNull();
    }
    expect(await beat(visit, { state: 'visible' })).toBeNull();
  });

  it('[SES1] ends a visit after a day, however busy; a page looked at for longer still hears of it', async () => {
    const { visit } = await view();
    for (let at = 0; at < 24 * 3; at += 1) {
      clock.advance(20 * minute);
      expect(await beat(visit)).not.toBeNull();
    }
    clock.advance(1);
    expect(await beat(visit, { visibleMs: 90_000_000 })).toBeNull();
    const next = await view(idsOf(visit));
    expect([next.isNew, next.visit.visitor, next.visit.ordinal]).toEqual([true, visit.visitor, 2]);
  });

  it('[SES1] goes by the time that the site has set', async () => {
    await sites.changeSite(site.id, { visitIdleMinutes: 1 });
    site = sites.getSite(site.id);
    const { visit } = await view();
    clock.advance(minute + 1);
    expect((await view(idsOf(visit))).visit.id).not.toBe(visit.id);
  });

  it('[SES1] is shared by all tabs, also when they come back at the same moment', async () => {
    const { visit } = await view();
    expect((await view({ visitor: visit.visitor, visit: null })).visit.id).toBe(visit.id);
    clock.advance(31 * minute);
    const back = await Promise.all(Array.from({ length: 8 }, () => view(idsOf(visit))));
    expect(new Set(back.map((one) => one.visit.id)).size).toBe(1);
    expect(back.filter((one) => one.isNew)).toHaveLength(1);
    expect(back[0]?.visit.pageCount).toBe(8);
    const records = await visits.findVisits(site, visit.visitor, 20);
    expect(records.map((one) => one.pages.length)).toEqual([8, 2]);
    expect((await view({ visitor: visit.visitor, visit: null })).visit.ordinal).toBe(2);
  });

  it('[SES1] is not hidden by an ended one that a sleeping tab still names', async () => {
    const { visit: ended } = await view();
    clock.advance(31 * minute);
    const { visit } = await view(idsOf(ended));
    const { visit: late } = await view(idsOf(ended));
    expect(late.id).toBe(visit.id);
    await visits.sweep();
    expect((await view(idsOf(ended))).visit.id).toBe(visit.id);
    expect((await beat(visit, { visit: ended.id }))?.id).toBe(visit.id);
  });

  it('[SES2] keeps what it shall of a visit', async () => {
    const { visit } = await view({
      url: 'https://shop.example/lamps?utm_source=news&token=x#top',
      title: 'Lamps\u0000 and\nlights',
      referrer: 'https://search.example/?q=lamps',
      language: 'de-DE',
      jar: 'tab',
      steps: [{ from: 'first-party-cookie', to: 'tab', reason: 'cookies-blocked' }],
    });
    expect(await recordOf(visit)).toMatchObject({
      startedAt: clock.now(),
      referrer: 'https://search.example/?q=lamps',
      campaign: { source: 'news' },
      country: 'DE',
      device: 'desktop',
      browser: 'Chrome 156',
      os: 'Linux',
      language: 'de-DE',
      timeZone: 'Europe/Berlin',
      screen: '1440×900',
      mode: 'first-party',
      jar: 'tab',
      steps: [{ from: 'first-party-cookie', to: 'tab', reason: 'cookies-blocked' }],
      recognition: 'none',
      pages: [{ url: 'https://shop.example/lamps?utm_source=news', title: 'Lamps  and lights', visibleMs: 0 }],
    });
    const row = await test.storage.read
      .selectFrom('visits')
      .select('details')
      .where('id', '=', visit.id)
      .executeTakeFirstOrThrow();
    expect(row.details).toContain('"ip":"84.132.10.0"');
  });

  it('[ING1] a view that began a visit begins no second one when its answer was lost', async () => {
    const lost = { view: newId('pv'), tab: newId('tb') };
    const [first, second] = await Promise.all([view(lost), view(lost)]);
    visits = await begin();
    const third = await view(lost);
    expect(new Set([first, second, third].map(({ visit }) => visit.id)).size).toBe(1);
    expect([first, second, third].map(({ isNew }) => isNew)).toEqual([true, false, false]);
    expect(third.visit.pageCount).toBe(1);
    const visitors = test.storage.read.selectFrom('visitors').where('site_id', '=', site.id);
    expect(await visitors.select('visit_count').execute()).toEqual([{ visit_count: 1 }]);
    expect((await view()).isNew).toBe(true);
    clock.advance(31 * minute);
    expect((await view(lost)).isNew).toBe(true);
  });

  it('[VIS2] a revoked visitor is replaced, also where its visit was open before a restart', async () => {
    const { visit } = await view();
    // Nothing revokes visitors yet; what must hold is that nothing brings a revoked one back.
    if (test.options.databaseUrl === null) {
      const { DatabaseSync } = await import('node:sqlite');
      const db = new DatabaseSync(`${test.options.dataDir}/porchlight.db`);
      db.prepare('UPDATE visitors SET revoked_at = 1').run();
      db.close();
    } else {
      const { default: pg } = await import('pg');
      const client = new pg.Client({ connectionString: test.options.databaseUrl });
      await client.connect();
      await client.query('UPDATE visitors SET revoked_at = 1');
      await client.end();
    }
    visits = await begin();
    const { visit: next, isNew } = await view(idsOf(visit));
    expect(isNew).toBe(true);
    expect(next.visitor).not.toBe(visit.visitor);
  });

  it('[SES5] lets the visible time of a page only grow', async () => {
    const { visit } = await view();
    const shown = visit.views[0] as PageViewId;
    const visibleMs = async () => (await recordOf(visit))?.pages.find((page) => page.id === shown)?.visibleMs;
    await beat(visit, { visibleMs: 30_000, state: 'hidden' });
    expect(await visibleMs()).toBe(30_000);
    await beat(visit, { visibleMs: 20_000, state: 'hidden' });
    expect(await visibleMs()).toBe(30_000);
    await view({ ...idsOf(visit), previous: { view: shown, visibleMs: 40_000 } });
    expect(await visibleMs()).toBe(40_000);
    await view({ ...idsOf(visit), previous: { view: shown, visibleMs: 5 } });
    expect(await visibleMs()).toBe(40_000);
  });

  it('[SES5] keeps what heartbeats told of a page whose browser was killed', async () => {
    const { visit } = await view();
    clock.advance(25_000);
    await beat(visit, { visibleMs: 25_000 });
    expect((await recordOf(visit))?.pages[0]?.visibleMs).toBe(0);
    await visits.sweep();
    clock.advance(61_000);
    await visits.sweep();
    expect((await recordOf(visit))?.pages[0]?.visibleMs).toBe(25_000);
    expect(visits.readLive(site.id).total).toBe(0);
  });

  it('[SES6] counts the pages of a visit after a kill, whether or not its row has heard of them', async () => {
    const { visit } = await view();
    clock.advance(20 * 60_000);
    await view(idsOf(visit));
    const rowOf = () =>
      test.storage.read.selectFrom('visits').selectAll().where('id', '=', visit.id).executeTakeFirstOrThrow();
    expect(await rowOf()).toMatchObject({ page_count: 1 });
    clock.advance(5 * 60_000);
    visits = await begin();
    expect(visits.findOpen(visit.id)).toMatchObject({ pageCount: 2, lastActivityAt: clock.now() - 5 * 60_000 });
    await view(idsOf(visit));
    await visits.sweep();
    expect(await rowOf()).toMatchObject({ page_count: 3, last_activity_at: clock.now() });
  });

  it('tells an admin of the last page view also after a restart', async () => {
    expect((await begin()).readActivity(site.id).lastPageViewAt).toBeNull();
    await view({ url: 'https://shop.example/lamps' });
    const at = clock.now();
    clock.advance(3 * 24 * 60 * minute);
    const { lastPageViewAt, lastUrl } = (await begin()).readActivity(site.id);
    expect([lastPageViewAt, lastUrl]).toEqual([at, 'https://shop.example/lamps']);
  });

  it('[SES6] goes on after a restart, also one without a goodbye', async () => {
    const { visit } = await view();
    clock.advance(1_000);
    await view({ ...idsOf(visit), url: 'https://shop.example/cart' });
    clock.advance(5_000);
    await beat(visit);
    visits = await begin();
    expect(visits.readLive(site.id)).toEqual({ visitors: [], total: 0 });
    const known = visits.findOpen(visit.id);
    expect(known).toMatchObject({ id: visit.id, pageCount: 2, ordinal: 1 });
    await beat(visit);
    expect(visits.readLive(site.id).visitors).toMatchObject([
      { visit: visit.id, pageCount: 2, page: { url: 'https://shop.example/cart' }, tabs: 1, isVisible: true },
    ]);
    expect((await view(idsOf(visit))).visit.id).toBe(visit.id);
  });

  it('[SES6] saves at a clean end what only memory knew', async () => {
    const { visit } = await view();
    clock.advance(25_000);
    await beat(visit, { visibleMs: 24_000 });
    await visits.flush();
    visits = await begin();
    expect(await recordOf(visit)).toMatchObject({ lastActivityAt: clock.now(), pages: [{ visibleMs: 24_000 }] });
  });

  it('says who is here, and refuses to say it of who has left', async () => {
    const { visit } = await view();
    expect(visits.getPresent(visit.id)).toBe(visit);
    clock.advance(minute + 1);
    expect(() => visits.getPresent(visit.id)).toThrow(expect.objectContaining({ code: 'visitor_has_left' }));
    expect(() => visits.getPresent(newId('vs'))).toThrow(expect.objectContaining({ code: 'visit_not_found' }));
  });

  it('[SES7] tells who left between a snapshot and the next sweep', async () => {
    const told: LiveDelta[] = [];
    bus.subscribe(`stream:live.${site.id}`, (message) => told.push((message as { data: LiveDelta }).data));
    const { visit } = await view();
    await visits.sweep();
    clock.advance(minute + 1);
    // Another agent looks after the visitor left and before the sweep that tells it.
    expect(visits.readLive(site.id).total).toBe(0);
    await visits.sweep();
    expect(told.at(-1)).toEqual({ upserts: [], removed: [visit.id], total: 0 });
  });

  it('[SES7] snapshot + deltas = fresh snapshot, whatever visitors do', { timeout: 60_000 }, async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('view'), who: fc.nat(3), tab: fc.nat(1) }),
      fc.record({
        kind: fc.constant('beat'),
        who: fc.nat(3),
        tab: fc.nat(1),
        state: fc.constantFrom('visible', 'hidden', 'left'),
      }),
      fc.record({ kind: fc.constant('wait'), ms: fc.constantFrom(1_000, 20_000, 45_000, 61_000, 31 * minute) }),
      fc.record({ kind: fc.constant('annotate'), who: fc.nat(3) }),
      fc.record({ kind: fc.constantFrom('sweep', 'look') }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step as fc.Arbitrary<LiveStep>, { maxLength: 25 }), async (steps) => {
        const own = await sites.addSite({ name: 'Own', domains: ['shop.example'] });
        const looks: Map<VisitId, LiveVisitor>[] = [];
        const totals: number[] = [];
        const look = () => {
          const { visitors, total } = visits.readLive(own.id) satisfies LiveSnapshot;
          looks.push(new Map(visitors.map((one) => [one.visit, one])));
          totals.push(total);
        };
        const stop = bus.subscribe(`stream:live.${own.id}`, (message) => {
          const { upserts, removed, total } = structuredClone((message as { data: LiveDelta }).data);
          for (const [at, known] of looks.entries()) {
            for (const id of removed) known.delete(id);
            for (const one of upserts) known.set(one.visit, one);
            totals[at] = total;
          }
        });
        const people = Array.from({ length: 4 }, () => ({
          tabs: [newId('tb'), newId('tb')] as const,
          ids: null as { visitor: OpenVisit['visitor']; visit: VisitId } | null,
        }));
        look();
        for (const one of steps) {
          const person = people[one.who ?? 0] as (typeof people)[number];
          const tab = person.tabs[one.tab ?? 0] as TabId;
          if (one.kind === 'view') {
            const body = buildPageView({ ...(person.ids ?? {}), tab }) as PageView;
            const { visit } = await visits.recordPageView(own, body, sender);
            person.ids = idsOf(visit);
          } else if (one.kind === 'beat' && person.ids) {
            const rest = { v: 1 as const, tab, view: newId('pv'), visibleMs: 1, state: one.state ?? 'visible' };
            await visits.recordBeat(own, { ...rest, ...person.ids });
          } else if (one.kind === 'annotate' && person.ids) {
            visits.annotate(own.id, person.ids.visitor, { offer: 'shown' });
          } else if (one.kind === 'wait') clock.advance(one.ms ?? 0);
          else if (one.kind === 'sweep') await visits.sweep();
          else if (one.kind === 'look') look();
        }
        await visits.sweep();
        const { visitors, total } = visits.readLive(own.id);
        const fresh = new Map(visitors.map((one) => [one.visit, one]));
        for (const known of looks) expect(known).toEqual(fresh);
        expect(totals).toEqual(totals.map(() => total));
        stop();
      }),
      { numRuns: 60, seed: 20_261_122 },
    );
  });
});

type LiveStep = {
  kind: 'view' | 'beat' | 'wait' | 'annotate' | 'sweep' | 'look';
  who?: number;
  tab?: number;
  ms?: number;
  state?: 'visible' | 'hidden' | 'left';
};
