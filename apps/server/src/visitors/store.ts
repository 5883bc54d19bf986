import type { ContactId, SiteId, VisitorId } from '@porchlight/protocol';
import type { ExpressionBuilder } from 'kysely';
import { bulkInsert, type Db, rawStatement, type Tables, type Write } from '../platform/db/index.ts';
import type { VisitorsTable } from './tables.ts';

/** [VIS2] A visitor that may go on; a revoked one counts as unknown. */
export async function findVisitor(db: Db, site: SiteId, id: VisitorId): Promise<VisitorsTable | null> {
  const row = await readVisitor(db, site, id);
  return row && row.revoked_at === null ? row : null;
}

/** A visitor as agents see them, also after a logout: what was stays. */
export async function readVisitor(db: Db, site: SiteId, id: VisitorId): Promise<VisitorsTable | null> {
  const row = await db
    .selectFrom('visitors')
    .selectAll()
    .where('site_id', '=', site)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}

export async function insertVisitor(db: Db, row: VisitorsTable): Promise<void> {
  await db
    .insertInto('visitors')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

const addOne = rawStatement({
  sqlite: 'UPDATE visitors SET visit_count = visit_count + 1, last_seen_at = ?3 WHERE site_id = ?1 AND id = ?2',
  postgres: `
    UPDATE visitors SET visit_count = visit_count + given.visits, last_seen_at = given.last_seen_at
    FROM (
      SELECT site_id, id, count(*) AS visits, max(at) AS last_seen_at
      FROM unnest($1::text[], $2::text[], $3::bigint[]) AS returned (site_id, id, at)
      GROUP BY site_id, id
    ) AS given
    WHERE visitors.site_id = given.site_id AND visitors.id = given.id`,
});

/** Counts a new visit of each of these known visitors. */
export function visitsAdd(visits: { site: SiteId; visitor: VisitorId; at: number }[]): Write {
  return addOne.of(visits.map(({ site, visitor, at }) => [site, visitor, at]));
}

/** New visitors, of whom nothing more is known; one that is there already stays as it is. */
export const newVisitors = bulkInsert({
  table: 'visitors',
  columns: [
    { name: 'site_id', type: 'text' },
    { name: 'id', type: 'text' },
    { name: 'first_seen_at', type: 'bigint' },
    { name: 'last_seen_at', type: 'bigint' },
    { name: 'visit_count', type: 'integer' },
    { name: 'conversation_count', type: 'integer' },
  ],
  onConflict: 'ignore',
});

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
    weakened_at: null,
    contact_id: null,
  };
}

/** Notes the first time that this visitor's readable id was put into a cookie which script cannot read. */
export async function weakenVisitor(db: Db, site: SiteId, visitor: VisitorId, at: number): Promise<void> {
  await db
    .updateTable('visitors')
    .set({ weakened_at: at })
    .where('site_id', '=', site)
    .where('id', '=', visitor)
    .where('weakened_at', 'is', null)
    .execute();
}

/** Holds a visitor's row until the commit, so that of two writes that look first the second sees what the first did. */
export async function holdVisitor(db: Db, site: SiteId, visitor: VisitorId): Promise<void> {
  await db
    .updateTable('visitors')
    .set((eb) => ({ visit_count: eb.ref('visit_count') }))
    .where('site_id', '=', site)
    .where('id', '=', visitor)
    .execute();
}

/** [VIS7] This visitor is that contact; nobody else becomes so by it. */
export async function linkContact(db: Db, site: SiteId, visitor: VisitorId, contact: ContactId): Promise<void> {
  await db
    .updateTable('visitors')
    .set({ contact_id: contact })
    .where('site_id', '=', site)
    .where('id', '=', visitor)
    .execute();
}

/** [VIS6] From now on these ids count as unknown. */
export async function revokeVisitors(db: Db, site: SiteId, visitors: VisitorId[], at: number): Promise<void> {
  await db
    .updateTable('visitors')
    .set({ revoked_at: at })
    .where('site_id', '=', site)
    .where('id', 'in', visitors)
    .where('revoked_at', 'is', null)
    .execute();
}

/**
 * [CON4] Deletes what is known of a visitor besides conversations. One who had a conversation keeps a bare row, revoked
 * and without counts: the conversation is the visitor's own doing, and stays.
 */
export async function forgetVisitor(db: Db, site: SiteId, visitor: VisitorId, at: number): Promise<void> {
  await db
    .deleteFrom('visitor_aliases')
    .where('site_id', '=', site)
    .where((eb) => eb.or([eb('a', '=', visitor), eb('b', '=', visitor)]))
    .execute();
  await db.deleteFrom('external_ids').where('site_id', '=', site).where('visitor_id', '=', visitor).execute();
  await db.deleteFrom('handoffs').where('site_id', '=', site).where('visitor_id', '=', visitor).execute();
  const one = (eb: ExpressionBuilder<Tables, 'visitors'>) => eb.and([eb('site_id', '=', site), eb('id', '=', visitor)]);
  await db.deleteFrom('visitors').where(one).where('conversation_count', '=', 0).execute();
  await db.updateTable('visitors').set({ revoked_at: at, visit_count: 0, contact_id: null }).where(one).execute();
}
