import { isId, type VisitId } from '@porchlight/protocol';
import { z } from 'zod';

/** How an admin looks for visits: words, the time to look back from, and where an earlier look ended. */
export const visitsQuery = z.object({
  query: z.string().max(200).default(''),
  until: z.coerce.number().int().min(0).max(8_640_000_000_000).optional(),
  before: z.custom<VisitId>((value) => isId('vs', value), 'is no id of a visit').optional(),
});
export type VisitsQuery = z.output<typeof visitsQuery>;
