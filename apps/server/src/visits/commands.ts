import type { PageViewId, SiteId, VisitId } from '@porchlight/protocol';
import { type Db, defineCommand } from '../platform/db/index.ts';
import { addVisits, insertVisitors, type VisitorsTable } from '../visitors/index.ts';
import type { PageLeft } from './open-visits.ts';
import * as store from './store.ts';
import type { ConsentsTable, PageEventsTable, PageViewsTable, VisitsTable } from './tables.ts';

/** One page view with all that it changes. `newVisitor` and `isNewVisit` exclude each other's counters. */
export type PageViewWrite = {
  newVisitor: VisitorsTable | null;
  isNewVisitOfKnown: boolean;
  visit: VisitsTable;
  view: PageViewsTable;
  left: { view: PageViewId; visibleMs: number } | null;
};

export const recordPageView = defineCommand<PageViewWrite, null>({
  name: 'visits.record-page-view',
  async run(db, input) {
    await recordAll(db, [input]);
    return null;
  },
  async runBatch(db, inputs) {
    await recordAll(db, inputs);
    return inputs.map(() => null);
  },
});

/** Writes without waiting in between: on PostgreSQL the statements travel together. */
async function recordAll(db: Db, inputs: PageViewWrite[]): Promise<void> {
  const visitors = inputs.flatMap((input) => (input.newVisitor ? [input.newVisitor] : []));
  const returned = inputs.flatMap(({ isNewVisitOfKnown, visit }) =>
    isNewVisitOfKnown ? [{ site: visit.site_id, visitor: visit.visitor_id, at: visit.started_at }] : [],
  );
  const left = inputs.flatMap(({ visit, left: page }) =>
    page ? [{ site: visit.site_id, visit: visit.id, ...page }] : [],
  );
  // Of several states of one visit in a batch the newest stands for all.
  await Promise.all([
    insertVisitors(db, visitors),
    addVisits(db, returned),
    store.putVisits(
      db,
      inputs.map((input) => input.visit),
    ),
    store.insertPageViews(
      db,
      inputs.map((input) => input.view),
    ),
    store.raiseVisibleMs(db, left),
  ]);
}

/** Saves visits whose activity went on in memory, with the visible time of pages that were left. */
export const saveVisits = defineCommand<{ visits: VisitsTable[]; left: PageLeft[] }, null>({
  name: 'visits.save',
  async run(db, { visits, left }) {
    if (visits.length > 0) await store.putVisits(db, visits);
    await store.raiseVisibleMs(db, left);
    return null;
  },
});

export const recordPageEvents = defineCommand<
  { rows: PageEventsTable[]; context: { site: SiteId; visit: VisitId; view: PageViewId; json: string } | null },
  null
>({
  name: 'visits.record-page-events',
  async run(db, { rows, context }) {
    await store.insertPageEvents(db, rows);
    if (context) await store.setPageContext(db, context.site, context.visit, context.view, context.json);
    return null;
  },
});

export const recordConsent = defineCommand<ConsentsTable, null>({
  name: 'visits.record-consent',
  async run(db, row) {
    await store.insertConsent(db, row);
    return null;
  },
});
