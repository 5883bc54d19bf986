import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { createInterface } from 'node:readline';
import type { Figure } from '../figures.ts';
import { root } from '../programs.ts';
import type { Workbench } from '../workbench.ts';

/** What `npm start -- --json` prints. */
export interface DemoFacts {
  readonly shopUrl: string;
  readonly helpCenterUrl: string;
}

/** The time from the second `npm start` to the first answered request, without npm's own part. */
export async function measureStart(bench: Workbench): Promise<Figure[]> {
  bench.say('Starting a second time');
  const folder = await bench.makeFolder();
  await startDemo(bench, folder).then((demo) => demo.stop());
  const startedAt = performance.now();
  const demo = await startDemo(bench, folder);
  await readPage(demo.shopUrl);
  const ms = performance.now() - startedAt;
  await demo.stop();
  return [
    { key: 'start.secondMs', label: 'Second start → first answer', value: ms, unit: 'ms', target: { atMost: 3_000 } },
  ];
}

/** Starts the demo as a person would, on a free port; the caller stops it, at the latest the workbench does. */
export async function startDemo(bench: Workbench, folder: string): Promise<DemoFacts & { stop(): Promise<void> }> {
  const child: ChildProcess = spawn(
    process.execPath,
    ['scripts/start.mjs', '--json', '--port=0', `--data=${folder}`, '--new-visitors-per-minute=999999999'],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let log = '';
  child.stderr!.setEncoding('utf8').on('data', (chunk: string) => {
    log = (log + chunk).slice(-8_000);
  });
  const closed = once(child, 'close');
  const demo = bench.own({
    async stop() {
      if (child.exitCode === null) child.kill('SIGTERM');
      await closed;
    },
  });
  const ended = closed.then(() => Promise.reject(new Error(`The demo ended by itself:\n${log}`)));
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout! }), 'line'), ended])) as [string];
  return { ...(JSON.parse(line) as DemoFacts), ...demo };
}

/** Reads a page of a `*.localhost` site, whose name the system's resolver may not know. */
function readPage(url: string): Promise<void> {
  const { host, port, pathname } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = get({ host: '127.0.0.1', port, path: pathname, headers: { host } }, (answer) => {
      answer.resume();
      if (answer.statusCode === 200) answer.once('end', resolve);
      else reject(new Error(`${url} answered ${answer.statusCode}`));
    });
    asked.once('error', reject);
  });
}
