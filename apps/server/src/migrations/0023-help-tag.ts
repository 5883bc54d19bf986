import type { Kysely } from 'kysely';

/** Whether a site's tag runs in its help center. Frozen. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('sites')
    .addColumn('has_help_tag', 'integer', (c) => c.notNull().defaultTo(1))
    .execute();
}
