import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { type Figure, median } from '../figures.ts';
import { PageViewLoad } from '../programs.ts';
import type { ServerFacts } from '../server.ts';
import type { Workbench } from '../workbench.ts';
import { portOf } from './ingest.ts';

type Dialect = 'sqlite' | 'postgres';

const few = 1_000;
const many = 1_000_000;
const pagesPerVisit = 5;
const pairs = 9;

/** How much slower page views are taken with a million stored than with a thousand; pairs of runs in turn. */
export async function measureFlatness(bench: Workbench, dialect: Dialect): Promise<Figure[]> {
  const name = dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL';
  bench.say(`${name} with ${few} and with ${many} page views stored`);
  const load = bench.own(new PageViewLoad());
  const [withFew, withMany] = [await startFilled(bench, dialect, few), await startFilled(bench, dialect, many)];
  const order = { host: 'service.localhost', connections: 50, pagesPerVisit, durationMs: 1_500 };
  const ratios: number[] = [];
  for (let pair = 0; pair <= pairs; pair++) {
    // Which of them goes first alternates, so that a drift of the machine favours neither.
    const turns = pair % 2 === 0 ? [withFew, withMany] : [withMany, withFew];
    const rates = new Map<ServerFacts, number>();
    for (const { announcement } of turns) {
      const path = `/t/${announcement.site}/views`;
      const { perSecond } = await load.run({ ...order, port: portOf(announcement.url), path });
      rates.set(announcement, perSecond);
    }
    if (pair > 0) ratios.push(rates.get(withFew.announcement)! / rates.get(withMany.announcement)!);
  }
  return [
    {
      key: `ingest.flatness.${dialect}`,
      label: `Page views, ${name}: rate with ${few} stored by rate with ${many} stored`,
      value: median(ratios),
      unit: 'ratio',
      target: { atMost: 1.25 },
    },
  ];
}

async function startFilled(bench: Workbench, dialect: Dialect, pageViews: number) {
  const folder = await bench.makeFolder();
  const databaseUrl = dialect === 'postgres' ? await bench.makeDatabase(`stored_${pageViews}`) : null;
  const env: Record<string, string> = databaseUrl === null ? {} : { PORCHLIGHT_DATABASE_URL: databaseUrl };
  const first = await bench.start<ServerFacts>(['bench/server.ts', folder], env);
  await first.stop();
  const { site } = first.announcement;
  if (databaseUrl === null) fillSqlite(join(folder, 'porchlight.db'), site, pageViews);
  else await fillPostgres(databaseUrl, site, pageViews);
  return bench.start<ServerFacts>(['bench/server.ts', folder], env);
}

/** Visits of long ago, each of a visitor of its own; `i` counts visits, visitors' ids are spread as random ones are. */
function fillStatements(site: string, spread: string, number: (from: string) => string): string[] {
  const visitor = `'vi_' || ${spread} || '0123456789abcdef'`;
  const visit = `'vs_0' || ${number('i')} || '0123456789abcdefghijkl'`;
  const page = `'pv_' || ${spread} || '0123456789ab'`;
  const details = `'{"referrer":null,"campaign":null,"country":"DE","device":"desktop","browser":"Chrome 142"}'`;
  const view = `'${site}', ${visit}, ${page} || p, 'tb_0123456789abcdefghijkl', 1000 + i, 4200`;
  return [
    `INSERT INTO visitors (site_id, id, first_seen_at, last_seen_at, visit_count, conversation_count)
      SELECT '${site}', ${visitor}, 1000, 1000, 1, 0 FROM numbers`,
    `INSERT INTO visits (site_id, id, visitor_id, ordinal, started_at, last_activity_at, page_count, details)
      SELECT '${site}', ${visit}, ${visitor}, 1, 1000 + i, 2000 + i, ${pagesPerVisit}, ${details} FROM numbers`,
    `INSERT INTO page_views (site_id, visit_id, id, tab_id, at, visible_ms, url, title)
      SELECT ${view}, 'https://shop.example/products/lantern-' || p, 'Lantern ' || p FROM numbers, pages`,
  ];
}

function fillSqlite(path: string, site: string, pageViews: number): void {
  const database = new DatabaseSync(path);
  const counted = (name: string, column: string, count: number) =>
    `${name}(${column}) AS (SELECT 0 UNION ALL SELECT ${column} + 1 FROM ${name} WHERE ${column} < ${count - 1})`;
  const numbers = `WITH RECURSIVE ${counted('numbers', 'i', pageViews / pagesPerVisit)}, ${counted('pages', 'p', pagesPerVisit)}`;
  const spread = "printf('%08x', (i * 2654435761) % 4294967296)";
  database.exec('BEGIN');
  for (const statement of fillStatements(site, spread, (column) => `printf('%09d', ${column})`)) {
    database.exec(`${numbers} ${statement}`);
  }
  database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}

async function fillPostgres(databaseUrl: string, site: string, pageViews: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const numbers = `WITH numbers AS (SELECT generate_series(0::bigint, ${pageViews / pagesPerVisit - 1}) AS i), pages AS (SELECT generate_series(0, ${pagesPerVisit - 1}) AS p)`;
  const spread = "lpad(to_hex((i * 2654435761) % 4294967296), 8, '0')";
  for (const statement of fillStatements(site, spread, (column) => `lpad(${column}::text, 9, '0')`)) {
    await client.query(`${numbers} ${statement}`);
  }
  await client.query('VACUUM ANALYZE');
  await client.end();
}
