import { limits } from '@porchlight/protocol';
import { effect, type ReadonlySignal } from '@preact/signals';
import type { Environment } from '../environment.ts';
import type { Slot } from './slot.ts';

const refreshMs = 60_000;

/** Calls `refresh` each minute as long as somebody waits. */
export function whileWaiting(options: {
  isWaiting: ReadonlySignal<boolean>;
  refresh(): Promise<void>;
  environment: Environment;
}): void {
  let cancel = () => {};
  effect(() => {
    cancel();
    if (!options.isWaiting.value) return;
    const again = () => {
      void options.refresh();
      cancel = options.environment.after(refreshMs, again);
    };
    cancel = options.environment.after(refreshMs, again);
  });
}

/** [XD5] Renews what lets hand-offs bring the conversation along, well before it ends. */
export function whileTalking(options: {
  live: ReadonlySignal<Slot | null>;
  refresh(slot: Slot): Promise<unknown>;
  environment: Environment;
}): void {
  let cancel = () => {};
  effect(() => {
    cancel();
    const slot = options.live.value;
    if (!slot?.view.value || slot.isEnded.value) return;
    const again = () => {
      // Offline, the next turn brings it.
      options.refresh(slot).catch(() => undefined);
      cancel = options.environment.after(limits.handoffProofMs / 2, again);
    };
    cancel = options.environment.after(limits.handoffProofMs / 2, again);
  });
}
