import type { Kysely } from 'kysely';

/** How a site's help center looks: colours and links as JSON text, logos as base64 of what was written anew. Frozen. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('help_appearances')
    .addColumn('site_id', 'text', (c) => c.primaryKey())
    .addColumn('colours', 'text', (c) => c.notNull())
    .addColumn('header', 'text', (c) => c.notNull())
    .addColumn('footer', 'text', (c) => c.notNull())
    .execute();

  await db.schema
    .createTable('help_logos')
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('scheme', 'text', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('content', 'text', (c) => c.notNull())
    .addColumn('width', 'integer', (c) => c.notNull())
    .addColumn('height', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('help_logos_pk', ['site_id', 'scheme'])
    .execute();
}
