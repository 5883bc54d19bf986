import type { ClientId, ErrorCode, OfferId, StartConversationRequest } from '@porchlight/protocol';

/** Why a message will not arrive as it is: the server's code, for words of our own, and its own words besides. */
export type Refusal = { code: ErrorCode; message: string };

/**
 * A message on its way: stored until the server has acknowledged it. `key` names the conversation, also while that
 * does not exist yet; `start` travels with the message that begins it.
 */
export type OutboxItem = {
  clientId: ClientId;
  key: string;
  text: string;
  at: number;
  start: { offer: OfferId | null; contact: StartConversationRequest['contact'] } | null;
  refusal: Refusal | null;
};

/** Takes a message in; the same client id is taken once. */
export function withItem(items: readonly OutboxItem[], item: OutboxItem): OutboxItem[] {
  return items.some(({ clientId }) => clientId === item.clientId) ? [...items] : [...items, item];
}

/** Drops a message that arrived or was given up. */
export function withoutItem(items: readonly OutboxItem[], clientId: ClientId): OutboxItem[] {
  return items.filter((item) => item.clientId !== clientId);
}

/** Marks a message as refused for good: it stays until the visitor decides. */
export function refused(items: readonly OutboxItem[], clientId: ClientId, refusal: Refusal): OutboxItem[] {
  return items.map((item) => (item.clientId === clientId ? { ...item, refusal } : item));
}

/**
 * Tries a refused message again, at the end of the queue, since later ones may have gone. It keeps its client id, so
 * that a message that did arrive is recognised; only a name that was taken by another text is changed.
 */
export function retried(items: readonly OutboxItem[], clientId: ClientId, change: Partial<OutboxItem>): OutboxItem[] {
  const item = items.find((one) => one.clientId === clientId);
  if (!item) return [...items];
  return [...withoutItem(items, clientId), { ...item, refusal: null, ...change }];
}

/** The next message to send: the oldest that was not refused; order holds within a conversation. */
export function findDue(items: readonly OutboxItem[]): OutboxItem | null {
  return items.find(({ refusal }) => refusal === null) ?? null;
}

/** Reads stored items; what an older or broken version left is dropped. */
export function readItems(stored: readonly Partial<OutboxItem>[]): OutboxItem[] {
  return stored.flatMap(({ clientId, key, text, at, start, refusal }) =>
    typeof clientId === 'string' && typeof key === 'string' && typeof text === 'string'
      ? [{ clientId, key, text, at: Number(at) || 0, start: start ?? null, refusal: refusal ?? null }]
      : [],
  );
}
