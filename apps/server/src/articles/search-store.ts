import type { ArticleId, HelpLanguage, SiteId } from '@porchlight/protocol';
import { sql } from 'kysely';
import { type HelpActor, isReadableBy } from '../groups/index.ts';
import { type Db, dialectOf } from '../platform/db/index.ts';
import { type Asked, type Indexed, matchOf, tsqueryOf } from './index-words.ts';

export type Document = { site: SiteId; article: ArticleId; language: HelpLanguage; indexed: Indexed };

/** Takes a text into the index, in the place of what was there of it. */
export async function indexDocument(db: Db, { site, article, language, indexed }: Document): Promise<void> {
  await forgetDocument(db, article, language);
  const { id } = await db
    .insertInto('help_documents')
    .values({ site_id: site, article_id: article, language })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (dialectOf(db) === 'postgres')
    await sql`update help_documents set words = ${indexed.vector}::tsvector where id = ${id}`.execute(db);
  else
    await sql`insert into help_index (rowid, title, headings, body) values (${id}, ${indexed.title}, ${indexed.headings}, ${indexed.body})`.execute(
      db,
    );
  for (let at = 0; at < indexed.words.length; at += 200)
    await db
      .insertInto('help_words')
      .values(indexed.words.slice(at, at + 200).map((word) => ({ site_id: site, language, word })))
      .onConflict((it) => it.doNothing())
      .execute();
}

/** Takes a text of an article out of the index, or all of them. Words that are left over correct nothing that is not found. */
export async function forgetDocument(db: Db, article: ArticleId, language: HelpLanguage | null): Promise<void> {
  let query = db.deleteFrom('help_documents').where('article_id', '=', article);
  if (language) query = query.where('language', '=', language);
  const rows = await query.returning('id').execute();
  if (dialectOf(db) === 'sqlite')
    for (const { id } of rows) await sql`delete from help_index where rowid = ${id}`.execute(db);
}

export type Scope = { site: SiteId; language: HelpLanguage; actor: HelpActor; limit: number };

/**
 * [HC7] The articles that fit, best first, each in the asked language, or in another where it has no text in that one.
 * A word of a title weighs more than one of a heading, that more than one of the text.
 */
export async function findDocuments(
  db: Db,
  asked: Asked,
  { site, language, actor, limit }: Scope,
): Promise<{ article: ArticleId; language: HelpLanguage }[]> {
  const isReadable = isReadableBy(actor);
  const isInLanguage = sql`(d.language = ${language} or not exists (
    select 1 from article_texts t where t.article_id = d.article_id and t.language = ${language} and t.live is not null))`;
  const query =
    dialectOf(db) === 'postgres'
      ? sql`select d.article_id as article, d.language from help_documents d
          join articles a on a.id = d.article_id
          where d.words @@ ${tsqueryOf(asked)}::tsquery and d.site_id = ${site} and ${isReadable} and ${isInLanguage}
          order by (d.language = ${language}) desc, ts_rank('{0.1, 0.1, 0.4, 1}', d.words, ${tsqueryOf(asked)}::tsquery, 1) desc, d.id
          limit ${limit}`
      : sql`select d.article_id as article, d.language from help_index i
          join help_documents d on d.id = i.rowid
          join articles a on a.id = d.article_id
          where help_index match ${matchOf(asked)} and d.site_id = ${site} and ${isReadable} and ${isInLanguage}
          order by (d.language = ${language}) desc, bm25(help_index, 10, 4, 1), d.id
          limit ${limit}`;
  return (await query.execute(db)).rows as { article: ArticleId; language: HelpLanguage }[];
}

const mostWords = 100_000;

export async function findWords(db: Db, site: SiteId, language: HelpLanguage): Promise<string[]> {
  const rows = await db
    .selectFrom('help_words')
    .select('word')
    .where('site_id', '=', site)
    .where('language', '=', language)
    .orderBy('word')
    .limit(mostWords)
    .execute();
  return rows.map(({ word }) => word);
}

const missesKept = 500;

/** Counts a search that found nothing; the newest of a site are kept, and nothing of who asked. */
export async function noteMiss(
  db: Db,
  { site, language, query, at }: { site: SiteId; language: HelpLanguage; query: string; at: number },
): Promise<void> {
  await db
    .insertInto('help_misses')
    .values({ site_id: site, language, query, count: 1, last_at: at })
    .onConflict((it) =>
      it
        .columns(['site_id', 'language', 'query'])
        .doUpdateSet((eb) => ({ count: eb('help_misses.count', '+', 1), last_at: at })),
    )
    .execute();
  const newest = db
    .selectFrom('help_misses')
    .select('last_at')
    .where('site_id', '=', site)
    .orderBy('last_at', 'desc')
    .offset(missesKept)
    .limit(1);
  await db.deleteFrom('help_misses').where('site_id', '=', site).where('last_at', '<=', newest).execute();
}

export async function findMisses(db: Db, site: SiteId) {
  return db
    .selectFrom('help_misses')
    .select(['query', 'language', 'count', 'last_at as lastAt'])
    .where('site_id', '=', site)
    .orderBy('count', 'desc')
    .orderBy('last_at', 'desc')
    .limit(200)
    .execute();
}
