import type { ArticleId, SiteId } from '@porchlight/protocol';
import { queryOptions } from '@tanstack/react-query';
import { api, type TextOf } from '../../api.ts';

/** Everything of a site's help center but the texts themselves. */
export function helpCenterQuery(site: SiteId) {
  return queryOptions({ queryKey: ['admin', 'help-center', site], queryFn: () => api.helpCenter(site) });
}

/** One article with what was last saved in each language. */
export function articleQuery(site: SiteId, article: ArticleId) {
  return queryOptions({
    queryKey: ['admin', 'help-center', site, article],
    queryFn: () => api.article(site, article),
  });
}

export function revisionsQuery(of: TextOf) {
  return queryOptions({
    queryKey: ['admin', 'help-center', of.site, of.article, of.language, 'revisions'],
    queryFn: () => api.revisions(of),
  });
}

export function revisionQuery(of: TextOf, number: number) {
  return queryOptions({
    queryKey: ['admin', 'help-center', of.site, of.article, of.language, 'revisions', number],
    queryFn: () => api.revision(of, number),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Votes, reasons and searches in vain of the last days, of a site or of one article. */
export function helpReportQuery(site: SiteId, asked: { days: number; article: ArticleId | null }) {
  return queryOptions({
    queryKey: ['admin', 'help-report', site, asked],
    queryFn: () => api.helpReport(site, asked),
  });
}
