import type { SessionAnswer } from '@porchlight/protocol';
import type { QueryClient } from '@tanstack/react-query';
import { queryOptions } from '@tanstack/react-query';
import type { Interface } from '../api.ts';
import { ApiError, api } from '../api.ts';

/** Who is logged in to one interface; null when nobody is. Every other failure is thrown. */
export function sessionQuery(at: Interface) {
  return queryOptions<SessionAnswer | null>({
    queryKey: ['session', at],
    queryFn: async () => {
      try {
        return await api.session(at);
      } catch (error) {
        if (error instanceof ApiError && error.kind === 'unauthenticated') return null;
        throw error;
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

/** Forgets everything that was fetched for a session, so that nothing of it is shown to whoever logs in next. */
export function forgetSession(client: QueryClient, at: Interface): void {
  client.removeQueries({ queryKey: [at] });
  client.setQueryData(sessionQuery(at).queryKey, null);
}
