import {
  type ByeCode,
  type ConversationId,
  type DurableStream,
  type EphemeralStream,
  limits,
  type ParsedStream,
  type ServerFrame,
  type Stream,
} from '@porchlight/protocol';
import type { Bus } from '../platform/bus/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { SocketSurface } from '../platform/sockets/index.ts';
import type { Actor, MemberActor } from './actor.ts';
import { Connection, type Host, type Link } from './connection.ts';
import { type RevokedMessage, revokedTopic, type StreamMessage, topicOf } from './publish.ts';
import { type NumberedFrame, StreamFollowers } from './stream-followers.ts';
import { realTimers, type Timers } from './timers.ts';

export type { Actor, MemberActor, VisitorActor } from './actor.ts';
export { publishDelta, publishEvent, publishRevoked } from './publish.ts';
export type { Timers } from './timers.ts';

export type RealtimeOptions = {
  bus: Bus;
  clock: Clock;
  /** Names this run of this node; ephemeral numbers mean nothing across two of them [RT7]. */
  epoch: string;
  /** Turns the token of a hello into an actor. It is the only place where a socket is given rights. */
  authenticate(token: string, surface: SocketSurface): Promise<Actor | { error: ByeCode }>;
  /** Tells whether the actor may follow the stream; asked at each subscribe. */
  authorize(actor: Actor, stream: ParsedStream): Promise<boolean>;
  /** The present state of an ephemeral stream; null when there is no such thing, an AppError to refuse. */
  snapshot(actor: Actor, stream: ParsedStream): Promise<{ data: unknown } | null>;
  /** The newest committed sequence number of each durable stream; a stream without events may be left out. */
  heads(streams: readonly DurableStream[]): Promise<Record<string, number>>;
  onTyping?(actor: Actor, conversation: ConversationId, isTyping: boolean): void;
  /** A member touched keyboard or pointer [AUTH2]. */
  onInput?(actor: MemberActor): void;
  onOpen?(actor: Actor): void;
  /** Called once for each `onOpen`. */
  onClose?(actor: Actor): void;
  onError(error: unknown): void;
  timers?: Timers;
};

export type Realtime = {
  /** Takes over a fresh socket; `createSockets` hands them here. */
  accept(link: Link, surface: SocketSurface): void;
  /** [RT11] Ends this node's sockets of the actors that are meant. `publishRevoked` reaches all nodes. */
  closeWhere(isMeant: (actor: Actor) => boolean, code: ByeCode): void;
  /** Says `shutting-down` to everybody and waits until all are gone. */
  close(): Promise<void>;
  counts(): { sockets: number; streams: number };
};

/** Heartbeats are spread over this many moments of the interval, so that they do not come all at once. */
const heartbeatSlots = 25;

/**
 * Delivers what publishers put on the bus to the sockets that follow it; see docs/spec/realtime.md. It
 * knows no feature: who may follow what, and what a stream holds, come in as functions.
 */
