import type {
  ContactId,
  ConversationId,
  ConversationStatus,
  InboxView,
  MemberId,
  SiteId,
  VisitorId,
} from '@porchlight/protocol';
import { sql, type UpdateObject } from 'kysely';
import type { Db, Tables } from '../platform/db/index.ts';
import type { ConversationEventsTable, ConversationsTable } from './tables.ts';

export async function findConversation(db: Db, id: ConversationId): Promise<ConversationsTable | null> {
  return (await db.selectFrom('conversations').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}

export async function insertConversation(db: Db, row: ConversationsTable): Promise<void> {
  await db.insertInto('conversations').values(row).execute();
}

/** Changes a conversation and answers its new row; null when `where` no longer holds. */
export async function updateConversation(
  db: Db,
  id: ConversationId,
  change: UpdateObject<Tables, 'conversations'>,
  where?: { status?: ConversationStatus; isUnassigned?: true },
): Promise<ConversationsTable | null> {
  let query = db.updateTable('conversations').set(change).where('id', '=', id);
  if (where?.status) query = query.where('status', '=', where.status);
  if (where?.isUnassigned) query = query.where('assignee_id', 'is', null);
  return (await query.returningAll().executeTakeFirst()) ?? null;
}

/** Takes the next sequence number of a stream. On PostgreSQL this also locks the row until the commit. */
export async function nextSeq(
  db: Db,
  id: ConversationId,
  stream: 'public' | 'internal',
): Promise<ConversationsTable | null> {
  return updateConversation(
    db,
    id,
    stream === 'public' ? { head: sql<number>`head + 1` } : { internal_head: sql<number>`internal_head + 1` },
  );
}

export async function insertEvent(db: Db, row: ConversationEventsTable): Promise<void> {
  await db.insertInto('conversation_events').values(row).execute();
}

export async function findEventByAuthorKey(
  db: Db,
  id: ConversationId,
  authorKey: string,
): Promise<ConversationEventsTable | null> {
  const row = await db
    .selectFrom('conversation_events')
    .selectAll()
    .where('conversation_id', '=', id)
    .where('author_key', '=', authorKey)
    .executeTakeFirst();
  return row ?? null;
}

/** A window of a stream, oldest first: after or before a sequence number, at most `limit`. */
export async function findEvents(
  db: Db,
  id: ConversationId,
  stream: 'public' | 'internal',
  range: { after: number } | { before: number },
  limit: number,
): Promise<ConversationEventsTable[]> {
  const query = db
    .selectFrom('conversation_events')
    .selectAll()
    .where('conversation_id', '=', id)
    .where('stream', '=', stream);
  if ('after' in range) return query.where('seq', '>', range.after).orderBy('seq').limit(limit).execute();
  const rows = await query.where('seq', '<', range.before).orderBy('seq', 'desc').limit(limit).execute();
  return rows.reverse();
}

/** How many messages of the visitor lie beyond what agents have read. */
export async function countUnread(db: Db, id: ConversationId, readSeq: number): Promise<number> {
  const row = await db
    .selectFrom('conversation_events')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('conversation_id', '=', id)
    .where('stream', '=', 'public')
    .where('seq', '>', readSeq)
    .where('author_key', 'like', 'visitor:%')
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

/** One view of the inbox; the queue has who waits longest first, the others the newest first. */
export async function findInbox(
  db: Db,
  site: SiteId,
  view: InboxView,
  member: MemberId,
  limit: number,
): Promise<ConversationsTable[]> {
  const query = db.selectFrom('conversations').selectAll().where('site_id', '=', site).limit(limit);
  switch (view) {
    case 'queue':
      return query.where('status', '=', 'queued').orderBy('started_at').execute();
    case 'mine':
      return query
        .where('status', '=', 'open')
        .where('assignee_id', '=', member)
        .orderBy('started_at', 'desc')
        .execute();
    case 'open':
      return query.where('status', 'in', ['queued', 'open']).orderBy('started_at', 'desc').execute();
    case 'ended':
      return query.where('status', '=', 'ended').orderBy('started_at', 'desc').execute();
  }
}

/** All conversations of a site that are not ended, for the inbox snapshot. */
/** What a member has and has not ended. */
export async function findAssignedTo(db: Db, member: MemberId): Promise<ConversationId[]> {
  const rows = await db
    .selectFrom('conversations')
    .select('id')
    .where('assignee_id', '=', member)
    .where('status', '!=', 'ended')
    .execute();
  return rows.map((row) => row.id);
}

export async function findOpenConversations(db: Db, site: SiteId, limit: number): Promise<ConversationsTable[]> {
  return db
    .selectFrom('conversations')
    .selectAll()
    .where('site_id', '=', site)
    .where('status', 'in', ['queued', 'open'])
    .orderBy('started_at')
    .limit(limit)
    .execute();
}

/** The conversations of these visitors that are not ended. */
export async function findOpenConversationsOf(
  db: Db,
  site: SiteId,
  visitors: VisitorId[],
): Promise<ConversationsTable[]> {
  return db
    .selectFrom('conversations')
    .selectAll()
    .where('site_id', '=', site)
    .where('visitor_id', 'in', visitors)
    .where('status', 'in', ['queued', 'open'])
    .execute();
}

export async function findConversationsOf(
  db: Db,
  site: SiteId,
  visitor: VisitorId,
  limit: number,
): Promise<ConversationsTable[]> {
  return db
    .selectFrom('conversations')
    .selectAll()
    .where('site_id', '=', site)
    .where('visitor_id', '=', visitor)
    .orderBy('started_at', 'desc')
    .limit(limit)
    .execute();
}

/** A contact's conversations but `except`, those that go on first, then the newest. */
export async function findConversationsOfContact(
  db: Db,
  site: SiteId,
  contact: ContactId,
  except: readonly ConversationId[],
  limit: number,
): Promise<ConversationsTable[]> {
  if (limit <= 0) return [];
  let query = db.selectFrom('conversations').selectAll().where('site_id', '=', site).where('contact_id', '=', contact);
  if (except.length > 0) query = query.where('id', 'not in', except);
  return query
    .orderBy(sql`case when status = 'ended' then 1 else 0 end`)
    .orderBy('started_at', 'desc')
    .limit(limit)
    .execute();
}

/** The newest sequence numbers of several conversations. */
export async function findHeads(
  db: Db,
  ids: ConversationId[],
): Promise<{ id: ConversationId; head: number; internal_head: number }[]> {
  if (ids.length === 0) return [];
  return db.selectFrom('conversations').select(['id', 'head', 'internal_head']).where('id', 'in', ids).execute();
}
