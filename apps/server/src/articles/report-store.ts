import type { ArticleId, HelpLanguage, SiteId, VoteReason } from '@porchlight/protocol';
import { sql } from 'kysely';
import type { Db } from '../platform/db/index.ts';
import { dayOf } from './search-store.ts';

/** A site, or one article of it, since a time in ms. */
export type ReportScope = { site: SiteId; article: ArticleId | null; since: number };

const dayMs = 86_400_000;
const commentsShown = 100;
const articlesShown = 200;

function votes(db: Db, { site, article, since }: ReportScope) {
  const query = db
    .selectFrom('article_votes as v')
    .innerJoin('articles as a', 'a.id', 'v.article_id')
    .where('a.site_id', '=', site)
    .where('v.at', '>=', since);
  return article ? query.where('v.article_id', '=', article) : query;
}

const yes = sql<number | string>`sum(v.is_helpful)`;
const all = sql<number | string>`count(*)`;
const counted = (row: { yes: number | string; all: number | string }) => ({
  yes: Number(row.yes),
  no: Number(row.all) - Number(row.yes),
});

/** Votes by the day on which each was last changed, in UTC. */
export async function countVotesByDay(db: Db, scope: ReportScope) {
  const day = sql<number | string>`v.at / ${sql.raw(String(dayMs))}`;
  const rows = await votes(db, scope)
    .select([day.as('day'), yes.as('yes'), all.as('all')])
    .groupBy(day)
    .execute();
  return rows.map((row) => ({ day: dayOf(Math.floor(Number(row.day)) * dayMs), ...counted(row) }));
}

/** Votes by article, those that helped least often first. */
export async function countVotesByArticle(db: Db, scope: ReportScope) {
  const rows = await votes(db, scope)
    .select(['v.article_id as id', yes.as('yes'), all.as('all')])
    .groupBy('v.article_id')
    .orderBy(sql`count(*) - sum(v.is_helpful)`, 'desc')
    .orderBy('v.article_id')
    .limit(articlesShown)
    .execute();
  return rows.map((row) => ({ id: row.id, ...counted(row) }));
}

export async function countReasons(db: Db, scope: ReportScope): Promise<Partial<Record<VoteReason, number>>> {
  const rows = await votes(db, scope)
    .where('v.reason', 'is not', null)
    .select(['v.reason', all.as('all')])
    .groupBy('v.reason')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.reason, Number(row.all)]));
}

type Comment = {
  article: ArticleId;
  language: HelpLanguage;
  revision: number;
  reason: VoteReason | null;
  comment: string;
  at: number;
};

/** What visitors wrote, the newest first; never who. */
export async function findVoteComments(db: Db, scope: ReportScope): Promise<Comment[]> {
  return votes(db, scope)
    .where('v.comment', 'is not', null)
    .select(['v.article_id as article', 'v.language', 'v.revision', 'v.reason', 'v.comment', 'v.at'])
    .$narrowType<{ comment: string }>()
    .orderBy('v.at', 'desc')
    .orderBy('v.voter')
    .limit(commentsShown)
    .execute();
}
