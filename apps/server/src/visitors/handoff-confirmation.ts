import type { AliasEvidence, SiteId, VisitorId } from '@porchlight/protocol';
import type { Db } from '../platform/db/index.ts';
import { joinVisitors } from './alias-store.ts';
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

/** [VIS4] Joins two visitors by strong evidence, also where an agent had undone what was only probable. */
export async function strengthenAlias(
  db: Db,
  input: { site: SiteId; one: VisitorId; other: VisitorId; evidence: AliasEvidence; at: number },
): Promise<void> {
  const { site, one, other, evidence, at } = input;
  await joinVisitors(db, { site, visitors: [one, other], evidence, strength: 'strong', at });
}
