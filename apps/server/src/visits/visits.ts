import type { LiveSnapshot, SiteId, SiteStreamData, VisitId, VisitorId, VisitRecord } from '@porchlight/protocol';
import { cleanLine, limits } from '@porchlight/protocol';
import type { CountryFinder } from '../platform/agents/index.ts';
import type { Bus } from '../platform/bus/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { newSortableId } from '../platform/ids/index.ts';
import { publishDelta } from '../realtime/index.ts';
import type { Site, Sites } from '../sites/index.ts';
import { type JarsFound, type Sender, toProgress, toRow } from './build-visit.ts';
import * as commands from './commands.ts';
import { Evidence } from './evidence.ts';
import { Identities } from './identities.ts';
import { LiveList, pagesLeft } from './live-list.ts';
import { addPage, closeTab, isPresent, type OpenVisit, OpenVisits, showTab } from './open-visits.ts';
import { presentVisit } from './present.ts';
import { isVisitOver, networkOf, storableUrl } from './rules.ts';
import type { Beat, PageView, TagEvents } from './schema.ts';
import { Shares } from './shares.ts';
import * as store from './store.ts';
import type { VisitsTable } from './tables.ts';
import { type Browser, type RecordedView, VisitFinder } from './visit-finder.ts';

const maxOpenVisits = 100_000;
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
  readonly #finder: VisitFinder;
  readonly #evidence: Evidence;
  /** [MODE8] How visits were recognised, by day. */
  readonly shares: Shares;
  readonly identities: Identities;
  readonly #activity = new Map<SiteId, SiteStreamData>();
  /** Visits with page views that their rows do not tell of yet. */
  readonly #progressed = new Set<OpenVisit>();

  constructor(options: VisitsOptions) {
    this.#options = options;
    this.#live = new LiveList({ ...options, open: this.#open });
    this.#finder = new VisitFinder({ ...options, open: this.#open });
    this.#evidence = new Evidence({ storage: options.storage, finder: this.#finder });
    this.shares = new Shares(options);
    this.identities = new Identities({
      ...options,
      open: this.#open,
      live: this.#live,
      finder: this.#finder,
      evidence: this.#evidence,
      shares: this.shares,
    });
  }

  /** [VIS2] Reads the visits back that were open when the process ended, so that they go on. */
  async load(): Promise<void> {
    const { storage, clock, sites } = this.#options;
    const now = clock.now();
    for (const site of sites.readAll()) {
      const newest = await this.#finder.reopenAll(site, now);
      await this.#loadActivity(site, newest ?? (await store.findNewestVisit(storage.read, site.id)));
    }
  }

  /** An admin who looks after a restart is told of the last page view, not that there was none. */
  async #loadActivity({ id, firstPageViewAt }: Site, latest: VisitsTable | null): Promise<void> {
    if (!latest || firstPageViewAt === null) return;
    const [page] = await store.findPages(this.#options.storage.read, id, latest.id, 1);
    if (page) this.#activity.set(id, { firstPageViewAt, lastPageViewAt: page.at, lastUrl: page.url });
  }

  /**
   * Records a page view and answers which visitor and visit it belongs to, after the commit. `browser` says what came
   * besides the body. Throws `too_many_visitors`, `invalid_body`, `consent_missing`.
   */
  async recordPageView(
    site: Site,
    input: PageView,
    sender: Sender,
    browser: Browser = browserOf(site, input),
  ): Promise<RecordedView> {
    const { clock, storage, findCountry, allowNewVisitor } = this.#options;
    // [CON2] Also of a page that was opened before the admin asked for a yes.
    if (site.consentPolicy === 'required' && input.consent !== 'granted')
      throw appError('consent_missing', 'This site asks visitors first. Send page views once there is a yes.');
    const now = clock.now();
    const url = storableUrl(input.url, site.droppedParameters);
    if (url === null)
      throw appError('invalid_body', 'The url of the page is no http(s) address. Send the address of the page.');

    const { held } = browser;
    const found =
      this.#finder.findAtHand(site, held, now) ??
      (await this.#finder.findOrBegin(
        held,
        { site, input, sender, url, now, country: findCountry(sender.ip), jars: browser.findJars(true) },
        () => allowNewVisitor(networkOf(sender.ip)),
      ));
    const { visit, by, newVisitor, isNew } = found;
    const before = visit.details;
    if (!isNew) noteJars(visit, browser.findJars(false));
    showTab(visit, { id: input.tab, view: input.view, beatAt: now, isVisible: true, visibleMs: 0 });
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
    if (isNew) this.shares.count(visit);
    else if (before !== visit.details) this.shares.recount(visit, before);
    if (held.candidates.length > 1 && by) await this.#evidence.noteAliases(site, by, held.candidates, now);
    if (input.adopted.length > 0) await this.#evidence.adopt(site, visit.visitor, input.adopted, now);
    if (site.firstPageViewAt === null) await this.#noteFirst(site);
    return { visit, isNew, by };
  }

  /** A heartbeat; answers with the visit it belongs to, or null when the visit is over. */
  async recordBeat(site: Site, input: Beat): Promise<OpenVisit | null> {
    const { clock, storage } = this.#options;
    const now = clock.now();
    const visit = await this.#finder.findOpen(site, input.visitor, input.visit, now);
    if (!visit) return null;
    const isVisible = input.state === 'visible';
    if (input.state === 'left') closeTab(visit, input.tab);
    else {
      const visibleMs = isVisible ? input.visibleMs : 0;
      showTab(visit, { id: input.tab, view: input.view, beatAt: now, isVisible, visibleMs });
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
    const visit = await this.getOwn(site, input.visitor, input.visit);
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

  /** The address of the page that an open visit of this site came to last; null where there is no such visit. */
  findPageOf(site: SiteId, id: VisitId): string | null {
    const visit = this.#open.read(id);
    return visit?.site === site ? (visit.pages[0]?.url ?? null) : null;
  }

  /** The open visit of a visitor: all tabs of a browser share one [SES1]. */
  findOpenOf(site: SiteId, visitor: VisitorId): OpenVisit | null {
    return this.#open.readByVisitor(site, visitor);
  }

  /** The visit of a pair that a page names; throws `visit_unknown` when it is over. */
  async getOwn(site: Site, visitor: VisitorId, id: VisitId): Promise<OpenVisit> {
    const visit = await this.#finder.findOpen(site, visitor, id, this.#options.clock.now());
    if (!visit) throw appError('visit_unknown', 'This visit is over. Send a page view first.');
    return visit;
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
    await this.shares.sweep();
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
    const left = open.flatMap((visit) => pagesLeft(visit, visit.tabs));
    if (visits.length > 0 || left.length > 0)
      await this.#options.storage.execute(commands.saveVisits, { visits, left });
    await this.shares.flush();
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

/** What a body alone tells: of a page that keeps its own ids. */
function browserOf(site: Site, { visitor, visit, jar, steps }: PageView): Browser {
  return {
    held: { candidates: visitor ? [{ id: visitor, isStrong: false }] : [], visits: visit ? [visit] : [] },
    findJars: () => ({ mode: site.mode, jar, class: null, steps }),
  };
}

/** Takes over what is known better now; what is not known at this moment was not lost. */
function noteJars(visit: OpenVisit, jars: JarsFound): void {
  const { details } = visit;
  if (jars.mode === details.mode && (jars.class === null || jars.class === details.class)) return;
  visit.details = { ...details, ...jars };
}
