import type { ArticleId, HelpLanguage, SiteId } from '@porchlight/protocol';
import { type RawBuilder, sql } from 'kysely';
import { type HelpActor, isReadableBy } from '../groups/index.ts';
import { arrayLiteral, type Db, dialectOf } from '../platform/db/index.ts';
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
    await sql`update help_documents set words = ${indexed.vector}::tsvector,
      heads = ts_filter(${indexed.vector}::tsvector, '{a,b}') where id = ${id}`.execute(db);
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

/** Takes a text of an article out of the index, or all of them. Words that are left over correct nothing: they stand in no text. */
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
export async function findDocuments(db: Db, asked: Asked, { site, language, actor, limit }: Scope): Promise<Found[]> {
  const isReadable = isReadableBy(actor);
  const isLacking = sql`not exists (
    select 1 from article_texts t where t.article_id = d.article_id and t.language = ${language} and t.live is not null)`;
  const isOwn = sql`d.language = ${language}`;
  if (dialectOf(db) === 'postgres') {
    const of = { site, isReadable, limit };
    const own = await findRanked(db, asked, { ...of, isInLanguage: isOwn });
    if (own.length >= limit) return own;
    const others = { ...of, isInLanguage: sql`not ${isOwn} and ${isLacking}`, limit: limit - own.length };
    return [...own, ...(await findRanked(db, asked, others))];
  }
  const query = sql`select d.article_id as article, d.language from help_index i
    join help_documents d on d.id = i.rowid
    join articles a on a.id = d.article_id
    where help_index match ${matchOf(asked)} and d.site_id = ${site} and ${isReadable} and (${isOwn} or ${isLacking})
    order by ${isOwn} desc, bm25(help_index, 10, 4, 1), d.id
    limit ${limit}`;
  return (await query.execute(db)).rows as Found[];
}

type Found = { article: ArticleId; language: HelpLanguage };

/** To rank a text PostgreSQL unpacks all its words: of a word that stands everywhere, so many are compared. */
const mostRanked = 200;

/** Those whose titles or headings fit and as many of the rest, best first. */
async function findRanked(
  db: Db,
  asked: Asked,
  of: { site: SiteId; isReadable: RawBuilder<unknown>; isInLanguage: RawBuilder<unknown>; limit: number },
): Promise<Found[]> {
  const words = sql`${tsqueryOf(asked)}::tsquery`;
  const found = (column: 'heads' | 'words') => sql`(select d.id from help_documents d
    join articles a on a.id = d.article_id
    where d.${sql.ref(column)} @@ ${words} and d.site_id = ${of.site} and ${of.isReadable} and ${of.isInLanguage}
    limit ${mostRanked})`;
  const query = sql`select d.article_id as article, d.language from help_documents d
    where d.id in (${found('heads')} union ${found('words')})
    order by ts_rank('{0.1, 0.1, 0.4, 1}', d.words, ${words}, 1) desc, d.id
    limit ${of.limit}`;
  return (await query.execute(db)).rows as Found[];
}

/**
 * [HC5] Of several questions, the places of those that a text answers which the actor may read, in whichever language. Many
 * at once, so that it does not take longer to find a word that stands in other texts alone.
 */
export async function findStanding(
  db: Db,
  asked: readonly Asked[],
  { site, actor }: Pick<Scope, 'site' | 'actor'>,
): Promise<Set<number>> {
  if (asked.length === 0) return new Set();
  const readable = sql`d.site_id = ${site} and ${isReadableBy(actor)}`;
  const query =
    dialectOf(db) === 'postgres'
      ? sql`select q.at - 1 as at from unnest(${arrayLiteral(asked.map(tsqueryOf))}::text[]) with ordinality as q(words, at)
          where exists (select 1 from help_documents d join articles a on a.id = d.article_id
            where d.words @@ q.words::tsquery and ${readable})`
      : sql`select q.key as at from json_each(${JSON.stringify(asked.map(matchOf))}) q
          where exists (select 1 from help_index i join help_documents d on d.id = i.rowid
            join articles a on a.id = d.article_id where i.help_index match q.value and ${readable})`;
  return new Set(((await query.execute(db)).rows as { at: number | string }[]).map(({ at }) => Number(at)));
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

const missesKept = 2_000;
const missDays = 90;
const dayMs = 86_400_000;

/** The day of a time in ms, in UTC: `2026-11-22`. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Counts a search that found nothing; the newest of a site are kept, for 90 days, and nothing of who asked. */
export async function noteMiss(
  db: Db,
  { site, language, query, at }: { site: SiteId; language: HelpLanguage; query: string; at: number },
): Promise<void> {
  const { isNew } = await db
    .insertInto('help_missed_searches')
    .values({ site_id: site, language, query, day: dayOf(at), count: 1, last_at: at })
    .onConflict((it) =>
      it
        .columns(['site_id', 'day', 'language', 'query'])
        .doUpdateSet((eb) => ({ count: eb('help_missed_searches.count', '+', 1), last_at: at })),
    )
    .returning((it) => it('count', '=', 1).as('isNew'))
    .executeTakeFirstOrThrow();
  if (!isNew) return;
  const newest = db
    .selectFrom('help_missed_searches')
    .select('last_at')
    .where('site_id', '=', site)
    .orderBy('last_at', 'desc')
    .offset(missesKept)
    .limit(1);
  await db
    .deleteFrom('help_missed_searches')
    .where('site_id', '=', site)
    .where((it) => it.or([it('day', '<', dayOf(at - missDays * dayMs)), it('last_at', '<=', newest)]))
    .execute();
}

/** What found nothing since a day, the most searched first, and how many there are in all by the day. */
export async function findMisses(db: Db, site: SiteId, since: string) {
  const all = db.selectFrom('help_missed_searches').where('site_id', '=', site).where('day', '>=', since);
  const rows = await all
    .select((it) => [
      'query',
      'language',
      it.fn.sum<number | string>('count').as('count'),
      it.fn.max<number | string>('last_at').as('lastAt'),
    ])
    .groupBy(['query', 'language'])
    .orderBy('count', 'desc')
    .orderBy('lastAt', 'desc')
    .limit(200)
    .execute();
  const days = await all
    .select((it) => ['day', it.fn.sum<number | string>('count').as('count')])
    .groupBy('day')
    .execute();
  return {
    misses: rows.map((row) => ({ ...row, count: Number(row.count), lastAt: Number(row.lastAt) })),
    days: new Map(days.map(({ day, count }) => [day, Number(count)])),
  };
}
