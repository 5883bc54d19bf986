import type {
  LiveSnapshot,
  PageViewId,
  SiteId,
  SiteStreamData,
  VisitId,
  VisitorId,
  VisitRecord,
} from '@porchlight/protocol';
import { cleanLine, limits } from '@porchlight/protocol';
import type { CountryFinder } from '../platform/agents/index.ts';
import type { Bus } from '../platform/bus/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { newId, newSortableId, sortableIdFloor } from '../platform/ids/index.ts';
import { publishDelta } from '../realtime/index.ts';
import type { Site, Sites } from '../sites/index.ts';
import { buildVisitorRow, findVisitor, type VisitorsTable } from '../visitors/index.ts';
import { buildVisit, readVisitRow, type Sender, toProgress, toRow, type VisitStart } from './build-visit.ts';
import * as commands from './commands.ts';
import { LiveList, pagesLeft } from './live-list.ts';
import { addPage, isPresent, type OpenVisit, OpenVisits, showTab } from './open-visits.ts';
import { presentVisit } from './present.ts';
import { isVisitOver, networkOf, storableUrl, visitAbsoluteMs } from './rules.ts';
import type { Beat, ConsentProof, PageView, TagEvents } from './schema.ts';
import * as store from './store.ts';
import type { VisitsTable } from './tables.ts';

const maxOpenVisits = 100_000;
const reopenedTogether = 64;
const progressTogether = 500;

export type VisitsOptions = {
  storage: Storage;
  clock: Clock;
  bus: Bus;
  sites: Sites;
  findCountry: CountryFinder;
  /** Takes one new visitor from the allowance of an address or network; throws `too_many_visitors`. */
  allowNewVisitor(network: string): Promise<void>;
};

/** Visits and page views: who is on which page now, and what is kept of it. */
export class Visits {
  readonly #options: VisitsOptions;
  readonly #open = new OpenVisits(maxOpenVisits);
  readonly #live: LiveList;
  readonly #activity = new Map<SiteId, SiteStreamData>();
  /** Visits with page views that their rows do not tell of yet. */
  readonly #progressed = new Set<OpenVisit>();

  constructor(options: VisitsOptions) {
    this.#options = options;
    this.#live = new LiveList({ ...options, open: this.#open });
  }

