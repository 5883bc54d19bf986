import type { ForeignEntry } from '@porchlight/cookies';
import { createHelpAllowances } from './allowances.ts';
import { articlePageRoutes, type HelpPages } from './article-routes.ts';
import { messengerHelpRoutes } from './messenger-routes.ts';
import { storedRoutes } from './stored-routes.ts';

type Options = Omit<Parameters<typeof articlePageRoutes>[0], 'allow'> &
  Omit<Parameters<typeof messengerHelpRoutes>[0], 'allowSearch'> &
  Pick<Parameters<typeof storedRoutes>[0], 'readChoice'> & { foreign: readonly ForeignEntry[] };

/** The help center as visitors see it: articles and search, what is stored, and its part of the messenger. */
export function addHelpPages(options: Options): HelpPages {
  const allow = createHelpAllowances();
  const pages = articlePageRoutes({ ...options, allow });
  messengerHelpRoutes({ ...options, allowSearch: allow.search });
  storedRoutes(options);
  return pages;
}
