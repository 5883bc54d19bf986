import type { TabId } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { addPage, dropSilentTabs, isPresent, type OpenVisit, OpenVisits, showTab } from './open-visits.ts';

function buildOpenVisit(overrides: Partial<OpenVisit> = {}): OpenVisit {
  return {
    site: 'st_aaaaaaaaaa',
    id: 'vs_aaaaaaaaaa',
    visitor: 'vi_aaaaaaaaaa',
    ordinal: 1,
    startedAt: 0,
    lastActivityAt: 0,
    pageCount: 0,
    details: {} as OpenVisit['details'],
    past: { firstSeenAt: 0, conversations: 0, lastConversationAt: null, contactName: null },
    pages: [],
    views: [],
    firstView: null,
    tabs: [],
    conversation: null,
    offer: 'none',
    isUnsaved: false,
    storedDetails: null,
    wasPresent: false,
    isWeakened: false,
    ...overrides,
  };
}

const page = { url: 'https://shop.example/', title: 'Home', at: 0 };
const tab = (id: TabId, beatAt: number) =>
  ({ id, view: 'pv_aaaaaaaaaa', beatAt, isVisible: true, visibleMs: 0 }) as const;

describe('open visits', () => {
  it('hold no more than they may; the one unused for longest makes room', () => {
    const open = new OpenVisits(2);
    const [a, b, c] = ['vs_aaaaaaaaaa', 'vs_bbbbbbbbbb', 'vs_cccccccccc'].map((id, at) =>
      buildOpenVisit({ id: id as OpenVisit['id'], visitor: `vi_visitor-${at}` }),
    ) as [OpenVisit, OpenVisit, OpenVisit];
    open.add(a);
    open.add(b);
    open.touch(a, 5);
    expect(open.add(c)).toEqual([b]);
    expect(open.size).toBe(2);
    expect(open.read(b.id)).toBeNull();
    expect(open.readByVisitor(b.site, b.visitor)).toBeNull();
    expect([...open.values()].map((visit) => visit.id)).toEqual([a.id, c.id]);
  });

  it('[SES1] find the newest visit of a visitor, also after an older one was removed', () => {
    const open = new OpenVisits(10);
    const older = buildOpenVisit();
    const newer = buildOpenVisit({ id: 'vs_bbbbbbbbbb' });
    open.add(older);
    open.add(newer);
    open.remove(older.id);
    expect(open.readByVisitor(newer.site, newer.visitor)).toBe(newer);
    expect(open.readByVisitor('st_bbbbbbbbbb', newer.visitor)).toBeNull();
  });

  it('never move activity back', () => {
    const open = new OpenVisits(10);
    const visit = buildOpenVisit({ lastActivityAt: 50 });
    open.add(visit);
    open.touch(visit, 20);
    expect(visit.lastActivityAt).toBe(50);
  });
});

describe('a visit', () => {
  it('[SES4] counts a view once, and keeps the newest six pages', () => {
    const visit = buildOpenVisit();
    const ids = Array.from({ length: 8 }, (_, at) => `pv_view-number-${at}` as const);
    for (const id of ids) {
      expect(addPage(visit, id, { ...page, title: id })).toBe(true);
      expect(addPage(visit, id, page)).toBe(false);
    }
    expect(visit.pageCount).toBe(8);
    expect(visit.pages.map((one) => one.title)).toEqual(ids.slice(2).reverse());
  });

  it('[SES5] is present while a tab was heard within a minute, and forgets silent tabs', () => {
    const visit = buildOpenVisit();
    showTab(visit, tab('tb_aaaaaaaaaa', 0));
    showTab(visit, tab('tb_bbbbbbbbbb', 30_000));
    expect(isPresent(visit, 90_000)).toBe(true);
    expect(isPresent(visit, 90_001)).toBe(false);
    expect(dropSilentTabs(visit, 90_000)).toEqual([tab('tb_aaaaaaaaaa', 0)]);
    expect(visit.tabs.map(({ id }) => id)).toEqual(['tb_bbbbbbbbbb']);
  });

  it('has a bounded number of tabs', () => {
    const visit = buildOpenVisit();
    for (let at = 0; at < 200; at += 1) showTab(visit, tab(`tb_tab-number-${at}`, at));
    expect(visit.tabs.length).toBe(50);
    expect(visit.tabs.some(({ id }) => id === 'tb_tab-number-199')).toBe(true);
  });
});
