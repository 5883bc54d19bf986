import type { ConversationId, Grant } from '@porchlight/protocol';
import { backoffMs } from '@porchlight/realtime';
import { batch } from '@preact/signals';
import { RequestFailed } from '../api.ts';
import type { Environment } from '../environment.ts';
import { type Drafts, newDraft } from './drafts.ts';
import type { Grants } from './grants.ts';
import type { Identity } from './identity.ts';
import type { Keyring } from './keyring.ts';
import type { Slot } from './slot.ts';
import type { Slots } from './slots.ts';

/** A pending key without its message belongs to a tab that is about to store it; after this long it never will. */
const orphanMs = 60_000;

export type KeyTaking = ReturnType<typeof openKeyTaking>;

/** Turns the keys that this browser holds into conversations that are open here. */
export function openKeyTaking(deps: {
  keyring: Keyring;
  grants: Grants;
  slots: Slots;
  drafts: Drafts;
  identity: Identity;
  environment: Environment;
  /** Messages wait for the conversation of this key. */
  hasItems(key: string): boolean;
}) {
  const { keyring, grants, slots, drafts, identity, environment, hasItems } = deps;
  /** Counts up when all was cleared: answers to what was asked before are nobody's. */
  let era = 0;

  function takeGrant(key: string, grant: Grant): Slot {
    const slot = slots.of(key);
    slot.takeView(grant.conversation);
    keyring.settle(key, grant.conversation.id, grant.visitor);
    identity.learn(grant.visitor);
    return slot;
  }

  /** What was typed while the conversation had no name yet goes on under its name. */
  function keepDraft(slot: Slot): void {
    const id = slot.view.value?.id;
    const text = drafts.read(newDraft);
    if (!id || text === '' || drafts.read(id) !== '') return;
    drafts.write(id, text);
    drafts.write(newDraft, '');
  }

  /** Found again by a recovery or a hand-off, beside the key that we have. */
  function isOpen(conversation: ConversationId, key: string): boolean {
    return slots.all.value.some((slot) => slot.key !== key && slot.view.value?.id === conversation);
  }

  /** Exchanges the keys that are new to this tab and shows what they open. Throws `RequestFailed`. */
  async function takeKeys(): Promise<void> {
    const records = [...keyring.list(), ...keyring.lent()];
    slots.drop((slot) => !records.some(({ key }) => key === slot.key));
    for (const { key, isPending } of records) if (isPending && hasItems(key)) slots.of(key);
    const unknown = records.filter(
      ({ key, isPending, handoff }) =>
        !(isPending && handoff) && !slots.all.value.some((slot) => slot.key === key && slot.view.value),
    );
    if (unknown.length > 0) {
      const began = era;
      const answers = await grants.exchange(unknown.map(({ key }) => key));
      if (began !== era) return;
      const gone: string[] = [];
      batch(() => {
        for (const [index, { key, isPending, at }] of unknown.entries()) {
          const grant = answers[index];
          if (grant && isOpen(grant.conversation.id, key)) gone.push(key);
          else if (grant) {
            const slot = takeGrant(key, grant);
            if (isPending) keepDraft(slot);
          } else if (!isPending || (!hasItems(key) && environment.now() - at > orphanMs)) gone.push(key);
        }
        slots.drop(({ key }) => gone.includes(key));
        slots.sort();
      });
      keyring.remove(gone);
    }
    const next = slots.live.value;
    if (next?.view.value && !next.isLoaded.value) await next.load();
  }

  return {
    takeGrant,
    keepDraft,
    takeKeys,
    /** Exchanges all keys anew, and lets go of those that open nothing any more. Throws `RequestFailed`. */
    async recheck(): Promise<void> {
      const keys = slots.all.value.filter(({ view }) => view.value).map(({ key }) => key);
      const answers = await grants.exchange(keys);
      const gone = keys.filter((_, index) => answers[index] === null);
      slots.drop(({ key }) => gone.includes(key));
      keyring.remove(gone);
    },
    /** Tries until the keys are found and taken; `onStall` hears of each failure. */
    async untilTaken(find: () => Promise<void>, onStall: () => void): Promise<void> {
      for (let failures = 0; ; ) {
        try {
          await find();
          return await takeKeys();
        } catch (error) {
          if (!(error instanceof RequestFailed)) throw error;
          failures += 1;
          onStall();
          const waitMs = Math.max(error.retryAfterMs ?? 0, backoffMs(failures, environment.random));
          await new Promise<void>((resolve) => environment.after(waitMs, resolve));
        }
      }
    },
    /** All was cleared: what is still being asked is asked for nobody. */
    forget(): void {
      era += 1;
    },
  };
}