export function createRealtime(options: RealtimeOptions): Realtime {
  const { bus, clock, epoch, onError, timers = realTimers } = options;
  const connections = new Map<Connection, { slot: number; cancelHello: (() => void) | null }>();
  const streams = new Map<Stream, { followers: StreamFollowers; end: () => void }>();
  let nextSlot = 0;
  let isClosing = false;
  let onAllGone = () => {};

  function openStream(stream: Stream) {
    const followers = new StreamFollowers();
    const end = bus.subscribe(topicOf(stream), (message) => {
      const frame = numbered(stream, followers.newest, message as StreamMessage);
      if (frame) followers.push(frame);
    });
    const entry = { followers, end };
    streams.set(stream, entry);
    return entry;
  }

  /** [RT3] A durable event below the newest is late: its gap was seen, so those who miss it have asked by HTTP. */
  function numbered(stream: Stream, newest: number, message: StreamMessage): NumberedFrame | null {
    if (message.kind === 'event') {
      const { seq, event } = message;
      if (seq <= newest) return null;
      return { n: seq, bytes: bytes({ type: 'event', stream: stream as DurableStream, seq, event }) };
    }
    const n = newest + 1;
    return { n, bytes: bytes({ type: 'delta', stream: stream as EphemeralStream, epoch, n, data: message.data }) };
  }

  function stopHelloTimer(connection: Connection): void {
    const entry = connections.get(connection);
    entry?.cancelHello?.();
    if (entry) entry.cancelHello = null;
  }

  const host: Host = {
    epoch,
    now: () => clock.now(),
    authenticate: options.authenticate,
    authorize: options.authorize,
    snapshot: options.snapshot,
    heads: options.heads,
    join(follower) {
      const { followers } = streams.get(follower.stream) ?? openStream(follower.stream);
      followers.add(follower);
      return followers.newest;
    },
    leave(follower) {
      const entry = streams.get(follower.stream);
      if (!entry) return;
      entry.followers.remove(follower);
      if (entry.followers.size > 0) return;
      entry.end();
      streams.delete(follower.stream);
    },
    onHello: stopHelloTimer,
    onOpen: (_connection, actor) => options.onOpen?.(actor),
    onEnd(connection, actor) {
      stopHelloTimer(connection);
      if (actor) options.onClose?.(actor);
    },
    onGone(connection) {
      connections.delete(connection);
      if (connections.size === 0) onAllGone();
    },
    onTyping: (actor, frame) => options.onTyping?.(actor, frame.conversation, frame.isTyping),
    onInput(actor) {
      if (actor.kind === 'member') options.onInput?.(actor);
    },
    onError,
  };

  /** [RT8] One read for all the sockets whose turn it is. */
  async function beat(slot: number): Promise<void> {
    const due: { connection: Connection; followed: DurableStream[] }[] = [];
    const asked = new Set<DurableStream>();
    for (const [connection, entry] of connections) {
      if (entry.slot !== slot || !connection.actor) continue;
      connection.checkLife();
      const followed = connection.followedDurable();
      for (const stream of followed) asked.add(stream);
      due.push({ connection, followed });
    }
    const heads = asked.size > 0 ? await host.heads([...asked]).catch(reportAndGiveNone) : {};
    for (const { connection, followed } of due) {
      const own = followed.flatMap((stream) => (heads[stream] === undefined ? [] : [[stream, heads[stream]] as const]));
      connection.sendHeads(Object.fromEntries(own));
    }
  }

  function reportAndGiveNone(error: unknown): Record<string, number> {
    onError(error);
    return {};
  }

  function scheduleBeat(slot: number): () => void {
    return timers.set(() => {
      cancelBeat = scheduleBeat((slot + 1) % heartbeatSlots);
      beat(slot).catch(onError);
    }, limits.socketHeartbeatMs / heartbeatSlots);
  }

  function closeWhere(isMeant: (actor: Actor) => boolean, code: ByeCode): void {
    for (const connection of connections.keys()) connection.endWhere(isMeant, code);
  }

  const endRevoked = bus.subscribe(revokedTopic, (message) => {
    const { kind, ids } = message as RevokedMessage;
    const ended = new Set(ids);
    closeWhere((actor) => {
      if (kind === 'sessions') return actor.kind === 'member' && ended.has(actor.sessionId);
      return actor.kind === 'visitor' && ended.has(actor.grant);
    }, 'revoked');
  });
  let cancelBeat = scheduleBeat(0);

  return {
    accept(link, surface) {
      const connection = new Connection(link, surface, host);
      nextSlot = (nextSlot + 1) % heartbeatSlots;
      const cancelHello = timers.set(() => connection.endWithoutHello(), limits.helloMs);
      connections.set(connection, { slot: nextSlot, cancelHello });
      if (isClosing) connection.end('shutting-down');
    },
    closeWhere,
    async close() {
      isClosing = true;
      cancelBeat();
      endRevoked();
      if (connections.size === 0) return;
      const gone = new Promise<void>((resolve) => {
        onAllGone = resolve;
      });
      for (const connection of connections.keys()) connection.end('shutting-down');
      await gone;
    },
    counts: () => ({ sockets: connections.size, streams: streams.size }),
  };
}

function bytes(frame: ServerFrame): Buffer {
  return Buffer.from(JSON.stringify(frame));
}
