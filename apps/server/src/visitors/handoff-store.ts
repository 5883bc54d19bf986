import { limits, type SiteId, type VisitorId } from '@porchlight/protocol';
import type { Db } from '../platform/db/index.ts';
import { joinVisitors } from './alias-store.ts';
import type { HandoffsTable } from './tables.ts';

/** [XD3] A code is good for this long. */
export const handoffMs = 60_000;

/** Registers a hand-off; a code that is there already stays as it is. Takes old ones out on the way. */
export async function insertHandoff(db: Db, row: HandoffsTable): Promise<void> {
  await db
    .deleteFrom('handoffs')
    .where('created_at', '<', row.created_at - limits.continuationMs - handoffMs)
    .execute();
  await db
    .insertInto('handoffs')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export type Redemption = {
  site: SiteId;
  codeHash: string;
  agentHash: string;
  networkHash: string;
  targetHost: string;
  visitor: VisitorId;
  now: number;
};

/**
 * [XD3, XD5] Redeems a code for the visitor of the page that it led to: once, within 60 seconds, on that host, in the
 * same browser and network. Joins the two visitors weakly. `isKnown` false: perhaps it is still on its way. A repeat
 * by the same visitor answers the same, since the first answer may have been lost.
 */
export async function redeemHandoff(
  db: Db,
  given: Redemption,
): Promise<{ isKnown: boolean; handoff: HandoffsTable | null }> {
  const row = await db
    .selectFrom('handoffs')
    .selectAll()
    .where('code_hash', '=', given.codeHash)
    .where('site_id', '=', given.site)
    .executeTakeFirst();
  if (!row) return { isKnown: false, handoff: null };
  const isGood =
    given.now - row.created_at <= handoffMs &&
    row.target_host === given.targetHost &&
    row.agent_hash === given.agentHash &&
    row.network_hash === given.networkHash;
  if (!isGood) return { isKnown: true, handoff: null };
  if (row.redeemed_by === given.visitor) return { isKnown: true, handoff: row };
  const redeemed = await db
    .updateTable('handoffs')
    .set({ redeemed_at: given.now, redeemed_by: given.visitor })
    .where('code_hash', '=', given.codeHash)
    .where('redeemed_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
  if (!redeemed) return { isKnown: true, handoff: null };
  await joinVisitors(db, {
    site: given.site,
    visitors: [redeemed.visitor_id, given.visitor],
    evidence: 'handoff',
    strength: 'weak',
    at: given.now,
  });
  return { isKnown: true, handoff: redeemed };
}
