import { type Kysely, sql } from 'kysely';
import { createAccountTables } from './0001-accounts.ts';

/** The first schema. Frozen: a later change is a migration of its own. Times are ms, lists and objects JSON text. */
export async function up(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  // Rows of one parent lie together on disk where the key begins with the parent.
  const clustered = dialect === 'sqlite' ? sql`without rowid` : sql``;
  // PostgreSQL writes a changed row anew: with room on its page, no index has to learn of it.
  const changing = dialect === 'sqlite' ? clustered : sql`with (fillfactor = 80)`;

  await db.schema
    .createTable('installation')
    .addColumn('key', 'text', (c) => c.primaryKey())
    .addColumn('value', 'text', (c) => c.notNull())
    .execute();

  await db.schema
    .createTable('sites')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('mode', 'text', (c) => c.notNull())
    .addColumn('consent_policy', 'text', (c) => c.notNull())
    .addColumn('consent_text_version', 'text', (c) => c.notNull())
    .addColumn('visit_idle_minutes', 'integer', (c) => c.notNull())
    .addColumn('expected_reply', 'text', (c) => c.notNull())
    .addColumn('accent', 'text', (c) => c.notNull())
    .addColumn('greeting', 'text', (c) => c.notNull())
    .addColumn('ip_storage', 'text', (c) => c.notNull())
    .addColumn('domains', 'text', (c) => c.notNull())
    .addColumn('blocked_domains', 'text', (c) => c.notNull())
    .addColumn('dropped_parameters', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('first_page_view_at', 'bigint')
    .execute();

  await db.schema
    .createTable('refused_origins')
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('origin', 'text', (c) => c.notNull())
    .addColumn('count', 'integer', (c) => c.notNull())
    .addColumn('last_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('refused_origins_pk', ['site_id', 'origin'])
    .execute();

  await db.schema
    .createTable('visitors')
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('first_seen_at', 'bigint', (c) => c.notNull())
    .addColumn('last_seen_at', 'bigint', (c) => c.notNull())
    .addColumn('visit_count', 'integer', (c) => c.notNull())
    .addColumn('conversation_count', 'integer', (c) => c.notNull())
    .addColumn('last_conversation_at', 'bigint')
    .addColumn('contact_name', 'text')
    .addColumn('contact_email', 'text')
    .addColumn('revoked_at', 'bigint')
    .addPrimaryKeyConstraint('visitors_pk', ['site_id', 'id'])
    .modifyEnd(clustered)
    .execute();

  await db.schema
    .createTable('visits')
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('visitor_id', 'text', (c) => c.notNull())
    .addColumn('ordinal', 'integer', (c) => c.notNull())
    .addColumn('started_at', 'bigint', (c) => c.notNull())
    .addColumn('last_activity_at', 'bigint', (c) => c.notNull())
    .addColumn('page_count', 'integer', (c) => c.notNull())
    .addColumn('details', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('visits_pk', ['site_id', 'id'])
    .modifyEnd(changing)
    .execute();
  await db.schema.createIndex('visits_by_visitor').on('visits').columns(['site_id', 'visitor_id', 'id']).execute();

  await db.schema
    .createTable('page_views')
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('visit_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('tab_id', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('visible_ms', 'integer', (c) => c.notNull())
    .addColumn('url', 'text', (c) => c.notNull())
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('context', 'text')
    .addPrimaryKeyConstraint('page_views_pk', ['site_id', 'visit_id', 'id'])
    .modifyEnd(changing)
    .execute();

  await db.schema
    .createTable('page_events')
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('visit_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('view_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('data', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('page_events_pk', ['site_id', 'visit_id', 'id'])
    .modifyEnd(clustered)
    .execute();

  await db.schema
    .createTable('consents')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('visitor_id', 'text')
    .addColumn('choices', 'text', (c) => c.notNull())
    .addColumn('text_version', 'text', (c) => c.notNull())
    .addColumn('source', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .execute();

  await db.schema
    .createTable('offers')
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('visit_id', 'text', (c) => c.notNull())
    .addColumn('visitor_id', 'text', (c) => c.notNull())
    .addColumn('member_id', 'text', (c) => c.notNull())
    .addColumn('member_name', 'text', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('outcome', 'text', (c) => c.notNull())
    .addColumn('outcome_at', 'bigint')
    .addPrimaryKeyConstraint('offers_pk', ['site_id', 'visit_id', 'id'])
    .modifyEnd(clustered)
    .execute();

  await db.schema
    .createTable('conversations')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('visitor_id', 'text', (c) => c.notNull())
    .addColumn('visit_id', 'text')
    .addColumn('channel', 'text', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('assignee_id', 'text')
    .addColumn('assignee_name', 'text')
    .addColumn('started_at', 'bigint', (c) => c.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('head', 'integer', (c) => c.notNull())
    .addColumn('internal_head', 'integer', (c) => c.notNull())
    .addColumn('visitor_delivered_seq', 'integer', (c) => c.notNull())
    .addColumn('visitor_read_seq', 'integer', (c) => c.notNull())
    .addColumn('agent_delivered_seq', 'integer', (c) => c.notNull())
    .addColumn('agent_read_seq', 'integer', (c) => c.notNull())
    .addColumn('visitor_message_seq', 'integer', (c) => c.notNull())
    .addColumn('agent_message_seq', 'integer', (c) => c.notNull())
    .addColumn('unread', 'integer', (c) => c.notNull())
    .addColumn('waiting_since', 'bigint')
    .addColumn('last_message_side', 'text')
    .addColumn('last_message_text', 'text')
    .addColumn('last_message_at', 'bigint')
    .addColumn('rating_score', 'integer')
    .addColumn('rating_comment', 'text')
    .addColumn('recognition', 'text', (c) => c.notNull())
    .addColumn('evidence', 'text', (c) => c.notNull())
    .addColumn('country', 'text')
    .execute();
  await db.schema
    .createIndex('conversations_by_status')
    .on('conversations')
    .columns(['site_id', 'status', 'started_at'])
    .execute();
  await db.schema
    .createIndex('conversations_by_visitor')
    .on('conversations')
    .columns(['site_id', 'visitor_id', 'started_at'])
    .execute();

  await db.schema
    .createTable('conversation_events')
    .addColumn('conversation_id', 'text', (c) => c.notNull())
    .addColumn('stream', 'text', (c) => c.notNull())
    .addColumn('seq', 'integer', (c) => c.notNull())
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('author_key', 'text')
    .addColumn('payload', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('conversation_events_pk', ['conversation_id', 'stream', 'seq'])
    .modifyEnd(clustered)
    .execute();
  await db.schema
    .createIndex('conversation_events_once')
    .unique()
    .on('conversation_events')
    .columns(['conversation_id', 'author_key'])
    .execute();

  await db.schema
    .createTable('conversation_keys')
    .addColumn('key_hash', 'text', (c) => c.primaryKey())
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('conversation_id', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('revoked_at', 'bigint')
    .execute();
  await db.schema
    .createIndex('conversation_keys_by_conversation')
    .on('conversation_keys')
    .column('conversation_id')
    .execute();

  await createAccountTables(db);
}
