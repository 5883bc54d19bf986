import type {
  AgentConversation,
  ContactRef,
  ConversationView,
  InternalEvent,
  PublicEvent,
  Sequenced,
} from '@porchlight/protocol';
import { applyPublicEvent } from '@porchlight/protocol';
import type { OutboxEntry } from './outbox.ts';

/** One conversation as this window holds it: state, and a window of each stream, oldest first, without gaps. */
export type Thread = {
  view: ConversationView;
  publicEvents: Sequenced<PublicEvent>[];
  internalEvents: Sequenced<InternalEvent>[];
};

/** Starts from what the server answered. */
export function threadFrom({ opened, internal }: AgentConversation): Thread {
  return { view: opened.conversation, publicEvents: opened.events, internalEvents: internal.events };
}

/** Adds what followed in the public stream; repeats change nothing. */
export function addPublic(thread: Thread, events: Sequenced<PublicEvent>[]): Thread {
  const fresh = events.filter(({ seq }) => seq > headOf(thread.publicEvents, 0));
  if (fresh.length === 0) return thread;
  return {
    ...thread,
    view: fresh.reduce(applyPublicEvent, thread.view),
    publicEvents: [...thread.publicEvents, ...fresh],
  };
}

/** Adds what followed in the internal stream; repeats change nothing. */
export function addInternal(thread: Thread, events: Sequenced<InternalEvent>[]): Thread {
  const fresh = events.filter(({ seq }) => seq > headOf(thread.internalEvents, 0));
  return fresh.length === 0 ? thread : { ...thread, internalEvents: [...thread.internalEvents, ...fresh] };
}

/** Adds older events before those that are held. */
export function addEarlier(
  thread: Thread,
  earlier: { publicEvents?: Sequenced<PublicEvent>[]; internalEvents?: Sequenced<InternalEvent>[] },
): Thread {
  return {
    ...thread,
    publicEvents: prepend(earlier.publicEvents ?? [], thread.publicEvents),
    internalEvents: prepend(earlier.internalEvents ?? [], thread.internalEvents),
  };
}

function prepend<E>(earlier: Sequenced<E>[], held: Sequenced<E>[]): Sequenced<E>[] {
  const first = held[0]?.seq ?? Number.POSITIVE_INFINITY;
  return [...earlier.filter(({ seq }) => seq < first), ...held];
}

function headOf<E>(events: Sequenced<E>[], otherwise: number): number {
  return events.at(-1)?.seq ?? otherwise;
}

/** Sequence number before which a stream's events are not held; null when all of them are. Streams count from 1. */
export function firstMissing<E>(events: Sequenced<E>[]): number | null {
  const first = events[0]?.seq;
  return first !== undefined && first > 1 ? first : null;
}

/** [CNV7] Who the visitor is, as the newest login of the site's own said it; before one, what they typed. */
export function contactOf({ internalEvents }: Thread, known: ContactRef): ContactRef {
  const said = internalEvents.findLast(({ event }) => event.type === 'identified')?.event;
  return said?.type === 'identified' ? { name: said.name, email: said.email, isVerified: true } : known;
}

/** What the message list draws, in order. */
export type TimelineItem =
  | { kind: 'day'; key: string; at: number }
  | { kind: 'public'; key: string; at: number; seq: number; event: PublicEvent; startsRun: boolean }
  | { kind: 'internal'; key: string; at: number; event: InternalEvent }
  | { kind: 'unsent'; key: string; at: number; entry: OutboxEntry };

/**
 * Merges both streams by time, then what was written here and has not come back yet. Receipts are shown on the
 * messages, not as rows. What is older than the oldest held event of a stream that has older ones waits until those
 * are fetched, so that no row ever appears above one that was there.
 */
export function timelineOf(
  thread: Thread,
  outbox: readonly OutboxEntry[],
  dayOf: (at: number) => number,
): TimelineItem[] {
  const floor = Math.max(floorOf(thread.publicEvents), floorOf(thread.internalEvents));
  const known = new Set<string>();
  const rows: TimelineItem[] = [];
  for (const { seq, event } of thread.publicEvents) {
    if (event.type === 'message') known.add(event.clientId);
    if (event.type === 'receipt' || event.at < floor) continue;
    rows.push({ kind: 'public', key: `p${seq}`, at: event.at, seq, event, startsRun: true });
  }
  for (const { seq, event } of thread.internalEvents) {
    if (event.type === 'note') known.add(event.clientId);
    if (event.at >= floor) rows.push({ kind: 'internal', key: `i${seq}`, at: event.at, event });
  }
  rows.sort((a, b) => a.at - b.at || Number(isForm(b)) - Number(isForm(a)));
  for (const entry of outbox) {
    if (!known.has(entry.clientId)) rows.push({ kind: 'unsent', key: entry.clientId, at: entry.at, entry });
  }
  return withDaysAndRuns(rows, dayOf);
}

/** What a form asked stands before the message that came with it. */
function isForm(item: TimelineItem): boolean {
  return item.kind === 'internal' && item.event.type === 'form';
}

function floorOf(events: Sequenced<{ at: number }>[]): number {
  return firstMissing(events) === null ? Number.NEGATIVE_INFINITY : (events[0]?.event.at ?? Number.NEGATIVE_INFINITY);
}

/** Messages of one author within this time stand together under one name. */
const runMs = 5 * 60_000;

function withDaysAndRuns(rows: TimelineItem[], dayOf: (at: number) => number): TimelineItem[] {
  const items: TimelineItem[] = [];
  let day: number | null = null;
  let before: TimelineItem | null = null;
  for (const row of rows) {
    if (day !== dayOf(row.at)) {
      day = dayOf(row.at);
      items.push({ kind: 'day', key: `d${day}`, at: row.at });
      before = null;
    }
    const item: TimelineItem = row.kind === 'public' ? { ...row, startsRun: !continues(before, row) } : row;
    items.push(item);
    before = item;
  }
  return items;
}

function continues(before: TimelineItem | null, row: Extract<TimelineItem, { kind: 'public' }>): boolean {
  if (before?.kind !== 'public' || before.event.type !== 'message' || row.event.type !== 'message') return false;
  return row.at - before.at < runMs && authorKey(before.event) === authorKey(row.event);
}

function authorKey(event: Extract<PublicEvent, { type: 'message' }>): string {
  return event.author.kind === 'agent' ? event.author.id : 'visitor';
}
