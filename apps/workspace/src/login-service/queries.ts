import type { OidcSettingsAnswer } from '@porchlight/protocol';
import { queryOptions } from '@tanstack/react-query';
import type { Interface } from '../api.ts';
import { api } from '../api.ts';

/** The ways in that the login page shows. */
export const loginOptionsQuery = queryOptions({
  queryKey: ['login-options'],
  queryFn: () => api.loginOptions(),
  staleTime: 60_000,
});

/** How whoever is logged in may confirm that it is they, besides second factors. */
export function confirmationWaysQuery(at: Interface) {
  return queryOptions({ queryKey: [at, 'confirmation'], queryFn: () => api.confirmationWays(at) });
}

/** The settings of the login service. */
export const loginServiceQuery = queryOptions<OidcSettingsAnswer>({
  queryKey: ['admin', 'login-service'],
  queryFn: () => api.loginService(),
});
