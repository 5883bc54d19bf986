import { openStoredDatabase, type StoredDatabase } from '@porchlight/cookies/database';
import {
  conversationKeysEntry,
  draftEntry,
  openStored,
  outboxEntry,
  type ScriptEntry,
  scriptName,
  usedEntry,
} from '@porchlight/cookies/script';
import type { CookieMode } from '@porchlight/protocol';
import { endsWithSession } from './mode.ts';

/** One stored value of the frame; where the browser refuses storage it lives in memory as long as the page. */
export type Value = { name: string; read(): string | null; write(value: string): void; remove(): void };

export type FrameStorage = {
  keys: Value;
  draft: Value;
  /** Where unsent text lies after a change of the site's mode: in the browser instead of the tab, or the other way. */
  formerDraft: Value;
  /** When all of this was last used. */
  used: Value;
  outbox: {
    database: StoredDatabase;
    /** Tells the other tabs that something was stored. */
    tellOthers(): void;
    onTold(callback: () => void): void;
  };
};

/** What the tabs of one browser hear each other by; null where the browser has nothing of the kind. */
export type TabChannel = Pick<BroadcastChannel, 'postMessage' | 'onmessage'> | null;

/**
 * Opens the register's entries of the messenger for one site. What was typed lives in the tab alone where the site's
 * mode keeps nothing beyond the browser's session.
 */
export function openFrameStorage(
  site: string,
  mode: CookieMode,
  open: () => Storage,
  openTab: () => Storage,
  openDatabases: () => IDBFactory,
  openChannel: (name: string) => TabChannel,
): FrameStorage {
  const value = (entry: ScriptEntry, openStore: () => Storage): Value => {
    const stored = openStored(entry, openStore, site);
    let held: string | null = null;
    return {
      name: scriptName(entry, site),
      read: () => held ?? stored.read(),
      write(text) {
        held = stored.write(text) ? null : text;
        // An older text would come back after a reload as if it were the newest.
        if (held !== null) stored.remove();
      },
      remove() {
        held = null;
        stored.remove();
      },
    };
  };
  const [draft, formerDraft] = endsWithSession(mode) ? [openTab, open] : [open, openTab];
  return {
    keys: value(conversationKeysEntry, open),
    draft: value(draftEntry, draft),
    formerDraft: value(draftEntry, formerDraft),
    used: value(usedEntry, open),
    outbox: {
      database: openStoredDatabase(outboxEntry, openDatabases, site),
      ...openNews(() => openChannel(scriptName(outboxEntry, site))),
    },
  };
}

/** News between tabs, which hold nothing: whoever hears of them looks into the database. */
function openNews(open: () => TabChannel): Pick<FrameStorage['outbox'], 'tellOthers' | 'onTold'> {
  let channel: TabChannel = null;
  try {
    channel = open();
  } catch {
    // Refused together with the storage: there is nothing to tell then.
  }
  return {
    tellOthers: () => channel?.postMessage(null),
    onTold(callback) {
      if (channel) channel.onmessage = callback;
    },
  };
}

/** Reads a stored JSON list; anything that is not one counts as empty. */
export function readList<T>(value: Value): T[] {
  try {
    const list: unknown = JSON.parse(value.read() ?? '[]');
    return Array.isArray(list) ? (list as T[]) : [];
  } catch {
    return [];
  }
}
