import type { SiteId, VisitId, VisitorId, VisitRecord } from '@porchlight/protocol';
import type { Clock } from '../platform/clock/index.ts';
import type { Db, Storage } from '../platform/db/index.ts';
import type { Site } from '../sites/index.ts';
import { toRow } from './build-visit.ts';
import { presentVisit } from './present.ts';
import * as store from './store.ts';
import type { PageViewsTable, VisitsTable } from './tables.ts';
import type { Visits } from './visits.ts';

/** A visit with what its card does not tell; `pages` of the record are the newest, oldest first. */
export type InspectableVisit = { record: VisitRecord; ordinal: number; pageCount: number };

/** Pages that one visit tells of, and rows read at once for many of them. */
const pagesOfOne = 50;
const pagesTogether = 5_000;

/** Reads visits for whoever wants to know how they were recognised: as stored, and while they are open as memory has them. */
export class VisitReader {
  readonly #o: { storage: Storage; clock: Clock; visits: Pick<Visits, 'findOpen'> };

  constructor(options: { storage: Storage; clock: Clock; visits: Pick<Visits, 'findOpen'> }) {
    this.#o = options;
  }

  /** One visit of the site; null where there is none. */
  async find(site: Site, id: VisitId): Promise<InspectableVisit | null> {
    const row = await store.findVisit(this.#o.storage.read, site.id, id);
    if (!row) return null;
    const pages = await store.findPages(this.#o.storage.read, site.id, id, pagesOfOne);
    return this.#present(site, row, pages);
  }

  /** The visits of a site whose ids sort before `before`, so which began before it; newest first. */
  async findBefore(site: Site, before: string, limit: number): Promise<InspectableVisit[]> {
    return this.#presentAll(site, await store.findVisitsBefore(this.#o.storage.read, site.id, before, limit));
  }

  /** A visitor's visits, newest first. */
  async findOf(site: Site, visitor: VisitorId, limit: number): Promise<InspectableVisit[]> {
    return this.#presentAll(site, await store.findVisitsOf(this.#o.storage.read, site.id, visitor, limit));
  }

  async #presentAll(site: Site, rows: VisitsTable[]): Promise<InspectableVisit[]> {
    const pages = await findPagesOfAll(this.#o.storage.read, site.id, rows);
    return rows.map((row) => this.#present(site, row, pages.get(row.id) ?? []));
  }

  #present(site: Site, stored: VisitsTable, pages: PageViewsTable[]): InspectableVisit {
    const open = this.#o.visits.findOpen(stored.id);
    const row = open ? toRow(open) : stored;
    return {
      record: presentVisit(row, pages, site, this.#o.clock.now()),
      ordinal: row.ordinal,
      pageCount: Math.max(row.page_count, pages.length),
    };
  }
}

/** The newest pages of each of these visits, newest first. */
async function findPagesOfAll(db: Db, site: SiteId, rows: VisitsTable[]): Promise<Map<VisitId, PageViewsTable[]>> {
  const byVisit = new Map<VisitId, PageViewsTable[]>();
  const ids = rows.map((row) => row.id);
  for (const page of await store.findPagesOfVisits(db, site, ids, pagesTogether)) {
    const known = byVisit.get(page.visit_id) ?? [];
    byVisit.set(page.visit_id, known);
    if (known.length < pagesOfOne) known.push(page);
  }
  return byVisit;
}
