import type { Kysely } from 'kysely';

/** Images of articles, and which articles have them in any revision. Frozen. Times are ms, lists JSON text. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('article_images')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('object', 'text', (c) => c.notNull().unique())
    .addColumn('variants', 'text', (c) => c.notNull())
    .addColumn('source_hash', 'text', (c) => c.notNull())
    .addColumn('kept_hash', 'text', (c) => c.notNull())
    .addColumn('touched_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex('article_images_by_source')
    .on('article_images')
    .unique()
    .columns(['site_id', 'source_hash'])
    .execute();
  await db.schema
    .createIndex('article_images_by_kept')
    .on('article_images')
    .columns(['site_id', 'kept_hash'])
    .execute();
  await db.schema.createIndex('article_images_by_age').on('article_images').column('touched_at').execute();

  await db.schema
    .createTable('article_image_uses')
    .addColumn('image_id', 'text', (c) => c.notNull())
    .addColumn('article_id', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('article_image_uses_pk', ['image_id', 'article_id'])
    .execute();
  await db.schema.createIndex('article_image_uses_by_article').on('article_image_uses').column('article_id').execute();
}
