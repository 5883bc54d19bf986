import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Figure } from '../figures.ts';
import { percentile } from '../load/orders.ts';
import { ReturnLoad } from '../programs.ts';
import type { ServerFacts } from '../server.ts';
import type { Workbench } from '../workbench.ts';
import { portOf } from './ingest.ts';

const clients = 1_000;
/** As long as a restart of a machine's service takes; by then most clients have failed several times. */
const awayMs = 10_000;
const probesPerSecond = 50;

/** How a thousand open messengers come back after the server was killed, and how it answers others meanwhile. */
export async function measureReturning(bench: Workbench): Promise<Figure[]> {
  bench.say(`${clients} clients come back after the server was away`);
  const folder = await bench.makeFolder();
  const flags = ['bench/server.ts', folder, '--trusted-proxies=127.0.0.1'];
  const first = await bench.start<ServerFacts>(flags);
  const port = portOf(first.announcement.url);
  const { site } = first.announcement;
  const load = bench.own(new ReturnLoad());
  await load.perform({ kind: 'connect', port, site, clients });
  await load.perform({ kind: 'expect' });
  await first.kill();
  await delay(awayMs);
  await bench.start<ServerFacts>([...flags, `--port=${port}`]);
  const probes = startProbes(port, site);
  const result = await load.perform({ kind: 'return', at: Date.now() });
  const answers = (await probes.stop()).sort((a, b) => a - b);
  return [
    {
      key: 'recovery.p50Ms',
      label: `Server back → following again, ${clients} clients, p50`,
      value: result!.p50Ms,
      unit: 'ms',
    },
    {
      key: 'recovery.p95Ms',
      label: `Server back → following again, ${clients} clients, p95`,
      value: result!.p95Ms,
      unit: 'ms',
      target: { atMost: 10_000 },
    },
    {
      key: 'recovery.mostInTenthOfSecond',
      label: 'Most clients that came back within a tenth of a second',
      value: result!.mostAtOnce,
      unit: 'points',
      target: { atMost: clients / 4 },
    },
    {
      key: 'recovery.serverP99Ms',
      label: 'Requests answered meanwhile, p99',
      value: percentile(answers, 0.99),
      unit: 'ms',
      target: { atMost: 250 },
    },
  ];
}

/** Asks at an even pace how the server is doing, whatever it answers; its times in ms. */
function startProbes(port: number, site: string): { stop(): Promise<number[]> } {
  const times: number[] = [];
  const running = new Set<Promise<void>>();
  const probe = async () => {
    const startedAt = performance.now();
    await new Promise<void>((resolve, reject) => {
      const path = `/m/${site}/availability`;
      const asked = request({ port, host: '127.0.0.1', path, headers: { host: 'service.localhost' } }, (answer) => {
        answer.resume().on('end', resolve);
      });
      asked.on('error', reject);
      asked.end();
    });
    times.push(performance.now() - startedAt);
  };
  const pace = setInterval(() => {
    const one = probe().finally(() => running.delete(one));
    running.add(one);
  }, 1_000 / probesPerSecond);
  return {
    async stop() {
      clearInterval(pace);
      await Promise.all(running);
      return times;
    },
  };
}
