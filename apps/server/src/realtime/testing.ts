import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ByeCode, DurableStream, ParsedStream, ServerFrame } from '@porchlight/protocol';
import { byeCodes } from '@porchlight/protocol';
import { WebSocket } from 'ws';
import { type Bus, createLocalBus } from '../platform/bus/index.ts';
import { fakeClock } from '../platform/clock/index.ts';
import { createSockets, type SocketSurface } from '../platform/sockets/index.ts';
import { type Actor, createRealtime, type Realtime, type RealtimeOptions, type Timers } from './index.ts';

/** A clock and timers that move together, and only when told to. */
export function buildTime() {
  const clock = fakeClock(1_000_000);
  let due: { at: number; run: () => void }[] = [];
  const timers: Timers = {
    set(run, ms) {
      const entry = { at: clock.now() + ms, run };
      due.push(entry);
      return () => {
        due = due.filter((other) => other !== entry);
      };
    },
  };
  function advance(ms: number): void {
    const end = clock.now() + ms;
    for (;;) {
      const next = due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      due = due.filter((entry) => entry !== next);
      clock.set(next.at);
      next.run();
    }
    clock.set(end);
  }
  return { clock, timers, advance, waiting: () => due.length };
}

export const site = 'st_aaaaaaaaaaaaaaaaaaaaaa';
export const conversation = 'cv_aaaaaaaaaaaaaaaaaaaaaa';
export const otherConversation = 'cv_bbbbbbbbbbbbbbbbbbbbbb';
export const stream: DurableStream = `conversation.${conversation}`;

export const agent: Actor = {
  kind: 'member',
  interface: 'agent',
  memberId: 'me_aaaaaaaaaaaaaaaaaaaaaa',
  name: 'Ada',
  sessionId: 'session-1',
  permissions: [],
  sites: null,
};
export const visitor: Actor = {
  kind: 'visitor',
  site,
  visitor: 'vi_aaaaaaaaaaaaaaaaaaaaaa',
  conversation,
  grant: 'grant-1',
};

/** Realtime over a real HTTP server; tokens are `agent` and `visitor`, and everything may be followed. */
export async function buildServer(overrides: Partial<RealtimeOptions> = {}) {
  const time = buildTime();
  const errors: unknown[] = [];
  const calls: unknown[] = [];
  const heads: Record<string, number> = {};
  const bus: Bus = createLocalBus({ onError: (error) => errors.push(error) });
  const realtime: Realtime = createRealtime({
    bus,
    clock: time.clock,
    timers: time.timers,
    epoch: 'epoch-1',
    authenticate: async (token, surface: SocketSurface) => {
      if (token === 'agent' && surface === 'workspace') return agent;
      if (token === 'visitor' && surface === 'service') return visitor;
      return { error: 'unauthenticated' as ByeCode };
    },
    authorize: async (_actor: Actor, _stream: ParsedStream) => true,
    snapshot: async (_actor, parsed) => ({ data: { of: parsed.kind } }),
    heads: async (streams) => Object.fromEntries(streams.map((name) => [name, heads[name] ?? 0])),
    onTyping: (actor, id, isTyping) => calls.push(['typing', actor.kind, id, isTyping]),
    onInput: (actor) => calls.push(['input', actor.kind]),
    onOpen: (actor) => calls.push(['open', actor.kind]),
    onClose: (actor) => calls.push(['close', actor.kind]),
    onError: (error) => errors.push(error),
    ...overrides,
  });
  const server = createServer((_request, response) => response.end('page'));
  const sockets = createSockets({
    findSurface(host) {
      const name = host.split(':')[0];
      if (name === 'work.localhost') return { surface: 'workspace', origin: 'http://work.localhost' };
      return name === 'chat.localhost' ? { surface: 'service', origin: 'http://chat.localhost' } : null;
    },
    onSocket: (socket, surface) => realtime.accept(socket, surface),
  });
  sockets.attach(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const clients: Client[] = [];
  return {
    bus,
    realtime,
    sockets,
    time,
    errors,
    calls,
    heads,
    port,
    /** Opens a socket; `hello` is its token, or null to say nothing yet. */
    async connect(surface: SocketSurface, hello: string | null): Promise<Client> {
      const host = surface === 'workspace' ? 'work.localhost' : 'chat.localhost';
      const client = new Client(port, host);
      clients.push(client);
      await client.opened;
      if (hello !== null) {
        client.send({ type: 'hello', v: 1, token: hello });
        await client.next('welcome');
      }
      return client;
    },
    async stop(): Promise<void> {
      for (const client of clients) client.socket.terminate();
      await realtime.close();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A test's socket: keeps every frame that came, and waits for the ones it is asked for. */
export class Client {
  readonly frames: ServerFrame[] = [];
  readonly socket: WebSocket;
  readonly opened: Promise<unknown>;
  closed: { status: number; code: string | undefined } | null = null;
  readonly #arrivals = new EventEmitter();
  #taken = 0;

  constructor(port: number, host: string, origin = `http://${host}`) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, { headers: { host, origin } });
    this.opened = once(this.socket, 'open');
    this.socket.on('message', (data) => {
      this.frames.push(JSON.parse(String(data)) as ServerFrame);
      this.#arrivals.emit('change');
    });
    this.socket.on('close', (status) => {
      this.closed = { status, code: byeCodes[status - 4000] };
      this.#arrivals.emit('change');
    });
    this.socket.on('error', () => {});
  }

  send(frame: unknown): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** The next frame of this type that no earlier call has taken; frames of other types before it count as taken. */
  async next<T extends ServerFrame['type']>(type: T): Promise<ServerFrame & { type: T }> {
    for (;;) {
      while (this.#taken < this.frames.length) {
        const frame = this.frames[this.#taken++];
        if (frame?.type === type) return frame as ServerFrame & { type: T };
      }
      if (this.closed) throw new Error(`Closed with ${JSON.stringify(this.closed)} while waiting for ${type}.`);
      await once(this.#arrivals, 'change');
    }
  }

  /** Waits until the server's answer to a ping is here: all frames before it are too. */
  async settle(): Promise<void> {
    this.send({ type: 'ping' });
    await this.next('pong');
  }

  async untilClosed(): Promise<{ status: number; code: string | undefined }> {
    while (!this.closed) await once(this.#arrivals, 'change');
    return this.closed;
  }

  /** The reason that the server gave before it closed. */
  get bye(): string | undefined {
    return this.frames.findLast((frame) => frame.type === 'bye')?.code;
  }
}
