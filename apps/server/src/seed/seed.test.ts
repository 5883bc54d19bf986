import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAccounts } from '../accounts/index.ts';
import { readConfig, withPort } from '../config/index.ts';
import { migrations } from '../migrations/index.ts';
import { createLocalBus } from '../platform/bus/index.ts';
import { fakeClock } from '../platform/clock/index.ts';
import { type StorageKind, storages, type TestStorage } from '../platform/db/testing.ts';
import { Sites } from '../sites/index.ts';
import { countRows } from '../testing.ts';
import { seededVisitors } from './history.ts';
import { demoLogins, demoSiteId, seedDemo } from './index.ts';

const tables = [
  'sites',
  'members',
  'visitors',
  'visits',
  'page_views',
  'conversations',
  'conversation_events',
  'conversation_keys',
] as const;

describe.each(storages())('the demo’s data on $name', ({ open }: StorageKind) => {
  let test: TestStorage;
  const clock = fakeClock(Date.parse('2026-03-02T10:00:00Z'));
  beforeEach(async () => {
    test = await open({ registryUrl: new URL('../commands.ts', import.meta.url).href, migrations, clock });
  });
  afterEach(() => test.close());

  const seed = (port: number) =>
    seedDemo({ storage: test.storage, clock, config: withPort(readConfig('start', [], {}, '/'), port) });
  const site = async () => {
    const sites = new Sites(test.storage, clock);
    await sites.load();
    return sites.getSite(demoSiteId);
  };
  const all = async () => {
    const rows: Record<string, unknown[]> = {};
    for (const table of tables) rows[table] = await test.storage.read.selectFrom(table).selectAll().execute();
    return rows;
  };

  it('[CFG3] is a site, its members, and a history that has happened', async () => {
    await seed(8080);
    const visits = seededVisitors.flat();
    expect(await countRows(test.storage, tables)).toMatchObject({
      sites: 1,
      members: Object.keys(demoLogins).length,
      visitors: seededVisitors.length,
      visits: visits.length,
      page_views: visits.flatMap((visit) => visit.pages).length,
      conversations: visits.filter((visit) => visit.conversation).length,
    });
    expect((await site()).domains).toEqual(['shop.localhost:8080', 'blog.localhost:8080']);
    for (const row of await test.storage.read.selectFrom('visits').selectAll().execute()) {
      expect(row.started_at).toBeLessThan(clock.now());
      expect(row.last_activity_at).toBeLessThanOrEqual(clock.now());
    }
    const { rows } = { rows: await test.storage.read.selectFrom('conversations').selectAll().execute() };
    expect(new Set(rows.map((row) => row.status))).toEqual(new Set(['queued', 'open', 'ended']));
    expect(rows.every((row) => row.recognition !== 'strong')).toBe(true);
  });

  it('[CFG3] has logins that work', async () => {
    await seed(8080);
    const accounts = createAccounts({
      storage: test.storage,
      clock,
      bus: createLocalBus({ onError: console.error }),
      isHttps: false,
      workspaceOrigin: 'http://work.localhost:8080',
      readSites: () => [],
    });
    const members = (await test.storage.read.selectFrom('members').select('email').execute()).map((row) => row.email);
    expect(members.sort()).toEqual(
      Object.values(demoLogins)
        .map((login) => login.email)
        .sort(),
    );
    await expect(accounts.addMember({ ...demoLogins.mia, roles: ['agent'] })).rejects.toMatchObject({
      code: 'email_taken',
    });
  });

  it('[CFG3] is not touched by a second start', async () => {
    await seed(8080);
    const before = await all();
    clock.advance(86_400_000);
    await seed(8080);
    expect(await all()).toEqual(before);
  });

  it('[CFG3] gets the addresses of another port beside the old ones, and what an admin changed stays', async () => {
    await seed(8080);
    const sites = new Sites(test.storage, clock);
    await sites.load();
    await sites.changeSite(demoSiteId, { name: 'My own name', domains: ['shop.localhost:8080', 'mine.example'] });
    await seed(9090);
    await seed(9090);
    const after = await site();
    expect(after.name).toBe('My own name');
    expect(after.domains).toEqual([
      'shop.localhost:8080',
      'mine.example',
      'shop.localhost:9090',
      'blog.localhost:9090',
    ]);
    for (let port = 10_000; port < 10_040; port += 1) await seed(port);
    expect((await site()).domains).toHaveLength(50);
    expect((await site()).domains).toContain('shop.localhost:10039');
  });
});
