import { execFileSync } from 'node:child_process';
import pg from 'pg';
import { buildVocabulary, pickWord } from '../articles.ts';
import { type Figure, median } from '../figures.ts';
import type { ReadOrder, ReadResult } from '../load/orders.ts';
import { ReadLoad } from '../programs.ts';
import type { ServerFacts, ServerMemory } from '../server.ts';
import type { Workbench } from '../workbench.ts';
import { portOf } from './ingest.ts';

const dialects = ['sqlite', 'postgres'] as const;
const names = { sqlite: 'SQLite', postgres: 'PostgreSQL' } as const;
const articles = 10_000;
const perSecond = 200;
const host = 'help.localhost';

/**
 * Pages and searches of a help center of ten thousand articles: the time to the first byte at an even pace, the server
 * on one core, and that of searches one after the other. Medians of the rounds; the worse database counts.
 */
export async function measureHelpCenter(bench: Workbench): Promise<Figure[]> {
  const load = bench.own(new ReadLoad());
  const found: ({ dialect: (typeof dialects)[number] } & Awaited<ReturnType<typeof measureOn>>)[] = [];
  for (const dialect of dialects) found.push({ dialect, ...(await measureOn(bench, load, dialect)) });
  const worst = (read: (one: (typeof found)[number]) => number) => Math.max(...found.map(read));
  return [
    {
      key: 'helpCenter.ttfbP95Ms',
      label: `Help center: first byte at ${perSecond}/s, one core, p95, the slower database`,
      value: worst(({ pages }) => pages.p95Ms),
      unit: 'ms',
      target: { atMost: 20 },
    },
    {
      key: 'helpCenter.searchP95Ms',
      label: 'Help center: search over 10,000 articles, p95, the slower database',
      value: worst(({ searches }) => searches.p95Ms),
      unit: 'ms',
      target: { atMost: 50 },
    },
    ...found.flatMap(({ dialect, pages, searches, suggestions }): Figure[] => {
      const of = (key: string, what: string, value: number): Figure => ({
        key: `helpCenter.${dialect}.${key}`,
        label: `Help center, ${names[dialect]}: ${what}`,
        value,
        unit: 'ms',
      });
      return [
        of('ttfbP50Ms', 'first byte, p50', pages.p50Ms),
        of('ttfbP95Ms', 'first byte, p95', pages.p95Ms),
        of('ttfbP99Ms', 'first byte, p99', pages.p99Ms),
        of('pageCpuMs', 'processor time of a page', pages.cpuMs),
        of('searchCpuMs', 'processor time of a search', searches.cpuMs),
        of('searchP50Ms', 'search, p50', searches.p50Ms),
        of('searchP95Ms', 'search, p95', searches.p95Ms),
        of('suggestionsP95Ms', 'suggestions, p95', suggestions.p95Ms),
      ];
    }),
  ];
}

async function measureOn(bench: Workbench, load: ReadLoad, dialect: (typeof dialects)[number]) {
  bench.say(`A help center of ${articles} articles on ${names[dialect]}`);
  const databaseUrl = dialect === 'sqlite' ? null : await bench.makeDatabase('help_center');
  const folder = await bench.makeFolder();
  const args = ['bench/server.ts', folder, '--trusted-proxies=127.0.0.1'];
  const env = databaseUrl === null ? {} : { PORCHLIGHT_DATABASE_URL: databaseUrl };
  const filled = await bench.start<ServerFacts>(args, { ...env, BENCH_ARTICLES: String(articles) });
  await filled.stop();
  if (databaseUrl !== null) await analyse(databaseUrl);
  const server = await bench.start<ServerFacts>(args, env);
  const { announcement } = server;
  stayOnOneCore(bench, server.pid);
  const port = portOf(announcement.url);
  const rounds = bench.isQuick ? 1 : 5;
  const results = { pages: [] as Measured[], searches: [] as Measured[], suggestions: [] as Measured[] };
  const measure = async (order: Pick<ReadOrder, 'paths' | 'count' | 'perSecond'>): Promise<Measured> => {
    const before = await server.ask<ServerMemory>('SIGUSR2');
    const result = await load.run({ port, host, ...order });
    const { cpuMs } = await server.ask<ServerMemory>('SIGUSR2');
    return { ...result, cpuMs: (cpuMs - before.cpuMs) / order.count };
  };
  // The first round warms up and is not counted.
  for (let round = 0; round <= rounds; round++) {
    const isShort = round === 0 || bench.isQuick;
    const searched = { count: isShort ? 200 : 400, perSecond: null };
    const pages = await measure({ paths: pagePaths(round), count: (isShort ? 5 : 10) * perSecond, perSecond });
    const searches = await measure({ ...searched, paths: searchPaths(round, 'search') });
    const suggestions = await measure({ ...searched, paths: searchPaths(round, 'suggestions') });
    if (round === 0) continue;
    results.pages.push(pages);
    results.searches.push(searches);
    results.suggestions.push(suggestions);
  }
  const of = (all: readonly Measured[]) => ({
    p50Ms: median(all.map((one) => one.p50Ms)),
    p95Ms: median(all.map((one) => one.p95Ms)),
    p99Ms: median(all.map((one) => one.p99Ms)),
    cpuMs: median(all.map((one) => one.cpuMs)),
  });
  return { pages: of(results.pages), searches: of(results.searches), suggestions: of(results.suggestions) };
}

/** `cpuMs`: what one request took of the server's processor, however busy the machine is with others. */
type Measured = Pick<ReadResult, 'p50Ms' | 'p95Ms' | 'p99Ms'> & { cpuMs: number };

/** Mostly articles, all over the ten thousand; starts and topics between them. */
function pagePaths(round: number): string[] {
  return Array.from({ length: 2_000 }, (_, at) => {
    const number = (at * 7_919 + round * 3_571) % articles;
    if (at % 20 === 7) return '/en';
    if (at % 20 === 13) return `/en/categories/topic-${number % 40}`;
    return `/en/articles/article-${number}`;
  });
}

/** What people type: a word, several, the begin of one, a slip of the finger, and what is nowhere. */
function searchPaths(round: number, page: 'search' | 'suggestions'): string[] {
  const vocabulary = buildVocabulary();
  return Array.from({ length: 400 }, (_, at) => {
    const word = (salt: number) => pickWord(vocabulary, ((at * 131 + salt * 37 + round * 17) % 997) / 997);
    const [first, second] = [word(1), word(2)];
    const slip = first.length > 5 ? first.slice(0, 2) + first.slice(3) : `${first}${second}`;
    const query = [
      first,
      `${first} ${second}`,
      first.slice(0, 3),
      `${first} ${second.slice(0, 2)}`,
      slip,
      `${first}xq`,
    ][at % 6];
    return `/en/${page}?q=${encodeURIComponent(query ?? first)}`;
  });
}

/** As autovacuum does a minute after such a change. */
async function analyse(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('vacuum analyze');
  await client.end();
}

function stayOnOneCore(bench: Workbench, pid: number): void {
  try {
    execFileSync('taskset', ['-acp', '0', String(pid)], { stdio: 'ignore' });
  } catch {
    bench.say('taskset is missing: the server takes more than one core');
  }
}
