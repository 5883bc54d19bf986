import {
  type ArticleId,
  type ArticleVotes,
  type CategoryId,
  type HelpLanguage,
  isId,
  type SiteId,
} from '@porchlight/protocol';
import { sql } from 'kysely';
import { type Db, dialectOf } from '../platform/db/index.ts';
import type {
  ArticlesTable,
  ArticleTextsTable,
  CategoriesTable,
  CategoryTextsTable,
  HelpCentersTable,
  RevisionsTable,
  SlugKind,
} from './tables.ts';

// What editors read and write; what visitors read is in public-store.ts, what is searched in search-store.ts.

export async function findSettings(db: Db, site: SiteId): Promise<HelpCentersTable | null> {
  return (await db.selectFrom('help_centers').selectAll().where('site_id', '=', site).executeTakeFirst()) ?? null;
}

export async function saveSettings(db: Db, row: HelpCentersTable): Promise<void> {
  const { languages, default_language } = row;
  await db
    .insertInto('help_centers')
    .values(row)
    .onConflict((it) => it.column('site_id').doUpdateSet({ languages, default_language }))
    .execute();
}

export async function findCategories(db: Db, site: SiteId): Promise<CategoriesTable[]> {
  return db
    .selectFrom('help_categories')
    .selectAll()
    .where('site_id', '=', site)
    .orderBy('position')
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

export async function findCategoryTexts(db: Db, site: SiteId): Promise<CategoryTextsTable[]> {
  return db
    .selectFrom('help_category_texts as t')
    .innerJoin('help_categories as c', 'c.id', 't.category_id')
    .selectAll('t')
    .where('c.site_id', '=', site)
    .execute();
}

export async function saveCategory(db: Db, row: CategoriesTable): Promise<void> {
  const { parent_id, position } = row;
  await db
    .insertInto('help_categories')
    .values(row)
    .onConflict((it) => it.column('id').doUpdateSet({ parent_id, position }))
    .execute();
}

export async function saveCategoryText(db: Db, row: CategoryTextsTable): Promise<void> {
  const { slug, title, description } = row;
  await db
    .insertInto('help_category_texts')
    .values(row)
    .onConflict((it) => it.columns(['category_id', 'language']).doUpdateSet({ slug, title, description }))
    .execute();
}

/** Whether articles or categories lie in it. */
export async function isCategoryInUse(db: Db, id: CategoryId): Promise<boolean> {
  const article = await db.selectFrom('articles').select('id').where('category_id', '=', id).executeTakeFirst();
  if (article) return true;
  const child = await db.selectFrom('help_categories').select('id').where('parent_id', '=', id).executeTakeFirst();
  return child !== undefined;
}

export async function deleteCategory(db: Db, id: CategoryId): Promise<void> {
  await db.deleteFrom('help_category_texts').where('category_id', '=', id).execute();
  await db.deleteFrom('help_subscriptions').where('kind', '=', 'category').where('target_id', '=', id).execute();
  await db.deleteFrom('help_slugs').where('target_id', '=', id).execute();
  await db.deleteFrom('help_categories').where('id', '=', id).execute();
}

/** What a slug was given to; null where it is free. */
export async function findSlug(db: Db, site: SiteId, kind: SlugKind, slug: string): Promise<string | null> {
  const row = await db
    .selectFrom('help_slugs')
    .select('target_id')
    .where('site_id', '=', site)
    .where('kind', '=', kind)
    .where('slug', '=', slug)
    .executeTakeFirst();
  return row?.target_id ?? null;
}

/** False where something else got it meanwhile. */
export async function keepSlug(db: Db, site: SiteId, kind: SlugKind, slug: string, target: string): Promise<boolean> {
  const kept = await db
    .insertInto('help_slugs')
    .values({ site_id: site, kind, slug, target_id: target })
    .onConflict((it) => it.columns(['site_id', 'kind', 'slug']).doNothing())
    .returning('slug')
    .executeTakeFirst();
  return kept !== undefined;
}

/** None for what is no id, as an address may bring it. */
export async function findArticle(db: Db, site: SiteId, id: string): Promise<ArticlesTable | null> {
  if (!isId('ar', id)) return null;
  const row = await db
    .selectFrom('articles')
    .selectAll()
    .where('id', '=', id)
    .where('site_id', '=', site)
    .executeTakeFirst();
  return row ?? null;
}

/** The same, and no other command changes it, its texts or its revisions before the commit. */
export async function lockArticle(db: Db, site: SiteId, id: string): Promise<ArticlesTable | null> {
  if (dialectOf(db) === 'postgres' && isId('ar', id))
    await sql`select id from articles where id = ${id} and site_id = ${site} for update`.execute(db);
  return findArticle(db, site, id);
}

/** No other command changes which categories a site has, or what lies in which, before the commit. */
export async function lockTree(db: Db, site: SiteId): Promise<void> {
  if (dialectOf(db) === 'postgres')
    await sql`select pg_advisory_xact_lock(hashtextextended(${`help-tree ${site}`}, 0))`.execute(db);
}

/** The place behind the last article of a category. */
export async function findNextPosition(db: Db, category: CategoryId): Promise<number> {
  const row = await db
    .selectFrom('articles')
    .select((it) => it.fn.max('position').as('last'))
    .where('category_id', '=', category)
    .executeTakeFirst();
  return row?.last == null ? 0 : Number(row.last) + 1;
}

export async function insertArticle(db: Db, row: ArticlesTable): Promise<void> {
  await db.insertInto('articles').values(row).execute();
}

export async function updateArticle(
  db: Db,
  id: ArticleId,
  columns: Partial<Pick<ArticlesTable, 'category_id' | 'visibility' | 'position'>>,
): Promise<void> {
  if (Object.keys(columns).length > 0) await db.updateTable('articles').set(columns).where('id', '=', id).execute();
}

export async function deleteArticle(db: Db, id: ArticleId): Promise<void> {
  for (const table of ['article_texts', 'article_revisions', 'article_votes', 'help_comments'] as const)
    await db.deleteFrom(table).where('article_id', '=', id).execute();
  await db.deleteFrom('help_subscriptions').where('kind', '=', 'article').where('target_id', '=', id).execute();
  await db.deleteFrom('help_slugs').where('target_id', '=', id).execute();
  await db.deleteFrom('articles').where('id', '=', id).execute();
}

export async function findText(db: Db, id: ArticleId, language: HelpLanguage): Promise<ArticleTextsTable | null> {
  const row = await db
    .selectFrom('article_texts')
    .selectAll()
    .where('article_id', '=', id)
    .where('language', '=', language)
    .executeTakeFirst();
  return row ?? null;
}

export async function saveText(db: Db, row: ArticleTextsTable): Promise<void> {
  const { article_id, language, ...columns } = row;
  await db
    .insertInto('article_texts')
    .values(row)
    .onConflict((it) => it.columns(['article_id', 'language']).doUpdateSet(columns))
    .execute();
}

export async function insertRevision(db: Db, row: RevisionsTable): Promise<void> {
  await db.insertInto('article_revisions').values(row).execute();
}

export async function findRevision(
  db: Db,
  id: ArticleId,
  language: HelpLanguage,
  number: number,
): Promise<RevisionsTable | null> {
  const row = await db
    .selectFrom('article_revisions')
    .selectAll()
    .where('article_id', '=', id)
    .where('language', '=', language)
    .where('number', '=', number)
    .executeTakeFirst();
  return row ?? null;
}

export async function findRevisions(db: Db, id: ArticleId, language: HelpLanguage) {
  return db
    .selectFrom('article_revisions')
    .select(['number', 'title', 'by_name', 'at'])
    .where('article_id', '=', id)
    .where('language', '=', language)
    .orderBy('number', 'desc')
    .limit(200)
    .execute();
}

/** Texts of a site's articles, or of one, with the title of their newest revision. */
export async function findTexts(db: Db, site: SiteId, article: ArticleId | null = null) {
  let query = db
    .selectFrom('articles as a')
    .innerJoin('article_texts as t', 't.article_id', 'a.id')
    .innerJoin('article_revisions as r', (it) =>
      it
        .onRef('r.article_id', '=', 't.article_id')
        .onRef('r.language', '=', 't.language')
        .onRef('r.number', '=', 't.draft'),
    )
    .selectAll('t')
    .select('r.title')
    .where('a.site_id', '=', site);
  if (article) query = query.where('a.id', '=', article);
  return query.execute();
}

export async function findArticles(db: Db, site: SiteId): Promise<ArticlesTable[]> {
  return db
    .selectFrom('articles')
    .selectAll()
    .where('site_id', '=', site)
    .orderBy('position')
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

type VoteCount = { article_id: ArticleId; language: HelpLanguage; revision: number; is_helpful: number; count: number };

/** Votes of a site's articles, or of one, counted by revision. */
export async function countVotes(db: Db, site: SiteId, article: ArticleId | null = null): Promise<VoteCount[]> {
  let query = db
    .selectFrom('article_votes as v')
    .innerJoin('articles as a', 'a.id', 'v.article_id')
    .select((it) => [
      'v.article_id',
      'v.language',
      'v.revision',
      'v.is_helpful',
      it.fn.countAll<number | string>().as('count'),
    ])
    .where('a.site_id', '=', site)
    .groupBy(['v.article_id', 'v.language', 'v.revision', 'v.is_helpful']);
  if (article) query = query.where('v.article_id', '=', article);
  return (await query.execute()).map((row) => ({ ...row, count: Number(row.count) }));
}

/** Adds up counted votes. */
export function sumVotes(counts: readonly Pick<VoteCount, 'is_helpful' | 'count'>[]): ArticleVotes {
  const sum = (of: number) =>
    counts.reduce((total, { is_helpful, count }) => total + (is_helpful === of ? count : 0), 0);
  return { yes: sum(1), no: sum(0) };
}

/** What waits for its time and is due. */
export async function findDue(db: Db, now: number) {
  return db
    .selectFrom('article_texts as t')
    .innerJoin('articles as a', 'a.id', 't.article_id')
    .select(['a.site_id', 't.article_id', 't.language', 't.scheduled', 't.tells'])
    .where('t.publish_at', '<=', now)
    .orderBy('t.publish_at')
    .limit(20)
    .execute();
}

/** Every slug that something of a site has or once had. */
export async function findSlugs(db: Db, site: SiteId) {
  return db.selectFrom('help_slugs').select(['kind', 'slug', 'target_id']).where('site_id', '=', site).execute();
}
