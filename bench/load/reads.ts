/**
 * Readers of pages, in a process of their own: each request comes from an address of its own, over connections that are
 * kept. Takes orders and gives results as messages to its parent.
 */
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { percentile, type ReadOrder, type ReadResult } from './orders.ts';

const connections = 100;

async function perform({ port, host, paths, count, perSecond }: ReadOrder): Promise<ReadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  const failures: string[] = [];
  const read = (at: number, askedAt: number) =>
    new Promise<void>((resolve) => {
      const path = paths[at % paths.length] ?? '/';
      const headers = {
        host,
        accept: 'text/html',
        'x-forwarded-for': `10.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}`,
      };
      const fail = (error: string) => {
        failures.push(error);
        resolve();
      };
      const asked = request({ port, host: '127.0.0.1', path, headers, agent }, (answer) => {
        times.push(performance.now() - askedAt);
        answer
          .resume()
          .once('end', resolve)
          .once('error', (error) => fail(error.message));
        if (answer.statusCode !== 200) failures.push(`${answer.statusCode} ${path}`);
      });
      asked.once('error', (error) => fail(error.message));
      asked.end();
    });

  if (perSecond === null) for (let at = 0; at < count; at++) await read(at, performance.now());
  else {
    const begun = performance.now();
    const running: Promise<void>[] = [];
    for (let at = 0; at < count; at++) {
      const due = begun + (at * 1_000) / perSecond;
      if (due > performance.now()) await delay(due - performance.now());
      // What it waits beyond its time counts: a reader does not come later because others are slow.
      running.push(read(at, due));
    }
    await Promise.all(running);
  }
  agent.destroy();
  const sorted = times.sort((a, b) => a - b);
  return {
    p50Ms: percentile(sorted, 0.5),
    p95Ms: percentile(sorted, 0.95),
    p99Ms: percentile(sorted, 0.99),
    failures: failures.length,
    failure: failures[0] ?? null,
  };
}

process.on('message', async (order: ReadOrder) => {
  process.send?.(await perform(order));
});
