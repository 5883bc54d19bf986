import type { ConversationId, InboxDelta, InboxItem, InboxSnapshot, InboxView, MemberId } from '@porchlight/protocol';

/** The inbox of one site as this window knows it: every conversation that the stream has named. */
export type Inbox = ReadonlyMap<ConversationId, InboxItem>;

/** Starts anew from what the stream's snapshot says. */
export function inboxFromSnapshot({ items }: InboxSnapshot): Inbox {
  return new Map(items.map((item) => [item.id, item]));
}

/**
 * Old inbox + delta = what a fresh snapshot would give. A row that is older than the one known says nothing new:
 * the answer to a request and the stream, or two connections of the server's, may overtake each other.
 */
export function applyInboxDelta(inbox: Inbox, { upserts, removed }: InboxDelta): Inbox {
  const next = new Map(inbox);
  for (const id of removed) next.delete(id);
  for (const item of upserts) {
    const known = next.get(item.id);
    if (!known || !isOlder(item.heads, known.heads)) next.set(item.id, item);
  }
  return next;
}

function isOlder(one: InboxItem['heads'], other: InboxItem['heads']): boolean {
  return one.public < other.public || one.internal < other.internal;
}

/** The rows of one view in the order that agents work: who waits longest first, then who spoke last. */
export function listView(inbox: Inbox, view: InboxView, me: MemberId): InboxItem[] {
  const rows = [...inbox.values()].filter((item) => isInView(item, view, me));
  return rows.sort(view === 'ended' ? byEnd : byWaiting);
}

function isInView(item: InboxItem, view: InboxView, me: MemberId): boolean {
  switch (view) {
    case 'queue':
      return item.status === 'queued';
    case 'mine':
      return item.status === 'open' && item.assignee?.id === me;
    case 'open':
      return item.status !== 'ended';
    case 'ended':
      return item.status === 'ended';
  }
}

function byWaiting(a: InboxItem, b: InboxItem): number {
  if (a.waitingSince !== null && b.waitingSince !== null) return a.waitingSince - b.waitingSince || byId(a, b);
  if (a.waitingSince !== null) return -1;
  if (b.waitingSince !== null) return 1;
  return lastAt(b) - lastAt(a) || byId(a, b);
}

function byEnd(a: InboxItem, b: InboxItem): number {
  return (b.endedAt ?? 0) - (a.endedAt ?? 0) || byId(a, b);
}

function byId(a: InboxItem, b: InboxItem): number {
  return a.id < b.id ? -1 : 1;
}

/** When anything was last said here; the start where nothing was. */
export function lastAt(item: InboxItem): number {
  return item.lastMessage?.at ?? item.startedAt;
}

/** Joins rows from a list answer with what the stream knows; the stream is newer. */
export function mergeInbox(inbox: Inbox, items: readonly InboxItem[]): Inbox {
  const next = new Map<ConversationId, InboxItem>(items.map((item) => [item.id, item]));
  for (const [id, item] of inbox) next.set(id, item);
  return next;
}

/** What needs this agent: conversations in the queue, and unread messages in their own. */
export function countAttention(inbox: Inbox, me: MemberId): { queued: number; mineUnread: number } {
  let queued = 0;
  let mineUnread = 0;
  for (const item of inbox.values()) {
    if (item.status === 'queued') queued += 1;
    else if (item.status === 'open' && item.assignee?.id === me && item.unread > 0) mineUnread += 1;
  }
  return { queued, mineUnread };
}

/** What a change of the inbox is worth telling: a conversation new in the queue, a new message in one of mine. */
export type Notice = { kind: 'queued' | 'message'; item: InboxItem };

/** Compares two states of the inbox; the first state of all tells nothing, so that a reload stays silent. */
export function findNotices(before: Inbox, after: Inbox, me: MemberId): Notice[] {
  const notices: Notice[] = [];
  for (const [id, item] of after) {
    const old = before.get(id);
    if (item === old || item.status === 'ended') continue;
    if (item.status === 'queued' && (old === undefined || old.status !== 'queued')) {
      notices.push({ kind: 'queued', item });
    } else if (
      item.assignee?.id === me &&
      item.lastMessage?.author === 'visitor' &&
      item.lastMessage.at > (old?.lastMessage?.at ?? Number.POSITIVE_INFINITY)
    ) {
      notices.push({ kind: 'message', item });
    }
  }
  return notices;
}
