import type { Interface } from '../api.ts';
import { createStore } from '../realtime/store.ts';

type Asked = { at: Interface; answer: (isConfirmed: boolean) => void };

/** Who is asked now to confirm that it is they; null when nobody is. */
export const asked = createStore<Asked | null>(null);

let running: Promise<boolean> | null = null;

/** Asks the member to confirm that it is they; what needs it meanwhile waits for the same answer [REM2]. */
export function askForConfirmation(at: Interface): Promise<boolean> {
  running ??= new Promise<boolean>((resolve) => {
    asked.set({
      at,
      answer(isConfirmed) {
        asked.set(null);
        running = null;
        resolve(isConfirmed);
      },
    });
  });
  return running;
}
