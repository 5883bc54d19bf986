import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../platform/db/index.ts';

/**
 * The help center's categories, articles with their texts and revisions, votes, and the index that is searched. Frozen.
 * Times are ms, lists JSON text. The index holds words as `articles/words.ts` makes them, on both databases.
 */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const isPostgres = dialect === 'postgres';

  await db.schema
    .createTable('help_centers')
    .addColumn('site_id', 'text', (c) => c.primaryKey())
    .addColumn('languages', 'text', (c) => c.notNull())
    .addColumn('default_language', 'text', (c) => c.notNull())
    .execute();

  await db.schema
    .createTable('help_categories')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('parent_id', 'text')
    .addColumn('position', 'integer', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('help_categories_by_site').on('help_categories').column('site_id').execute();
  await db.schema
    .createTable('help_category_texts')
    .addColumn('category_id', 'text', (c) => c.notNull())
    .addColumn('language', 'text', (c) => c.notNull())
    .addColumn('slug', 'text', (c) => c.notNull())
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('description', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('help_category_texts_pk', ['category_id', 'language'])
    .execute();

  // Every slug that was ever given, so that old addresses go on leading there.
  await db.schema
    .createTable('help_slugs')
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('slug', 'text', (c) => c.notNull())
    .addColumn('target_id', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('help_slugs_pk', ['site_id', 'kind', 'slug'])
    .execute();
  await db.schema.createIndex('help_slugs_by_target').on('help_slugs').column('target_id').execute();

  await db.schema
    .createTable('articles')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('category_id', 'text', (c) => c.notNull())
    .addColumn('visibility', 'text', (c) => c.notNull())
    .addColumn('position', 'integer', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('articles_by_site').on('articles').column('site_id').execute();
  await db.schema.createIndex('articles_by_category').on('articles').columns(['category_id', 'position']).execute();

  await db.schema
    .createTable('article_texts')
    .addColumn('article_id', 'text', (c) => c.notNull())
    .addColumn('language', 'text', (c) => c.notNull())
    .addColumn('slug', 'text', (c) => c.notNull())
    // Numbers of revisions: the newest, the one that is out, the one that waits for its time.
    .addColumn('draft', 'integer', (c) => c.notNull())
    .addColumn('live', 'integer')
    .addColumn('scheduled', 'integer')
    .addColumn('publish_at', 'bigint')
    .addColumn('published_at', 'bigint')
    .addColumn('changed_at', 'bigint')
    .addColumn('edited_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('article_texts_pk', ['article_id', 'language'])
    .execute();
  await db.schema.createIndex('article_texts_due').on('article_texts').column('publish_at').execute();

  await db.schema
    .createTable('article_revisions')
    .addColumn('article_id', 'text', (c) => c.notNull())
    .addColumn('language', 'text', (c) => c.notNull())
    .addColumn('number', 'integer', (c) => c.notNull())
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('summary', 'text', (c) => c.notNull())
    .addColumn('markdown', 'text', (c) => c.notNull())
    // Made once, when it was saved.
    .addColumn('html', 'text', (c) => c.notNull())
    .addColumn('contents', 'text', (c) => c.notNull())
    .addColumn('plain', 'text', (c) => c.notNull())
    .addColumn('by_name', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('article_revisions_pk', ['article_id', 'language', 'number'])
    .execute();

  await db.schema
    .createTable('article_votes')
    .addColumn('article_id', 'text', (c) => c.notNull())
    .addColumn('language', 'text', (c) => c.notNull())
    .addColumn('revision', 'integer', (c) => c.notNull())
    // Hash of the visitor token.
    .addColumn('voter', 'text', (c) => c.notNull())
    .addColumn('is_helpful', 'integer', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('article_votes_pk', ['article_id', 'language', 'revision', 'voter'])
    .execute();

  await db.schema
    .createTable('help_misses')
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('language', 'text', (c) => c.notNull())
    .addColumn('query', 'text', (c) => c.notNull())
    .addColumn('count', 'integer', (c) => c.notNull())
    .addColumn('last_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('help_misses_pk', ['site_id', 'language', 'query'])
    .execute();

  const documents = db.schema
    .createTable('help_documents')
    .addColumn('id', isPostgres ? 'serial' : 'integer', (c) => c.primaryKey())
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('article_id', 'text', (c) => c.notNull())
    .addColumn('language', 'text', (c) => c.notNull())
    .addUniqueConstraint('help_documents_unique', ['article_id', 'language']);
  if (isPostgres) {
    await documents.addColumn('words', sql`tsvector`).execute();
    await sql`create index help_documents_words on help_documents using gin (words)`.execute(db);
  } else {
    await documents.execute();
    await sql`create virtual table help_index using fts5(title, headings, body, content='', contentless_delete=1, prefix='2 3', tokenize="unicode61 remove_diacritics 0")`.execute(
      db,
    );
  }

  // What words there are, to find the one that was meant by one that there is not.
  await db.schema
    .createTable('help_words')
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('language', 'text', (c) => c.notNull())
    .addColumn('word', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('help_words_pk', ['site_id', 'language', 'word'])
    .execute();
}
