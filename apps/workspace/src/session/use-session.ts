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
        return (await unlessSignedOut(api.session(at))) ?? (await resumeOnce(at));
      } catch (error) {
        // Another tab was logged in just now, in a browser that lets tabs not wait for each other.
        if (error instanceof ApiError && error.code === 'login_raced') return unlessSignedOut(api.session(at));
        throw error;
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

/** [REM1] Logs in by what this browser remembers, one tab after the other; null where it remembers nothing. */
export function resumeOnce(at: Interface): Promise<SessionAnswer | null> {
  const resume = async () => (await unlessSignedOut(api.session(at))) ?? (await unlessSignedOut(api.resume(at)));
  // Where there are no locks, pages come from another address than https and this machine: the server sorts tabs out.
  if (!('locks' in navigator)) return unlessSignedOut(api.resume(at));
  return navigator.locks.request('porchlight-resume', resume);
}

async function unlessSignedOut<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.kind === 'unauthenticated') return null;
    throw error;
  }
}

/** Forgets everything that was fetched for a session, so that nothing of it is shown to whoever logs in next. */
export function forgetSession(client: QueryClient, at: Interface): void {
  client.removeQueries({ queryKey: [at] });
  client.setQueryData(sessionQuery(at).queryKey, null);
}