  /** [VIS2] Reads the visits back that were open when the process ended, so that they go on. */
  async load(): Promise<void> {
    const { storage, clock, sites } = this.#options;
    const now = clock.now();
    for (const site of sites.readAll()) {
      const rows = await store.findVisitsSince(
        storage.read,
        site.id,
        sortableIdFloor('vs', now - visitAbsoluteMs),
        now - site.visitIdleMinutes * 60_000,
      );
      const open = rows.filter((row) => !isRowOver(row, site, now));
      // Several at a time: a database at the other end of a wire answers each of these reads after a while only.
      for (let at = 0; at < open.length; at += reopenedTogether)
        await Promise.all(open.slice(at, at + reopenedTogether).map((row) => this.#reopen(row)));
      await this.#loadActivity(site, open.at(-1) ?? (await store.findNewestVisit(storage.read, site.id)));
    }
  }

  /** An admin who looks after a restart is told of the last page view, not that there was none. */
  async #loadActivity({ id, firstPageViewAt }: Site, latest: VisitsTable | null): Promise<void> {
    if (!latest || firstPageViewAt === null) return;
    const [page] = await store.findPages(this.#options.storage.read, id, latest.id, 1);
    if (page) this.#activity.set(id, { firstPageViewAt, lastPageViewAt: page.at, lastUrl: page.url });
  }

  /**
   * Records a page view and answers which visitor and visit it belongs to, after the commit.
   * 201 stands for a new visitor or visit. Throws `too_many_visitors`, `invalid_body`, `consent_missing`.
   */
  async recordPageView(site: Site, input: PageView, sender: Sender): Promise<{ visit: OpenVisit; isNew: boolean }> {
    const { clock, storage } = this.#options;
    // [CON2] Also of a page that was opened before the admin asked for a yes.
    if (site.consentPolicy === 'required' && input.consent !== 'granted')
      throw appError('consent_missing', 'This site asks visitors first. Send page views once there is a yes.');
    const now = clock.now();
    const url = storableUrl(input.url, site.droppedParameters);
    if (url === null)
      throw appError('invalid_body', 'The url of the page is no http(s) address. Send the address of the page.');

    const own = this.#readOwn(site, input.visitor, input.visit, now);
    const { visit, newVisitor, isNew } = own
      ? { visit: own, newVisitor: null, isNew: false }
      : await this.#findOrBegin(site, input, sender, url, now);
    showTab(visit, input.tab, { view: input.view, beatAt: now, isVisible: true, visibleMs: 0 });
    this.#open.touch(visit, now);
    const title = cleanLine(input.title, limits.titleChars);
    addPage(visit, input.view, { url, title, at: now });
    const { details } = visit;
    const isStored = visit.storedDetails === details;
    const context = input.sections.length > 0 || Object.keys(input.attributes).length > 0;
    try {
      await storage.execute(commands.recordPageView, {
        newVisitor,
        isNewVisitOfKnown: isNew && newVisitor === null,
        visit: isStored ? null : toRow(visit),
        view: {
          site_id: site.id,
          visit_id: visit.id,
          id: input.view,
          tab_id: input.tab,
          at: now,
          visible_ms: 0,
          url,
          title,
          previous_id: input.previous?.view ?? null,
          previous_ms: input.previous?.visibleMs ?? null,
          context: context ? JSON.stringify({ sections: input.sections, attributes: input.attributes }) : null,
        },
      });
    } catch (error) {
      if (isNew) this.#open.remove(visit.id);
      throw error;
    }
    if (isStored) this.#progressed.add(visit);
    else visit.isUnsaved = false;
    visit.storedDetails = details;
    this.#live.noteChange(visit);
    this.#noteActivity(site, url, now);
    if (site.firstPageViewAt === null) await this.#noteFirst(site);
    return { visit, isNew };
  }

  /** A heartbeat; answers with the visit it belongs to, or null when the visit is over. */
  async recordBeat(site: Site, input: Beat): Promise<OpenVisit | null> {
    const { clock, storage } = this.#options;
    const now = clock.now();
    const visit = await this.#findOpen(site, input.visitor, input.visit, now);
    if (!visit) return null;
    const isVisible = input.state === 'visible';
    if (input.state === 'left') visit.tabs.delete(input.tab);
    else {
      const visibleMs = isVisible ? input.visibleMs : 0;
      showTab(visit, input.tab, { view: input.view, beatAt: now, isVisible, visibleMs });
    }
    this.#live.noteChange(visit);
    // Only being looked at is activity; a page forgotten in the background lets its visit end [SES1].
    if (isVisible) this.#open.touch(visit, now);
    else {
      await storage.execute(commands.saveVisits, {
        visits: [toRow(visit)],
        left: [{ site: site.id, visit: visit.id, view: input.view, visibleMs: input.visibleMs }],
      });
      visit.isUnsaved = false;
    }
    return visit;
  }

  /** What the page told about itself; throws `visit_unknown` when the visit is over. */
  async recordEvents(site: Site, input: TagEvents): Promise<void> {
    const now = this.#options.clock.now();
    const visit = await this.#findOpen(site, input.visitor, input.visit, now);
    if (!visit) throw appError('visit_unknown', 'This visit is over. Send a page view first.');
    const isContext = input.sections !== null || input.attributes !== null;
    await this.#options.storage.execute(commands.recordPageEvents, {
      rows: input.events.map((event) => ({
        site_id: site.id,
        visit_id: visit.id,
        id: newSortableId('pv', now),
        view_id: input.view,
        name: cleanLine(event.name, 80),
        data: JSON.stringify(event.data),
        at: now,
      })),
      context: isContext
        ? {
            site: site.id,
            visit: visit.id,
            view: input.view,
            json: JSON.stringify({ sections: input.sections ?? [], attributes: input.attributes ?? {} }),
          }
        : null,
    });
  }

