import type { SiteId } from '@porchlight/protocol';
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

/** A site's groups of users, and what guests, users and groups may. */
export function groupsQuery(site: SiteId) {
  return queryOptions({ queryKey: ['admin', 'groups', site], queryFn: () => api.groups(site), staleTime: 10_000 });
}
