import type { EventsPage, Sequenced } from '@porchlight/protocol';

/**
 * The state of one follower of a durable stream. `head` is the last event handed on, `known` the highest number
 * that anybody told of; `held` keeps events that came ahead of a gap.
 */
export type DurableState<E> = {
  head: number;
  known: number;
  held: ReadonlyMap<number, E>;
  fetch: 'idle' | 'running' | 'waiting';
  failures: number;
};

export type DurableInput<E> =
  /** `subscribed` and `heads` frames, and answers that name a sequence number. */
  | { type: 'head'; head: number }
  | { type: 'event'; seq: number; event: E }
  | { type: 'page'; page: EventsPage<E> }
  | { type: 'fetch-failed' }
  | { type: 'retry-due' };

export type DurableEffect<E> =
  | { type: 'apply'; events: Sequenced<E>[] }
  | { type: 'fetch'; after: number }
  | { type: 'retry-later'; failures: number };

/** Events that may wait ahead of a gap; beyond that they are dropped, since the fetch brings them anyway. */
const heldAtMost = 200;

/** A follower that has everything up to `head`. */
export function durableStart<E>(head: number): DurableState<E> {
  return { head, known: head, held: new Map(), fetch: 'idle', failures: 0 };
}

/**
 * [RT5] A gap, a reconnect with a higher head, or a higher head fetches what comes after the last applied event; one
 * fetch at a time, again while more is known. [RT6] Events are applied in order and once, whatever the order of
 * arrival. Pure: answers the next state and what has to be done.
 */
export function advanceDurable<E>(
  state: DurableState<E>,
  input: DurableInput<E>,
): { state: DurableState<E>; effects: DurableEffect<E>[] } {
  switch (input.type) {
    case 'head':
      return settle({ ...state, known: Math.max(state.known, input.head) }, []);
    case 'event': {
      if (input.seq <= state.head || state.held.has(input.seq)) return { state, effects: [] };
      const known = Math.max(state.known, input.seq);
      if (input.seq !== state.head + 1 && state.held.size >= heldAtMost) return settle({ ...state, known }, []);
      return settle({ ...state, known, held: new Map(state.held).set(input.seq, input.event) }, []);
    }
    case 'page': {
      if (state.fetch !== 'running') return { state, effects: [] };
      const fresh = input.page.events.filter(({ seq }) => seq > state.head);
      const head = fresh.at(-1)?.seq ?? state.head;
      const known = Math.max(state.known, input.page.head, head);
      // The server is the truth: when its page brings nothing although more is known, asking again at once would spin.
      if (fresh.length === 0 && known > head) {
        const failures = state.failures + 1;
        return settle({ ...state, known, fetch: 'waiting', failures }, [{ type: 'retry-later', failures }]);
      }
      const apply: DurableEffect<E>[] = fresh.length > 0 ? [{ type: 'apply', events: fresh }] : [];
      return settle({ ...state, head, known, fetch: 'idle', failures: 0 }, apply);
    }
    case 'fetch-failed': {
      if (state.fetch !== 'running') return { state, effects: [] };
      const failures = state.failures + 1;
      return { state: { ...state, fetch: 'waiting', failures }, effects: [{ type: 'retry-later', failures }] };
    }
    case 'retry-due':
      return state.fetch === 'waiting' ? settle({ ...state, fetch: 'idle' }, []) : { state, effects: [] };
  }
}

/** Hands on what follows without a gap, then fetches when more is known than was applied. */
function settle<E>(
  state: DurableState<E>,
  effects: DurableEffect<E>[],
): { state: DurableState<E>; effects: DurableEffect<E>[] } {
  let head = state.head;
  const held = new Map([...state.held].filter(([seq]) => seq > head));
  const next: Sequenced<E>[] = [];
  while (held.has(head + 1)) {
    head += 1;
    next.push({ seq: head, event: held.get(head) as E });
    held.delete(head);
  }
  const all = next.length > 0 ? [...effects, { type: 'apply' as const, events: next }] : effects;
  const settled = { ...state, head, held };
  if (state.fetch !== 'idle' || state.known <= head) return { state: settled, effects: all };
  return { state: { ...settled, fetch: 'running' }, effects: [...all, { type: 'fetch', after: head }] };
}
