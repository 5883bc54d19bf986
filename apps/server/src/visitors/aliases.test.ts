import type { SiteId, VisitorId } from '@porchlight/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bySystem } from '../audit/index.ts';
import { migrations } from '../migrations/index.ts';
import { fakeClock } from '../platform/clock/index.ts';
import { storages, type TestStorage } from '../platform/db/testing.ts';
import { newId } from '../platform/ids/index.ts';
import { recordPageView } from '../visits/commands.ts';
import { adopt, buildVisitorRow, countDoubled, findJoined, joinAliases, partAliases, revoke, weaken } from './index.ts';

describe.each(storages())('aliases on $name', ({ open }) => {
  const clock = fakeClock(Date.parse('2026-03-02T10:00:00Z'));
  let test: TestStorage;
  let site: SiteId;
  beforeAll(async () => {
    test = await open({ registryUrl: new URL('../commands.ts', import.meta.url).href, migrations, clock });
  });
  beforeEach(() => {
    site = newId('st');
  });
  afterAll(() => test.close());

  /** A visitor as a first page view makes one. */
  async function add(at = clock.now()): Promise<VisitorId> {
    const id = newId('vi');
    await test.storage.execute(recordPageView, {
      newVisitor: buildVisitorRow(site, id, at, 1),
      isNewVisitOfKnown: false,
      visit: null,
      view: {
        site_id: site,
        visit_id: newId('vs'),
        id: newId('pv'),
        tab_id: newId('tb'),
        at,
        visible_ms: 0,
        url: 'https://shop.example/',
        title: '',
        previous_id: null,
        previous_ms: null,
        context: null,
      },
    });
    return id;
  }
  const addAll = (count: number) => Promise.all(Array.from({ length: count }, () => add()));
  const join = (
    one: VisitorId,
    other: VisitorId,
    strength: 'strong' | 'weak' = 'weak',
    evidence: 'jar' | 'handoff' | 'key' = 'jar',
  ) => test.storage.execute(joinAliases, [{ site, visitors: [one, other], evidence, strength, at: clock.now() }]);
  const part = async (visitor: VisitorId, other: VisitorId) =>
    (await test.storage.execute(partAliases, { site, visitor, other, by: bySystem, at: clock.now() })).wereJoined;
  const joined = async (id: VisitorId) =>
    Object.fromEntries((await findJoined(test.storage.read, site, id)).map((one) => [one.visitor, one.strength]));
  const three = async () => (await addAll(3)) as [VisitorId, VisitorId, VisitorId];

  it('[VIS4] lead both ways, and over one another', async () => {
    const [a, b, c] = await three();
    await join(a, b);
    await join(c, b);
    expect(await joined(a)).toEqual({ [b]: 'weak', [c]: 'weak' });
    expect(await joined(c)).toEqual({ [a]: 'weak', [b]: 'weak' });
    expect(await joined(newId('vi'))).toEqual({});
  });

  it('[VIS4] are as strong as the weakest on the surest way', async () => {
    const [a, b, c, d] = (await addAll(4)) as [VisitorId, VisitorId, VisitorId, VisitorId];
    await join(a, b, 'strong');
    await join(b, c, 'weak');
    await join(c, d, 'strong');
    expect(await joined(a)).toEqual({ [b]: 'strong', [c]: 'weak', [d]: 'weak' });
    await join(a, d, 'strong');
    expect(await joined(a)).toEqual({ [b]: 'strong', [c]: 'strong', [d]: 'strong' });
  });

  it('[VIS4] only grow stronger, and two at once are one', async () => {
    const [a, b] = await three();
    await Promise.all(Array.from({ length: 8 }, (_, at) => (at % 2 ? join(a, b) : join(b, a))));
    await join(a, b, 'strong', 'handoff');
    await join(a, b, 'weak');
    expect(await joined(a)).toEqual({ [b]: 'strong' });
    const rows = await test.storage.read
      .selectFrom('visitor_aliases')
      .selectAll()
      .where('site_id', '=', site)
      .execute();
    expect(rows).toMatchObject([{ a: [a, b].sort()[0], b: [a, b].sort()[1], evidence: 'handoff' }]);
  });

  it('[VIS4] undone stay undone, but for stronger evidence', async () => {
    const [a, b] = await three();
    await join(a, b);
    expect(await part(a, b)).toBe(true);
    expect(await part(a, b)).toBe(false);
    await join(a, b);
    expect(await joined(a)).toEqual({});
    await join(a, b, 'strong', 'handoff');
    expect(await joined(b)).toEqual({ [a]: 'strong' });
  });

  it('[VIS4] undoing one that others lead around parts both for good', async () => {
    const [a, b, c] = await three();
    await join(a, b);
    await join(b, c);
    await join(a, c);
    expect(await part(a, c)).toBe(true);
    expect(await joined(a)).toEqual({ [b]: 'weak' });
    expect(await joined(c)).toEqual({});
  });

  it('[VIS4] join nobody unknown, revoked, of another site, or with themselves', async () => {
    const [a, b, gone] = await three();
    await test.storage.execute(revoke, { site, visitors: [gone], at: clock.now() });
    const own = site;
    site = newId('st');
    const foreign = await add();
    site = own;
    for (const other of [a, gone, foreign, newId('vi')]) await join(a, other, 'strong');
    expect(await joined(a)).toEqual({});
    await join(a, b);
    expect(await joined(a)).toEqual({ [b]: 'weak' });
  });

  it('[VIS4] of jars are weak where the cookie was made from a readable id', async () => {
    const [a, b, c] = await three();
    await test.storage.execute(weaken, { site, visitor: b, at: clock.now() });
    await join(a, b, 'strong', 'jar');
    await join(a, c, 'strong', 'jar');
    expect(await joined(a)).toEqual({ [b]: 'weak', [c]: 'strong' });
  });

  it('[VIS4] are followed to an end, however many there are', async () => {
    const all = await addAll(80);
    const [hub] = all as [VisitorId];
    await test.storage.execute(
      joinAliases,
      all.slice(1).map((other) => ({
        site,
        visitors: [hub, other] as const,
        evidence: 'jar' as const,
        strength: 'weak' as const,
        at: clock.now(),
      })),
    );
    expect(Object.keys(await joined(hub))).toHaveLength(50);
  });

  it('[MODE8] count each person who was counted twice once, when the younger id was made, until undone', async () => {
    const old = await add(clock.now() - 40 * 86_400_000);
    const [a, b, c] = await three();
    const since = clock.now() - 86_400_000;
    const doubled = () => countDoubled(test.storage.read, site, since);
    await join(old, a);
    expect(await doubled()).toBe(1);
    await join(a, b);
    // A third edge in a ring tells nothing new.
    await join(old, b);
    expect(await doubled()).toBe(2);
    await join(b, c);
    await part(b, c);
    expect(await doubled()).toBe(2);
    expect(await countDoubled(test.storage.read, site, clock.now() + 1)).toBe(0);
  });

  describe('[VIS5] ids of an earlier system', () => {
    const give = (visitor: VisitorId, ...ids: [string, string][]) =>
      test.storage.execute(adopt, {
        site,
        visitor,
        ids: ids.map(([name, value]) => ({ name, value })),
        at: clock.now(),
      });

    it('are kept once, and join who had the same', async () => {
      const [a, b, c] = await three();
      await give(a, ['LPVID', 'JhODZmZjFhMzA0']);
      await give(a, ['LPVID', 'JhODZmZjFhMzA0']);
      await give(b, ['LPVID', 'JhODZmZjFhMzA0'], ['dp__v', 'another-system']);
      await give(c, ['dp__v', 'JhODZmZjFhMzA0']);
      const rows = await test.storage.read.selectFrom('external_ids').selectAll().where('site_id', '=', site).execute();
      expect(rows).toHaveLength(4);
      const [edge] = await findJoined(test.storage.read, site, a);
      expect(edge).toMatchObject({ visitor: b, evidence: 'adopted', strength: 'weak' });
      expect(await joined(c)).toEqual({});
    });

    it('that everybody has name nobody', async () => {
      const all = await addAll(30);
      for (const one of all) await give(one, ['LPVID', 'placeholder']);
      const last = all.at(-1) as VisitorId;
      expect(await joined(last)).toEqual({});
    });
  });
});
