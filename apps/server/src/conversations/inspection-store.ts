import type { ConversationId, SiteId, VisitorId } from '@porchlight/protocol';
import type { Db } from '../platform/db/index.ts';
import type { ConversationKeysTable, ConversationsTable } from './tables.ts';

/** A visitor's conversations with the keys that open or opened each, newest conversation first, oldest key first. */
export async function findKeyedConversations(
  db: Db,
  site: SiteId,
  visitor: VisitorId,
  limit: number,
): Promise<{ conversation: ConversationsTable; keys: ConversationKeysTable[] }[]> {
  const conversations = await db
    .selectFrom('conversations')
    .selectAll()
    .where('site_id', '=', site)
    .where('visitor_id', '=', visitor)
    .orderBy('started_at', 'desc')
    .limit(limit)
    .execute();
  const keys = await findKeysOf(
    db,
    conversations.map((one) => one.id),
  );
  return conversations.map((conversation) => ({
    conversation,
    keys: keys.filter((key) => key.conversation_id === conversation.id),
  }));
}

async function findKeysOf(db: Db, ids: ConversationId[]): Promise<ConversationKeysTable[]> {
  if (ids.length === 0) return [];
  return db
    .selectFrom('conversation_keys')
    .selectAll()
    .where('conversation_id', 'in', ids)
    .orderBy('created_at')
    .limit(400)
    .execute();
}
