import type { Kysely } from 'kysely';

/** One-time codes with which a site's owner has a page checked. Frozen. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('doctor_codes')
    .addColumn('code_hash', 'text', (c) => c.primaryKey())
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('member_id', 'text', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('browser_hash', 'text')
    .addColumn('checks_left', 'integer', (c) => c.notNull())
    .execute();
}
