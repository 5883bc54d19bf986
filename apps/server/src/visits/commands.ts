import type { PageViewId, SiteId, VisitId, VisitorId } from '@porchlight/protocol';
import { type Db, defineCommand, writeTogether } from '../platform/db/index.ts';
import { type VisitorsTable, visitorsInsert, visitsAdd } from '../visitors/index.ts';
import type { PageLeft } from './open-visits.ts';
import * as store from './store.ts';
import type { ConsentsTable, PageEventsTable, PageViewsTable, VisitProgress, VisitsTable } from './tables.ts';

/** One page view with all that it changes. `newVisitor` and `isNewVisitOfKnown` exclude each other. */
export type PageViewWrite = {
  newVisitor: VisitorsTable | null;
  isNewVisitOfKnown: boolean;
  /** The whole row unless it is stored and nothing but its activity changed. */
  visit: VisitsTable | VisitProgress;
  view: PageViewsTable;
  left: { view: PageViewId; visibleMs: number } | null;
};

export const recordPageView = defineCommand<PageViewWrite, null>({
  name: 'visits.record-page-view',
  isSingleStatement: true,
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
  const visitors: VisitorsTable[] = [];
  const returned: { site: SiteId; visitor: VisitorId; at: number }[] = [];
  const visits = new Map<VisitId, VisitsTable>();
  const progress: VisitProgress[] = [];
  const views = new Map<PageViewId, PageViewsTable>();
  const left: PageLeft[] = [];
  for (const { newVisitor, isNewVisitOfKnown, visit, view } of inputs) {
    if (newVisitor) visitors.push(newVisitor);
    // Of several states of one visit in a batch the newest stands for all.
    if ('details' in visit) visits.set(visit.id, visit);
    if ('details' in visit && isNewVisitOfKnown)
      returned.push({ site: visit.site_id, visitor: visit.visitor_id, at: visit.started_at });
    if (!views.has(view.id)) views.set(view.id, view);
  }
  for (const { visit, left: page } of inputs) {
    const whole = visits.get(visit.id);
    if (!('details' in visit)) {
      if (whole) visits.set(visit.id, { ...whole, ...newer(whole, visit) });
      else progress.push(visit);
    }
    const view = page && views.get(page.view);
    // The writes of a batch do not see each other, so a page that came and went within it is settled here.
    if (page && view?.visit_id === visit.id) view.visible_ms = Math.max(view.visible_ms, page.visibleMs);
    else if (page) left.push({ site: visit.site_id, visit: visit.id, ...page });
  }
  await writeTogether(db, [
    visitorsInsert(visitors),
    visitsAdd(returned),
    store.visitsPut([...visits.values()]),
    store.visitsGoingOn(progress),
    store.pageViewsInsert([...views.values()]),
    store.visibleMsRaise(left),
  ]);
}

function newer(one: VisitProgress, other: VisitProgress): VisitProgress {
  return other.page_count > one.page_count
    ? other
    : { ...other, page_count: one.page_count, last_activity_at: one.last_activity_at };
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
