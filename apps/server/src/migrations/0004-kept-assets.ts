import type { Kysely } from 'kysely';

/** Files of earlier versions, served to pages that were opened before an update. Frozen. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('kept_assets')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('replaced_at', 'bigint')
    // Last: what is asked of all rows is read without their files.
    .addColumn('body', 'text', (c) => c.notNull())
    .execute();
}
