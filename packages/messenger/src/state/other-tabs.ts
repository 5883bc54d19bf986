import type { Environment } from '../environment.ts';
import type { FrameStorage } from '../storage.ts';
import type { Drafts } from './drafts.ts';
import type { Keyring } from './keyring.ts';
import type { Sender } from './sender.ts';
import type { Slot } from './slot.ts';
import type { Slots } from './slots.ts';

/** Follows what other tabs store: their conversations, drafts and messages, and that somebody logged out there. */
export function followOtherTabs(deps: {
  storage: FrameStorage;
  environment: Environment;
  slots: Slots;
  keyring: Keyring;
  drafts: Drafts;
  sender: Sender;
  /** What an earlier session left is not known to be ours before. */
  isReady(): boolean;
  takeKeys(): Promise<void>;
  show(slot: Slot): void;
  pump(): void;
  /** Lets go of what this tab holds beside the storage. */
  clear(): void;
}) {
  const { storage, environment, slots, keyring, drafts, sender } = deps;

  /** Opens conversations that were begun elsewhere; one that goes on is shown where nothing is. */
  async function takeNew(): Promise<void> {
    const wasNew = slots.shown.value === null;
    try {
      await deps.takeKeys();
    } catch {
      // Another change or the next load brings it.
      return;
    }
    const live = slots.live.value;
    if (wasNew && slots.shown.value === null && live) deps.show(live);
  }

  environment.onStored((name) => {
    const isKeys = name === null || name === storage.keys.name;
    // Another tab cleared all: somebody logged out there [VIS6].
    if (isKeys && keyring.list().length === 0 && slots.all.value.some(({ key }) => !keyring.find(key))) {
      deps.clear();
      sender.forget();
      return;
    }
    if (name === null || name === storage.draft.name) drafts.reload();
    if (deps.isReady() && isKeys) void takeNew();
  });
  storage.outbox.onTold(() => {
    if (!deps.isReady()) return;
    void sender.reload().then(() => {
      // Should the tab that sends go away, the lock and with it the sending comes to us.
      if (sender.items.value.length > 0) deps.pump();
    });
  });
  return { takeNew };
}
