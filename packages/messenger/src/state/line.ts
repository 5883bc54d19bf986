import { type Extension, type RealtimeStatus, SignedOut, shareLine } from '@porchlight/realtime';
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { RequestFailed } from '../api.ts';
import type { Environment } from '../environment.ts';
import type { Grants } from './grants.ts';
import type { Slot } from './slot.ts';

/** A connection that is gone for less than this is nobody's business. */
const lateMs = 1_500;

/** Keeps this tab on the line for the conversation that goes on [CNV5]; there is no socket without one. */
export function openLine(options: {
  site: string;
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
  let current: { slot: Slot; connection: Extension } | null = null;
  const shared = shareLine({
    name: `pl-line-${options.site}`,
    url: `${environment.origin.replace(/^http/, 'ws')}/socket`,
    environment,
  });

  function setStatus(slot: Slot, next: RealtimeStatus): void {
    status.value = next;
    if (next.state === 'open') {
      settleLate();
      options.onOpen();
    } else {
      cancelLate ??= environment.after(lateMs, () => {
        isLate.value = true;
      });
    }
    // Only the exchange of the key says that it opens nothing; a socket that is refused, say for a wrong clock, must
    // not cost the visitor the conversation.
    if (next.reason === 'signed-out') options.onLost(slot);
  }

  function settleLate(): void {
    cancelLate?.();
    cancelLate = null;
    isLate.value = false;
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
    settleLate();
    const conversation = slot?.view.value?.id;
    if (!slot || !conversation) return;
    const connection = shared.connect({
      conversation,
      getToken: (reason) => tokenFor(slot, reason),
      onStatus: (next) => {
        if (current?.slot === slot) setStatus(slot, next);
      },
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