  /** [CON5] Keeps the proof of a yes; of a stranger it takes from an allowance [ING3] and names nobody. */
  async recordConsent(site: Site, input: ConsentProof, ip: string): Promise<void> {
    const { clock, storage, allowNewVisitor } = this.#options;
    const now = clock.now();
    const known = input.visitor && (await findVisitor(storage.read, site.id, input.visitor));
    if (!known) await allowNewVisitor(`consent ${networkOf(ip)}`);
    await storage.execute(commands.recordConsent, {
      id: newSortableId('pv', now),
      site_id: site.id,
      visitor_id: known ? known.id : null,
      choices: JSON.stringify(input.choices),
      text_version: input.textVersion,
      source: input.source,
      at: now,
    });
  }

  /** The open visit with this id; throws `visit_not_found` or `visitor_has_left`. */
  getPresent(id: VisitId): OpenVisit {
    const visit = this.#open.read(id);
    if (!visit) throw appError('visit_not_found', 'This visit is over. Look the visitor up in the list again.');
    if (!isPresent(visit, this.#options.clock.now())) {
      throw appError('visitor_has_left', 'This visitor has left the site. An offer would not arrive.');
    }
    return visit;
  }

  findOpen(id: VisitId): OpenVisit | null {
    return this.#open.read(id);
  }

  /** Tells whether a visitor is on the site now. */
  isVisitorPresent(site: SiteId, visitor: VisitorId): boolean {
    const visit = this.#open.readByVisitor(site, visitor);
    return visit !== null && isPresent(visit, this.#options.clock.now());
  }

  /** Other features say what they know of a visitor who may be here: it shows with the next delta. */
  annotate(
    site: SiteId,
    visitor: VisitorId,
    change: Partial<Pick<OpenVisit, 'conversation' | 'offer'>> & {
      past?: Partial<OpenVisit['past']>;
      recognition?: 'strong';
    },
  ): void {
    const visit = this.#open.readByVisitor(site, visitor);
    if (!visit) return;
    if (change.conversation !== undefined) visit.conversation = change.conversation;
    if (change.offer !== undefined) visit.offer = change.offer;
    if (change.past) visit.past = { ...visit.past, ...change.past };
    if (change.recognition && visit.details.recognition !== 'none')
      visit.details = { ...visit.details, recognition: change.recognition };
    visit.isUnsaved = true;
    this.#live.noteChange(visit);
  }

  /** The snapshot of `live.{site}`. */
  readLive(site: SiteId): LiveSnapshot {
    return this.#live.read(site);
  }

  /** The data of `site.{id}`: whether and when page views came. */
  readActivity(site: SiteId): SiteStreamData {
    const known = this.#activity.get(site);
    return (
      known ?? {
        firstPageViewAt: this.#options.sites.findSite(site)?.firstPageViewAt ?? null,
        lastPageViewAt: null,
        lastUrl: null,
      }
    );
  }

  /**
   * Once a second: publishes who came, changed or left, ends idle visits, and saves what only memory knew.
   * Answers with the visitors who came or left and have had conversations.
   */
  async sweep(): Promise<{ site: SiteId; visitor: VisitorId }[]> {
    const { clock, storage } = this.#options;
    const { left, moved } = this.#live.tell();
    if (left.length > 0) await storage.execute(commands.saveVisits, { visits: [], left });
    await this.#saveProgress();
    await this.#endIdle(clock.now(), storage);
    return moved.filter(({ past }) => past.conversations > 0).map(({ site, visitor }) => ({ site, visitor }));
  }

  /** Once a second for all views of a visit, instead of with each: the view itself is what must not be lost. */
  async #saveProgress(): Promise<void> {
    const visits = [...this.#progressed];
    this.#progressed.clear();
    for (let at = 0; at < visits.length; at += progressTogether) {
      const some = visits.slice(at, at + progressTogether).filter((visit) => visit.isUnsaved);
      const rows = some.map(toProgress);
      await this.#options.storage.execute(commands.saveProgress, rows);
      some.forEach((visit, index) => {
        const row = rows[index];
        if (visit.pageCount === row?.page_count && visit.lastActivityAt === row.last_activity_at)
          visit.isUnsaved = visit.storedDetails !== visit.details;
      });
    }
  }

  /** Saves all activity that only memory knows; called at the end of the process. */
  async flush(): Promise<void> {
    const open = [...this.#open.values()];
    const visits = open.filter((visit) => visit.isUnsaved).map(toRow);
    const left = open.flatMap((visit) => pagesLeft(visit, [...visit.tabs.values()]));
    if (visits.length > 0 || left.length > 0)
      await this.#options.storage.execute(commands.saveVisits, { visits, left });
  }

  /** A visitor's newest visits with their pages, newest first. */
  async findVisits(site: Site, visitor: VisitorId, limit: number): Promise<VisitRecord[]> {
    const { storage, clock } = this.#options;
    const rows = await store.findVisitsOf(storage.read, site.id, visitor, limit);
    const records: VisitRecord[] = [];
    for (const row of rows) {
      const open = this.#open.read(row.id);
      const pages = await store.findPages(storage.read, site.id, row.id, 50);
      records.push(presentVisit(open ? toRow(open) : row, pages, site, clock.now()));
    }
    return records;
  }

  async #findOrBegin(
    site: Site,
    input: PageView,
    sender: Sender,
    url: string,
    now: number,
  ): Promise<{ visit: OpenVisit; newVisitor: VisitorsTable | null; isNew: boolean }> {
    const { storage, findCountry, allowNewVisitor } = this.#options;
    const open = input.visitor
      ? await this.#findOpen(site, input.visitor, input.visit, now)
      : this.#readBegunBy(site, input.view, now);
    if (open) return { visit: open, newVisitor: null, isNew: false };
    const known = input.visitor ? await findVisitor(storage.read, site.id, input.visitor) : null;
    // Meanwhile another tab may have begun the visit that both share [SES1].
    const shared = known && this.#readOpenOf(site, known.id, now);
    if (shared) return { visit: shared, newVisitor: null, isNew: false };
    const start = { site, input, sender, url, now, country: findCountry(sender.ip) };
    if (known)
      return { visit: this.#begin({ ...start, visitor: known, isKnown: true }), newVisitor: null, isNew: true };
    await allowNewVisitor(networkOf(sender.ip));
    // The same request may have come twice and have begun the visit meanwhile.
    const begun = this.#readBegunBy(site, input.view, now);
    if (begun) return { visit: begun, newVisitor: null, isNew: false };
    const visitor = buildVisitorRow(site.id, newId('vi'), now, 1);
    return { visit: this.#begin({ ...start, visitor, isKnown: false }), newVisitor: visitor, isNew: true };
  }

  #readBegunBy(site: Site, view: PageViewId, now: number): OpenVisit | null {
    const visit = this.#open.readByFirstView(site.id, view);
    return visit && !isVisitOver(visit, now, site.visitIdleMinutes) ? visit : null;
  }

  /** [VIS2] The visit of a valid pair, where it is in memory: what most page views go on with. */
  #readOwn(site: Site, visitor: VisitorId | null, id: VisitId | null, now: number): OpenVisit | null {
    const visit = id && this.#open.read(id);
    const isOwn = visit && visit.site === site.id && visit.visitor === visitor;
    return isOwn && !isVisitOver(visit, now, site.visitIdleMinutes) ? visit : null;
  }

  async #findOpen(site: Site, visitor: VisitorId, id: VisitId | null, now: number): Promise<OpenVisit | null> {
    const own = this.#readOwn(site, visitor, id, now);
    if (own) return own;
    const isAway = id !== null && this.#open.read(id) === null;
    // A foreign, mixed-up or ended one never joins: the visitor's own open visit counts, or a new one.
    return (isAway && (await this.#findStored(site, visitor, id, now))) || this.#readOpenOf(site, visitor, now);
  }

  #readOpenOf(site: Site, visitor: VisitorId, now: number): OpenVisit | null {
    const visit = this.#open.readByVisitor(site.id, visitor);
    return visit && !isVisitOver(visit, now, site.visitIdleMinutes) ? visit : null;
  }

  /** A visit that had to leave memory and may go on. */
  async #findStored(site: Site, visitor: VisitorId, id: VisitId, now: number): Promise<OpenVisit | null> {
    const row = await store.findVisit(this.#options.storage.read, site.id, id);
    return row && row.visitor_id === visitor && !isRowOver(row, site, now) ? this.#reopen(row) : null;
  }

  async #reopen(row: VisitsTable): Promise<OpenVisit | null> {
    const db = this.#options.storage.read;
    const pages = await store.findPages(db, row.site_id, row.id, 24);
    const visitor = await findVisitor(db, row.site_id, row.visitor_id);
    // Another request may have read the same row meanwhile: one visit, one object.
    const known = this.#open.read(row.id);
    if (known || !visitor) return known;
    const visit = readVisitRow(row, pages, visitor);
    this.#makeRoom(this.#open.add(visit));
    return visit;
  }

  #begin(start: VisitStart): OpenVisit {
    const visit = buildVisit(start);
    this.#makeRoom(this.#open.add(visit));
    return visit;
  }

