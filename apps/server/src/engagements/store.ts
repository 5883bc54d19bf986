import type { OfferId, SiteId, VisitId } from '@porchlight/protocol';
import type { Db } from '../platform/db/index.ts';
import type { OffersTable } from './tables.ts';

/** The offers of a visit, newest first. */
export async function findOffers(db: Db, site: SiteId, visit: VisitId): Promise<OffersTable[]> {
  return db
    .selectFrom('offers')
    .selectAll()
    .where('site_id', '=', site)
    .where('visit_id', '=', visit)
    .orderBy('id', 'desc')
    .execute();
}

export async function insertOffer(db: Db, row: OffersTable): Promise<void> {
  await db.insertInto('offers').values(row).execute();
}

/** Moves an offer forward (pending → shown → accepted or declined); false when it had gone further already. */
export async function settleOffer(
  db: Db,
  input: { site: SiteId; visit: VisitId; id: OfferId; outcome: OffersTable['outcome']; at: number },
): Promise<boolean> {
  const before: OffersTable['outcome'][] = input.outcome === 'shown' ? ['pending'] : ['pending', 'shown'];
  const result = await db
    .updateTable('offers')
    .set({ outcome: input.outcome, outcome_at: input.at })
    .where('site_id', '=', input.site)
    .where('visit_id', '=', input.visit)
    .where('id', '=', input.id)
    .where('outcome', 'in', before)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
