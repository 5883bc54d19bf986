import type { Kysely } from 'kysely';

/** In which browsers an account has logged in, each by a hash of its own for each account. Frozen. Times are ms. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('known_browsers')
    .addColumn('account_kind', 'text', (c) => c.notNull())
    .addColumn('account_id', 'text', (c) => c.notNull())
    .addColumn('browser_hash', 'text', (c) => c.notNull())
    .addColumn('seen_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('known_browsers_pk', ['account_kind', 'account_id', 'browser_hash'])
    .execute();
  await db.schema.createIndex('known_browsers_by_time').on('known_browsers').column('seen_at').execute();
}
