import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../platform/db/index.ts';

/**
 * Why an article did not help, and what was searched in vain by the day, so that editors see both over a time; titles
 * and headings in PostgreSQL's index by themselves. Frozen.
 * Times are ms, days `2026-11-22` in UTC.
 */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema.alterTable('article_votes').addColumn('reason', 'text').execute();
  await db.schema.alterTable('article_votes').addColumn('comment', 'text').execute();
  await db.schema.createIndex('article_votes_by_time').on('article_votes').columns(['article_id', 'at']).execute();

  await db.schema
    .createTable('help_missed_searches')
    .addColumn('site_id', 'text', (c) => c.notNull())
    .addColumn('language', 'text', (c) => c.notNull())
    .addColumn('query', 'text', (c) => c.notNull())
    .addColumn('day', 'text', (c) => c.notNull())
    .addColumn('count', 'integer', (c) => c.notNull())
    .addColumn('last_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('help_missed_searches_pk', ['site_id', 'day', 'language', 'query'])
    .execute();
  // Until now only the last time was kept: that is the day of all.
  const rows = await sql<{ site_id: string; language: string; query: string; count: number; last_at: number | string }>`
    select site_id, language, query, count, last_at from help_misses`.execute(db);
  for (const { site_id, language, query, count, last_at } of rows.rows) {
    const day = new Date(Number(last_at)).toISOString().slice(0, 10);
    await sql`insert into help_missed_searches (site_id, language, query, day, count, last_at)
      values (${site_id}, ${language}, ${query}, ${day}, ${count}, ${last_at})`.execute(db);
  }
  await db.schema.dropTable('help_misses').execute();

  // The words of titles and headings alone: small, so that what they find is found first.
  if (dialect === 'postgres') {
    await sql`alter table help_documents add column heads tsvector`.execute(db);
    await sql`update help_documents set heads = ts_filter(words, '{a,b}')`.execute(db);
    await sql`create index help_documents_heads on help_documents using gin (heads)`.execute(db);
  }
}
