import type { ClientFrame, ServerFrame } from '@porchlight/protocol';
import type { RealtimeEnvironment, SocketLike } from './environment.ts';

/** A socket whose other end is the test. */
export type FakeSocket = SocketLike & {
  url: string;
  sent: ClientFrame[];
  isClosed: boolean;
  /** Opens it and answers the hello. */
  welcome(heartbeatMs?: number): void;
  receive(frame: ServerFrame): void;
  /** The network goes away. */
  drop(): void;
};

export type FakeEnvironment = RealtimeEnvironment & {
  sockets: FakeSocket[];
  /** The newest socket; throws when none was opened. */
  socket(): FakeSocket;
  /** Moves the clock on, running every timer that falls due, in order, and all promises between them. */
  advance(ms: number): Promise<void>;
  setOnline(isOnline: boolean): void;
  /** The browser came online or the page was looked at. */
  wake(): void;
};

/** A clock, dice and network that only the test moves; dice always fall in the middle. */
export function fakeEnvironment(startMs = 1_000_000): FakeEnvironment {
  let now = startMs;
  let isOnline = true;
  const timers = new Set<{ at: number; callback: () => void }>();
  const wakers = new Set<() => void>();
  const sockets: FakeSocket[] = [];
  return {
    sockets,
    now: () => now,
    random: () => 0.5,
    after(ms, callback) {
      const timer = { at: now + ms, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    openSocket(url) {
      const socket = buildSocket(url);
      sockets.push(socket);
      return socket;
    },
    isOnline: () => isOnline,
    onWake(callback) {
      wakers.add(callback);
      return () => wakers.delete(callback);
    },
    socket() {
      const newest = sockets.at(-1);
      if (!newest) throw new Error('No socket was opened.');
      return newest;
    },
    async advance(ms) {
      const end = now + ms;
      await settle();
      for (;;) {
        const due = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        timers.delete(due);
        now = Math.max(now, due.at);
        due.callback();
        await settle();
      }
      now = end;
    },
    setOnline(value) {
      isOnline = value;
    },
    wake() {
      for (const waker of wakers) waker();
    },
  };
}

function buildSocket(url: string): FakeSocket {
  const socket: FakeSocket = {
    url,
    sent: [],
    isClosed: false,
    onopen: null,
    onmessage: null,
    onclose: null,
    send: (text) => void socket.sent.push(JSON.parse(text) as ClientFrame),
    close() {
      socket.isClosed = true;
    },
    welcome(heartbeatMs = 25_000) {
      socket.onopen?.();
      socket.receive({ type: 'welcome', v: 1, epoch: 'a', heartbeatMs });
    },
    receive: (frame) => socket.onmessage?.({ data: JSON.stringify(frame) }),
    drop() {
      socket.isClosed = true;
      socket.onclose?.();
    },
  };
  return socket;
}

/** Lets every promise that can settle do so. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 400; turn++) await Promise.resolve();
}
