import type {
  ConversationId,
  ConversationStatus,
  LivePage,
  LiveVisitor,
  MemberId,
  PageViewId,
  SiteId,
  TabId,
  VisitId,
  VisitorId,
} from '@porchlight/protocol';
import { limits } from '@porchlight/protocol';
import type { VisitDetails } from './tables.ts';

/** What a visit knows of its visitor's past, read once when the visit opens. */
export type VisitorPast = {
  firstSeenAt: number;
  conversations: number;
  lastConversationAt: number | null;
  contactName: string | null;
};

/** `visibleMs` is what heartbeats told of the view and no row holds yet. */
export type OpenTab = { id: TabId; view: PageViewId; beatAt: number; isVisible: boolean; visibleMs: number };

/** The visible time of a page, as far as known. */
export type PageLeft = { site: SiteId; visit: VisitId; view: PageViewId; visibleMs: number };

/** A visit in memory: the row's columns, the newest pages, the tabs, and what other features say about it. */
export type OpenVisit = {
  site: SiteId;
  id: VisitId;
  visitor: VisitorId;
  ordinal: number;
  startedAt: number;
  lastActivityAt: number;
  pageCount: number;
  details: VisitDetails;
  past: VisitorPast;
  /** Newest first, the present page included, at most six. */
  pages: LivePage[];
  /** The newest views' ids, so that a repeat is not counted twice. */
  views: PageViewId[];
  /** The view that it began with, where that is still known. */
  firstView: PageViewId | null;
  /** Mostly one: a map by ids would cost more than looking through them. */
  tabs: OpenTab[];
  conversation: { id: ConversationId; status: ConversationStatus; assignee: MemberId | null } | null;
  offer: LiveVisitor['offer'];
  /** Activity since the row was written last. */
  isUnsaved: boolean;
  /** The details as the row has them; null while there is no row. */
  storedDetails: VisitDetails | null;
  /** Told as present at the last sweep. */
  wasPresent: boolean;
  /** Noted already that its visitor's cookies prove no more than a readable id [VIS4]. */
  isWeakened: boolean;
};

const pagesKept = 6;
const viewsKept = 24;

/** [VIS2] The visits that may go on, bounded; the one unused for longest makes room. Holds no timers. */
export class OpenVisits {
  readonly #maxVisits: number;
  readonly #byId = new Map<VisitId, OpenVisit>();
  // By site first: a key put together for each visit would cost more than the entry.
  readonly #bySite = new Map<
    SiteId,
    { byVisitor: Map<VisitorId, OpenVisit>; byFirstView: Map<PageViewId, OpenVisit> }
  >();

  constructor(maxVisits: number) {
    this.#maxVisits = maxVisits;
  }

  get size(): number {
    return this.#byId.size;
  }

  read(id: VisitId): OpenVisit | null {
    return this.#byId.get(id) ?? null;
  }

  /** The open visit of a visitor: all tabs of a browser share one [SES1]. */
  readByVisitor(site: SiteId, visitor: VisitorId): OpenVisit | null {
    return this.#bySite.get(site)?.byVisitor.get(visitor) ?? null;
  }

  /** [ING1] The visit that this view began: the answer may have been lost, and the browser asks again without an id. */
  readByFirstView(site: SiteId, view: PageViewId): OpenVisit | null {
    return this.#bySite.get(site)?.byFirstView.get(view) ?? null;
  }

  /** Adds a visit; returns those that had to leave for it. */
  add(visit: OpenVisit): OpenVisit[] {
    this.#byId.set(visit.id, visit);
    let site = this.#bySite.get(visit.site);
    if (!site) {
      site = { byVisitor: new Map(), byFirstView: new Map() };
      this.#bySite.set(visit.site, site);
    }
    site.byVisitor.set(visit.visitor, visit);
    if (visit.firstView) site.byFirstView.set(visit.firstView, visit);
    const evicted: OpenVisit[] = [];
    while (this.#byId.size > this.#maxVisits) {
      const oldest = this.#byId.values().next().value;
      if (!oldest) break;
      this.remove(oldest.id);
      evicted.push(oldest);
    }
    return evicted;
  }

  /** Moves a visit to the young end of the order. */
  touch(visit: OpenVisit, nowMs: number): void {
    visit.lastActivityAt = Math.max(visit.lastActivityAt, nowMs);
    visit.isUnsaved = true;
    if (this.#byId.delete(visit.id)) this.#byId.set(visit.id, visit);
  }

  remove(id: VisitId): void {
    const visit = this.#byId.get(id);
    if (!visit) return;
    this.#byId.delete(id);
    const site = this.#bySite.get(visit.site);
    if (site?.byVisitor.get(visit.visitor) === visit) site.byVisitor.delete(visit.visitor);
    if (visit.firstView && site?.byFirstView.get(visit.firstView) === visit) site.byFirstView.delete(visit.firstView);
  }

  /** Oldest activity first. */
  values(): IterableIterator<OpenVisit> {
    return this.#byId.values();
  }
}

/** Puts a page on top of a visit's list; returns false when this view was counted already. */
export function addPage(visit: OpenVisit, view: PageViewId, page: LivePage): boolean {
  if (visit.views.includes(view)) return false;
  visit.views.unshift(view);
  visit.views.length = Math.min(visit.views.length, viewsKept);
  visit.pages.unshift(page);
  visit.pages.length = Math.min(visit.pages.length, pagesKept);
  visit.pageCount += 1;
  return true;
}

/** A visitor is present while one of the tabs sent a heartbeat within `limits.presenceMs`. */
export function isPresent(visit: OpenVisit, nowMs: number): boolean {
  return visit.tabs.some((tab) => nowMs - tab.beatAt <= limits.presenceMs);
}

const tabsKept = 50;

/** Notes what a tab shows; a visit has a bounded number of tabs, the one heard of first makes room. */
export function showTab(visit: OpenVisit, tab: OpenTab): void {
  const at = visit.tabs.findIndex(({ id }) => id === tab.id);
  if (at >= 0) visit.tabs[at] = tab;
  else visit.tabs.push(tab);
  if (visit.tabs.length > tabsKept) visit.tabs.shift();
}

/** Forgets a tab that was closed. */
export function closeTab(visit: OpenVisit, tab: TabId): void {
  visit.tabs = visit.tabs.filter(({ id }) => id !== tab);
}

/** Forgets tabs that have been silent for longer than presence lasts, and answers with them. */
export function dropSilentTabs(visit: OpenVisit, nowMs: number): OpenTab[] {
  const isSilent = (tab: OpenTab) => nowMs - tab.beatAt > limits.presenceMs;
  const silent = visit.tabs.filter(isSilent);
  if (silent.length > 0) visit.tabs = visit.tabs.filter((tab) => !isSilent(tab));
  return silent;
}
