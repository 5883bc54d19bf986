import type {
  ArticleId,
  ArticleVisibility,
  CategoryId,
  GroupId,
  HelpLanguage,
  SiteId,
  VoteReason,
} from '@porchlight/protocol';
import { type HelpActor, isReadableBy } from '../groups/index.ts';
import type { Db } from '../platform/db/index.ts';
import type { VotesTable } from './tables.ts';

/** What a visitor said of a revision; `reason` and `comment` only where it did not help. */
export type Vote = { isHelpful: boolean; reason: VoteReason | null; comment: string };

/** A text that is out, without its body. Times in ms. */
export type LiveText = {
  article: ArticleId;
  category: CategoryId;
  visibility: ArticleVisibility;
  language: HelpLanguage;
  slug: string;
  revision: number;
  title: string;
  summary: string;
  publishedAt: number;
  changedAt: number;
};

/** Only what the actor may read [HC5]; all of it where it is null, for nobody's eyes. */
function liveTexts(db: Db, actor: HelpActor | null) {
  return db
    .selectFrom('articles as a')
    .innerJoin('article_texts as t', 't.article_id', 'a.id')
    .innerJoin('article_revisions as r', (it) =>
      it
        .onRef('r.article_id', '=', 't.article_id')
        .onRef('r.language', '=', 't.language')
        .onRef('r.number', '=', 't.live'),
    )
    .select([
      'a.id as article',
      'a.category_id as category',
      'a.visibility',
      't.language',
      't.slug',
      'r.number as revision',
      'r.title',
      'r.summary',
      't.published_at as publishedAt',
      't.changed_at as changedAt',
    ])
    .$if(actor !== null, (it) => it.where(isReadableBy(actor as HelpActor)))
    .$narrowType<{ publishedAt: number; changedAt: number }>();
}

/** Every text of an article that is out. */
export async function findLiveTexts(db: Db, actor: HelpActor | null, article: ArticleId): Promise<LiveText[]> {
  return liveTexts(db, actor).where('a.id', '=', article).execute();
}

/** Texts of articles that are out, whichever are named. */
export async function findLiveTextsOf(db: Db, actor: HelpActor, articles: readonly ArticleId[]): Promise<LiveText[]> {
  return articles.length === 0
    ? []
    : liveTexts(db, actor)
        .where('a.id', 'in', [...articles])
        .execute();
}

/** Texts that are out in these categories, in the articles' order. */
export async function findLiveTextsIn(
  db: Db,
  actor: HelpActor,
  categories: readonly CategoryId[],
  limit: number,
): Promise<LiveText[]> {
  if (categories.length === 0) return [];
  return liveTexts(db, actor)
    .where('a.category_id', 'in', [...categories])
    .orderBy('a.position')
    .orderBy('a.created_at')
    .orderBy('a.id')
    .limit(limit)
    .execute();
}

/** What guests may read, for the sitemap: in the order of their making, so that its parts stay the same. */
export async function findPublicTexts(db: Db, guest: HelpActor, site: SiteId, limit: number): Promise<LiveText[]> {
  return liveTexts(db, guest)
    .where('a.site_id', '=', site)
    .orderBy('a.created_at')
    .orderBy('a.id')
    .limit(limit)
    .execute();
}

