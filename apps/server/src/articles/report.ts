import type { ArticleId, HelpReport, SiteId } from '@porchlight/protocol';
import { voteReasons } from '@porchlight/protocol';
import type { Db } from '../platform/db/index.ts';
import * as store from './report-store.ts';
import { dayOf, findMisses } from './search-store.ts';

const dayMs = 86_400_000;

/**
 * [HC28] What visitors said of a site's articles, or of one, and what they searched in vain, in the last `days` days in
 * UTC, today among them. Of one article nothing is told of searches.
 */
export async function readHelpReport(
  db: Db,
  { site, article, days, now }: { site: SiteId; article: ArticleId | null; days: number; now: number },
): Promise<HelpReport> {
  const first = Math.floor(now / dayMs) - (days - 1);
  const scope = { site, article, since: first * dayMs };
  const [byDay, articles, reasons, comments, missed] = await Promise.all([
    store.countVotesByDay(db, scope),
    store.countVotesByArticle(db, scope),
    store.countReasons(db, scope),
    store.findVoteComments(db, scope),
    article ? { misses: [], days: new Map<string, number>() } : findMisses(db, site, dayOf(scope.since)),
  ]);
  const votes = new Map(byDay.map(({ day, ...counted }) => [day, counted]));
  return {
    days: Array.from({ length: days }, (_, at) => {
      const day = dayOf((first + at) * dayMs);
      return { day, ...(votes.get(day) ?? { yes: 0, no: 0 }), missed: missed.days.get(day) ?? 0 };
    }),
    articles,
    reasons: voteReasons.map((reason) => ({ reason, count: reasons[reason] ?? 0 })),
    comments,
    misses: missed.misses,
  };
}
