import type { CommentId, CommentState, SiteId } from '@porchlight/protocol';
import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { api } from '../../api.ts';

/** Everything about the comments of a site. */
export const commentsKey = (site: SiteId) => ['admin', 'comments', site];

/** Comments of one state, the newest first, page by page. */
export function commentsQuery(site: SiteId, state: CommentState) {
  return infiniteQueryOptions({
    queryKey: [...commentsKey(site), state],
    queryFn: ({ pageParam }) => api.comments(site, state, pageParam),
    placeholderData: keepPreviousData,
    initialPageParam: null as CommentId | null,
    getNextPageParam: ({ comments, hasEarlier }) => (hasEarlier ? (comments.at(-1)?.id ?? null) : null),
  });
}
