import type { EventsPage, PublicEvent, Sequenced } from '@porchlight/protocol';
import { connectRealtime, followConversation, followEphemeral, type SocketLike } from '@porchlight/realtime';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLocalBus } from '../platform/bus/index.ts';
import type { FrameReceiver } from '../platform/sockets/index.ts';
import type { Link } from './connection.ts';
import { createRealtime, publishDelta, publishEvent } from './index.ts';
import { agent, buildTime, site, stream } from './testing.ts';

/** What may happen, in any order. Numbers choose among what is possible at that moment. */
type Step =
  | { do: 'write' }
  | { do: 'publish'; which: number }
  | { do: 'change'; key: number }
  | { do: 'cut'; loses: number }
  | { do: 'answer'; which: number; fails: boolean }
  | { do: 'wait'; ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Step>({ do: 'write' }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('publish' as const), which: fc.nat(3) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('change' as const), key: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cut' as const), loses: fc.nat(3) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('answer' as const), which: fc.nat(5), fails: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat(40_000) }) },
);

/** Lets everything run that waits for no more than promises. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

/**
 * The server's delivery and the browser's client, joined in memory, with a database of one conversation and
 * one list. Nothing answers, arrives or fails but by a step.
 */
function buildWorld() {
  const time = buildTime();
  const bus = createLocalBus({
    onError: (error) => {
      throw error;
    },
  });
  const stored: PublicEvent[] = [];
  let unpublished: number[] = [];
  const list = new Map<number, number>();
  /** Requests that wait for a step to answer them. */
  const waiting: ((fails: boolean) => void)[] = [];
  const broken: string[] = [];

  function later<T>(read: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const value = read();
      waiting.push((fails) => (fails ? reject(new Error('lost')) : resolve(value)));
    });
  }

  const realtime = createRealtime({
    bus,
    clock: time.clock,
    timers: time.timers,
    epoch: 'epoch-1',
    authenticate: async () => agent,
    authorize: async () => true,
    heads: () => later(() => ({ [stream]: stored.length })),
    snapshot: () => later(() => ({ data: [...list] })),
    onError: () => {},
  });

  let live: { cut(loses: number): void } | null = null;
  function openSocket(): SocketLike {
    let receiver: FrameReceiver | null = null;
    let isOpen = true;
    const down: string[] = [];
    const numbers = new Map<string, number>();
    const socket: SocketLike = {
      onopen: null,
      onmessage: null,
      onclose: null,
      send: (text) => {
        if (isOpen) receiver?.onFrame(text);
      },
      close: () => end(0),
    };
    function end(loses: number): void {
      if (!isOpen) return;
      isOpen = false;
      for (const text of down.slice(0, Math.max(0, down.length - loses))) socket.onmessage?.({ data: text });
      receiver?.onClosed();
      socket.onclose?.();
    }
    /** [RT3] [RT7] what the server may never do on one socket, whatever happens */
    function check(text: string): void {
      const frame = JSON.parse(text) as { type: string; stream: string; seq?: number; head?: number; n?: number };
      const last = numbers.get(frame.stream);
      if (frame.type === 'subscribed') numbers.set(frame.stream, frame.head ?? 0);
      if (frame.type === 'snapshot') numbers.set(frame.stream, frame.n ?? 0);
      if (frame.type === 'event') {
        if (last === undefined || (frame.seq ?? 0) <= last) broken.push(`event ${frame.seq} after ${last}`);
        numbers.set(frame.stream, frame.seq ?? 0);
      }
      if (frame.type === 'delta') {
        if (last === undefined || frame.n !== last + 1) broken.push(`delta ${frame.n} after ${last}`);
        numbers.set(frame.stream, frame.n ?? 0);
      }
    }
    const link: Link = {
      bufferedAmount: 0,
      own: (owner) => {
        receiver = owner;
      },
      ping: () => receiver?.onPong(),
      end: () => end(0),
      sendText(text) {
        check(String(text));
        down.push(String(text));
        queueMicrotask(() => {
          const next = down.shift();
          if (isOpen && next !== undefined) socket.onmessage?.({ data: next });
        });
      },
    };
    queueMicrotask(() => {
      realtime.accept(link, 'workspace');
      socket.onopen?.();
    });
    live = { cut: end };
    return socket;
  }

  const environment = {
    now: () => time.clock.now(),
    after: (ms: number, callback: () => void) => time.timers.set(callback, ms),
    random: () => 0.5,
    openSocket,
    isOnline: () => true,
    onWake: () => () => {},
  };
  const connection = connectRealtime({ url: 'ws://test', getToken: async () => 'token', environment });
  const seen: Sequenced<PublicEvent>[] = [];
  followConversation<PublicEvent>({
    connection,
    stream,
    initialHead: 0,
    environment,
    fetchEvents: (after) =>
      later((): EventsPage<PublicEvent> => {
        const all = stored.map((event, index) => ({ seq: index + 1, event }));
        const events = all.slice(after, after + 3);
        return { events, head: all.length, hasMore: after + events.length < all.length };
      }),
    onEvents: (events) => seen.push(...events),
  });
  let shown = new Map<number, number>();
  followEphemeral<[number, number][], [number, number]>({
    connection,
    stream: `inbox.${site}`,
    onSnapshot: (data) => {
      shown = new Map(data);
    },
    onDelta: ([key, value]) => void shown.set(key, value),
  });

  function publish(which: number): void {
    const [seq] = unpublished.splice(which % Math.max(1, unpublished.length), 1);
    if (seq !== undefined) publishEvent(bus, stream, seq, stored[seq - 1] as PublicEvent);
  }

  async function run(next: Step): Promise<void> {
    if (next.do === 'write') {
      stored.push({ type: 'ended', by: 'agent', at: stored.length });
      unpublished.push(stored.length);
    } else if (next.do === 'publish') publish(next.which);
    else if (next.do === 'change') {
      list.set(next.key, (list.get(next.key) ?? 0) + 1);
      publishDelta(bus, `inbox.${site}`, [next.key, list.get(next.key)]);
    } else if (next.do === 'cut') live?.cut(next.loses);
    else if (next.do === 'answer') waiting.splice(next.which % Math.max(1, waiting.length), 1)[0]?.(next.fails);
    else time.advance(next.ms);
    await settle();
  }

  /** Nothing more happens, everything is answered: what a quiet minute brings. */
  async function calmDown(): Promise<void> {
    // A process that stops between commit and publication never publishes: heads have to make up for it.
    unpublished = [];
    for (let second = 0; second < 240; second++) {
      await settle();
      for (const answer of waiting.splice(0)) answer(false);
      await settle();
      time.advance(1_000);
    }
    await settle();
  }

  return {
    run,
    calmDown,
    broken,
    seen,
    stored,
    state: () => ({ list: [...list].toSorted(), shown: [...shown].toSorted(), status: connection.status().state }),
    async stop() {
      connection.close();
      await realtime.close();
    },
  };
}

describe('server and client together', () => {
  it('[RT3] [RT4] [RT5] [RT6] [RT7] [RT8] end in the same state as a fresh fetch, whatever was cut, late, lost or repeated', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const world = buildWorld();
        for (const next of steps) await world.run(next);
        await world.calmDown();
        expect(world.broken).toEqual([]);
        expect(world.state().status).toBe('open');
        expect(world.seen).toEqual(world.stored.map((event, index) => ({ seq: index + 1, event })));
        expect(world.state().shown).toEqual(world.state().list);
        await world.stop();
      }),
      { numRuns: 150 },
    );
  });
});
