import type { SiteId, VisitorId } from '@porchlight/protocol';
import type { Db } from '../platform/db/index.ts';
import type { HandoffsTable } from './tables.ts';

/** A hand-off that this visitor redeemed on this site; null for any other, whatever is known of it. */
export async function findRedeemedHandoff(
  db: Db,
  site: SiteId,
  id: string,
  visitor: VisitorId,
): Promise<HandoffsTable | null> {
  const row = await db
    .selectFrom('handoffs')
    .selectAll()
    .where('id', '=', id)
    .where('site_id', '=', site)
    .where('redeemed_by', '=', visitor)
    .executeTakeFirst();
  return row ?? null;
}

/** [XD5] Marks a hand-off as confirmed by its visitor's click; false when it was before, also by a request beside this. */
export async function confirmHandoff(db: Db, id: string, at: number): Promise<boolean> {
  const rows = await db
    .updateTable('handoffs')
    .set({ confirmed_at: at })
    .where('id', '=', id)
    .where('confirmed_at', 'is', null)
    .returning('id')
    .execute();
  return rows.length > 0;
}

/** [VIS4] Tells whether strong evidence ever joined two visitors, also where an agent has undone it. */
export async function wasJoinedStrongly(db: Db, site: SiteId, one: VisitorId, other: VisitorId): Promise<boolean> {
  const [a, b] = [one, other].sort() as [VisitorId, VisitorId];
  const row = await db
    .selectFrom('visitor_aliases')
    .select('strength')
    .where('site_id', '=', site)
    .where('a', '=', a)
    .where('b', '=', b)
    .executeTakeFirst();
  return row?.strength === 'strong';
}
