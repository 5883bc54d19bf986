import type { ForeignEntry } from '@porchlight/cookies';
import { createAllowance } from '../platform/allowance/index.ts';
import { articlePageRoutes, type HelpPages } from './article-routes.ts';
import { messengerHelpRoutes } from './messenger-routes.ts';
import { storedRoutes } from './stored-routes.ts';

type Options = Omit<Parameters<typeof articlePageRoutes>[0], 'allowVote' | 'allowSearch'> &
  Omit<Parameters<typeof messengerHelpRoutes>[0], 'allowSearch'> &
  Pick<Parameters<typeof storedRoutes>[0], 'readChoice'> & { foreign: readonly ForeignEntry[] };

const perMinute = (points: number, message: string) =>
  createAllowance({ points, durationS: 60, code: 'too_many_requests', message });

/** The help center as visitors see it: articles and search, what is stored, and its part of the messenger. */
export function addHelpPages(options: Options): HelpPages {
  const allowSearch = perMinute(120, 'Too many searches came from this address within a minute. Try again shortly.');
  const allowVote = perMinute(30, 'Too many votes came from this address within a minute. Try again shortly.');
  const pages = articlePageRoutes({ ...options, allowSearch, allowVote });
  messengerHelpRoutes({ ...options, allowSearch });
  storedRoutes(options);
  return pages;
}
