import type { Clock } from '../platform/clock/index.ts';

/** After `free` failures each further one doubles the wait; all is forgotten `forgetMs` after the last. */
export type DelayPolicy = { free: number; firstMs: number; longestMs: number; forgetMs: number };

type Failures = { count: number; blockedUntil: number; lastAt: number };

/** Counts by this many keys at most; then the ones longest unused are forgotten. */
const keysAtMost = 50_000;

/**
 * Failed attempts by key, with growing delays. An attempt counts as failed until it has succeeded, so that many
 * at the same moment gain nothing; one that is refused does not count, so that nobody is locked out for good.
 */
export class Attempts {
  readonly #policy: DelayPolicy;
  readonly #clock: Clock;
  readonly #failures = new Map<string, Failures>();

  constructor(policy: DelayPolicy, clock: Clock) {
    this.#policy = policy;
    this.#clock = clock;
  }

  /** Milliseconds until the next attempt of this key is taken; 0 when it is taken now. */
  readWaitMs(key: string): number {
    return Math.max(0, (this.#read(key)?.blockedUntil ?? 0) - this.#clock.now());
  }

  begin(key: string): void {
    const now = this.#clock.now();
    const count = (this.#read(key)?.count ?? 0) + 1;
    const { free, firstMs, longestMs } = this.#policy;
    const delayMs = count < free ? 0 : Math.min(longestMs, firstMs * 2 ** Math.min(count - free, 30));
    // Deleted first, so that the map's order is that of the last use.
    this.#failures.delete(key);
    this.#failures.set(key, { count, blockedUntil: now + delayMs, lastAt: now });
    if (this.#failures.size > keysAtMost) this.#failures.delete(this.#failures.keys().next().value as string);
  }

  /** The attempt was none: takes back what `begin` counted. */
  takeBack(key: string): void {
    const failures = this.#read(key);
    if (failures) this.#failures.set(key, { ...failures, count: failures.count - 1, blockedUntil: 0 });
  }

  forget(key: string): void {
    this.#failures.delete(key);
  }

  #read(key: string): Failures | undefined {
    const failures = this.#failures.get(key);
    // Where the clock was moved back, the wait is as long as it was, not longer by that.
    const backMs = failures ? failures.lastAt - this.#clock.now() : 0;
    if (failures && backMs > 0) {
      failures.lastAt -= backMs;
      failures.blockedUntil -= backMs;
    }
    if (!failures || this.#clock.now() - failures.lastAt < this.#policy.forgetMs) return failures;
    this.#failures.delete(key);
    return undefined;
  }
}

/** A wait in words, rounded up. */
export function waitInWords(waitMs: number): string {
  const seconds = Math.ceil(waitMs / 1_000);
  if (seconds < 60) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}
