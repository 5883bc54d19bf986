import type { SiteId, VisitId } from '@porchlight/protocol';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '../api.ts';

/** Every site with its settings. */
export const sitesQuery = queryOptions({ queryKey: ['admin', 'sites'], queryFn: api.sites, staleTime: 10_000 });

/** Every member. */
export const membersQuery = queryOptions({ queryKey: ['admin', 'members'], queryFn: api.members, staleTime: 10_000 });

export const invitationsQuery = queryOptions({ queryKey: ['admin', 'invitations'], queryFn: api.invitations });

export const teamsQuery = queryOptions({ queryKey: ['admin', 'teams'], queryFn: api.teams });

/** What waits to be sent and what could not be. */
export const jobsQuery = queryOptions({ queryKey: ['admin', 'jobs'], queryFn: api.jobs });

/** Origins that carry a site's tag without standing on its list. */
export function refusedQuery(site: SiteId) {
  return queryOptions({ queryKey: ['admin', 'refused', site], queryFn: () => api.refusedOrigins(site) });
}

/** What a site stores in browsers, in the mode that is set now. */
export function storedQuery(site: SiteId) {
  return queryOptions({ queryKey: ['admin', 'stored', site], queryFn: () => api.storedEntries(site) });
}

/** What proves the tokens of a site's own login. */
export function identityKeysQuery(site: SiteId) {
  return queryOptions({ queryKey: ['admin', 'identity-keys', site], queryFn: () => api.identityKeys(site) });
}

/** How a site's visitors were recognised in the last `days` days. */
export function reportQuery(site: SiteId, days: number) {
  return queryOptions({
    queryKey: ['admin', 'report', site, days],
    queryFn: () => api.identityReport(site, days),
    staleTime: 60_000,
  });
}

/** Visits that words name, up to a time in ms; each page goes further back. */
export function visitsQuery(site: SiteId, asked: { query: string; until: number | null }) {
  return infiniteQueryOptions({
    queryKey: ['admin', 'visits', site, asked.query, asked.until],
    queryFn: ({ pageParam }) => api.visits(site, { ...asked, before: pageParam }),
    initialPageParam: null as VisitId | null,
    getNextPageParam: (page) => page.next,
    staleTime: 10_000,
  });
}

/** How one visit was recognised. */
export function visitQuery(site: SiteId, visit: VisitId) {
  return queryOptions({ queryKey: ['admin', 'visit', site, visit], queryFn: () => api.visit(site, visit) });
}
