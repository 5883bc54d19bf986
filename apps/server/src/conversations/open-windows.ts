import type { ConversationId } from '@porchlight/protocol';
import type { Clock } from '../platform/clock/index.ts';

/** Going to another page closes a messenger and opens the next one: that is no leaving. */
const betweenPagesMs = 5_000;

type Window = { sockets: number; closedAt: number };

/** Conversations whose visitor has a messenger connected right now, whatever they agreed to be counted by. */
export class OpenWindows {
  readonly #clock: Clock;
  readonly #windows = new Map<ConversationId, Window>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A messenger connected; answers whether the visitor was not there before. */
  open(id: ConversationId): boolean {
    const known = this.#windows.get(id);
    if (known) known.sockets += 1;
    else this.#windows.set(id, { sockets: 1, closedAt: 0 });
    return !known;
  }

  close(id: ConversationId): void {
    const known = this.#windows.get(id);
    if (!known) return;
    known.sockets -= 1;
    known.closedAt = this.#clock.now();
  }

  isOpen(id: ConversationId): boolean {
    return this.#windows.has(id);
  }

  /** Takes out those that were closed and not opened again, and names them. */
  sweep(): ConversationId[] {
    const until = this.#clock.now() - betweenPagesMs;
    const gone = [...this.#windows].filter(([, { sockets, closedAt }]) => sockets <= 0 && closedAt <= until);
    for (const [id] of gone) this.#windows.delete(id);
    return gone.map(([id]) => id);
  }
}
