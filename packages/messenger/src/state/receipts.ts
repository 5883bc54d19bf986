import type { ConversationView, PublicEvent, Receipt, Sequenced } from '@porchlight/protocol';

/** The newest message of the other side at or below `upTo`, or 0. Our own events are no news to us. */
export function newestFromAgent(events: readonly Sequenced<PublicEvent>[], upTo = Number.POSITIVE_INFINITY): number {
  for (let index = events.length - 1; index >= 0; index--) {
    const { seq, event } = events[index] as Sequenced<PublicEvent>;
    if (seq <= upTo && event.type === 'message' && event.author.kind === 'agent') return seq;
  }
  return 0;
}

/**
 * What the visitor's side has to tell, or null when the server knows it all. `told` is what was sent last, `seenSeq`
 * the newest message that was really looked at. Numbers only ever grow.
 */
export function receiptDue(
  view: ConversationView,
  events: readonly Sequenced<PublicEvent>[],
  told: Receipt,
  seenSeq: number,
): Receipt | null {
  const known = {
    deliveredSeq: Math.max(view.receipts.visitor.deliveredSeq, told.deliveredSeq),
    readSeq: Math.max(view.receipts.visitor.readSeq, told.readSeq),
  };
  const readSeq = Math.max(known.readSeq, newestFromAgent(events, seenSeq));
  const deliveredSeq = Math.max(known.deliveredSeq, newestFromAgent(events), readSeq);
  return deliveredSeq > known.deliveredSeq || readSeq > known.readSeq ? { deliveredSeq, readSeq } : null;
}

/** Messages from agents that were not read, and the text of the newest. */
export function readUnread(
  view: ConversationView,
  events: readonly Sequenced<PublicEvent>[],
  seenSeq: number,
): { count: number; preview: string | null } {
  const readSeq = Math.max(view.receipts.visitor.readSeq, seenSeq);
  const unread = events.flatMap(({ seq, event }) =>
    seq > readSeq && event.type === 'message' && event.author.kind === 'agent'
      ? [event.text || (event.attachments ?? []).map(({ name }) => name).join(', ')]
      : [],
  );
  const last = unread.at(-1);
  return { count: unread.length, preview: last === undefined ? null : shorten(last, 140) };
}

function shorten(text: string, chars: number): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= chars ? line : `${line.slice(0, chars - 1).toWellFormed()}…`;
}
