import { type Kysely, sql } from 'kysely';

/**
 * A page view's row also tells of the page before it and how long that was looked at, so that moving on writes one new
 * row and changes none. Frozen.
 */
export async function up(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  await db.schema.alterTable('page_views').addColumn('previous_id', 'text').execute();
  await db.schema.alterTable('page_views').addColumn('previous_ms', 'integer').execute();
  // Each visit's row is written again at least once: with room for that on its page, no index has to learn of it.
  if (dialect === 'postgres') await sql`ALTER TABLE visits SET (fillfactor = 50)`.execute(db);
}
