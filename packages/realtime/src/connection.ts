import {
  type ByeCode,
  type ClientFrame,
  type ConversationId,
  type ErrorCode,
  type InternalEvent,
  limits,
  type PublicEvent,
  readServerFrame,
  realtimeVersion,
  type ServerFrame,
  type Stream,
} from '@porchlight/protocol';
import { backoffMs, browserEnvironment, type RealtimeEnvironment, type SocketLike } from './environment.ts';

/** How the connection stands. `attempt` counts failures in a row; `retryAtMs` is a time of the environment's clock. */
export type RealtimeStatus = {
  state: 'connecting' | 'open' | 'waiting' | 'offline' | 'closed';
  attempt: number;
  retryAtMs?: number;
  /** Why it is closed for good: by us, or what the server said with its `bye`. */
  reason?: ByeCode | 'signed-out' | 'by-client';
};

/** What a subscriber of a stream hears. `cut` says that the connection is gone and frames may be lost until the next `subscribed` or snapshot. */
export type StreamSignal =
  | { type: 'subscribed'; head: number }
  | { type: 'event'; seq: number; event: PublicEvent | InternalEvent }
  | { type: 'head'; head: number }
  | { type: 'snapshot'; epoch: string; n: number; data: unknown }
  | { type: 'delta'; epoch: string; n: number; data: unknown }
  | { type: 'refused'; code: ErrorCode; message: string }
  | { type: 'cut' };

export type RealtimeConnection = {
  /** Calls `handler` with everything that comes for `stream`, over reconnects; the answer ends it. */
  subscribe(stream: Stream, handler: (signal: StreamSignal) => void): () => void;
  /** Asks the server again for head or snapshot of a stream that is subscribed. */
  resubscribe(stream: Stream): void;
  /** Tells the other side of typing; lost when there is no connection, as it should be. */
  sendTyping(conversation: ConversationId, isTyping: boolean): void;
  /** Tells of a touch of keyboard or pointer; callers thin it out (AUTH2). */
  sendInput(): void;
  status(): RealtimeStatus;
  /** Ends it for good. */
  close(): void;
};

export type RealtimeOptions = {
  /** `ws://` or `wss://` address of the socket. */
  url: string;
  /**
   * A token for the hello; `refused` says that the server did not take the last one, so that a new one is needed.
   * Throws `SignedOut` when none will be given any more; other failures are tried again.
   */
  getToken(reason: 'connect' | 'refused'): Promise<string>;
  onStatus?(status: RealtimeStatus): void;
  environment?: RealtimeEnvironment;
};

/** Thrown by `getToken` when there is nothing to come back to: the connection closes for good. */
export class SignedOut extends Error {
  override name = 'SignedOut';
}

/** Longest wait from opening a socket to its welcome. */
const welcomeMs = 10_000;
/** An answer to our ping has to come by then, or the connection counts as dead. */
const pongMs = 5_000;
/** Wait before a stream that the server could not read is asked for again. */
const refusedMs = 2_000;
/** A connection that lasted this long is forgiven its earlier failures. */
const stableMs = 10_000;
/** Frames we allow ourselves within ten seconds: a margin below `limits.framesPerTenSeconds`. */
const pace = { frames: limits.framesPerTenSeconds - 20, windowMs: 10_000 };

/**
 * Keeps one socket to the server: hello first, subscriptions again after each reconnect, backoff with full jitter
 * (0.5 s to 8 s), at once when the browser comes online or the page is looked at. No frame for two heartbeats counts
 * as a cut. `bye` with `unauthenticated` or `revoked` asks once for a new token, then closes for good.
 */
