import { type LiveDelta, type LiveSnapshot, limits, type SiteId, type VisitId } from '@porchlight/protocol';
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
  /** Visits shown to agents at present, by site, with their newest heartbeat; who left is told by id. */
  readonly #shown = new Map<SiteId, Map<VisitId, number>>();
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
    const shown = this.#shownOf(site);
    for (const visit of present) shown.set(visit.id, newestBeat(visit));
    const newest = present.sort((a, b) => b.startedAt - a.startedAt).slice(0, snapshotVisitors);
    return { visitors: newest.map(presentLiveVisitor), total: present.length };
  }

  /** Publishes who came, changed or left. Answers with the visits that came or left, and the pages left with them. */
  tell(): { moved: OpenVisit[]; left: PageLeft[] } {
    const { bus, clock, sites } = this.#options;
    const now = clock.now();
    const left: PageLeft[] = [];
    const moved: OpenVisit[] = [];
    for (const site of sites.readAll()) {
      const shown = this.#shownOf(site.id);
      const removed = this.#noteSilent(shown, now);
      const upserts: OpenVisit[] = [];
      for (const visit of this.#changed) {
        if (visit.site !== site.id) continue;
        left.push(...pagesLeft(visit, dropSilentTabs(visit, now)));
        const isHere = visit.tabs.length > 0;
        if (isHere !== visit.wasPresent) moved.push(visit);
        visit.wasPresent = isHere;
        if (isHere) {
          shown.set(visit.id, newestBeat(visit));
          upserts.push(visit);
        } else if (shown.delete(visit.id)) removed.push(visit.id);
      }
      if (upserts.length === 0 && removed.length === 0) continue;
      const delta: LiveDelta = { upserts: upserts.map(presentLiveVisitor), removed, total: shown.size };
      publishDelta(bus, `live.${site.id}`, delta);
    }
    this.#changed.clear();
    return { moved, left };
  }

  /** Looks at those alone who were silent for long; takes out visits that memory has lost and answers with them. */
  #noteSilent(shown: Map<VisitId, number>, now: number): VisitId[] {
    const lost: VisitId[] = [];
    for (const [id, beatAt] of shown) {
      // Compared here, without a look at the visit: there may be a hundred thousand, and nearly all were heard of.
      if (now - beatAt <= limits.presenceMs) continue;
      const visit = this.#options.open.read(id);
      if (visit) this.#changed.add(visit);
      else lost.push(id);
    }
    for (const id of lost) shown.delete(id);
    return lost;
  }

  #shownOf(site: SiteId): Map<VisitId, number> {
    let shown = this.#shown.get(site);
    if (!shown) {
      shown = new Map();
      this.#shown.set(site, shown);
    }
    return shown;
  }
}

function newestBeat(visit: OpenVisit): number {
  let newest = 0;
  for (const { beatAt } of visit.tabs) newest = Math.max(newest, beatAt);
  return newest;
}

/** [SES5] Visible time that only heartbeats told: what a browser that was closed or killed leaves behind. */
export function pagesLeft(visit: OpenVisit, tabs: OpenTab[]): PageLeft[] {
  return tabs
    .filter((tab) => tab.visibleMs > 0)
    .map((tab) => ({ site: visit.site, visit: visit.id, view: tab.view, visibleMs: tab.visibleMs }));
}
