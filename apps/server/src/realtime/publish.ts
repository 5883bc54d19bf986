import type { DurableStream, EphemeralStream, InternalEvent, PublicEvent, Stream } from '@porchlight/protocol';
import type { Bus } from '../platform/bus/index.ts';

/** What the bus carries on a stream's topic. */
export type StreamMessage =
  | { kind: 'event'; seq: number; event: PublicEvent | InternalEvent }
  | { kind: 'delta'; data: unknown };

/** Logins and keys that have ended, wherever in the cluster their sockets are. */
export type RevokedMessage = { kind: 'sessions' | 'grants'; ids: readonly string[] };

export const revokedTopic = 'revoked';

export function topicOf(stream: Stream): string {
  return `stream:${stream}`;
}

/** Tells a durable stream's followers of an event; call it after its commit and in the order of `seq` [RT3]. */
export function publishEvent(bus: Bus, stream: DurableStream, seq: number, event: PublicEvent | InternalEvent): void {
  bus.publish(topicOf(stream), { kind: 'event', seq, event } satisfies StreamMessage);
}

/**
 * Tells an ephemeral stream's followers of a change. `data` names whole new states, never differences:
 * a snapshot read meanwhile may have it already, and applying it again must change nothing [RT7].
 */
export function publishDelta(bus: Bus, stream: EphemeralStream, data: unknown): void {
  bus.publish(topicOf(stream), { kind: 'delta', data } satisfies StreamMessage);
}

/** Ends the sockets of these sessions (by token hash) or grants at once, on every node [RT11]. */
export function publishRevoked(bus: Bus, kind: RevokedMessage['kind'], ids: readonly string[]): void {
  if (ids.length > 0) bus.publish(revokedTopic, { kind, ids } satisfies RevokedMessage);
}
