import type { Offer } from '@porchlight/protocol';
import { batch, type Signal } from '@preact/signals';
import type { Environment } from '../environment.ts';
import type { openContact } from './contact.ts';
import type { Keyring } from './keyring.ts';
import type { Sender } from './sender.ts';
import type { FirstMessage } from './sending.ts';
import type { Slot } from './slot.ts';
import type { Slots } from './slots.ts';

/** The first message of a conversation, which makes its key. */
export function openBeginning(deps: {
  /** Two tabs that begin at once wait for each other under this name. */
  lockName: string;
  keyring: Keyring;
  sender: Sender;
  slots: Slots;
  offer: Signal<Offer | null>;
  contact: ReturnType<typeof openContact>;
  environment: Environment;
  show(slot: Slot): void;
  /** The conversation had begun in another tab. */
  onFound(): void;
}) {
  const { keyring, sender, slots, offer, contact, environment } = deps;
  return {
    /** Settles when the message is stored. `former`: the conversation that did not take it. */
    async begin(item: FirstMessage, former: string | null = null): Promise<void> {
      const start = { offer: offer.value?.id ?? null, contact: contact.read() };
      // Two tabs may start at once: the second finds the key that the first has stored, and joins it.
      const key = await environment.withLock(deps.lockName, async () => {
        await sender.reload();
        const known = new Set(slots.all.value.filter(({ view }) => view.value).map((slot) => slot.key));
        const started = keyring.list().findLast(
          // One that is settled without a conversation was found again, and not opened yet [CNV3].
          ({ key, handoff, isPending, conversation }) => !handoff && !known.has(key) && (isPending || conversation),
        );
        // What another tab began may have become known here since "Send" was pressed.
        const going = slots.live.value?.key;
        const live = going && going !== former ? keyring.find(going) : undefined;
        const record = live ?? started ?? keyring.add(environment.now());
        const slot = slots.of(record.key);
        const isStored = sender.add({ ...item, key: record.key, start });
        deps.show(slot);
        await isStored;
        return record.key;
      });
      batch(() => {
        offer.value = null;
        contact.clear();
      });
      const record = keyring.find(key);
      if (record && !record.isPending) deps.onFound();
    },
  };
}
