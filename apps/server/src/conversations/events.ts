import type {
  Accepted,
  Attachment,
  ClientId,
  ConversationId,
  FileId,
  InternalEvent,
  MemberRef,
  MessageId,
  PublicEvent,
  Sequenced,
  Side,
} from '@porchlight/protocol';
import { sql } from 'kysely';
import type { Db } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import * as store from './store.ts';
import type { ConversationsTable } from './tables.ts';

/** What a command changed: the row as committed, and the events to tell, in order. */
export type Change = {
  conversation: ConversationsTable;
  publicEvents: Sequenced<PublicEvent>[];
  internalEvents: Sequenced<InternalEvent>[];
};

/** The one answer for conversations that do not exist and those of others. */
export const notFound = () => appError('conversation_not_found', 'There is no such conversation.');
/** The one answer for keys that are ended, over, another site's, or of a conversation that the site does not show again. */
export const opensNothing = () =>
  appError('key_invalid', 'This conversation key opens nothing here. Start with a new one.');
export const hasEnded = () => appError('conversation_ended', 'This conversation has ended. Start a new one.');

/** Puts an event on the public stream with the next sequence number; `change` goes into the same update. */
export async function addPublic(
  db: Db,
  id: ConversationId,
  event: PublicEvent,
  change: Parameters<typeof store.updateConversation>[2] = {},
  authorKey: string | null = null,
): Promise<{ row: ConversationsTable; event: Sequenced<PublicEvent> }> {
  const row = await store.updateConversation(db, id, { ...change, head: sql<number>`head + 1` });
  if (!row) throw notFound();
  await store.insertEvent(db, {
    conversation_id: id,
    stream: 'public',
    seq: row.head,
    type: event.type,
    author_key: authorKey,
    payload: JSON.stringify(event),
  });
  return { row, event: { seq: row.head, event } };
}

/** Puts an event on the internal stream, which no visitor sees, with the next sequence number of that stream. */
export async function addInternal(
  db: Db,
  id: ConversationId,
  event: InternalEvent,
  authorKey: string | null = null,
): Promise<{ row: ConversationsTable; event: Sequenced<InternalEvent> }> {
  const row = await store.nextSeq(db, id, 'internal');
  if (!row) throw notFound();
  await store.insertEvent(db, {
    conversation_id: id,
    stream: 'internal',
    seq: row.internal_head,
    type: event.type,
    author_key: authorKey,
    payload: JSON.stringify(event),
  });
  return { row, event: { seq: row.internal_head, event } };
}

/** A repeat answers with the first result; the same client id with another text, or other files, is an error. */
export async function findRepeat(
  db: Db,
  id: ConversationId,
  authorKey: string,
  text: string,
  files: readonly FileId[] = [],
): Promise<Accepted | null> {
  const known = await store.findEventByAuthorKey(db, id, authorKey);
  if (!known) return null;
  const event = JSON.parse(known.payload) as { id: MessageId; text: string; attachments?: Attachment[]; at: number };
  const sent = (event.attachments ?? []).map((one) => one.id);
  if (event.text !== text || sent.join() !== files.join()) {
    throw appError(
      'client_id_reused',
      'This client id already stands for another text. Send the message with a new one.',
    );
  }
  return { seq: known.seq, id: event.id, at: event.at, isRepeat: true };
}

/** Adds a message of either side, with what lists show of it: last text, unread, waiting. */
export async function addMessage(
  db: Db,
  conversation: ConversationId,
  message: {
    id: MessageId;
    clientId: ClientId;
    text: string;
    attachments?: Attachment[];
    at: number;
    author: { kind: 'visitor' } | ({ kind: 'agent' } & MemberRef);
  },
): Promise<{ row: ConversationsTable; event: Sequenced<PublicEvent> }> {
  const isVisitor = message.author.kind === 'visitor';
  const side: Side = isVisitor ? 'visitor' : 'agent';
  const last = {
    last_message_side: side,
    last_message_text: message.text.slice(0, 200).toWellFormed(),
    last_message_files: message.attachments?.length ?? 0,
    last_message_at: message.at,
  };
  const change = isVisitor
    ? {
        ...last,
        visitor_message_seq: sql<number>`head + 1`,
        unread: sql<number>`unread + 1`,
        waiting_since: sql<number>`coalesce(waiting_since, ${message.at})`,
      }
    : { ...last, agent_message_seq: sql<number>`head + 1`, waiting_since: null };
  const { id, clientId, text, attachments = [], at, author } = message;
  const brought = attachments.length > 0 ? { attachments } : {};
  return addPublic(
    db,
    conversation,
    { type: 'message', id, clientId, author, text, ...brought, at },
    change,
    authorKeyOf(author, clientId),
  );
}

/** [MSG1] Who made it and by which client id: unique in a conversation. */
export function authorKeyOf(author: { kind: 'visitor' } | { kind: 'agent'; id: string }, clientId: ClientId): string {
  return author.kind === 'visitor' ? `visitor:${clientId}` : `${author.id}:${clientId}`;
}

/** Gives a conversation to a member and tells both streams; whether it is free is the caller’s to know. */
export async function assign(db: Db, id: ConversationId, member: MemberRef, now: number): Promise<Change> {
  const joined = await addPublic(
    db,
    id,
    { type: 'joined', member, at: now },
    { status: 'open', assignee_id: member.id, assignee_name: member.name },
  );
  const assigned = await addInternal(db, id, { type: 'assigned', to: member, by: member, at: now });
  return { conversation: assigned.row, publicEvents: [joined.event], internalEvents: [assigned.event] };
}

/** Reads the row so that no other command changes it before the commit; throws `conversation_not_found`. */
export async function lock(db: Db, id: ConversationId): Promise<ConversationsTable> {
  const row = await store.updateConversation(db, id, { head: sql<number>`head` });
  if (!row) throw notFound();
  return row;
}
