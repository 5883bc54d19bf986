import { connectRealtime, type RealtimeConnection, type RealtimeStatus, SignedOut } from '@porchlight/realtime';
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { RequestFailed } from '../api.ts';
import type { Environment } from '../environment.ts';
import type { Grants } from './grants.ts';
import type { Slot } from './slot.ts';

/** A connection that is gone for less than this is nobody's business. */
const lateMs = 1_500;

/** Keeps the socket for the conversation that goes on; there is none without one. */
export function openLine(options: {
  slot: ReadonlySignal<Slot | null>;
  grants: Grants;
  environment: Environment;
  /** The server will not let us back into this conversation. */
  onLost(slot: Slot): void;
  onOpen(): void;
}) {
  const { grants, environment } = options;
  const status = signal<RealtimeStatus | null>(null);
  const isLate = signal(false);
  let cancelLate: (() => void) | null = null;
  let current: { slot: Slot; connection: RealtimeConnection } | null = null;

  function setStatus(slot: Slot, next: RealtimeStatus): void {
    status.value = next;
    if (next.state === 'open' || next.reason === 'by-client') {
      cancelLate?.();
      cancelLate = null;
      isLate.value = false;
      if (next.state === 'open') options.onOpen();
    } else {
      cancelLate ??= environment.after(lateMs, () => {
        isLate.value = true;
      });
    }
    // Only the exchange of the key says that it opens nothing; a socket that is refused, say for a wrong clock, must
    // not cost the visitor the conversation.
    if (next.reason === 'signed-out') options.onLost(slot);
  }

  async function tokenFor(slot: Slot, reason: 'connect' | 'refused'): Promise<string> {
    if (reason === 'refused') grants.drop(slot.key);
    try {
      return await grants.tokenOf(slot.key);
    } catch (error) {
      if (error instanceof RequestFailed && error.code === 'key_invalid') throw new SignedOut();
      throw error;
    }
  }

  function follow(slot: Slot | null): void {
    if (current?.slot === slot) return;
    current?.slot.unfollow();
    current?.connection.close();
    current = null;
    status.value = null;
    isLate.value = false;
    if (!slot) return;
    const connection = connectRealtime({
      url: `${environment.origin.replace(/^http/, 'ws')}/socket`,
      getToken: (reason) => tokenFor(slot, reason),
      onStatus: (next) => setStatus(slot, next),
      environment,
    });
    current = { slot, connection };
    slot.follow(connection);
  }

  effect(() => {
    const slot = options.slot.value;
    // Ended since: what is left is read over HTTP.
    const next = slot?.isEnded.value ? null : slot;
    queueMicrotask(() => follow(next ?? null));
  });

  return {
    status,
    isLate,
    sendTyping(isTyping: boolean) {
      const id = current?.slot.view.value?.id;
      if (id) current?.connection.sendTyping(id, isTyping);
    },
  };
}
