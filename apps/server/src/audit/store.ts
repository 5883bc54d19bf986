import type { AuditId, SiteId } from '@porchlight/protocol';
import type { Db } from '../platform/db/index.ts';
import { sortableIdFloor } from '../platform/ids/index.ts';
import type { AuditLogTable } from './tables.ts';

/** `from` inclusive, `to` exclusive, in ms; `sites` null for a reader of everything. */
export type AuditFilter = {
  who: string | null;
  what: string | null;
  from: number | null;
  to: number | null;
  sites: readonly SiteId[] | null;
};

/** Newest first, older than `before`; at most `limit`. */
export async function findEntries(
  db: Db,
  { who, what, from, to, sites }: AuditFilter,
  before: string | null,
  limit: number,
): Promise<AuditLogTable[]> {
  if (sites?.length === 0) return [];
  let query = db.selectFrom('audit_log').selectAll();
  if (before !== null) query = query.where('id', '<', before as AuditId);
  if (who !== null) query = query.where('who_id', '=', who);
  // A whole name, or all names of what it is about.
  if (what?.includes('.')) query = query.where('what', '=', what);
  else if (what !== null) query = query.where('what', '>=', `${what}.`).where('what', '<', `${what}/`);
  if (from !== null) query = query.where('id', '>=', sortableIdFloor('au', from));
  if (to !== null) query = query.where('id', '<', sortableIdFloor('au', to));
  if (sites !== null) query = query.where('site_id', 'in', sites);
  return query.orderBy('id', 'desc').limit(limit).execute();
}
