import type { InboxItem } from '@porchlight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyInboxDelta, countAttention, findNotices, inboxFromSnapshot, listView, mergeInbox } from './inbox.ts';

const me = 'me_agentagent1';

function buildItem(overrides: Partial<InboxItem> = {}): InboxItem {
  return {
    id: 'cv_conversation',
    site: 'st_sitesite1',
    channel: 'chat',
    status: 'queued',
    visitor: { id: 'vi_visitor1', label: 'Amber Heron', country: 'DE', isOnline: true },
    assignee: null,
    lastMessage: { author: 'visitor', text: 'Hello', at: 1_000 },
    unread: 1,
    waitingSince: 1_000,
    startedAt: 1_000,
    endedAt: null,
    rating: null,
    heads: { public: 1, internal: 0 },
    ...overrides,
  };
}

describe('inbox', () => {
  it('ends where a fresh snapshot would, whatever the deltas were', () => {
    const id = fc.constantFrom(
      'cv_aaaaaaaa',
      'cv_bbbbbbbb',
      'cv_cccccccc',
      'cv_dddddddd',
    ) as fc.Arbitrary<`cv_${string}`>;
    const item = fc.record({ id, unread: fc.nat(9) }).map((fields) => buildItem(fields));
    const change = fc.oneof(
      item.map((upsert) => ({ upsert }) as const),
      id.map((removed) => ({ removed }) as const),
    );
    fc.assert(
      fc.property(fc.array(item), fc.array(fc.array(change)), (first, batches) => {
        const truth = new Map(first.map((one) => [one.id, one]));
        let inbox = inboxFromSnapshot({ items: [...truth.values()] });
        for (const batch of batches) {
          const touched = new Set<InboxItem['id']>();
          for (const one of batch) {
            if ('upsert' in one) truth.set(one.upsert.id, one.upsert);
            else truth.delete(one.removed);
            touched.add('upsert' in one ? one.upsert.id : one.removed);
          }
          const upserts = [...touched].flatMap((one) => truth.get(one) ?? []);
          const removed = [...touched].filter((one) => !truth.has(one));
          inbox = applyInboxDelta(inbox, { upserts, removed });
        }
        expect(inbox).toEqual(inboxFromSnapshot({ items: [...truth.values()] }));
      }),
    );
  });

  it('[INB2] keeps the newer row when an older one comes late', () => {
    const taken = buildItem({ status: 'open', heads: { public: 2, internal: 1 } });
    const inbox = inboxFromSnapshot({ items: [taken] });
    const late = [buildItem(), buildItem({ heads: { public: 2, internal: 0 } })];
    expect(applyInboxDelta(inbox, { upserts: late, removed: [] }).get(taken.id)).toBe(taken);
    const left = { ...taken, visitor: { ...taken.visitor, isOnline: false } };
    expect(applyInboxDelta(inbox, { upserts: [left], removed: [] }).get(taken.id)).toBe(left);
  });

  it('puts who waits longest first and those who wait for nothing last', () => {
    const inbox = inboxFromSnapshot({
      items: [
        buildItem({ id: 'cv_answered1', waitingSince: null }),
        buildItem({ id: 'cv_short1234', waitingSince: 9_000 }),
        buildItem({ id: 'cv_long12345', waitingSince: 2_000 }),
      ],
    });
    expect(listView(inbox, 'queue', me).map((item) => item.id)).toEqual([
      'cv_long12345',
      'cv_short1234',
      'cv_answered1',
    ]);
  });

  it('shows each conversation in the views it belongs to', () => {
    const mine = { id: 'me_agentagent1', name: 'Ada' } as const;
    const other = { id: 'me_agentagent2', name: 'Ben' } as const;
    const inbox = inboxFromSnapshot({
      items: [
        buildItem({ id: 'cv_queued123' }),
        buildItem({ id: 'cv_mine12345', status: 'open', assignee: mine, unread: 2 }),
        buildItem({ id: 'cv_other1234', status: 'open', assignee: other, unread: 3 }),
        buildItem({ id: 'cv_ended1234', status: 'ended', assignee: mine, endedAt: 5_000 }),
      ],
    });
    const ids = (view: Parameters<typeof listView>[1]) =>
      listView(inbox, view, me)
        .map((item) => item.id)
        .sort();
    expect(ids('queue')).toEqual(['cv_queued123']);
    expect(ids('mine')).toEqual(['cv_mine12345']);
    expect(ids('open')).toEqual(['cv_mine12345', 'cv_other1234', 'cv_queued123']);
    expect(ids('ended')).toEqual(['cv_ended1234']);
    expect(countAttention(inbox, me)).toEqual({ queued: 1, mineUnread: 1 });
  });

  it('prefers what the stream knows over an older list answer', () => {
    const stream = inboxFromSnapshot({ items: [buildItem({ status: 'ended', endedAt: 9 })] });
    const merged = mergeInbox(stream, [buildItem({ status: 'open' }), buildItem({ id: 'cv_elsewhere' })]);
    expect(merged.get('cv_conversation')?.status).toBe('ended');
    expect(merged.has('cv_elsewhere')).toBe(true);
  });

  it('tells of a conversation new or back in the queue, and of messages in mine alone', () => {
    const mine = buildItem({ id: 'cv_mine12345', status: 'open', assignee: { id: me, name: 'Ada' } });
    const spoke = { ...mine, lastMessage: { author: 'visitor' as const, text: 'More', at: 2_000 } };
    const foreign = buildItem({ id: 'cv_other1234', status: 'open', assignee: { id: 'me_agentagent2', name: 'Ben' } });
    const foreignSpoke = { ...foreign, lastMessage: { author: 'visitor' as const, text: 'More', at: 2_000 } };
    const before = inboxFromSnapshot({ items: [mine, foreign] });
    const after = inboxFromSnapshot({ items: [spoke, foreignSpoke, buildItem()] });
    expect(findNotices(before, after, me).map((notice) => [notice.kind, notice.item.id])).toEqual([
      ['message', 'cv_mine12345'],
      ['queued', 'cv_conversation'],
    ]);
    expect(findNotices(after, after, me)).toEqual([]);
  });
});
