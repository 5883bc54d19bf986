import type { PageViewId, SiteId, VisitId, VisitorId } from '@porchlight/protocol';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { newId, sortableIdFloor } from '../platform/ids/index.ts';
import type { Site, Sites } from '../sites/index.ts';
import { buildVisitorRow, findVisitor, type VisitorsTable } from '../visitors/index.ts';
import { buildVisit, type JarsFound, readVisitRow, toRow, type VisitStart } from './build-visit.ts';
import * as commands from './commands.ts';
import type { Candidate, Held } from './identity-cookies.ts';
import type { OpenVisit, OpenVisits } from './open-visits.ts';
import { isVisitOver, isVisitorOver, visitAbsoluteMs } from './rules.ts';
import * as store from './store.ts';
import type { VisitsTable } from './tables.ts';

const reopenedTogether = 64;

/** What the browser of a page view holds and obtained, as its request tells besides its body. */
export type Browser = { held: Held; findJars(isNewVisit: boolean): JarsFound };

/** The visit that a page view belongs to. `by` is the held id that led to it, null for a new visitor. */
type Found = { visit: OpenVisit; by: Candidate | null; newVisitor: VisitorsTable | null; isNew: boolean };
export type RecordedView = Omit<Found, 'newVisitor'>;

type VisitsLookedUp = { ids: VisitId[]; find(id: VisitId): Promise<VisitsTable | null> };

/** [VIS2, MODE15] Finds out by what a browser holds which visitor and visit it is, over the open visits and the rows. */
export class VisitFinder {
  readonly #o: { storage: Storage; clock: Clock; sites: Sites; open: OpenVisits };

  constructor(options: { storage: Storage; clock: Clock; sites: Sites; open: OpenVisits }) {
    this.#o = options;
  }

  /** The visit of a valid pair, where it is in memory: what most page views go on with. Asks nothing of the database. */
  findAtHand(site: Site, held: Held, now: number): Found | null {
    const [by] = held.candidates;
    if (!by) return null;
    for (const id of held.visits) {
      const visit = this.#readOwn(site, by.id, id, now);
      if (visit) return { visit, by, newVisitor: null, isNew: false };
    }
    return null;
  }

