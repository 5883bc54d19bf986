import type { LiveDelta, LiveSnapshot, LiveVisitor, VisitId } from '@porchlight/protocol';

/** Who is on one site now, as this window knows it. `total` counts those beyond the snapshot's limit too. */
export type Live = { visitors: ReadonlyMap<VisitId, LiveVisitor>; total: number };

/** Starts anew from what the stream's snapshot says. */
export function liveFromSnapshot({ visitors, total }: LiveSnapshot): Live {
  return { visitors: new Map(visitors.map((visitor) => [visitor.visit, visitor])), total };
}

/** Old state + delta = what a fresh snapshot would give. */
export function applyLiveDelta(live: Live, { upserts, removed, total }: LiveDelta): Live {
  const visitors = new Map(live.visitors);
  for (const visit of removed) visitors.delete(visit);
  for (const visitor of upserts) visitors.set(visitor.visit, visitor);
  return { visitors, total };
}

/**
 * The rows to show: newest arrivals first. Arrival never changes, so a row keeps its place however often it is
 * updated.
 */
export function listVisitors(live: Live, filter: string): LiveVisitor[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return [...live.visitors.values()]
    .filter((visitor) => words.every((word) => searchTextOf(visitor).includes(word)))
    .sort((a, b) => b.arrivedAt - a.arrivedAt || (a.visit < b.visit ? -1 : 1));
}

function searchTextOf(visitor: LiveVisitor): string {
  const { label, page, referrer, country, device, browser, os } = visitor;
  return [label, page.url, page.title, referrer, country, device, browser, os].join(' ').toLowerCase();
}
