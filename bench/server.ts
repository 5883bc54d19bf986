/**
 * The product itself in production mode, with one site and one agent, in a process of its own. Takes the data folder
 * and further flags, prints where it listens, and prints its memory whenever it gets SIGUSR2.
 */
import { type Porchlight, readConfig, rootDir, startPorchlight } from '@porchlight/server';

/** What the server prints when it is ready. */
export interface ServerFacts {
  readonly url: string;
  readonly site: string;
  readonly agent: { readonly email: string; readonly password: string };
}

/** What it prints at SIGUSR2, in bytes. */
export interface ServerMemory {
  readonly residentBytes: number;
  readonly heapBytes: number;
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
console.log(
  JSON.stringify({ url: `http://127.0.0.1:${running.config.port}`, site: site.id, agent } satisfies ServerFacts),
);

process.on('SIGUSR2', () => {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  console.log(JSON.stringify({ residentBytes: rss, heapBytes: heapUsed } satisfies ServerMemory));
});
process.once('SIGTERM', () => {
  running.close().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});

/** On a new database: one site, and an agent for it. */
async function addSite(): Promise<{ id: string }> {
  await running.app.accounts.addMember({ name: 'Mia', ...agent, roles: ['agent'] });
  return running.app.sites.addSite({ name: 'Harbour & Lantern', domains: ['shop.example'] });
}
