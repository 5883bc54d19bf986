import { effect, type ReadonlySignal } from '@preact/signals';
import type { Environment } from '../environment.ts';

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
