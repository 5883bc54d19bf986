import { type Figure, median } from '../figures.ts';
import type { PageViewResult } from '../load/orders.ts';
import { PageViewLoad } from '../programs.ts';
import type { ServerFacts } from '../server.ts';
import type { Workbench } from '../workbench.ts';

const connectionCounts = [10, 200];
/** Until then much of a program still runs uncompiled; the bare programs have less to compile. */
const warmUpMs = { product: 2_600, bareCommit: 700, barePost: 200 };
const names = { sqlite: 'SQLite', postgres: 'PostgreSQL' } as const;

interface Candidate {
  readonly name: 'product' | 'bareCommit' | 'barePost';
  readonly port: number;
  readonly path: string;
}

/**
 * Page views committed and answered, as a share of the bare programs in the same run on the same machine: product and
 * floors take turns, and medians are compared.
 */
export async function measureIngest(bench: Workbench, dialect: 'sqlite' | 'postgres'): Promise<Figure[]> {
  bench.say(`Page views on ${names[dialect]}`);
  const load = bench.own(new PageViewLoad());
  const candidates = await startCandidates(bench, dialect);
  const [rounds, durationMs] = bench.isQuick ? [3, 500] : [7, 2_000];
  const results = new Map<string, PageViewResult[]>();
  // The first round warms the programs up and is not counted.
  for (let round = 0; round <= rounds; round++) {
    for (const connections of connectionCounts) {
      for (const { name, port, path } of candidates) {
        // The bare POST stands beside the target, not in it.
        const countedMs = name === 'barePost' ? durationMs * 0.3 : durationMs;
        const result = await load.run({
          port,
          host: 'service.localhost',
          path,
          connections,
          pagesPerVisit: 5,
          durationMs: round === 0 ? warmUpMs[name] : countedMs,
        });
        const key = `${name} ${connections}`;
        if (round > 0) results.set(key, [...(results.get(key) ?? []), result]);
      }
    }
  }
  return readFigures(dialect, results);
}

async function startCandidates(bench: Workbench, dialect: 'sqlite' | 'postgres'): Promise<Candidate[]> {
  const floorPath = '/t/site/views';
  const where = dialect === 'sqlite' ? await bench.makeFolder() : await bench.makeDatabase('bare_commit');
  const databaseUrl = dialect === 'sqlite' ? null : await bench.makeDatabase('product');
  const product = await bench.start<ServerFacts>(
    ['bench/server.ts', await bench.makeFolder()],
    databaseUrl === null ? {} : { PORCHLIGHT_DATABASE_URL: databaseUrl },
  );
  const bareCommit = await bench.start<{ url: string }>([`bench/floors/${dialect}-commit.ts`, where]);
  const barePost = await bench.start<{ url: string }>(['bench/floors/parse-post.ts']);
  return [
    { name: 'bareCommit', port: portOf(bareCommit.announcement.url), path: floorPath },
    { name: 'product', port: portOf(product.announcement.url), path: `/t/${product.announcement.site}/views` },
    { name: 'barePost', port: portOf(barePost.announcement.url), path: floorPath },
  ];
}

export function portOf(url: string): number {
  return Number(new URL(url).port);
}

function readFigures(dialect: 'sqlite' | 'postgres', results: Map<string, PageViewResult[]>): Figure[] {
  const of = (name: Candidate['name'], connections: number, read: (result: PageViewResult) => number) =>
    median((results.get(`${name} ${connections}`) ?? []).map(read));
  const perSecond = (name: Candidate['name'], connections: number) => of(name, connections, (one) => one.perSecond);
  const share = (floor: 'bareCommit' | 'barePost', connections: number) =>
    perSecond('product', connections) / perSecond(floor, connections);
  const key = `ingest.${dialect}`;
  const label = `Page views, ${names[dialect]}`;
  const lowest = (floor: 'bareCommit' | 'barePost') =>
    Math.min(...connectionCounts.map((count) => share(floor, count)));
  const target = { atLeast: 0.6 };
  return [
    {
      key: `${key}.shareOfBareCommit`,
      label: `${label}: of the bare commit, the lower of the two below`,
      value: lowest('bareCommit'),
      unit: 'share',
      target,
    },
    {
      key: `${key}.shareOfBarePost`,
      label: `${label}: of the bare POST, the lower of the two below`,
      value: lowest('barePost'),
      unit: 'share',
    },
    ...connectionCounts.flatMap((count): Figure[] => [
      {
        key: `${key}.at${count}.shareOfBareCommit`,
        label: `${label}, ${count} connections: of the bare commit`,
        value: share('bareCommit', count),
        unit: 'share',
        target,
      },
      {
        key: `${key}.at${count}.shareOfBarePost`,
        label: `${label}, ${count} connections: of the bare POST`,
        value: share('barePost', count),
        unit: 'share',
      },
      {
        key: `${key}.at${count}.perSecond`,
        label: `${label}, ${count} connections`,
        value: perSecond('product', count),
        unit: 'perSecond',
      },
      {
        key: `${key}.at${count}.p99Ms`,
        label: `${label}, ${count} connections: p99`,
        value: of('product', count, (one) => one.p99Ms),
        unit: 'ms',
        ...(count === 10 ? { target: { atMost: 25 } } : {}),
      },
      {
        key: `${key}.at${count}.bareCommitP99Ms`,
        label: `${label}, ${count} connections: p99 of the bare commit`,
        value: of('bareCommit', count, (one) => one.p99Ms),
        unit: 'ms',
      },
    ]),
  ];
}
