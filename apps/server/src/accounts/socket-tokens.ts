import { limits } from '@porchlight/protocol';
import type { Clock } from '../platform/clock/index.ts';
import { hashSecret, newSecret } from '../platform/ids/index.ts';
import type { Interface } from './tables.ts';

type Bound = { sessionId: string; interface: Interface; expiresAt: number };

const tokensAtMost = 10_000;

/**
 * Tokens for the hello of a socket: one minute, one use, bound to a session. They live in memory only; after a
 * restart the client simply asks for another.
 */
export class SocketTokens {
  readonly #clock: Clock;
  readonly #bound = new Map<string, Bound>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Makes a token for a session. */
  issue(session: { id: string; interface: Interface }): { token: string; expiresAt: number } {
    this.#dropExpired();
    const token = newSecret();
    const expiresAt = this.#clock.now() + limits.socketTokenMs;
    this.#bound.set(hashSecret(token), { sessionId: session.id, interface: session.interface, expiresAt });
    return { token, expiresAt };
  }

  /** Uses a token up; null when it is unknown, used or expired. */
  redeem(token: string): { sessionId: string; interface: Interface } | null {
    const key = hashSecret(token);
    const bound = this.#bound.get(key);
    this.#bound.delete(key);
    return bound && bound.expiresAt > this.#clock.now() ? bound : null;
  }

  /** The map's order is that of issue, and all live equally long: the expired ones come first. */
  #dropExpired(): void {
    for (const [key, { expiresAt }] of this.#bound) {
      if (expiresAt > this.#clock.now() && this.#bound.size < tokensAtMost) break;
      this.#bound.delete(key);
    }
  }
}