  #makeRoom(evicted: OpenVisit[]): void {
    const visits = evicted.filter((one) => one.isUnsaved).map(toRow);
    // Where this fails the storage's health says so, and the row is mended from its page views when it is read again.
    if (visits.length > 0)
      this.#options.storage.execute(commands.saveVisits, { visits, left: [] }).catch(() => undefined);
  }

  #noteActivity(site: Site, url: string, now: number): void {
    const known = this.#activity.get(site.id);
    this.#activity.set(site.id, { firstPageViewAt: site.firstPageViewAt, lastPageViewAt: now, lastUrl: url });
    // The admin watches for a sign of life, not for each page: once a second is plenty.
    if (site.firstPageViewAt !== null && now - (known?.lastPageViewAt ?? 0) >= 1_000) this.#tellActivity(site.id);
  }

  async #noteFirst(site: Site): Promise<void> {
    if (!(await this.#options.sites.noteFirstPageView(site))) return;
    const known = this.#activity.get(site.id);
    if (known) this.#activity.set(site.id, { ...known, firstPageViewAt: site.firstPageViewAt });
    this.#tellActivity(site.id);
  }

  #tellActivity(site: SiteId): void {
    publishDelta(this.#options.bus, `site.${site}`, this.readActivity(site));
  }

  async #endIdle(now: number, storage: Storage): Promise<void> {
    const over: OpenVisit[] = [];
    for (const visit of this.#open.values()) {
      const idleMinutes = this.#options.sites.findSite(visit.site)?.visitIdleMinutes ?? 30;
      if (isVisitOver(visit, now, idleMinutes)) over.push(visit);
      // Oldest activity first: the first young one ends the walk.
      else if (now - visit.lastActivityAt < 60_000) break;
      if (over.length >= 1_000) break;
    }
    const unsaved = over.filter((visit) => visit.isUnsaved);
    if (unsaved.length > 0) await storage.execute(commands.saveVisits, { visits: unsaved.map(toRow), left: [] });
    for (const visit of over) this.#open.remove(visit.id);
  }
}

function isRowOver(row: VisitsTable, site: Site, now: number): boolean {
  return isVisitOver({ startedAt: row.started_at, lastActivityAt: row.last_activity_at }, now, site.visitIdleMinutes);
}