export function connectRealtime(options: RealtimeOptions): RealtimeConnection {
  const environment = options.environment ?? browserEnvironment();
  const handlers = new Map<Stream, Set<(signal: StreamSignal) => void>>();
  let status: RealtimeStatus = { state: 'connecting', attempt: 0 };
  let socket: SocketLike | null = null;
  let isWelcome = false;
  let hasBeenRefused = false;
  let heartbeatMs: number = limits.socketHeartbeatMs;
  let lastFrameAt = 0;
  let round = 0;
  let outbox: string[] = [];
  let sentAt: number[] = [];
  const timers = { retry: noTimer(), welcome: noTimer(), watch: noTimer(), stable: noTimer(), pace: noTimer() };

  const refusals = new Set<() => void>();

  function noTimer(): { cancel: () => void } {
    return { cancel: () => {} };
  }
  function arm(name: keyof typeof timers, ms: number, callback: () => void): void {
    timers[name].cancel();
    timers[name].cancel = environment.after(ms, callback);
  }
  function disarm(): void {
    for (const timer of Object.values(timers)) timer.cancel();
    for (const cancel of refusals) cancel();
    refusals.clear();
  }

  function setStatus(next: RealtimeStatus): void {
    status = next;
    options.onStatus?.(next);
  }

  function tell(stream: string, signal: StreamSignal): void {
    for (const handler of [...(handlers.get(stream as Stream) ?? [])]) handler(signal);
  }

  async function connect(reason: 'connect' | 'refused' = 'connect'): Promise<void> {
    const mine = ++round;
    disarm();
    setStatus({ state: 'connecting', attempt: status.attempt });
    let token: string;
    try {
      token = await options.getToken(reason);
    } catch (error) {
      if (mine !== round) return;
      if (error instanceof SignedOut) end('signed-out');
      else retryLater();
      return;
    }
    if (mine === round) openSocket(token);
  }

  function openSocket(token: string): void {
    let opened: SocketLike;
    try {
      opened = environment.openSocket(options.url);
    } catch {
      retryLater();
      return;
    }
    socket = opened;
    arm('welcome', welcomeMs, cut);
    opened.onopen = () =>
      opened.send(JSON.stringify({ type: 'hello', v: realtimeVersion, token } satisfies ClientFrame));
    opened.onmessage = ({ data }) => {
      if (opened === socket) receive(data);
    };
    opened.onclose = () => {
      if (opened === socket) cut();
    };
  }

  function receive(data: unknown): void {
    lastFrameAt = environment.now();
    let frame: ServerFrame | null = null;
    try {
      frame = readServerFrame(JSON.parse(String(data)));
    } catch {
      // Not JSON: not our server's word; the heartbeat watch decides whether this socket is of use.
    }
    if (!frame) return;
    switch (frame.type) {
      case 'welcome':
        welcome(frame.heartbeatMs);
        return;
      case 'heads':
        for (const [stream, head] of Object.entries(frame.heads)) tell(stream, { type: 'head', head });
        return;
      case 'bye':
        takeLeave(frame.code);
        return;
      case 'pong':
        return;
      case 'refused':
        refuse(frame);
        return;
      default: {
        const { stream, ...signal } = frame;
        tell(stream, signal);
      }
    }
  }

  /** A stream that could not be read just now is asked for again; any other refusal is the subscriber's to know. */
  function refuse({ stream, kind, code, message }: Extract<ServerFrame, { type: 'refused' }>): void {
    if (kind !== 'internal' && kind !== 'unavailable') {
      tell(stream, { type: 'refused', code, message });
      return;
    }
    const asked = socket;
    const cancel = environment.after(refusedMs, () => {
      refusals.delete(cancel);
      if (asked === socket && handlers.has(stream as Stream)) send({ type: 'subscribe', stream: stream as Stream });
    });
    refusals.add(cancel);
  }

  function welcome(heartbeat: number): void {
    isWelcome = true;
    heartbeatMs = heartbeat > 0 ? heartbeat : limits.socketHeartbeatMs;
    timers.welcome.cancel();
    arm('stable', stableMs, () => {
      hasBeenRefused = false;
      status = { ...status, attempt: 0 };
    });
    for (const stream of handlers.keys()) send({ type: 'subscribe', stream });
    watch();
    setStatus({ state: 'open', attempt: status.attempt });
  }

  /** Two heartbeats without a frame: the other end is gone, whatever the socket says. */
  function watch(): void {
    const waitMs = lastFrameAt + 2 * heartbeatMs - environment.now();
    if (waitMs <= 0) cut();
    else arm('watch', waitMs, watch);
  }

  function takeLeave(code: ByeCode): void {
    const isRefusal = code === 'unauthenticated' || code === 'revoked';
    if (code === 'version' || (isRefusal && hasBeenRefused)) end(code);
    else if (isRefusal) {
      hasBeenRefused = true;
      dropSocket();
      void connect('refused');
    } else cut();
  }

  function cut(): void {
    dropSocket();
    retryLater();
  }

  function dropSocket(): void {
    const dropped = socket;
    const wasWelcome = isWelcome;
    socket = null;
    isWelcome = false;
    outbox = [];
    sentAt = [];
    disarm();
    try {
      dropped?.close();
    } catch {
      // A socket that cannot be closed is closed already.
    }
    if (wasWelcome) for (const stream of handlers.keys()) tell(stream, { type: 'cut' });
  }

  function retryLater(): void {
    if (status.state === 'closed') return;
    round += 1;
    const attempt = status.attempt + 1;
    const waitMs = backoffMs(attempt, environment.random);
    arm('retry', waitMs, () => void connect());
    // `isOnline` may lie, so even offline the next attempt is only a hint away or at most one backoff.
    setStatus({
      state: environment.isOnline() ? 'waiting' : 'offline',
      attempt,
      retryAtMs: environment.now() + waitMs,
    });
  }

  function end(reason: NonNullable<RealtimeStatus['reason']>): void {
    if (status.state === 'closed') return;
    round += 1;
    dropSocket();
    stopWaking();
    setStatus({ state: 'closed', attempt: status.attempt, reason });
    handlers.clear();
  }

  const stopWaking = environment.onWake(() => {
    if (status.state === 'waiting' || status.state === 'offline') {
      status = { ...status, attempt: 0 };
      void connect();
    } else if (isWelcome) {
      // After sleep a dead socket looks open: ask, and believe only an answer.
      const askedAt = environment.now();
      if (askedAt - lastFrameAt >= 2 * heartbeatMs) {
        cut();
        return;
      }
      send({ type: 'ping' });
      arm('watch', pongMs, () => (lastFrameAt < askedAt ? cut() : watch()));
    }
  });

  function send(frame: ClientFrame): void {
    if (!isWelcome) return;
    outbox.push(JSON.stringify(frame));
    flush();
  }

  function flush(): void {
    const now = environment.now();
    sentAt = sentAt.filter((at) => now - at < pace.windowMs);
    while (outbox.length > 0 && sentAt.length < pace.frames) {
      socket?.send(outbox.shift() as string);
      sentAt.push(now);
    }
    if (outbox.length > 0) arm('pace', pace.windowMs - (now - (sentAt[0] ?? now)) + 1, flush);
  }

  void connect();
  return {
    subscribe(stream, handler) {
      if (status.state === 'closed') return () => {};
      const known = handlers.get(stream);
      if (known) known.add(handler);
      else handlers.set(stream, new Set([handler]));
      // Also when others follow it already: only a subscribe brings the newcomer its head or snapshot, repeats are allowed.
      send({ type: 'subscribe', stream });
      return () => {
        const left = handlers.get(stream);
        if (!left?.delete(handler) || left.size > 0) return;
        handlers.delete(stream);
        send({ type: 'unsubscribe', stream });
      };
    },
    resubscribe: (stream) => send({ type: 'subscribe', stream }),
    sendTyping: (conversation, isTyping) => send({ type: 'typing', conversation, isTyping }),
    sendInput: () => send({ type: 'input' }),
    status: () => status,
    close: () => end('by-client'),
  };
}
