import type { VisitId, VisitorId } from '@porchlight/protocol';
import { backoffMs } from '@porchlight/realtime';
import { batch, type Signal, signal } from '@preact/signals';
import { type Api, RequestFailed } from '../api.ts';
import type { Environment } from '../environment.ts';
import { readList, type Value } from '../storage.ts';
import type { Grants } from './grants.ts';
import type { Keyring } from './keyring.ts';
import { findDue, type OutboxItem, readItems, refused, retried, withItem, withoutItem } from './outbox.ts';
import type { Slot } from './slot.ts';

export type Sender = {
  items: Signal<OutboxItem[]>;
  /** Stores a message and sends it as soon as it can be. */
  add(item: OutboxItem): void;
  retry(clientId: string, change?: Partial<OutboxItem>): void;
  discard(clientId: string): void;
  /** Sends what waits, now. */
  pump(): void;
  /** Lets go of all that waits, unsent. */
  clear(): void;
  /** Reads again what other tabs have stored. */
  reload(): void;
};

/**
 * Sends stored messages one by one, oldest first, over reloads and cut-offs. The lock lets one tab send at a time; the
 * message leaves the store only after the server's answer, and its client id makes a repeat harmless.
 */
export function openSender(deps: {
  stored: Value;
  site: string;
  api: Api;
  grants: Grants;
  keyring: Keyring;
  environment: Environment;
  identity(): { visitor: VisitorId | null; visit: VisitId | null };
  slotOf(key: string): Slot;
  newClientId(): string;
  /** A conversation has begun or was found to have begun. */
  onStarted(slot: Slot): void;
}): Sender {
  const { stored, api, grants, keyring, environment } = deps;
  const items = signal<OutboxItem[]>(read());
  let isPumping = false;
  let isAskedAgain = false;
  let failures = 0;
  const renamed = new Set<string>();
  let cancelRetry = () => {};

  function read(): OutboxItem[] {
    return readItems(readList<Partial<OutboxItem>>(stored));
  }
  function change(update: (items: OutboxItem[]) => OutboxItem[]): void {
    const next = update(read());
    if (next.length === 0) stored.remove();
    else stored.write(JSON.stringify(next));
    items.value = next;
  }

  function pump(): void {
    cancelRetry();
    if (isPumping) {
      isAskedAgain = true;
      return;
    }
    isPumping = true;
    void environment
      .withLock(`pl_outbox-${deps.site}`, sendAll)
      .catch((error: unknown) => console.error(error))
      .finally(() => {
        isPumping = false;
        if (isAskedAgain) {
          isAskedAgain = false;
          pump();
        }
      });
  }

  async function sendAll(): Promise<void> {
    for (;;) {
      const item = findDue(read());
      if (!item) return;
      try {
        await send(item);
        failures = 0;
      } catch (error) {
        if (!(error instanceof RequestFailed)) throw error;
        if (error.isTransient) {
          failures += 1;
          const waitMs = Math.max(error.retryAfterMs ?? 0, backoffMs(failures, environment.random));
          cancelRetry = environment.after(waitMs, pump);
          return;
        }
        settleRefusal(item, error);
      }
    }
  }

  async function send(item: OutboxItem): Promise<void> {
    const record = keyring.find(item.key);
    const slot = deps.slotOf(item.key);
    if (!record?.conversation) {
      await start(item, slot);
      return;
    }
    const id = record.conversation;
    const { seq, at } = await grants.withToken(item.key, (token) =>
      api.send(token, id, { clientId: item.clientId, text: item.text }),
    );
    slot.markSent({ clientId: item.clientId, text: item.text, at, seq });
    change((all) => withoutItem(all, item.clientId));
  }

  async function start(item: OutboxItem, slot: Slot): Promise<void> {
    const answer = await api.start(item.key, {
      clientId: item.clientId,
      text: item.text,
      ...deps.identity(),
      offer: item.start?.offer ?? null,
      contact: item.start?.contact ?? { name: null, email: null },
    });
    grants.take(item.key, answer);
    keyring.settle(item.key, answer.conversation.id, answer.visitor);
    batch(() => {
      slot.take(answer.opened);
      change((all) => withoutItem(all, item.clientId));
      deps.onStarted(slot);
    });
  }

  function settleRefusal(item: OutboxItem, error: RequestFailed): void {
    // The name was given to another text: under a name of its own this message is simply new.
    if (error.code === 'client_id_reused' && !renamed.has(item.clientId)) {
      const clientId = deps.newClientId();
      renamed.add(clientId);
      change((all) => retried(all, item.clientId, { clientId }));
      return;
    }
    change((all) => refused(all, item.clientId, { code: error.code ?? 'internal', message: error.message }));
  }

  return {
    items,
    add(item) {
      change((all) => withItem(all, item));
      pump();
    },
    retry(clientId, update = {}) {
      change((all) => retried(all, clientId, update));
      failures = 0;
      pump();
    },
    discard: (clientId) => change((all) => withoutItem(all, clientId)),
    pump,
    clear: () => change(() => []),
    reload() {
      const next = read();
      const kept = new Set(next.map(({ clientId }) => clientId));
      // Another tab sent it: its echo stays until the event comes.
      for (const { clientId, key, text, at, refusal } of items.value) {
        if (!kept.has(clientId) && !refusal) deps.slotOf(key).markSent({ clientId, text, at, seq: 0 });
      }
      items.value = next;
    },
  };
}
