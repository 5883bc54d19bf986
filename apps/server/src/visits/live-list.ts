import type { LiveDelta, LiveSnapshot, SiteId, VisitId } from '@porchlight/protocol';
import type { Bus } from '../platform/bus/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import { publishDelta } from '../realtime/index.ts';
import type { Sites } from '../sites/index.ts';
import {
  dropSilentTabs,
  isPresent,
  type OpenTab,
  type OpenVisit,
  type OpenVisits,
  type PageLeft,
} from './open-visits.ts';
import { presentLiveVisitor } from './present.ts';

const snapshotVisitors = 500;

/** [SES7] Who is on which page now: a snapshot for whoever begins to look, then deltas. Nothing of it is stored. */
export class LiveList {
  readonly #options: { open: OpenVisits; bus: Bus; clock: Clock; sites: Sites };
  /** Visits shown to agents at present, by site; what left is told by its id. */
  readonly #shown = new Map<SiteId, Set<VisitId>>();
  readonly #changed = new Set<OpenVisit>();

  constructor(options: { open: OpenVisits; bus: Bus; clock: Clock; sites: Sites }) {
    this.#options = options;
  }

  /** Shows with the next delta. */
  noteChange(visit: OpenVisit): void {
    this.#changed.add(visit);
  }

  /** The snapshot: newest arrivals first. */
  read(site: SiteId): LiveSnapshot {
    const now = this.#options.clock.now();
    const present = [...this.#options.open.values()].filter((visit) => visit.site === site && isPresent(visit, now));
    // Added to those shown before: who has left since must still be told to whoever saw them.
    const shown = this.#shown.get(site) ?? new Set();
    for (const visit of present) shown.add(visit.id);
    this.#shown.set(site, shown);
    const newest = present.sort((a, b) => b.startedAt - a.startedAt).slice(0, snapshotVisitors);
    return { visitors: newest.map(presentLiveVisitor), total: present.length };
  }

  /** Publishes who came, changed or left. Answers with the visits that came or left, and the pages left with them. */
  tell(): { moved: OpenVisit[]; left: PageLeft[] } {
    const { bus, clock, open, sites } = this.#options;
    const now = clock.now();
    const left: PageLeft[] = [];
    const moved: OpenVisit[] = [];
    for (const site of sites.readAll()) {
      const shown = this.#shown.get(site.id) ?? new Set<VisitId>();
      const removed: VisitId[] = [];
      for (const id of shown) {
        const visit = open.read(id);
        // Everybody present comes by here once a second, nearly always with nothing to tell.
        const silent = visit ? dropSilentTabs(visit, now) : [];
        if (visit && silent.length > 0) {
          this.#changed.add(visit);
          left.push(...pagesLeft(visit, silent));
        }
        if (visit && visit.tabs.size > 0) continue;
        shown.delete(id);
        removed.push(id);
        if (visit?.wasPresent) moved.push(visit);
        if (visit) visit.wasPresent = false;
      }
      const upserts = [...this.#changed].filter((visit) => visit.site === site.id && isPresent(visit, now));
      for (const visit of upserts) {
        shown.add(visit.id);
        if (!visit.wasPresent) moved.push(visit);
        visit.wasPresent = true;
      }
      this.#shown.set(site.id, shown);
      if (upserts.length === 0 && removed.length === 0) continue;
      const delta: LiveDelta = { upserts: upserts.map(presentLiveVisitor), removed, total: shown.size };
      publishDelta(bus, `live.${site.id}`, delta);
    }
    this.#changed.clear();
    return { moved, left };
  }
}

/** [SES5] Visible time that only heartbeats told: what a browser that was closed or killed leaves behind. */
export function pagesLeft(visit: OpenVisit, tabs: OpenTab[]): PageLeft[] {
  return tabs
    .filter((tab) => tab.visibleMs > 0)
    .map((tab) => ({ site: visit.site, visit: visit.id, view: tab.view, visibleMs: tab.visibleMs }));
}
