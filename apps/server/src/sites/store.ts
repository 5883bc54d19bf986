import type { SiteId } from '@porchlight/protocol';
import type { Db } from '../platform/db/index.ts';
import type { SitesTable } from './tables.ts';

export async function findSites(db: Db): Promise<SitesTable[]> {
  return db.selectFrom('sites').selectAll().orderBy('created_at').execute();
}

export async function findSite(db: Db, id: SiteId): Promise<SitesTable | null> {
  return (await db.selectFrom('sites').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}

export async function insertSite(db: Db, row: SitesTable): Promise<void> {
  await db.insertInto('sites').values(row).execute();
}

export async function updateSite(db: Db, site: SiteId, columns: Partial<Omit<SitesTable, 'id'>>): Promise<void> {
  await db.updateTable('sites').set(columns).where('id', '=', site).execute();
}

/** Sets the time of the first page view once; later calls change nothing. */
export async function markFirstPageView(db: Db, site: SiteId, at: number): Promise<void> {
  await db
    .updateTable('sites')
    .set({ first_page_view_at: at })
    .where('id', '=', site)
    .where('first_page_view_at', 'is', null)
    .execute();
}

const refusedOriginsKept = 500;

/** Counts refusals. Strangers choose what they claim to be, so only the newest of each site are kept. */
export async function addRefusals(
  db: Db,
  rows: { site: SiteId; origin: string; count: number; at: number }[],
): Promise<void> {
  for (const { site, origin, count, at } of rows) {
    await db
      .insertInto('refused_origins')
      .values({ site_id: site, origin, count, last_at: at })
      .onConflict((conflict) =>
        conflict.columns(['site_id', 'origin']).doUpdateSet((eb) => ({
          count: eb('refused_origins.count', '+', count),
          last_at: at,
        })),
      )
      .execute();
  }
  for (const site of new Set(rows.map((row) => row.site))) {
    const newest = db
      .selectFrom('refused_origins')
      .select('origin')
      .where('site_id', '=', site)
      .orderBy('last_at', 'desc')
      .limit(refusedOriginsKept);
    await db.deleteFrom('refused_origins').where('site_id', '=', site).where('origin', 'not in', newest).execute();
  }
}

export async function findRefusedOrigins(db: Db, site: SiteId) {
  return db
    .selectFrom('refused_origins')
    .selectAll()
    .where('site_id', '=', site)
    .orderBy('last_at', 'desc')
    .limit(100)
    .execute();
}
