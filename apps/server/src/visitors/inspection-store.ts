import type { SiteId, VisitId, VisitorId } from '@porchlight/protocol';
import type { Db } from '../platform/db/index.ts';
import type { ExternalIdsTable, HandoffsTable, VisitorAliasesTable, VisitorsTable } from './tables.ts';

/** These visitors as agents see them, also after a logout. */
export async function readVisitors(db: Db, site: SiteId, ids: VisitorId[]): Promise<Map<VisitorId, VisitorsTable>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('visitors').selectAll().where('site_id', '=', site).where('id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** Edges of a visitor that somebody undid, newest first. */
export async function findUndone(
  db: Db,
  site: SiteId,
  visitor: VisitorId,
  limit: number,
): Promise<VisitorAliasesTable[]> {
  return db
    .selectFrom('visitor_aliases')
    .selectAll()
    .where('site_id', '=', site)
    .where((eb) => eb.or([eb('a', '=', visitor), eb('b', '=', visitor)]))
    .where('undone_at', 'is not', null)
    .orderBy('undone_at', 'desc')
    .limit(limit)
    .execute();
}

/** A page's code may come a little later than its view, and the view waits for it. */
const redeemedWithinMs = 10_000;

/** Hand-offs that a visit made, and those that its visitor redeemed while it went on; newest first. Kept for a day. */
export async function findHandoffsOf(
  db: Db,
  site: SiteId,
  visit: { id: VisitId; visitor: VisitorId; startedAt: number; lastActivityAt: number },
  limit: number,
): Promise<HandoffsTable[]> {
  return db
    .selectFrom('handoffs')
    .selectAll()
    .where('site_id', '=', site)
    .where((eb) =>
      eb.or([
        eb('visit_id', '=', visit.id),
        eb.and([
          eb('redeemed_by', '=', visit.visitor),
          eb('redeemed_at', '>=', visit.startedAt),
          eb('redeemed_at', '<=', visit.lastActivityAt + redeemedWithinMs),
        ]),
      ]),
    )
    .orderBy('created_at', 'desc')
    .limit(limit)
    .execute();
}

/** By which cookies an earlier system knew a visitor [VIS5]; never the ids themselves. */
export async function findExternalNames(
  db: Db,
  site: SiteId,
  visitor: VisitorId,
): Promise<Pick<ExternalIdsTable, 'name' | 'at'>[]> {
  return db
    .selectFrom('external_ids')
    .select(['name', 'at'])
    .where('site_id', '=', site)
    .where('visitor_id', '=', visitor)
    .orderBy('at')
    .limit(20)
    .execute();
}
