import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Figure } from '../figures.ts';
import { ConversationLoad, PageViewLoad } from '../programs.ts';
import type { ServerFacts, ServerMemory } from '../server.ts';
import type { Workbench } from '../workbench.ts';
import { portOf } from './ingest.ts';

/** How long a message takes to the other side, and what sockets, visits and the process itself cost in memory. */
export async function measureChat(bench: Workbench): Promise<Figure[]> {
  const { isQuick } = bench;
  const conversations = isQuick ? 300 : 1_000;
  const idleSockets = isQuick ? 2_000 : 5_000;
  const messages = isQuick ? 300 : 6_000;
  const visits = isQuick ? 10_000 : 50_000;

  bench.say('An idle process');
  const folder = await bench.makeFolder();
  // A first start makes the database and keeps the compiled modules; what runs for months is a later one.
  await (await bench.start<ServerFacts>(['bench/server.ts', folder])).stop();
  const idle = await bench.start<ServerFacts>(['bench/server.ts', folder]);
  await delay(isQuick ? 1_000 : 5_000);
  const idleProcessBytes = await readResidentBytes(idle.pid);
  await idle.stop();

  const server = await bench.start<ServerFacts>([
    '--expose-gc',
    'bench/server.ts',
    folder,
    // Visitors come from many addresses, told by a proxy.
    '--trusted-proxies=127.0.0.1',
  ]);
  const { url, site, agent } = server.announcement;
  const port = portOf(url);
  const readMemory = () => server.ask<ServerMemory>('SIGUSR2');

  bench.say(`${conversations} conversations and ${idleSockets} idle sockets`);
  const load = bench.own(new ConversationLoad());
  await load.perform({ kind: 'start', port, site, agent, conversations });
  // In a quiet moment it gives back what starting took, which is nothing of the sockets'.
  await delay(1_000);
  const beforeSockets = await readMemory();
  await load.perform({ kind: 'idle', sockets: idleSockets });
  const withSockets = await readMemory();

  bench.say(`${messages} messages`);
  await load.perform({ kind: 'talk', messages: 200, perSecond: 200 });
  const talk = await load.perform({ kind: 'talk', messages, perSecond: 200 });

  bench.say(`${visits} open visits`);
  const visitors = bench.own(new PageViewLoad());
  const order = { port, host: 'service.localhost', path: `/t/${site}/views`, connections: 50, pagesPerVisit: 1 };
  await visitors.run({ ...order, count: 500 });
  const beforeVisits = await readMemory();
  const { requests } = await visitors.run({ ...order, count: visits });
  const withVisits = await readMemory();

  return [
    { key: 'message.p50Ms', label: 'Message sent → seen, p50', value: talk!.p50Ms, unit: 'ms', target: { atMost: 5 } },
    { key: 'message.p99Ms', label: 'Message sent → seen, p99', value: talk!.p99Ms, unit: 'ms', target: { atMost: 50 } },
    {
      key: 'memory.idleSocketBytes',
      label: `An idle socket, of ${idleSockets}`,
      value: (withSockets.residentBytes - beforeSockets.residentBytes) / idleSockets,
      unit: 'bytes',
      target: { atMost: 12_000 },
    },
    {
      key: 'memory.openVisitBytes',
      label: `An open visit, of ${visits}`,
      value: (withVisits.heapBytes - beforeVisits.heapBytes) / requests,
      unit: 'bytes',
      target: { atMost: 2_000 },
    },
    {
      key: 'memory.idleProcessBytes',
      label: 'An idle process',
      value: idleProcessBytes,
      unit: 'bytes',
      target: { atMost: 120_000_000 },
    },
  ];
}

/** Resident memory as the system tells it, without collecting garbage first. */
export async function readResidentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) * 1_024;
}
