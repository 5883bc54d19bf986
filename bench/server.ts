/**
 * The product itself in production mode, with one site and one agent, in a process of its own. Takes the data folder
 * and further flags, prints where it listens, and prints its memory and processor time whenever it gets SIGUSR2.
 */
import { type CookieMode, cookieModes, type SiteId } from '@porchlight/protocol';
import { type Porchlight, readConfig, rootDir, startPorchlight } from '@porchlight/server';
import { addArticles } from './articles.ts';

/** What the server prints when it is ready. */
export interface ServerFacts {
  readonly url: string;
  readonly site: string;
  /** A site of each cookie mode, where `BENCH_SITES=modes` asks for them. */
  readonly modes: Partial<Record<CookieMode, string>>;
  readonly agent: { readonly email: string; readonly password: string };
  /** Addresses of as many more agents as `BENCH_MEMBERS` asks for, with the same password. */
  readonly members: readonly string[];
}

/** What it prints at SIGUSR2. */
export interface ServerMemory {
  readonly residentBytes: number;
  readonly heapBytes: number;
  /** Processor time of the process so far, with all its threads. */
  readonly cpuMs: number;
}

const [dataDir = '', ...flags] = process.argv.slice(2);
const surfaces = ['service', 'workspace', 'help', 'files'];
const config = readConfig(
  'serve',
  [
    ...surfaces.map((name) => `--${name}-url=http://${name}.localhost`),
    ...['--port=0', '--host=127.0.0.1', '--log-level=error', `--data=${dataDir}`],
    // One address stands for all visitors here.
    '--new-visitors-per-minute=999999999',
    ...flags,
  ],
  process.env,
  rootDir,
);
const running: Porchlight = await startPorchlight(config);
const agent = { email: 'agent@shop.example', password: 'a long enough pass phrase' };
const [site = await addSite()] = running.app.sites.readAll();
const modes: Partial<Record<CookieMode, string>> = {};
if (process.env.BENCH_SITES === 'modes') for (const mode of cookieModes) modes[mode] = await addSiteOf(mode);
const members = Array.from(
  { length: Number(process.env.BENCH_MEMBERS ?? 0) },
  (_, at) => `agent${100 + at}@shop.example`,
);
await Promise.all(
  members.map((email, at) => running.app.accounts.addMember({ ...agent, name: `Mia ${at}`, email, roles: ['agent'] })),
);
if (process.env.BENCH_ARTICLES) await addArticles(running.app.articles, site.id, Number(process.env.BENCH_ARTICLES));
const url = `http://127.0.0.1:${running.config.port}`;
console.log(JSON.stringify({ url, site: site.id, modes, agent, members } satisfies ServerFacts));

process.on('SIGUSR2', () => {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const cpuMs = (user + system) / 1_000;
  console.log(JSON.stringify({ residentBytes: rss, heapBytes: heapUsed, cpuMs } satisfies ServerMemory));
});
process.once('SIGTERM', () => {
  running.close().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});

/** On a new database: one site, and an agent for it. */
async function addSite(): Promise<{ id: SiteId }> {
  await running.app.accounts.addMember({ name: 'Mia', ...agent, roles: ['agent'] });
  return running.app.sites.addSite({ name: 'Harbour & Lantern', domains: ['shop.example'] });
}

async function addSiteOf(mode: CookieMode): Promise<string> {
  const { sites } = running.app;
  const { id } = await sites.addSite({ name: `Harbour & Lantern, ${mode}`, domains: ['shop.example'] });
  await sites.changeSite(id, { mode });
  return id;
}
