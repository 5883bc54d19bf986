import type { Kysely } from 'kysely';

/**
 * What is known of each session for "where you are signed in", the proof that it is still the same person, logins that a
 * browser remembers, and what an account is told at its next login. Frozen. Times are ms, lists JSON text.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Sessions live for a day: everybody logs in once more.
  await db.deleteFrom('sessions' as never).execute();
  await db.schema
    .alterTable('sessions')
    .addColumn('id', 'text', (c) => c.notNull().defaultTo(''))
    .execute();
  await db.schema.alterTable('sessions').addColumn('previous_hash', 'text').execute();
  await db.schema.alterTable('sessions').addColumn('renewed_at', 'bigint').execute();
  await db.schema.alterTable('sessions').addColumn('confirmed_at', 'bigint').execute();
  await db.schema.alterTable('sessions').addColumn('remembered_id', 'text').execute();
  await db.schema
    .alterTable('sessions')
    .addColumn('enrol_only', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema.createIndex('sessions_by_id').unique().on('sessions').column('id').execute();
  await db.schema.createIndex('sessions_by_previous').on('sessions').column('previous_hash').execute();

  await db.schema
    .createTable('remembered_logins')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('series', 'text', (c) => c.notNull().unique())
    .addColumn('account_kind', 'text', (c) => c.notNull())
    .addColumn('account_id', 'text', (c) => c.notNull())
    .addColumn('interfaces', 'text', (c) => c.notNull())
    .addColumn('current_hash', 'text', (c) => c.notNull())
    .addColumn('previous_hash', 'text')
    .addColumn('rotated_at', 'bigint', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('last_used_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('user_agent', 'text', (c) => c.notNull())
    .addColumn('ip', 'text')
    .execute();
  await db.schema
    .createIndex('remembered_logins_by_account')
    .on('remembered_logins')
    .columns(['account_kind', 'account_id'])
    .execute();

  await db.schema
    .createTable('account_notices')
    .addColumn('account_id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('account_notices_pk', ['account_id', 'kind'])
    .execute();
}
