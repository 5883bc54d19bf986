import type { SiteId, VisitorId } from '@porchlight/protocol';
import type { Db } from '../platform/db/index.ts';
import type { VisitorsTable } from './tables.ts';

/** [VIS2] A visitor that may go on; a revoked one counts as unknown. */
export async function findVisitor(db: Db, site: SiteId, id: VisitorId): Promise<VisitorsTable | null> {
  const row = await db
    .selectFrom('visitors')
    .selectAll()
    .where('site_id', '=', site)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && row.revoked_at === null ? row : null;
}

export async function insertVisitor(db: Db, row: VisitorsTable): Promise<void> {
  await db
    .insertInto('visitors')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function addVisit(db: Db, site: SiteId, id: VisitorId, at: number): Promise<void> {
  await db
    .updateTable('visitors')
    .set((eb) => ({ visit_count: eb('visit_count', '+', 1), last_seen_at: at }))
    .where('site_id', '=', site)
    .where('id', '=', id)
    .execute();
}

/** Counts a conversation and keeps what the visitor typed about themselves; a blank leaves what was known. */
export async function addConversation(
  db: Db,
  input: { site: SiteId; visitor: VisitorId; at: number; name: string | null; email: string | null },
): Promise<void> {
  await db
    .updateTable('visitors')
    .set((eb) => ({
      conversation_count: eb('conversation_count', '+', 1),
      last_conversation_at: input.at,
      ...(input.name ? { contact_name: input.name } : {}),
      ...(input.email ? { contact_email: input.email } : {}),
    }))
    .where('site_id', '=', input.site)
    .where('id', '=', input.visitor)
    .execute();
}

/** A visitor's first row; the counters start at what the caller already saw of them. */
export function buildVisitorRow(site: SiteId, id: VisitorId, at: number, visitCount: number): VisitorsTable {
  return {
    site_id: site,
    id,
    first_seen_at: at,
    last_seen_at: at,
    visit_count: visitCount,
    conversation_count: 0,
    last_conversation_at: null,
    contact_name: null,
    contact_email: null,
    revoked_at: null,
  };
}
