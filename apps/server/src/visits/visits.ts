import type {
  LiveDelta,
  LiveSnapshot,
  SiteId,
  SiteStreamData,
  VisitId,
  VisitorId,
  VisitRecord,
} from '@porchlight/protocol';
import { cleanLine, limits } from '@porchlight/protocol';
import type { CountryFinder, UserAgent } from '../platform/agents/index.ts';
import type { Bus } from '../platform/bus/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { newId, newSortableId, sortableIdFloor } from '../platform/ids/index.ts';
import { publishDelta } from '../realtime/index.ts';
import type { Site, Sites } from '../sites/index.ts';
import { buildVisitorRow, findVisitor, type VisitorsTable } from '../visitors/index.ts';
import * as commands from './commands.ts';
import { addPage, dropSilentTabs, isPresent, type OpenVisit, OpenVisits } from './open-visits.ts';
import { presentLiveVisitor, presentVisit } from './present.ts';
import { campaignOf, externalReferrer, isVisitOver, storableIp, storableUrl, visitAbsoluteMs } from './rules.ts';
import type { Beat, ConsentProof, PageView, TagEvents } from './schema.ts';
import * as store from './store.ts';
import type { VisitDetails, VisitsTable } from './tables.ts';

const maxOpenVisits = 100_000;
const snapshotVisitors = 500;

/** Where a request of the tag comes from, as the server sees it. */
export type Sender = { ip: string; agent: UserAgent };

export type VisitsOptions = {
  storage: Storage;
  clock: Clock;
  bus: Bus;
  sites: Sites;
  findCountry: CountryFinder;
  /** Takes one new visitor from an address's allowance; throws `too_many_visitors`. */
  allowNewVisitor(ip: string): Promise<void>;
};

/** Visits and page views: who is on which page now, and what is kept of it. */
export class Visits {
  readonly #options: VisitsOptions;
  readonly #open = new OpenVisits(maxOpenVisits);
  /** Visits shown to agents at present, by site; what left is told by its id. */
  readonly #shown = new Map<SiteId, Set<VisitId>>();
  readonly #changed = new Set<OpenVisit>();
  readonly #activity = new Map<SiteId, SiteStreamData>();

  constructor(options: VisitsOptions) {
    this.#options = options;
  }

  /** [VIS2] Reads the visits back that were open when the process ended, so that they go on. */
  async load(): Promise<void> {
    const { storage, clock, sites } = this.#options;
    for (const site of sites.readAll()) {
      const rows = await store.findVisitsSince(
        storage.read,
        site.id,
        sortableIdFloor('vs', clock.now() - visitAbsoluteMs),
      );
      for (const row of rows) {
        const times = { startedAt: row.started_at, lastActivityAt: row.last_activity_at };
        if (!isVisitOver(times, clock.now(), site.visitIdleMinutes)) await this.#reopen(row);
      }
    }
  }

  /**
   * Records a page view and answers which visitor and visit it belongs to, after the commit.
   * 201 stands for a new visitor or visit. Throws `too_many_visitors`, `invalid_body`.
   */
  async recordPageView(site: Site, input: PageView, sender: Sender): Promise<{ visit: OpenVisit; isNew: boolean }> {
    const { clock, storage } = this.#options;
    const now = clock.now();
    const url = storableUrl(input.url, site.droppedParameters);
    if (url === null)
      throw appError('invalid_body', 'The url of the page is no http(s) address. Send the address of the page.');

    let visit = await this.#findOpen(site, input.visitor, input.visit, now);
    const isNew = visit === null;
    let newVisitor: VisitorsTable | null = null;
    if (visit === null) {
      const known = input.visitor ? await findVisitor(storage.read, site.id, input.visitor) : null;
      if (!known) {
        await this.#options.allowNewVisitor(sender.ip);
        newVisitor = buildVisitorRow(site.id, newId('vi'), now, 1);
      }
      const visitor = known ?? newVisitor ?? buildVisitorRow(site.id, newId('vi'), now, 1);
      visit = this.#begin(site, input, sender, url, visitor, known !== null, now);
    }
    this.#showTab(visit, input, now);
    this.#open.touch(visit, now);
    const title = cleanLine(input.title, limits.titleChars);
    addPage(visit, input.view, { url, title, at: now });
    const context = input.sections.length > 0 || Object.keys(input.attributes).length > 0;
    try {
      await storage.execute(commands.recordPageView, {
        newVisitor,
        isNewVisitOfKnown: isNew && newVisitor === null,
        visit: toRow(visit),
        view: {
          site_id: site.id,
          visit_id: visit.id,
          id: input.view,
          tab_id: input.tab,
          at: now,
          visible_ms: 0,
          url,
          title,
          context: context ? JSON.stringify({ sections: input.sections, attributes: input.attributes }) : null,
        },
        left: input.previous,
      });
    } catch (error) {
      if (isNew) this.#open.remove(visit.id);
      throw error;
    }
    visit.isUnsaved = false;
    this.#changed.add(visit);
    await this.#noteActivity(site, url, now);
    return { visit, isNew };
  }

