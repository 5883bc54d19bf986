import { type Kysely, sql } from 'kysely';

/** Families of keys: recovery, logins of the site's own; whose a conversation is; what happened to keys. Frozen. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('key_families')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('contact_id', 'text')
    .addColumn('visitor_id', 'text')
    .addColumn('generation', 'integer', (c) => c.notNull())
    .addColumn('marker_hash', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('used_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('revoked_at', 'bigint')
    .addColumn('ended_by', 'text')
    .execute();
  // One login of a visitor as a contact at a time: of two exchanges at once the second finds the first's family.
  await db.schema
    .createIndex('key_families_by_login')
    .unique()
    .on('key_families')
    .columns(['site_id', 'visitor_id', 'contact_id'])
    .where(sql.ref('revoked_at'), 'is', null)
    .where(sql.ref('visitor_id'), 'is not', null)
    .execute();
  await db.schema
    .createIndex('key_families_by_end')
    .on('key_families')
    .column('expires_at')
    .where(sql.ref('revoked_at'), 'is', null)
    .where(sql.ref('expires_at'), 'is not', null)
    .execute();

  await db.schema
    .createIndex('key_families_by_age')
    .on('key_families')
    .column('revoked_at')
    .where(sql.ref('revoked_at'), 'is not', null)
    .execute();

  await db.schema
    .createIndex('conversation_keys_by_age')
    .on('conversation_keys')
    .columns(['site_id', 'created_at'])
    .where(sql.ref('revoked_at'), 'is', null)
    .execute();
  await db.schema.alterTable('conversation_keys').addColumn('family_id', 'text').execute();
  await db.schema.alterTable('conversation_keys').addColumn('source_hash', 'text').execute();
  await db.schema.alterTable('conversation_keys').addColumn('visit_id', 'text').execute();
  await db.schema.alterTable('conversation_keys').addColumn('login_id', 'text').execute();
  for (const [name, column] of [
    ['conversation_keys_by_family', 'family_id'],
    ['conversation_keys_by_source', 'source_hash'],
    ['conversation_keys_by_login', 'login_id'],
  ] as const)
    await db.schema
      .createIndex(name)
      .on('conversation_keys')
      .column(column)
      .where(sql.ref(column), 'is not', null)
      .execute();

  // What proved the conversation that a hand-off carries: it must be good still when the visitor goes on with it.
  await db.schema.alterTable('handoffs').addColumn('key_hash', 'text').execute();
  // What was typed in one conversation: an id that was copied must not change what is known of its visitor.
  await db.schema.alterTable('conversations').addColumn('typed_name', 'text').execute();
  await db.schema.alterTable('conversations').addColumn('typed_email', 'text').execute();
  await db.schema.alterTable('conversations').addColumn('contact_id', 'text').execute();
  await db.schema
    .createIndex('conversations_by_contact')
    .on('conversations')
    .columns(['site_id', 'contact_id', 'started_at'])
    .where(sql.ref('contact_id'), 'is not', null)
    .execute();

  await db.schema
    .createTable('key_events')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('conversation_id', 'text', (c) => c.notNull())
    .addColumn('visit_id', 'text')
    .addColumn('key_hash', 'text')
    .addColumn('family_id', 'text')
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('detail', 'text')
    .addColumn('at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex('key_events_by_conversation')
    .on('key_events')
    .columns(['conversation_id', 'id'])
    .execute();
  await db.schema
    .createIndex('key_events_by_visit')
    .on('key_events')
    .columns(['visit_id', 'id'])
    .where(sql.ref('visit_id'), 'is not', null)
    .execute();
}
