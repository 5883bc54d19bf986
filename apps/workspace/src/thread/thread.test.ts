import type { AgentConversation, InternalEvent, PublicEvent, Sequenced } from '@porchlight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addEarlier, addInternal, addPublic, firstMissing, threadFrom, timelineOf } from './thread.ts';

const ada = { id: 'me_agentagent1', name: 'Ada' } as const;

function message(seq: number, at: number, from: 'visitor' | 'agent' = 'visitor'): Sequenced<PublicEvent> {
  const author = from === 'visitor' ? { kind: 'visitor' as const } : { kind: 'agent' as const, ...ada };
  return {
    seq,
    event: { type: 'message', id: `ms_message${seq}`, clientId: `client-${seq}`, author, text: `m${seq}`, at },
  };
}

function note(seq: number, at: number): Sequenced<InternalEvent> {
  return {
    seq,
    event: { type: 'note', id: `ms_note${seq}`, clientId: `note-${seq}`, author: ada, text: `n${seq}`, at },
  };
}

function open(publicEvents: Sequenced<PublicEvent>[], internal: Sequenced<InternalEvent>[]): AgentConversation {
  const head = publicEvents.at(-1)?.seq ?? 0;
  const receipt = { deliveredSeq: 0, readSeq: 0 };
  return {
    item: {} as AgentConversation['item'],
    opened: {
      conversation: {
        id: 'cv_conversation',
        site: 'st_sitesite1',
        status: 'open',
        agent: ada,
        receipts: { visitor: receipt, agent: receipt },
        rating: null,
        startedAt: 0,
        endedAt: null,
        head,
      },
      events: publicEvents,
      hasEarlier: (publicEvents[0]?.seq ?? 1) > 1,
    },
    internal: { events: internal, head: internal.at(-1)?.seq ?? 0, hasMore: false },
    recognition: { strength: 'none', evidence: '' },
    contact: { name: null, email: null },
  };
}

const oneDay = () => 0;
const rowsOf = (thread: Parameters<typeof timelineOf>[0]) =>
  timelineOf(thread, [], oneDay).flatMap((item) => (item.kind === 'day' ? [] : [item.key]));

describe('thread', () => {
  it('[CNV4] ends where a fresh fetch would, whatever was repeated on the way', () => {
    const all = Array.from({ length: 12 }, (_, index) => message(index + 1, index * 10));
    fc.assert(
      fc.property(fc.nat(12), fc.array(fc.tuple(fc.nat(11), fc.nat(12))), (start, slices) => {
        let thread = threadFrom(open(all.slice(0, start), []));
        let head = start;
        for (const [from, length] of slices) {
          if (from > head) continue;
          thread = addPublic(thread, all.slice(from, from + length));
          head = Math.max(head, Math.min(12, from + length));
        }
        thread = addPublic(thread, all.slice(head));
        expect(thread).toEqual(threadFrom(open(all, [])));
      }),
    );
  });

  it('merges both streams by time', () => {
    let thread = threadFrom(open([message(1, 10), message(2, 30)], [note(1, 20)]));
    thread = addInternal(thread, [note(1, 20), note(2, 40)]);
    expect(rowsOf(thread)).toEqual(['p1', 'i1', 'p2', 'i2']);
  });

  it('holds back what is older than a part that was not fetched yet', () => {
    let thread = threadFrom(open([message(5, 100), message(6, 110)], [note(1, 50), note(2, 105)]));
    expect(firstMissing(thread.publicEvents)).toBe(5);
    expect(rowsOf(thread)).toEqual(['p5', 'i2', 'p6']);
    thread = addEarlier(thread, { publicEvents: [1, 2, 3, 4, 5].map((seq) => message(seq, seq * 20)) });
    expect(firstMissing(thread.publicEvents)).toBeNull();
    expect(rowsOf(thread)).toEqual(['p1', 'p2', 'i1', 'p3', 'p4', 'p5', 'i2', 'p6']);
  });

  it('shows what was written here until it comes back, and then once', () => {
    const entry = {
      clientId: 'client-2',
      kind: 'reply',
      text: 'm2',
      files: [],
      at: 20,
      state: 'accepted',
      problem: null,
    } as const;
    const thread = threadFrom(open([message(1, 10)], []));
    expect(timelineOf(thread, [entry], oneDay).map((item) => item.kind)).toEqual(['day', 'public', 'unsent']);
    const back = addPublic(thread, [message(2, 20, 'agent')]);
    expect(timelineOf(back, [entry], oneDay).map((item) => item.kind)).toEqual(['day', 'public', 'public']);
  });

  it('puts messages of one author under one name and starts each day with its date', () => {
    const thread = threadFrom(
      open([message(1, 10), message(2, 20), message(3, 30, 'agent'), message(4, 400_000, 'agent')], []),
    );
    const items = timelineOf(thread, [], (at) => Math.floor(at / 1_000_000));
    expect(items.map((item) => (item.kind === 'public' ? item.startsRun : item.kind))).toEqual([
      'day',
      true,
      false,
      true,
      true,
    ]);
  });
});
