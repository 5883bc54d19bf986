import type { DurableStream, EventsPage, Sequenced } from '@porchlight/protocol';
import type { RealtimeConnection, StreamSignal } from './connection.ts';
import { advanceDurable, type DurableInput, type DurableState, durableStart } from './durable.ts';
import { backoffMs, browserEnvironment, type RealtimeEnvironment } from './environment.ts';

export type ConversationFollower = {
  /** Sequence number of the last event handed on. */
  head(): number;
  /**
   * Tells of a sequence number learned elsewhere (the answer to a sent message). The socket usually brings the event
   * itself within `graceMs`; only then it is fetched.
   */
  hint(head: number, graceMs?: number): void;
  stop(): void;
};

/**
 * Follows one durable stream from `initialHead` on: hands every event to `onEvents` in order and once, over cut-offs,
 * repeats, reorders and reconnects [RT5, RT6]. `fetchEvents(after)` is `GET …/events?after=`; a failure is tried
 * again with backoff. `onRefused` is called when the server refuses the stream; the follower then waits for `stop`.
 */
export function followConversation<E>(options: {
  connection: Pick<RealtimeConnection, 'subscribe'>;
  stream: DurableStream;
  initialHead: number;
  fetchEvents(after: number): Promise<EventsPage<E>>;
  onEvents(events: Sequenced<E>[]): void;
  onRefused?(signal: Extract<StreamSignal, { type: 'refused' }>): void;
  environment?: Pick<RealtimeEnvironment, 'after' | 'random'>;
}): ConversationFollower {
  const environment = options.environment ?? browserEnvironment();
  let state: DurableState<E> = durableStart(options.initialHead);
  let isStopped = false;
  const timers = new Set<() => void>();

  function later(ms: number, callback: () => void): void {
    const cancel = environment.after(ms, () => {
      timers.delete(cancel);
      callback();
    });
    timers.add(cancel);
  }

  function feed(input: DurableInput<E>): void {
    if (isStopped) return;
    const step = advanceDurable(state, input);
    state = step.state;
    for (const effect of step.effects) {
      if (effect.type === 'apply') options.onEvents(effect.events);
      else if (effect.type === 'fetch') void fetchAfter(effect.after);
      else later(backoffMs(effect.failures, environment.random), () => feed({ type: 'retry-due' }));
    }
  }

  async function fetchAfter(after: number): Promise<void> {
    try {
      feed({ type: 'page', page: await options.fetchEvents(after) });
    } catch {
      feed({ type: 'fetch-failed' });
    }
  }

  const unsubscribe = options.connection.subscribe(options.stream, (signal) => {
    if (signal.type === 'event') feed({ type: 'event', seq: signal.seq, event: signal.event as E });
    else if (signal.type === 'subscribed' || signal.type === 'head') {
      feed({ type: 'head', head: signal.head });
      // A reconnect is the moment to try again: a wait that began while offline need not run out.
      if (signal.type === 'subscribed') feed({ type: 'retry-due' });
    } else if (signal.type === 'refused') options.onRefused?.(signal);
  });

  return {
    head: () => state.head,
    hint(head, graceMs = 1_000) {
      if (head <= state.head) return;
      later(graceMs, () => feed({ type: 'head', head }));
    },
    stop() {
      isStopped = true;
      unsubscribe();
      for (const cancel of timers) cancel();
      timers.clear();
    },
  };
}
