import type { Attachment, ClientId, ErrorCode, OfferId, StartConversationRequest } from '@porchlight/protocol';

/**
 * Why a message will not arrive as it is: the server's code, for words of our own, and its own words besides.
 * `file_gone`: this browser no longer has the file.
 */
export type Refusal = { code: ErrorCode | 'file_gone'; message: string };

/** A file of this browser that goes with a message. */
export type OutboxFile = {
  /** Names its bytes in the database. */
  id: string;
  /** Names its upload on the server, which knows a repeat by it. */
  upload: ClientId;
  name: string;
  type: string;
  /** In bytes. */
  size: number;
  /** Size in pixels of what this browser can show as an image. */
  image: { width: number; height: number } | null;
  /** What became of it on the server, once it has arrived there. */
  attachment: Attachment | null;
  refusal: Refusal | null;
};

/** A file that goes with the next message of a conversation, named as its draft is. */
export type ChosenFile = OutboxFile & { draft: string };

/**
 * A message on its way: stored until the server has acknowledged it. `key` names the conversation, also while that
 * does not exist yet; `start` travels with the message that begins it.
 */
export type OutboxItem = {
  clientId: ClientId;
  key: string;
  text: string;
  files: OutboxFile[];
  at: number;
  start: { offer: OfferId | null; contact: StartConversationRequest['contact'] } | null;
  refusal: Refusal | null;
};

/** All that waits in this browser. */
export type Outbox = { items: OutboxItem[]; chosen: ChosenFile[] };

export const emptyOutbox: Outbox = { items: [], chosen: [] };

/** Takes a message in, with the chosen files that go with it; the same client id is taken once. */
export function withItem({ items, chosen }: Outbox, item: OutboxItem): Outbox {
  const taken = new Set(item.files.map(({ id }) => id));
  return {
    items: items.some(({ clientId }) => clientId === item.clientId) ? items : [...items, item],
    chosen: chosen.filter(({ id }) => !taken.has(id)),
  };
}

/** Drops a message that arrived or was given up. */
export function withoutItem(outbox: Outbox, clientId: ClientId): Outbox {
  return { ...outbox, items: outbox.items.filter((item) => item.clientId !== clientId) };
}

/** Changes one message where it stands. */
export function withChange(outbox: Outbox, clientId: ClientId, change: (item: OutboxItem) => OutboxItem): Outbox {
  return { ...outbox, items: outbox.items.map((item) => (item.clientId === clientId ? change(item) : item)) };
}

/** Changes one file of a message. */
export function withFile(item: OutboxItem, id: string, change: Partial<OutboxFile>): OutboxItem {
  return { ...item, files: item.files.map((file) => (file.id === id ? { ...file, ...change } : file)) };
}

/** Takes a file out of a message; a message that has nothing left goes with it. */
export function withoutFile(outbox: Outbox, clientId: ClientId, id: string): Outbox {
  const left = withChange(outbox, clientId, (item) => ({
    ...item,
    files: item.files.filter((file) => file.id !== id),
    refusal: item.files.find((file) => file.id === id)?.refusal ? null : item.refusal,
  }));
  const items = left.items.filter((item) => item.clientId !== clientId || item.text !== '' || item.files.length > 0);
  return { ...left, items };
}

/**
 * Tries a refused message again, at the end of the queue, since later ones may have gone. It keeps its client id, so
 * that a message that did arrive is recognised; only a name that was taken by another text is changed.
 */
export function retried(outbox: Outbox, clientId: ClientId, change: Partial<OutboxItem> = {}): Outbox {
  const item = outbox.items.find((one) => one.clientId === clientId);
  if (!item) return outbox;
  const files = item.files.map((file) => ({ ...file, refusal: null }));
  return {
    ...outbox,
    items: [...withoutItem(outbox, clientId).items, { ...item, files, refusal: null, ...change }],
  };
}

/** The next message to send: the oldest that was not refused and is ours to send; order holds within a conversation. */
export function findDue(items: readonly OutboxItem[], isOurs: (item: OutboxItem) => boolean): OutboxItem | null {
  return items.find((item) => item.refusal === null && isOurs(item)) ?? null;
}

/** Reads what is stored, also by an older version, which kept a list of texts; what is broken is dropped. */
export function readOutbox(text: string | null): Outbox {
  const stored: unknown = parse(text);
  const { items, chosen } = (stored ?? {}) as Record<string, unknown>;
  return {
    items: listOf<OutboxItem>(items).flatMap(({ clientId, key, text: said, files, at, start, refusal }) =>
      typeof clientId === 'string' && typeof key === 'string' && typeof said === 'string'
        ? [
            {
              clientId,
              key,
              text: said,
              files: listOf<OutboxFile>(files).flatMap(readFile),
              at: Number(at) || 0,
              start: start ?? null,
              refusal: refusal ?? null,
            },
          ]
        : [],
    ),
    chosen: listOf<ChosenFile>(chosen).flatMap((one) =>
      typeof one.draft === 'string' ? readFile(one).map((file) => ({ ...file, draft: one.draft as string })) : [],
    ),
  };
}

function readFile({ id, upload, name, type, size, image, attachment, refusal }: Partial<OutboxFile>): OutboxFile[] {
  if (typeof id !== 'string' || typeof upload !== 'string' || typeof name !== 'string') return [];
  return [
    {
      id,
      upload,
      name,
      type: String(type),
      size: Number(size) || 0,
      image: image ?? null,
      attachment: attachment ?? null,
      refusal: refusal ?? null,
    },
  ];
}

function listOf<T>(value: unknown): Partial<T>[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'object' && one !== null) : [];
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
