import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import type { OutboxItem } from './outbox.ts';
import type { Slot } from './slot.ts';

export type Slots = ReturnType<typeof openSlots>;

/** The conversations that this browser holds a key of, which of them is on screen, and which goes on. */
export function openSlots(options: { open(key: string): Slot; items(): ReadonlySignal<readonly OutboxItem[]> }) {
  const all = signal<readonly Slot[]>([]);
  /** The conversation on screen; null is one that is about to begin. */
  const shown = signal<Slot | null>(null);
  const isLive = (slot: Slot) =>
    !slot.isEnded.value && (slot.view.value !== null || options.items().value.some(({ key }) => key === slot.key));
  const startOf = (slot: Slot) => slot.view.value?.startedAt ?? Number.MAX_SAFE_INTEGER;
  return {
    all,
    shown,
    /** The one conversation that goes on: of several, which only a hand-off can bring together, the one on screen. */
    live: computed(() => {
      const onScreen = shown.value;
      return onScreen && isLive(onScreen) ? onScreen : (all.value.findLast(isLive) ?? null);
    }),
    /** Those that have begun, newest first. */
    history: computed(() =>
      all.value.filter((slot) => slot.view.value !== null).sort((a, b) => startOf(b) - startOf(a)),
    ),
    of(key: string): Slot {
      const known = all.value.find((slot) => slot.key === key);
      if (known) return known;
      const slot = options.open(key);
      all.value = [...all.value, slot];
      return slot;
    },
    sort(): void {
      all.value = [...all.value].sort((a, b) => startOf(a) - startOf(b));
    },
    /** Lets go of conversations that this browser holds no key for any more, here or since another tab cleared it. */
    drop(isGone: (slot: Slot) => boolean): void {
      if (!all.value.some(isGone)) return;
      batch(() => {
        if (shown.value && isGone(shown.value)) shown.value = null;
        all.value = all.value.filter((slot) => !isGone(slot));
      });
    },
  };
}
