import type { Kysely } from 'kysely';

/** What returning guests see, and what joins a known person: settings of sites. Frozen. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('sites')
    .addColumn('history_policy', 'text', (c) => c.notNull().defaultTo('all'))
    .execute();
  await db.schema
    .alterTable('sites')
    .addColumn('join_policy', 'text', (c) => c.notNull().defaultTo('visit'))
    .execute();
}
