import { setTimeout } from 'node:timers/promises';

/** Waits until something holds, but no longer than `atMostMs`; answers whether it came to hold. */
export async function waitUntil(holds: () => boolean, atMostMs: number): Promise<boolean> {
  for (const deadline = Date.now() + atMostMs; Date.now() < deadline; await setTimeout(50)) if (holds()) return true;
  return false;
}
