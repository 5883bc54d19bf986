import type { LiveVisitor } from '@porchlight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyLiveDelta, listVisitors, liveFromSnapshot } from './live.ts';

function buildVisitor(overrides: Partial<LiveVisitor> = {}): LiveVisitor {
  return {
    visit: 'vs_visitvisit',
    visitor: 'vi_visitor11',
    label: 'Amber Heron',
    isReturning: false,
    visits: 1,
    conversations: 0,
    lastConversationAt: null,
    page: { url: 'https://shop.example/lamps', title: 'Lamps', at: 5_000 },
    pagesBefore: [],
    pageCount: 1,
    referrer: null,
    country: 'DE',
    device: 'desktop',
    browser: 'Firefox',
    os: 'Linux',
    language: 'de',
    arrivedAt: 5_000,
    isVisible: true,
    tabs: 1,
    conversation: null,
    offer: 'none',
    recognition: 'none',
    ...overrides,
  };
}

describe('live visitors', () => {
  it('ends where a fresh snapshot would, whatever the deltas were', () => {
    const visit = fc.constantFrom('vs_aaaaaaaa', 'vs_bbbbbbbb', 'vs_cccccccc') as fc.Arbitrary<`vs_${string}`>;
    const visitor = fc.record({ visit, tabs: fc.nat(5) }).map((fields) => buildVisitor(fields));
    const step = fc.record({ arrive: fc.array(visitor, { maxLength: 3 }), leave: fc.option(visit) });
    fc.assert(
      fc.property(fc.array(visitor), fc.array(step), (first, steps) => {
        const truth = new Map(first.map((one) => [one.visit, one]));
        const snapshot = () => liveFromSnapshot({ visitors: [...truth.values()], total: truth.size });
        let live = snapshot();
        for (const { arrive, leave } of steps) {
          const removed = leave === null ? [] : [leave];
          for (const id of removed) truth.delete(id);
          for (const one of arrive) truth.set(one.visit, one);
          live = applyLiveDelta(live, { upserts: arrive, removed, total: truth.size });
        }
        expect(live).toEqual(snapshot());
      }),
    );
  });

  it('keeps a row in its place when it changes', () => {
    const first = buildVisitor({ visit: 'vs_firstfirst', arrivedAt: 1_000 });
    const second = buildVisitor({ visit: 'vs_secondsec', arrivedAt: 2_000 });
    let live = liveFromSnapshot({ visitors: [first, second], total: 2 });
    const order = listVisitors(live, '').map((visitor) => visitor.visit);
    const moved = { ...first, page: { url: 'https://shop.example/cart', title: 'Cart', at: 9_000 }, pageCount: 2 };
    live = applyLiveDelta(live, { upserts: [moved], removed: [], total: 2 });
    expect(listVisitors(live, '').map((visitor) => visitor.visit)).toEqual(order);
  });

  it('filters by every word, in any column', () => {
    const live = liveFromSnapshot({
      visitors: [buildVisitor(), buildVisitor({ visit: 'vs_otherother', browser: 'Chrome', label: 'Blue Otter' })],
      total: 2,
    });
    expect(listVisitors(live, 'lamps firefox')).toHaveLength(1);
    expect(listVisitors(live, 'OTTER')).toHaveLength(1);
    expect(listVisitors(live, 'safari')).toHaveLength(0);
  });
});
