import { setTimeout as delay } from 'node:timers/promises';
import { type Figure, median } from '../figures.ts';
import { ConversationLoad, LoginLoad } from '../programs.ts';
import type { ServerFacts } from '../server.ts';
import { comparePairs } from '../statistics.ts';
import type { Workbench } from '../workbench.ts';
import { readResidentBytes } from './chat.ts';
import { portOf } from './ingest.ts';

const atOnce = 50;
const messagesPerSecond = 100;
const rounds = 5;
const messages = 800;
const pairs = 400;

/**
 * What logins cost: how many there are in a second while fifty people log in at once, what memory that takes, what
 * messages notice of it, and whether the time of a refusal tells that an address is known.
 */
export async function measureLogins(bench: Workbench): Promise<Figure[]> {
  bench.say(`${atOnce} members log in at once`);
  const server = await bench.start<ServerFacts>(
    // Each comes from an address of its own, told by a proxy.
    ['bench/server.ts', await bench.makeFolder(), '--trusted-proxies=127.0.0.1'],
    { BENCH_MEMBERS: String(atOnce) },
  );
  const { url, site, agent, members } = server.announcement;
  const port = portOf(url);
  const logins = bench.own(new LoginLoad());
  const conversations = bench.own(new ConversationLoad());
  await conversations.perform({ kind: 'start', port, site, agent, conversations: 100 });
  const talk = async () => {
    const result = await conversations.perform({ kind: 'talk', messages, perSecond: messagesPerSecond });
    return result!.p99Ms;
  };
  const flood = (durationMs: number) => logins.flood({ port, members, password: agent.password, durationMs });
  await talk();
  await flood(500);

  const quiet: number[] = [];
  const during: number[] = [];
  const perSecond: number[] = [];
  const waits: number[] = [];
  const memory: number[] = [];
  for (let round = 0; round < rounds; round++) {
    quiet.push(await talk());
    const before = await readResidentBytes(server.pid);
    const flooding = flood((messages / messagesPerSecond) * 1_000 + 500);
    const peak = watchMemory(server.pid);
    await delay(250);
    during.push(await talk());
    const { perSecond: rate, p50Ms, refused } = await flooding;
    if (refused > 0) throw new Error(`${refused} logins of ${atOnce} at once were refused.`);
    perSecond.push(rate);
    waits.push(p50Ms);
    memory.push((await peak.end()) - before);
  }

  bench.say(`${pairs} pairs of a known and an unknown address`);
  const told = comparePairs((await logins.compare({ port, members, pairs })).pairs);

  const unitMs = { unit: 'ms' } as const;
  return [
    { key: 'logins.perSecond', label: `Logins, of ${atOnce} at once`, value: median(perSecond), unit: 'perSecond' },
    { key: 'logins.p50Ms', label: `A login, of ${atOnce} at once, p50`, value: median(waits), ...unitMs },
    { key: 'logins.memoryBytes', label: `Memory for ${atOnce} logins at once`, value: median(memory), unit: 'bytes' },
    { key: 'logins.messageQuietP99Ms', label: 'Message sent → seen, p99, no logins', value: median(quiet), ...unitMs },
    {
      key: 'logins.messageDuringP99Ms',
      label: `Message sent → seen, p99, ${atOnce} logins at once`,
      value: median(during),
      ...unitMs,
    },
    {
      key: 'logins.messageP99Ratio',
      label: 'The one by the other, median of rounds',
      value: median(during.map((one, round) => one / quiet[round]!)),
      unit: 'ratio',
      target: { atMost: 2 },
    },
    {
      key: 'logins.known.medianMs',
      label: 'Known minus unknown address, median',
      value: told.median,
      unit: 'points',
    },
    { key: 'logins.known.lowMs', label: '… which is at least (95 %)', value: told.low, unit: 'points' },
    { key: 'logins.known.highMs', label: '… and at most', value: told.high, unit: 'points' },
    {
      key: 'logins.known.slowerShare',
      label: 'Pairs in which the known address took longer',
      value: told.largerShare,
      unit: 'share',
    },
    {
      // Where nothing can be told, one run in a thousand misses this all the same.
      key: 'logins.known.chance',
      label: 'Chance of such ranks where there is no difference',
      value: told.chance,
      unit: 'points',
      target: { atLeast: 0.001 },
    },
  ];
}

/** Follows the most memory that a process holds, until `end` tells it in bytes. */
function watchMemory(pid: number): { end(): Promise<number> } {
  let isOver = false;
  const watching = (async () => {
    let most = 0;
    while (!isOver) {
      most = Math.max(most, await readResidentBytes(pid));
      await delay(10);
    }
    return most;
  })();
  return {
    end() {
      isOver = true;
      return watching;
    },
  };
}
