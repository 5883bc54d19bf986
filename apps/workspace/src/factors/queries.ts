import { queryOptions } from '@tanstack/react-query';
import type { Interface } from '../api.ts';
import { api } from '../api.ts';

/** The second factors of whoever is logged in to an interface. */
export function factorsQuery(at: Interface) {
  return queryOptions({ queryKey: [at, 'factors'], queryFn: () => api.factors(at) });
}