  /** A heartbeat; `isVisitOver` asks the tag for a `resumed` page view when the page is visible. */
  async recordBeat(site: Site, input: Beat): Promise<{ isVisitOver: boolean }> {
    const { clock, storage } = this.#options;
    const now = clock.now();
    const visit = await this.#findOpen(site, input.visitor, input.visit, now);
    if (!visit) return { isVisitOver: true };
    if (input.state === 'left') visit.tabs.delete(input.tab);
    else visit.tabs.set(input.tab, { view: input.view, beatAt: now, isVisible: input.state === 'visible' });
    this.#changed.add(visit);
    // Only being looked at is activity; a page forgotten in the background lets its visit end [SES1].
    if (input.state === 'visible') this.#open.touch(visit, now);
    if (input.state !== 'visible') {
      await storage.execute(commands.saveVisits, {
        visits: [toRow(visit)],
        left: [{ site: site.id, visit: visit.id, view: input.view, visibleMs: input.visibleMs }],
      });
      visit.isUnsaved = false;
    }
    return { isVisitOver: false };
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

  /** [CON5] Keeps the proof of a yes. */
  async recordConsent(site: Site, input: ConsentProof): Promise<void> {
    const now = this.#options.clock.now();
    await this.#options.storage.execute(commands.recordConsent, {
      id: newSortableId('pv', now),
      site_id: site.id,
      visitor_id: input.visitor,
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
    this.#changed.add(visit);
  }

  /** The snapshot of `live.{site}`: newest arrivals first. */
  readLive(site: SiteId): LiveSnapshot {
    const now = this.#options.clock.now();
    const present = [...this.#open.values()].filter((visit) => visit.site === site && isPresent(visit, now));
    this.#shown.set(site, new Set(present.map((visit) => visit.id)));
    const newest = present.sort((a, b) => b.startedAt - a.startedAt).slice(0, snapshotVisitors);
    return { visitors: newest.map(presentLiveVisitor), total: present.length };
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
   */
  async sweep(): Promise<void> {
    const { bus, clock, sites, storage } = this.#options;
    const now = clock.now();
    const upserts = new Map<SiteId, OpenVisit[]>();
    for (const visit of this.#changed) {
      if (isPresent(visit, now)) upserts.set(visit.site, [...(upserts.get(visit.site) ?? []), visit]);
    }
    this.#changed.clear();
    for (const site of sites.readAll()) {
      const shown = this.#shown.get(site.id) ?? new Set<VisitId>();
      const changed = upserts.get(site.id) ?? [];
      for (const visit of changed) shown.add(visit.id);
      const removed: VisitId[] = [];
      for (const id of shown) {
        const visit = this.#open.read(id);
        if (visit && isPresent(visit, now)) continue;
        if (visit) dropSilentTabs(visit, now);
        shown.delete(id);
        removed.push(id);
      }
      this.#shown.set(site.id, shown);
      if (changed.length === 0 && removed.length === 0) continue;
      const delta: LiveDelta = { upserts: changed.map(presentLiveVisitor), removed, total: shown.size };
      publishDelta(bus, `live.${site.id}`, delta);
    }
    await this.#endIdle(now, storage);
  }

  /** Saves all activity that only memory knows; called at the end of the process. */
  async flush(): Promise<void> {
    const unsaved = [...this.#open.values()].filter((visit) => visit.isUnsaved);
    if (unsaved.length > 0)
      await this.#options.storage.execute(commands.saveVisits, { visits: unsaved.map(toRow), left: [] });
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

  async #findOpen(site: Site, visitor: VisitorId | null, id: VisitId | null, now: number): Promise<OpenVisit | null> {
    if (!visitor) return null;
    let visit = id ? this.#open.read(id) : null;
    if (id && !visit) {
      const row = await store.findVisit(this.#options.storage.read, site.id, id);
      visit = row && row.visitor_id === visitor ? await this.#reopen(row) : null;
    }
    // A foreign or mixed-up pair never joins: the visitor's own open visit counts, or a new one.
    if (!visit || visit.site !== site.id || visit.visitor !== visitor)
      visit = this.#open.readByVisitor(site.id, visitor);
    if (!visit) return null;
    if (!isVisitOver(visit, now, site.visitIdleMinutes)) return visit;
    return null;
  }

  async #reopen(row: VisitsTable): Promise<OpenVisit> {
    const db = this.#options.storage.read;
    const pages = await store.findPages(db, row.site_id, row.id, 24);
    const visitor = await findVisitor(db, row.site_id, row.visitor_id);
    // Another request may have read the same row meanwhile: one visit, one object.
    const known = this.#open.read(row.id);
    if (known) return known;
    const visit: OpenVisit = {
      site: row.site_id,
      id: row.id,
      visitor: row.visitor_id,
      ordinal: row.ordinal,
      startedAt: row.started_at,
      lastActivityAt: row.last_activity_at,
      pageCount: row.page_count,
      details: JSON.parse(row.details) as VisitDetails,
      past: readPast(visitor),
      pages: pages.slice(0, 6).map(({ url, title, at }) => ({ url, title, at })),
      views: pages.map((page) => page.id),
      tabs: new Map(),
      conversation: null,
      offer: 'none',
      isUnsaved: false,
    };
    this.#open.add(visit);
    return visit;
  }

  #begin(
    site: Site,
    input: PageView,
    sender: Sender,
    url: string,
    visitor: VisitorsTable,
    isKnown: boolean,
    now: number,
  ): OpenVisit {
    const visit: OpenVisit = {
      site: site.id,
      id: newSortableId('vs', now),
      visitor: visitor.id,
      ordinal: isKnown ? visitor.visit_count + 1 : 1,
      startedAt: now,
      lastActivityAt: now,
      pageCount: 0,
      details: {
        referrer: externalReferrer(input.referrer, url, site.droppedParameters),
        campaign: campaignOf(url),
        country: this.#options.findCountry(sender.ip),
        device: sender.agent.device,
        browser: sender.agent.browser,
        os: sender.agent.os,
        language: cleanLine(input.language, 35) || null,
        timeZone: cleanLine(input.timeZone, 60) || null,
        screen: `${Math.round(input.screen.width)}×${Math.round(input.screen.height)}`,
        ip: storableIp(sender.ip, site.ipStorage),
        jar: input.jar,
        steps: input.steps,
        recognition: isKnown ? 'weak' : 'none',
      },
      past: readPast(visitor),
      pages: [],
      views: [],
      tabs: new Map(),
      conversation: null,
      offer: 'none',
      isUnsaved: true,
    };
    const evicted = this.#open.add(visit).filter((one) => one.isUnsaved);
    if (evicted.length > 0) {
      this.#options.storage
        .execute(commands.saveVisits, { visits: evicted.map(toRow), left: [] })
        .catch(() => undefined);
    }
    return visit;
  }

  #showTab(visit: OpenVisit, input: PageView, now: number): void {
    visit.tabs.set(input.tab, { view: input.view, beatAt: now, isVisible: true });
    if (visit.tabs.size > 50) visit.tabs.delete(visit.tabs.keys().next().value ?? input.tab);
  }

  async #noteActivity(site: Site, url: string, now: number): Promise<void> {
    const isFirst = await this.#options.sites.noteFirstPageView(site);
    const known = this.#activity.get(site.id);
    this.#activity.set(site.id, { firstPageViewAt: site.firstPageViewAt, lastPageViewAt: now, lastUrl: url });
    // The admin watches for a sign of life, not for each page: once a second is plenty.
    if (isFirst || now - (known?.lastPageViewAt ?? 0) >= 1_000)
      publishDelta(this.#options.bus, `site.${site.id}`, this.readActivity(site.id));
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

function readPast(visitor: VisitorsTable | null): OpenVisit['past'] {
  return {
    conversations: visitor?.conversation_count ?? 0,
    lastConversationAt: visitor?.last_conversation_at ?? null,
    contactName: visitor?.contact_name ?? null,
  };
}

function toRow(visit: OpenVisit): VisitsTable {
  return {
    site_id: visit.site,
    id: visit.id,
    visitor_id: visit.visitor,
    ordinal: visit.ordinal,
    started_at: visit.startedAt,
    last_activity_at: visit.lastActivityAt,
    page_count: visit.pageCount,
    details: JSON.stringify(visit.details),
  };
}
