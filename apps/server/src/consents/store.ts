import type { SiteId, VisitorId } from '@porchlight/protocol';
import type { Db } from '../platform/db/index.ts';
import { holdVisitor } from '../visitors/index.ts';
import type { ConsentsTable } from './tables.ts';

/** [CON5] Keeps a yes, unless it is word for word the newest of its visitor. */
export async function insertConsent(db: Db, row: ConsentsTable): Promise<void> {
  if (row.visitor_id !== null) {
    await holdVisitor(db, row.site_id, row.visitor_id);
    const newest = await db
      .selectFrom('consents')
      .select(['choices', 'text_version', 'source'])
      .where('site_id', '=', row.site_id)
      .where('visitor_id', '=', row.visitor_id)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    const { choices, text_version, source } = row;
    if (newest?.choices === choices && newest.text_version === text_version && newest.source === source) return;
  }
  await db.insertInto('consents').values(row).execute();
}

/** A site's proofs, oldest first, at most `limit` after the one with the id `after`. */
export async function findConsents(db: Db, site: SiteId, after: string, limit: number): Promise<ConsentsTable[]> {
  return db
    .selectFrom('consents')
    .selectAll()
    .where('site_id', '=', site)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** A visitor's newest proofs, newest first. */
export async function findConsentsOf(
  db: Db,
  site: SiteId,
  visitor: VisitorId,
  limit: number,
): Promise<ConsentsTable[]> {
  return db
    .selectFrom('consents')
    .selectAll()
    .where('site_id', '=', site)
    .where('visitor_id', '=', visitor)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}
