import type { PageViewId, SiteId, VisitId, VisitorId } from '@porchlight/protocol';
import { bySystem, record } from '../audit/index.ts';
import { type Db, defineCommand, writeTogether } from '../platform/db/index.ts';
import { forgetVisitor, newVisitors, type VisitorsTable, visitsAdd } from '../visitors/index.ts';
import type { PageLeft } from './open-visits.ts';
import * as store from './store.ts';
import type { IdentityDaysTable, PageEventsTable, PageViewsTable, VisitProgress, VisitsTable } from './tables.ts';

/** One page view with all that it changes. `newVisitor` and `isNewVisitOfKnown` exclude each other. */
export type PageViewWrite = {
  newVisitor: VisitorsTable | null;
  isNewVisitOfKnown: boolean;
  /** Null when its row is there already: `saveProgress` follows within a second. */
  visit: VisitsTable | null;
  view: PageViewsTable;
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
  const views: PageViewsTable[] = [];
  for (const { newVisitor, isNewVisitOfKnown, visit, view } of inputs) {
    if (newVisitor) visitors.push(newVisitor);
    if (visit && isNewVisitOfKnown)
      returned.push({ site: visit.site_id, visitor: visit.visitor_id, at: visit.started_at });
    // Of several states of one visit in a batch the newest stands for all.
    if (visit) visits.set(visit.id, visit);
    views.push(view);
  }
  await writeTogether(db, [
    newVisitors.of(visitors),
    visitsAdd(returned),
    store.visitsPut.of([...visits.values()]),
    store.newPageViews.of(views),
  ]);
}

/** Writes a visit that begins otherwise than by a page view. */
export const addVisit = defineCommand<VisitsTable, null>({
  name: 'visits.add',
  async run(db, row) {
    await writeTogether(db, [store.visitsPut.of([row])]);
    return null;
  },
});

/** Writes how far stored visits have come; each visit once. */
export const saveProgress = defineCommand<VisitProgress[], null>({
  name: 'visits.save-progress',
  isSingleStatement: true,
  async run(db, rows) {
    await writeTogether(db, [store.visitsGoingOn(rows)]);
    return null;
  },
});

/** Saves visits whose activity went on in memory, with the visible time of pages that were left. */
export const saveVisits = defineCommand<{ visits: VisitsTable[]; left: PageLeft[] }, null>({
  name: 'visits.save',
  async run(db, { visits, left }) {
    await store.saveVisits(db, visits);
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

/** Adds to the daily shares; in the order of their key, so that two nodes never wait for each other. */
export const addShares = defineCommand<IdentityDaysTable[], null>({
  name: 'visits.add-shares',
  async run(db, rows) {
    const keyOf = (row: IdentityDaysTable) =>
      [row.site_id, row.day, row.browser, row.mode, row.jar, row.class].join(' ');
    await store.addShares(
      db,
      [...rows].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)),
    );
    return null;
  },
});

/** [CON4] Forgets what a site says that it forgets when consent is withdrawn. */
export const forgetVisitors = defineCommand<
  { site: SiteId; visitors: VisitorId[]; what: 'pages' | 'visitor'; now: number },
  null
>({
  name: 'visits.forget-visitors',
  async run(db, { site, visitors, what, now }) {
    const forgotten = { pages: 'visitor.pages-forgotten', visitor: 'visitor.forgotten' }[what];
    for (const visitor of visitors) {
      let isAny = await store.deletePages(db, site, visitor);
      if (what === 'visitor') {
        isAny = (await store.deleteVisits(db, site, visitor)) || isAny;
        await forgetVisitor(db, site, visitor, now);
      }
      // Who it was is just what is forgotten: no address, no browser.
      const target = { kind: 'visitor', id: visitor, name: '' };
      if (isAny) await record(db, { ...bySystem, at: now, what: forgotten, site, target });
    }
    return null;
  },
});
