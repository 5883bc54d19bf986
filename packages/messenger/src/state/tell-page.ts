import type { FromFrame, HandoffProof } from '@porchlight/protocol';
import { effect, type ReadonlySignal } from '@preact/signals';
import type { OutboxItem } from './outbox.ts';
import type { Slot } from './slot.ts';

/** Keeps the page told of what is unread, and that there is a conversation. */
export function tellPageOf(options: {
  live: ReadonlySignal<Slot | null>;
  history: ReadonlySignal<readonly Slot[]>;
  phase: ReadonlySignal<'loading' | 'ready'>;
  outbox: ReadonlySignal<readonly OutboxItem[]>;
  /** Of each key, what lets the page's hand-offs bring its conversation along. */
  proofs: ReadonlySignal<Readonly<Record<string, HandoffProof | null>>>;
  tellPage(message: FromFrame): void;
}): void {
  const { live, history, phase, outbox, proofs, tellPage } = options;
  effect(() => {
    // What the tab carries stands until we know better.
    if (phase.value !== 'ready') return;
    const proof = live.value?.isEnded.value === false ? proofs.value[live.value.key] : null;
    tellPage({ type: 'proof', proof: proof ?? null });
  });
  effect(() => {
    tellPage({ type: 'unread', ...(live.value?.unread.value ?? { count: 0, preview: null }) });
  });
  effect(() => {
    if (phase.value !== 'ready') return;
    const newest = live.value ?? history.value[0] ?? null;
    const view = newest?.view.value ?? null;
    const waitingAt = outbox.value.findLast(({ key }) => key === newest?.key)?.at;
    const lastAt = waitingAt ?? newest?.events.value.at(-1)?.event.at ?? view?.endedAt ?? view?.startedAt ?? null;
    // A first message on its way is a conversation already: the next page has to bring us back to send it.
    tellPage({ type: 'conversation', status: view?.status ?? (newest ? 'queued' : 'none'), lastUsedAt: lastAt });
  });
}
