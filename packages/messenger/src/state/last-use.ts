import type { CookieMode } from '@porchlight/protocol';
import { endsWithSession } from '../mode.ts';
import type { Value } from '../storage.ts';

const dayMs = 86_400_000;

/** When the messenger was last used here: what nobody came back to for as long as the register says is cleared unseen. */
export function openLastUse(options: { used: Value; mode: CookieMode; now(): number; holdsAnything(): boolean }) {
  const { used, mode, now, holdsAnything } = options;
  return {
    isLongAgo(): boolean {
      const at = Number(used.read() ?? now());
      return now() - at > (endsWithSession(mode) ? dayMs : 365 * dayMs);
    },
    note(): void {
      if (holdsAnything()) used.write(`${now()}`);
    },
  };
}
