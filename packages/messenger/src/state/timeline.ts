import type { Attachment, ConversationView, FileId, PublicEvent, Sequenced, Side } from '@porchlight/protocol';
import type { OutboxFile, OutboxItem, Refusal } from './outbox.ts';
import type { SentMessage } from './slot.ts';

/** How far a message of the visitor's own has come. */
export type Mark = 'sending' | 'sent' | 'delivered' | 'read' | 'refused';

/** A file of a message: on the server, on its way there, or both. */
export type RowFile = {
  id: string;
  name: string;
  /** In bytes. */
  size: number;
  image: { width: number; height: number } | null;
  /** Its name on the server; null while it has not arrived. */
  file: FileId | null;
  refusal: Refusal | null;
};

export type MessageRow = {
  kind: 'message';
  id: string;
  /** Null while it is on its way. */
  seq: number | null;
  side: Side;
  name: string | null;
  text: string;
  files: RowFile[];
  at: number;
  mark: Mark | null;
  refusal: Refusal | null;
  isFirstOfRun: boolean;
  isLastOfRun: boolean;
};

export type Row =
  | { kind: 'day'; id: string; at: number }
  | { kind: 'joined' | 'left'; id: string; name: string; at: number }
  | { kind: 'ended'; id: string; by: Side; at: number }
  | MessageRow;

/** Messages of one author with less than this between them stand together. */
const runMs = 5 * 60_000;

/**
 * What the conversation shows, in order: the events of the stream, then what was acknowledged but not yet seen in the
 * stream, then what waits to be sent. `dayOf` names the day of a time in the reader's own time zone.
 */
export function buildTimeline(
  view: ConversationView | null,
  events: readonly Sequenced<PublicEvent>[],
  sent: readonly SentMessage[],
  waiting: readonly OutboxItem[],
  dayOf: (at: number) => string,
): Row[] {
  const rows: Row[] = [];
  const arrived = new Set<string>();
  for (const { seq, event } of events) {
    if (event.type === 'message') arrived.add(event.clientId);
    const row = rowOf(view, seq, event);
    if (row) rows.push(row);
  }
  for (const { clientId, text, attachments, at } of sent) {
    if (!arrived.has(clientId)) rows.push(ownRow(clientId, null, text, attachments.map(rowFile), at, 'sent'));
    arrived.add(clientId);
  }
  for (const { clientId, text, files, at, refusal } of waiting) {
    if (arrived.has(clientId)) continue;
    const mark = refusal ? 'refused' : 'sending';
    rows.push({ ...ownRow(clientId, null, text, files.map(waitingFile), at, mark), refusal });
  }
  return withDaysAndRuns(rows, dayOf);
}

function rowOf(view: ConversationView | null, seq: number, event: PublicEvent): Row | null {
  switch (event.type) {
    case 'message':
      return event.author.kind === 'visitor'
        ? ownRow(event.clientId, seq, event.text, filesOf(event), event.at, markOf(view, seq))
        : {
            ...ownRow(event.id, seq, event.text, filesOf(event), event.at, null),
            side: 'agent',
            name: event.author.name,
          };
    case 'joined':
    case 'left':
      return { kind: event.type, id: `${seq}`, name: event.member.name, at: event.at };
    case 'ended':
      return { kind: 'ended', id: `${seq}`, by: event.by, at: event.at };
    case 'rated':
    case 'receipt':
      // Shown where they belong: beside the messages and below the conversation.
      return null;
  }
}

function filesOf({ attachments = [] }: { attachments?: Attachment[] }): RowFile[] {
  return attachments.map(rowFile);
}

function rowFile({ id, name, size, image }: Attachment): RowFile {
  return { id, name, size, image, file: id, refusal: null };
}

function waitingFile({ id, name, size, image, attachment, refusal }: OutboxFile): RowFile {
  return { id, name, size, image, file: attachment?.id ?? null, refusal };
}

function ownRow(
  id: string,
  seq: number | null,
  text: string,
  files: RowFile[],
  at: number,
  mark: Mark | null,
): MessageRow {
  return {
    kind: 'message',
    id,
    seq,
    side: 'visitor',
    name: null,
    text,
    files,
    at,
    mark,
    refusal: null,
    isFirstOfRun: true,
    isLastOfRun: true,
  };
}

function markOf(view: ConversationView | null, seq: number): Mark {
  const told = view?.receipts.agent;
  if (told && seq <= told.readSeq) return 'read';
  return told && seq <= told.deliveredSeq ? 'delivered' : 'sent';
}

function withDaysAndRuns(rows: Row[], dayOf: (at: number) => string): Row[] {
  const all: Row[] = [];
  let day = '';
  for (const row of rows) {
    const rowDay = dayOf(row.at);
    if (rowDay !== day) all.push({ kind: 'day', id: `day-${rowDay}`, at: row.at });
    day = rowDay;
    all.push(row);
  }
  return all.map((row, index) => {
    if (row.kind !== 'message') return row;
    return {
      ...row,
      isFirstOfRun: !continues(all[index - 1], row),
      isLastOfRun: !continues(row, all[index + 1]),
    };
  });
}

function continues(before: Row | undefined, after: Row | undefined): boolean {
  return (
    before?.kind === 'message' &&
    after?.kind === 'message' &&
    before.side === after.side &&
    before.name === after.name &&
    before.mark !== 'refused' &&
    after.at - before.at < runMs
  );
}