  /**
   * The visit of the first held id that may go on; else one that begins now, by a new visitor where none may.
   * `allowNew` takes a new visitor from an allowance and may throw.
   */
  async findOrBegin(
    held: Held,
    start: Omit<VisitStart, 'visitor' | 'recognition'>,
    allowNew: () => Promise<void>,
  ): Promise<Found> {
    const { site, now, input } = start;
    const visits = this.#look(site, held.visits);
    for (const by of held.candidates) {
      const open = await this.#findOpenOf(site, by.id, visits, now);
      if (open) return { visit: open, by, newVisitor: null, isNew: false };
      const visitor = await this.findKnown(site, by.id, now);
      if (!visitor) continue;
      // Meanwhile another tab may have begun the visit that both share [SES1].
      const shared = this.#readOpenOf(site, by.id, now);
      if (shared) return { visit: shared, by, newVisitor: null, isNew: false };
      const recognition = by.isStrong && visitor.weakened_at === null ? 'strong' : 'weak';
      return { visit: this.#begin({ ...start, visitor, recognition }), by, newVisitor: null, isNew: true };
    }
    if (held.candidates.length === 0) {
      const begun = this.#readBegunBy(site, input.view, now);
      if (begun) return { visit: begun, by: null, newVisitor: null, isNew: false };
    }
    await allowNew();
    // The same request may have come twice and have begun the visit meanwhile.
    const begun = this.#readBegunBy(site, input.view, now);
    if (begun) return { visit: begun, by: null, newVisitor: null, isNew: false };
    const visitor = buildVisitorRow(site.id, newId('vi'), now, 1);
    return {
      visit: this.#begin({ ...start, visitor, recognition: 'none' }),
      by: null,
      newVisitor: visitor,
      isNew: true,
    };
  }

  /** The visit of a pair that a page names; null when it is over. */
  async findOpen(site: Site, visitor: VisitorId, visit: VisitId, now: number): Promise<OpenVisit | null> {
    return this.#findOpenOf(site, visitor, this.#look(site, [visit]), now);
  }

  /** Tells whether a visit is this visitor's, also one that has ended. */
  async isPair(site: Site, visitor: VisitorId, id: VisitId): Promise<boolean> {
    const open = this.#o.open.read(id);
    if (open) return open.site === site.id && open.visitor === visitor;
    const row = await store.findVisit(this.#o.storage.read, site.id, id);
    return row?.visitor_id === visitor;
  }

  /** A visitor who may begin a visit now; null for unknown, foreign and revoked ids, and for those that are over [MODE13, MODE17]. */
  async findKnown(site: Site, id: VisitorId, now: number): Promise<VisitorsTable | null> {
    const db = this.#o.storage.read;
    const row = await findVisitor(db, site.id, id);
    if (!row) return null;
    const times = { firstSeenAt: row.first_seen_at, lastActivityAt: row.last_seen_at };
    if (!isVisitorOver(times, site, now)) return row;
    // The row tells when the newest visit began; how long it went on tells the visit.
    const [newest] = await store.findVisitsOf(db, site.id, id, 1);
    const open = newest && this.#o.open.read(newest.id);
    const lastActivityAt = open?.lastActivityAt ?? newest?.last_activity_at ?? row.last_seen_at;
    return isVisitorOver({ ...times, lastActivityAt }, site, now) ? null : row;
  }

  /** [VIS2] Reads the visits of a site back that may go on; answers with the one of the newest activity. */
  async reopenAll(site: Site, now: number): Promise<VisitsTable | null> {
    const rows = await store.findVisitsSince(
      this.#o.storage.read,
      site.id,
      sortableIdFloor('vs', now - visitAbsoluteMs),
      now - site.visitIdleMinutes * 60_000,
    );
    const open = rows.filter((row) => !isRowOver(row, site, now));
    // Several at a time: a database at the other end of a wire answers each of these reads after a while only.
    for (let at = 0; at < open.length; at += reopenedTogether)
      await Promise.all(open.slice(at, at + reopenedTogether).map((row) => this.#reopen(row)));
    return open.at(-1) ?? null;
  }

  /** Takes up a visit that has begun otherwise than by a page view. */
  add(visit: OpenVisit): void {
    this.#makeRoom(this.#o.open.add(visit));
  }

  #readBegunBy(site: Site, view: PageViewId, now: number): OpenVisit | null {
    const visit = this.#o.open.readByFirstView(site.id, view);
    return visit && !isVisitOver(visit, now, site.visitIdleMinutes) ? visit : null;
  }

  #readOwn(site: Site, visitor: VisitorId, id: VisitId, now: number): OpenVisit | null {
    const visit = this.#o.open.read(id);
    const isOwn = visit && visit.site === site.id && visit.visitor === visitor;
    return isOwn && !isVisitOver(visit, now, site.visitIdleMinutes) ? visit : null;
  }

  /** The rows of visits that are not in memory, each looked up once, however many visitors are held. */
  #look(site: Site, ids: VisitId[]): VisitsLookedUp {
    const rows = new Map<VisitId, Promise<VisitsTable | null>>();
    return {
      ids,
      find: (id) => {
        const row = rows.get(id) ?? store.findVisit(this.#o.storage.read, site.id, id);
        rows.set(id, row);
        return row;
      },
    };
  }

  async #findOpenOf(
    site: Site,
    visitor: VisitorId,
    { ids, find }: VisitsLookedUp,
    now: number,
  ): Promise<OpenVisit | null> {
    for (const id of ids) {
      const own = this.#readOwn(site, visitor, id, now);
      if (own) return own;
    }
    // A foreign, mixed-up or ended one never joins: the visitor's own open visit counts, or a new one.
    for (const id of ids) {
      if (this.#o.open.read(id) !== null) continue;
      const row = await find(id);
      // It had to leave memory, and may go on.
      const stored = row?.visitor_id === visitor && !isRowOver(row, site, now) ? await this.#reopen(row) : null;
      if (stored) return stored;
    }
    return this.#readOpenOf(site, visitor, now);
  }

  #readOpenOf(site: Site, visitor: VisitorId, now: number): OpenVisit | null {
    const visit = this.#o.open.readByVisitor(site.id, visitor);
    return visit && !isVisitOver(visit, now, site.visitIdleMinutes) ? visit : null;
  }

  async #reopen(row: VisitsTable): Promise<OpenVisit | null> {
    const db = this.#o.storage.read;
    const pages = await store.findPages(db, row.site_id as SiteId, row.id, 24);
    const visitor = await findVisitor(db, row.site_id, row.visitor_id);
    // Another request may have read the same row meanwhile: one visit, one object.
    const known = this.#o.open.read(row.id);
    if (known || !visitor) return known;
    const visit = readVisitRow(row, pages, visitor);
    this.#makeRoom(this.#o.open.add(visit));
    return visit;
  }

  #begin(start: VisitStart): OpenVisit {
    const visit = buildVisit(start);
    this.add(visit);
    return visit;
  }

  #makeRoom(evicted: OpenVisit[]): void {
    const visits = evicted.filter((one) => one.isUnsaved).map(toRow);
    // Where this fails the storage's health says so, and the row is mended from its page views when it is read again.
    if (visits.length > 0) this.#o.storage.execute(commands.saveVisits, { visits, left: [] }).catch(() => undefined);
  }
}

function isRowOver(row: VisitsTable, site: Site, now: number): boolean {
  return isVisitOver({ startedAt: row.started_at, lastActivityAt: row.last_activity_at }, now, site.visitIdleMinutes);
}
