import type { EventsPage, Sequenced } from '@porchlight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advanceDurable, type DurableEffect, type DurableInput, type DurableState, durableStart } from './durable.ts';

type Text = { text: string };
const eventAt = (seq: number): Sequenced<Text> => ({ seq, event: { text: `m${seq}` } });

/** A follower with its effects carried out by hand: fetches wait in `asked` until the test answers them. */
function buildFollower(initialHead: number) {
  let state: DurableState<Text> = durableStart(initialHead);
  const applied: Sequenced<Text>[] = [];
  const asked: number[] = [];
  let retries = 0;
  function run(effects: DurableEffect<Text>[]): void {
    for (const effect of effects) {
      if (effect.type === 'apply') applied.push(...effect.events);
      else if (effect.type === 'fetch') asked.push(effect.after);
      else retries += 1;
    }
  }
  return {
    applied,
    asked,
    feed(input: DurableInput<Text>) {
      const step = advanceDurable(state, input);
      state = step.state;
      run(step.effects);
    },
    event: (seq: number) => ({ type: 'event', ...eventAt(seq) }) as const,
    state: () => state,
    takeRetry() {
      if (retries === 0) return false;
      retries -= 1;
      return true;
    },
  };
}

function pageAfter(after: number, serverHead: number, pageSize: number): EventsPage<Text> {
  const events = [];
  for (let seq = after + 1; seq <= Math.min(serverHead, after + pageSize); seq++) events.push(eventAt(seq));
  return { events, head: serverHead, hasMore: after + pageSize < serverHead };
}

describe('advanceDurable', () => {
  it('[RT5] hands on events that follow without a fetch', () => {
    const follower = buildFollower(4);
    follower.feed(follower.event(5));
    follower.feed(follower.event(6));
    expect(follower.applied.map(({ seq }) => seq)).toEqual([5, 6]);
    expect(follower.asked).toEqual([]);
  });

  it('[RT5] fetches once after a gap and hands on in order', () => {
    const follower = buildFollower(1);
    follower.feed(follower.event(4));
    follower.feed(follower.event(5));
    expect(follower.asked).toEqual([1]);
    expect(follower.applied).toEqual([]);
    follower.feed({ type: 'page', page: pageAfter(1, 5, 100) });
    expect(follower.applied).toEqual([2, 3, 4, 5].map(eventAt));
    expect(follower.asked).toEqual([1]);
  });

  it('[RT5] notices a lost last event by a higher head', () => {
    const follower = buildFollower(2);
    follower.feed({ type: 'head', head: 3 });
    expect(follower.asked).toEqual([2]);
  });

  it('[RT5] waits before asking again when the server brings nothing new', () => {
    const follower = buildFollower(2);
    follower.feed({ type: 'head', head: 3 });
    follower.feed({ type: 'page', page: pageAfter(2, 2, 100) });
    expect(follower.asked).toEqual([2]);
    expect(follower.takeRetry()).toBe(true);
    follower.feed({ type: 'retry-due' });
    expect(follower.asked).toEqual([2, 2]);
  });

  it('[RT6] any order of cut-offs, repeats, reorders and reconnects ends as a fresh fetch', () => {
    type Step =
      | { do: 'append'; delivered: boolean }
      | { do: 'deliver'; seq: number }
      | { do: 'heads' }
      | { do: 'stale-heads'; back: number }
      | { do: 'answer'; pageSize: number }
      | { do: 'answer-late'; behind: number; pageSize: number }
      | { do: 'fail' }
      | { do: 'retry' };
    const step: fc.Arbitrary<Step> = fc.oneof(
      { weight: 6, arbitrary: fc.record({ do: fc.constant('append' as const), delivered: fc.boolean() }) },
      {
        weight: 6,
        arbitrary: fc.record({ do: fc.constant('deliver' as const), seq: fc.integer({ min: 1, max: 60 }) }),
      },
      fc.constant({ do: 'heads' as const }),
      fc.record({ do: fc.constant('stale-heads' as const), back: fc.integer({ min: 0, max: 9 }) }),
      fc.record({ do: fc.constant('answer' as const), pageSize: fc.integer({ min: 1, max: 7 }) }),
      fc.record({
        do: fc.constant('answer-late' as const),
        behind: fc.integer({ min: 0, max: 9 }),
        pageSize: fc.integer({ min: 1, max: 7 }),
      }),
      fc.constant({ do: 'fail' as const }),
      fc.constant({ do: 'retry' as const }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5 }), fc.array(step, { maxLength: 120 }), (initial, steps) => {
        const follower = buildFollower(initial);
        let serverHead = initial;
        const answer = (head: number, pageSize: number) => {
          const after = follower.asked.shift();
          if (after !== undefined)
            follower.feed({ type: 'page', page: pageAfter(after, Math.max(head, after), pageSize) });
        };
        for (const one of steps) {
          if (one.do === 'append') {
            serverHead += 1;
            if (one.delivered) follower.feed(follower.event(serverHead));
          } else if (one.do === 'deliver' && one.seq <= serverHead) follower.feed(follower.event(one.seq));
          else if (one.do === 'heads') follower.feed({ type: 'head', head: serverHead });
          else if (one.do === 'stale-heads') follower.feed({ type: 'head', head: Math.max(0, serverHead - one.back) });
          else if (one.do === 'answer') answer(serverHead, one.pageSize);
          else if (one.do === 'answer-late') answer(serverHead - one.behind, one.pageSize);
          else if (one.do === 'fail' && follower.asked.shift() !== undefined) follower.feed({ type: 'fetch-failed' });
          else if (one.do === 'retry' && follower.takeRetry()) follower.feed({ type: 'retry-due' });
          expect(follower.asked.length).toBeLessThanOrEqual(1);
        }
        // The connection comes back and stays: the server tells its head, and every fetch is answered.
        follower.feed({ type: 'head', head: serverHead });
        for (let turn = 0; turn < 200 && follower.state().head < serverHead; turn++) {
          if (follower.asked.length > 0) answer(serverHead, 7);
          else if (follower.takeRetry()) follower.feed({ type: 'retry-due' });
        }
        const fresh = Array.from({ length: serverHead - initial }, (_, index) => eventAt(initial + 1 + index));
        expect(follower.applied).toEqual(fresh);
        expect(follower.state().held.size).toBe(0);
      }),
      { numRuns: 1_000 },
    );
  });
});
