import type { PageViewId, SiteId, VisitId, VisitorId } from '@porchlight/protocol';
import { bulkInsert, type Db, rawStatement, type Write } from '../platform/db/index.ts';
import type { PageLeft } from './open-visits.ts';
import type {
  IdentityDaysTable,
  PageEventsTable,
  PageViewsTable,
  VisitDetails,
  VisitProgress,
  VisitsTable,
} from './tables.ts';

export async function findVisit(db: Db, site: SiteId, id: VisitId): Promise<VisitsTable | null> {
  const row = await db
    .selectFrom('visits')
    .selectAll()
    .where('site_id', '=', site)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}

/** Visits that began at or after the id floor (ids sort by time, so this is a range of the key) and were active since. */
export async function findVisitsSince(
  db: Db,
  site: SiteId,
  floor: VisitId,
  activeSince: number,
): Promise<VisitsTable[]> {
  return db
    .selectFrom('visits')
    .selectAll()
    .where('site_id', '=', site)
    .where('id', '>=', floor)
    .where('last_activity_at', '>=', activeSince)
    .orderBy('last_activity_at')
    .execute();
}

/** A visitor's newest visits, newest first. */
export async function findVisitsOf(db: Db, site: SiteId, visitor: VisitorId, limit: number): Promise<VisitsTable[]> {
  return db
    .selectFrom('visits')
    .selectAll()
    .where('site_id', '=', site)
    .where('visitor_id', '=', visitor)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** The visit of a site that began last; null before the first. */
export async function findNewestVisit(db: Db, site: SiteId): Promise<VisitsTable | null> {
  const row = await db
    .selectFrom('visits')
    .selectAll()
    .where('site_id', '=', site)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** Visits whose ids sort before `before`; ids sort by the time when they began. Newest first. */
export async function findVisitsBefore(db: Db, site: SiteId, before: string, limit: number): Promise<VisitsTable[]> {
  return db
    .selectFrom('visits')
    .selectAll()
    .where('site_id', '=', site)
    .where('id', '<', before as VisitId)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** The newest pages of several visits together, newest first. */
export async function findPagesOfVisits(
  db: Db,
  site: SiteId,
  visits: VisitId[],
  limit: number,
): Promise<PageViewsTable[]> {
  if (visits.length === 0) return [];
  return db
    .selectFrom('page_views')
    .selectAll()
    .where('site_id', '=', site)
    .where('visit_id', 'in', visits)
    .orderBy('at', 'desc')
    .limit(limit)
    .execute();
}

/** The newest pages of a visit, newest first, with the longest visible time that their own rows or later ones tell. */
export async function findPages(db: Db, site: SiteId, visit: VisitId, limit: number): Promise<PageViewsTable[]> {
  const rows = await db
    .selectFrom('page_views')
    .selectAll()
    .where('site_id', '=', site)
    .where('visit_id', '=', visit)
    .orderBy('at', 'desc')
    .limit(limit)
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const { previous_id, previous_ms } of rows) {
    const page = previous_id && byId.get(previous_id);
    if (page) page.visible_ms = Math.max(page.visible_ms, previous_ms ?? 0);
  }
  return rows;
}

/** Visits, new or changed: the row in memory is the whole truth of an open visit. */
export const visitsPut = bulkInsert({
  table: 'visits',
  columns: [
    { name: 'site_id', type: 'text' },
    { name: 'id', type: 'text' },
    { name: 'visitor_id', type: 'text' },
    { name: 'ordinal', type: 'integer' },
    { name: 'started_at', type: 'bigint' },
    { name: 'last_activity_at', type: 'bigint' },
    { name: 'page_count', type: 'integer' },
    { name: 'details', type: 'text' },
  ],
  onConflict: { columns: ['site_id', 'id'], update: ['last_activity_at', 'page_count', 'details'] },
});

const goOn = rawStatement({
  sqlite: 'UPDATE visits SET last_activity_at = ?3, page_count = ?4 WHERE site_id = ?1 AND id = ?2',
  postgres: `
    UPDATE visits SET last_activity_at = given.last_activity_at, page_count = given.page_count
    FROM unnest($1::text[], $2::text[], $3::bigint[], $4::integer[]) AS given (site_id, id, last_activity_at, page_count)
    WHERE visits.site_id = given.site_id AND visits.id = given.id`,
});

/** Visits that are stored already and of which nothing changed but their activity. */
export function visitsGoingOn(rows: VisitProgress[]): Write {
  return goOn.of(rows.map((row) => [row.site_id, row.id, row.last_activity_at, row.page_count]));
}

const save = rawStatement({
  sqlite: 'UPDATE visits SET last_activity_at = ?3, page_count = ?4, details = ?5 WHERE site_id = ?1 AND id = ?2',
  postgres: `
    UPDATE visits SET last_activity_at = given.last_activity_at, page_count = given.page_count, details = given.details
    FROM unnest($1::text[], $2::text[], $3::bigint[], $4::integer[], $5::text[])
      AS given (site_id, id, last_activity_at, page_count, details)
    WHERE visits.site_id = given.site_id AND visits.id = given.id`,
});

/** Saves visits that are stored already; one that was forgotten meanwhile [CON4] does not come back. */
export async function saveVisits(db: Db, rows: VisitsTable[]): Promise<void> {
  await save.runRows(
    db,
    rows.map((row) => [row.site_id, row.id, row.last_activity_at, row.page_count, row.details]),
  );
}

/** New page views; one that is there already stays as it is. */
export const newPageViews = bulkInsert({
  table: 'page_views',
  columns: [
    { name: 'site_id', type: 'text' },
    { name: 'visit_id', type: 'text' },
    { name: 'id', type: 'text' },
    { name: 'tab_id', type: 'text' },
    { name: 'at', type: 'bigint' },
    { name: 'visible_ms', type: 'integer' },
    { name: 'url', type: 'text' },
    { name: 'title', type: 'text' },
    { name: 'previous_id', type: 'text' },
    { name: 'previous_ms', type: 'integer' },
    { name: 'context', type: 'text' },
  ],
  onConflict: 'ignore',
});

const raise = rawStatement({
  sqlite: 'UPDATE page_views SET visible_ms = ?4 WHERE site_id = ?1 AND visit_id = ?2 AND id = ?3 AND visible_ms < ?4',
  postgres: `
    UPDATE page_views SET visible_ms = given.visible_ms
    FROM (
      SELECT site_id, visit_id, id, max(visible_ms) AS visible_ms
      FROM unnest($1::text[], $2::text[], $3::text[], $4::integer[]) AS rows (site_id, visit_id, id, visible_ms)
      GROUP BY site_id, visit_id, id
    ) AS given
    WHERE page_views.site_id = given.site_id AND page_views.visit_id = given.visit_id AND page_views.id = given.id
      AND page_views.visible_ms < given.visible_ms`,
});

/** [SES5] Visible time only grows: a late or repeated report never takes any away. */
export async function raiseVisibleMs(db: Db, left: PageLeft[]): Promise<void> {
  await raise.runRows(
    db,
    left.map(({ site, visit, view, visibleMs }) => [site, visit, view, visibleMs]),
  );
}

export async function setPageContext(
  db: Db,
  site: SiteId,
  visit: VisitId,
  view: PageViewId,
  context: string,
): Promise<void> {
  await db
    .updateTable('page_views')
    .set({ context })
    .where('site_id', '=', site)
    .where('visit_id', '=', visit)
    .where('id', '=', view)
    .execute();
}

export async function insertPageEvents(db: Db, rows: PageEventsTable[]): Promise<void> {
  if (rows.length > 0) await db.insertInto('page_events').values(rows).execute();
}

/** Adds to the shares of days; what is below zero takes back what was counted before. */
export async function addShares(db: Db, rows: IdentityDaysTable[]): Promise<void> {
  for (const row of rows)
    await db
      .insertInto('identity_days')
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(['site_id', 'day', 'browser', 'mode', 'jar', 'class']).doUpdateSet((eb) => ({
          visits: eb('identity_days.visits', '+', row.visits),
          new_visitors: eb('identity_days.new_visitors', '+', row.new_visitors),
        })),
      )
      .execute();
}

/** [MODE8] The shares of a site from a UTC day on, oldest first. */
export async function findShares(db: Db, site: SiteId, since: string): Promise<IdentityDaysTable[]> {
  return db
    .selectFrom('identity_days')
    .selectAll()
    .where('site_id', '=', site)
    .where('day', '>=', since)
    .where('visits', '>', 0)
    .orderBy('day')
    .orderBy('browser')
    .orderBy('mode')
    .orderBy('jar')
    .orderBy('class')
    .execute();
}

/** Deletes the pages of a visitor's visits, with what happened on them; the visits stay, without what led to them. */
export async function deletePages(db: Db, site: SiteId, visitor: VisitorId): Promise<boolean> {
  let isAny = false;
  const visits = await db
    .selectFrom('visits')
    .select(['id', 'details'])
    .where('site_id', '=', site)
    .where('visitor_id', '=', visitor)
    .execute();
  for (const { id, details } of visits) {
    for (const table of ['page_views', 'page_events'] as const)
      isAny = (await deleteOf(db, table, { site, visit: id })) || isAny;
    const rest = { ...(JSON.parse(details) as VisitDetails), referrer: null, campaign: null };
    await db
      .updateTable('visits')
      .set({ details: JSON.stringify(rest) })
      .where('site_id', '=', site)
      .where('id', '=', id)
      .execute();
  }
  return isAny;
}

async function deleteOf(
  db: Db,
  table: 'page_views' | 'page_events',
  { site, visit }: { site: SiteId; visit: VisitId },
): Promise<boolean> {
  const rows = await db
    .deleteFrom(table)
    .where('site_id', '=', site)
    .where('visit_id', '=', visit)
    .returning('visit_id')
    .execute();
  return rows.length > 0;
}

/** Tells whether there were any. */
export async function deleteVisits(db: Db, site: SiteId, visitor: VisitorId): Promise<boolean> {
  const rows = await db
    .deleteFrom('visits')
    .where('site_id', '=', site)
    .where('visitor_id', '=', visitor)
    .returning('id')
    .execute();
  return rows.length > 0;
}
