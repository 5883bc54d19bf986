import type { PageViewId, SiteId, VisitId } from '@porchlight/protocol';
import { bulkInsert, type Db, defineCommand } from '../platform/db/index.ts';
import { addVisit, type VisitorsTable } from '../visitors/index.ts';
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

async function recordAll(db: Db, inputs: PageViewWrite[]): Promise<void> {
  const visitors = inputs.flatMap((input) => (input.newVisitor ? [input.newVisitor] : []));
  if (visitors.length > 0) {
    await bulkInsert(db, {
      table: 'visitors',
      columns: [
        { name: 'site_id', type: 'text' },
        { name: 'id', type: 'text' },
        { name: 'first_seen_at', type: 'bigint' },
        { name: 'last_seen_at', type: 'bigint' },
        { name: 'visit_count', type: 'integer' },
        { name: 'conversation_count', type: 'integer' },
        { name: 'last_conversation_at', type: 'bigint' },
        { name: 'contact_name', type: 'text' },
        { name: 'contact_email', type: 'text' },
        { name: 'revoked_at', type: 'bigint' },
      ],
      rows: visitors,
      onConflict: 'ignore',
    });
  }
  // One statement may touch a row once only: the newest state of each visit stands for all of the batch.
  const visits = new Map(inputs.map((input) => [input.visit.id, input.visit]));
  await store.putVisits(db, [...visits.values()]);
  const views = new Map(inputs.map((input) => [`${input.view.visit_id} ${input.view.id}`, input.view]));
  await store.insertPageViews(db, [...views.values()]);
  for (const { isNewVisitOfKnown, visit, left } of inputs) {
    if (isNewVisitOfKnown) await addVisit(db, visit.site_id, visit.visitor_id, visit.started_at);
    if (left) await store.raiseVisibleMs(db, visit.site_id, visit.id, left.view, left.visibleMs);
  }
}

/** Saves visits whose activity went on in memory, with the visible time of pages that were left. */
export const saveVisits = defineCommand<
  { visits: VisitsTable[]; left: { site: SiteId; visit: VisitId; view: PageViewId; visibleMs: number }[] },
  null
>({
  name: 'visits.save',
  async run(db, { visits, left }) {
    if (visits.length > 0) await store.putVisits(db, visits);
    for (const { site, visit, view, visibleMs } of left) await store.raiseVisibleMs(db, site, visit, view, visibleMs);
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