/** The articles that everybody may read and most found helpful, best first. */
export async function findHelpful(db: Db, site: SiteId, limit: number): Promise<ArticleId[]> {
  const rows = await db
    .selectFrom('article_votes as v')
    .innerJoin('articles as a', 'a.id', 'v.article_id')
    .select((it) => ['a.id', it.fn.sum<number | string>('v.is_helpful').as('yes')])
    .where('a.site_id', '=', site)
    .where('a.visibility', '=', 'everyone')
    .where('v.is_helpful', '=', 1)
    .groupBy('a.id')
    .orderBy('yes', 'desc')
    .orderBy('a.id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** What lies in each category and is out: for everybody and for users counted, for groups each with its groups. */
export async function countLive(db: Db, site: SiteId): Promise<LiveCount[]> {
  const live = db
    .selectFrom('articles as a')
    .where('a.site_id', '=', site)
    .where((it) =>
      it.exists(
        it
          .selectFrom('article_texts as t')
          .select('t.article_id')
          .whereRef('t.article_id', '=', 'a.id')
          .where('t.live', 'is not', null),
      ),
    );
  const counts = await live
    .select((it) => ['a.category_id', 'a.visibility', it.fn.countAll<number | string>().as('count')])
    .where('a.visibility', '!=', 'groups')
    .groupBy(['a.category_id', 'a.visibility'])
    .execute();
  const forGroups = await live
    .innerJoin('help_article_groups as g', 'g.article_id', 'a.id')
    .select(['a.id', 'a.category_id', 'g.group_id'])
    .where('a.visibility', '=', 'groups')
    .execute();
  // Articles of a category that are for the same groups are counted together: pages go through these for each reader.
  const alike = Map.groupBy(
    [...Map.groupBy(forGroups, ({ id }) => id).values()].map((rows) => ({
      category_id: (rows[0] as (typeof rows)[number]).category_id,
      groups: rows.map(({ group_id }) => group_id).sort(),
    })),
    ({ category_id, groups }) => [category_id, ...groups].join(' '),
  );
  return [
    ...counts.map((row) => ({ ...row, groups: [], count: Number(row.count) })),
    ...[...alike.values()].flatMap((all) =>
      all.slice(0, 1).map((one) => ({ ...one, visibility: 'groups' as const, count: all.length })),
    ),
  ];
}

export type LiveCount = {
  category_id: CategoryId;
  visibility: ArticleVisibility;
  groups: readonly GroupId[];
  count: number;
};

export async function findBody(db: Db, article: ArticleId, language: HelpLanguage, revision: number) {
  return db
    .selectFrom('article_revisions')
    .select(['html', 'contents'])
    .where('article_id', '=', article)
    .where('language', '=', language)
    .where('number', '=', revision)
    .executeTakeFirst();
}

/** The words of these texts, by article and language. */
export async function findPlainOf(db: Db, texts: readonly LiveText[]): Promise<Map<string, string>> {
  if (texts.length === 0) return new Map();
  const rows = await db
    .selectFrom('article_revisions as r')
    .innerJoin('article_texts as t', (it) =>
      it
        .onRef('r.article_id', '=', 't.article_id')
        .onRef('r.language', '=', 't.language')
        .onRef('r.number', '=', 't.live'),
    )
    .select(['r.article_id', 'r.language', 'r.plain'])
    .where(
      'r.article_id',
      'in',
      texts.map(({ article }) => article),
    )
    .execute();
  return new Map(rows.map((row) => [`${row.article_id} ${row.language}`, row.plain]));
}

type VoteKey = Pick<VotesTable, 'article_id' | 'language' | 'revision' | 'voter'>;

/** What a voter said of a revision; null where nothing. */
export async function findVote(db: Db, key: VoteKey): Promise<Vote | null> {
  const row = await db
    .selectFrom('article_votes')
    .select(['is_helpful', 'reason', 'comment'])
    .where('article_id', '=', key.article_id)
    .where('language', '=', key.language)
    .where('revision', '=', key.revision)
    .where('voter', '=', key.voter)
    .executeTakeFirst();
  return row ? { isHelpful: row.is_helpful === 1, reason: row.reason, comment: row.comment ?? '' } : null;
}

export async function saveVote(db: Db, row: VotesTable): Promise<void> {
  const { is_helpful, at, reason, comment } = row;
  await db
    .insertInto('article_votes')
    .values(row)
    .onConflict((it) =>
      it.columns(['article_id', 'language', 'revision', 'voter']).doUpdateSet({ is_helpful, at, reason, comment }),
    )
    .execute();
}
