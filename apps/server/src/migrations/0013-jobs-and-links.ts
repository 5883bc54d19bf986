import type { Kysely } from 'kysely';

/** Work that is done after a commit, links that are good once, and who was invited. Frozen. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('jobs')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('payload', 'text', (c) => c.notNull())
    // When it is due: also when a worker that took it is given up.
    .addColumn('run_at', 'bigint', (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('lease', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('dead_at', 'bigint')
    .addColumn('last_error', 'text')
    .execute();
  await db.schema.createIndex('jobs_due').on('jobs').columns(['dead_at', 'run_at']).execute();

  await db.schema
    .createTable('links')
    // The token is derived from it and the installation's secret; by itself it opens nothing.
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('token_hash', 'text', (c) => c.notNull().unique())
    .addColumn('purpose', 'text', (c) => c.notNull())
    // Whom or what it is about: a member, an invitation.
    .addColumn('subject_id', 'text', (c) => c.notNull())
    .addColumn('detail', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('used_at', 'bigint')
    .execute();
  await db.schema.createIndex('links_by_subject').on('links').columns(['subject_id', 'purpose']).execute();
  await db.schema.createIndex('links_by_end').on('links').columns(['expires_at']).execute();

  await db.schema
    .createTable('invitations')
    // The id that the member will have.
    .addColumn('member_id', 'text', (c) => c.primaryKey())
    .addColumn('email_key', 'text', (c) => c.notNull().unique())
    .addColumn('email', 'text', (c) => c.notNull())
    .addColumn('roles', 'text', (c) => c.notNull())
    // JSON list of the sites; null for all of them.
    .addColumn('sites', 'text')
    .addColumn('language', 'text', (c) => c.notNull())
    .addColumn('invited_by', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute();

  // What mails to a member are written in; null until they chose.
  await db.schema.alterTable('members').addColumn('language', 'text').execute();

  await db.schema
    .createTable('device_codes')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('code_hash', 'text', (c) => c.notNull().unique())
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('conversation_id', 'text', (c) => c.notNull())
    // The key by which it was asked for: its end is the code's, too.
    .addColumn('source_hash', 'text', (c) => c.notNull())
    // Hashed: what others may type is counted, not kept.
    .addColumn('address_hash', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('used_at', 'bigint')
    .addColumn('key_hash', 'text')
    .execute();
  await db.schema
    .createIndex('device_codes_by_conversation')
    .on('device_codes')
    .columns(['conversation_id', 'created_at'])
    .execute();
  await db.schema
    .createIndex('device_codes_by_address')
    .on('device_codes')
    .columns(['address_hash', 'created_at'])
    .execute();
}
