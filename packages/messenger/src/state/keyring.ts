import { type ConversationId, type CookieMode, encodeBase64Url, limits, type VisitorId } from '@porchlight/protocol';
import { endsWithSession } from '../mode.ts';
import { readList, type Value } from '../storage.ts';

/**
 * A conversation key [CNV1]: 256 bits. Pending until the server has acknowledged the start that uses it; `at` is
 * when it was made, by this browser's clock.
 */
export type KeyRecord = {
  key: string;
  at: number;
  isPending: boolean;
  conversation: ConversationId | null;
  /** Whose conversation it is, once the server has said so. */
  visitor: VisitorId | null;
  /** What a pending key is asked for with, where it continues a conversation of another domain [XD5]. */
  handoff: { id: string; from: string; visitor: VisitorId } | null;
  /** It was last shown in a mode that ends with the browser's session; that session's end holds in the next mode, too. */
  endsWithSession: boolean;
  /** [CNV3] What the page keeps for us brings this conversation back. */
  isRecoverable: boolean;
};

export type Keyring = {
  list(): KeyRecord[];
  find(key: string): KeyRecord | undefined;
  /** Makes and stores a new pending key. */
  add(now: number, handoff?: KeyRecord['handoff']): KeyRecord;
  /** Notes which conversation a key opens, and whose it is. */
  settle(key: string, conversation: ConversationId, visitor: VisitorId): void;
  /** Notes which keys can be found again, and takes in those that were found, the latter without their conversations. */
  noteRecoverable(keys: readonly string[], found: readonly string[], now: number): void;
  remove(keys: readonly string[]): void;
  /** [CNV7] Keys that came with a login: in memory alone, beside those of the browser. */
  lend(keys: readonly string[], now: number): void;
  lent(): KeyRecord[];
  /** Lets go of those that a login brought; answers which they were. */
  unlend(): string[];
  /** Lets go of all keys. */
  clear(): void;
};

/**
 * The keys that this browser holds, read anew at each call, since other tabs change them too. `onLost` hears of each
 * conversation whose last key is removed, since it opens nothing any more.
 */
export function openKeyring(
  value: Value,
  randomBytes: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array,
  mode: CookieMode,
  onLost: (conversation: ConversationId) => void,
): Keyring {
  const isSession = endsWithSession(mode);
  let lent: KeyRecord[] = [];
  const settledRecord = (key: string, now: number): KeyRecord => ({
    key,
    at: now,
    isPending: false,
    conversation: null,
    visitor: null,
    handoff: null,
    endsWithSession: isSession,
    isRecoverable: true,
  });
  function list(): KeyRecord[] {
    // Older versions stored fewer parts.
    const absent = { ...settledRecord('', 0), endsWithSession: false, isRecoverable: false };
    return readList<KeyRecord>(value).map((record) => ({ ...absent, ...record }));
  }
  function write(records: KeyRecord[]): void {
    // The newest are kept; a pending one would lose a message that was never acknowledged.
    const surplus = Math.max(0, records.length - limits.conversationKeys);
    const dropped = new Set(records.filter(({ isPending }) => !isPending).slice(0, surplus));
    const kept = records.filter((record) => !dropped.has(record));
    const text = JSON.stringify(kept);
    // What is written is told to all tabs.
    if (kept.length === 0) value.remove();
    else if (text !== value.read()) value.write(text);
  }
  return {
    list,
    find: (key) => [...list(), ...lent].find((record) => record.key === key),
    add(now, handoff = null) {
      const key = encodeBase64Url(randomBytes(new Uint8Array(32)));
      const record = { ...settledRecord(key, now), isPending: true, handoff, isRecoverable: false };
      write([...list(), record]);
      return record;
    },
    settle(key, conversation, visitor) {
      lent = lent.map((record) => (record.key === key ? { ...record, conversation, visitor } : record));
      const settled = { isPending: false, conversation, visitor, handoff: null, endsWithSession: isSession };
      write(list().map((record) => (record.key === key ? { ...record, ...settled } : record)));
    },
    noteRecoverable(keys, found, now) {
      const records = list();
      const unknown = found.filter((key) => !records.some((record) => record.key === key));
      write([
        ...unknown.map((key) => settledRecord(key, now)),
        ...records.map((record) => (keys.includes(record.key) ? { ...record, isRecoverable: true } : record)),
      ]);
    },
    remove(keys) {
      const isKept = ({ key }: KeyRecord) => !keys.includes(key);
      const records = list();
      const all = [...records, ...lent];
      lent = lent.filter(isKept);
      const kept = records.filter(isKept);
      if (kept.length < records.length) write(kept);
      const open = all.filter(isKept).map(({ conversation }) => conversation);
      for (const { conversation } of all) if (conversation && !open.includes(conversation)) onLost(conversation);
    },
    lend(keys, now) {
      const fresh = keys.filter((key) => !lent.some((record) => record.key === key));
      lent = [...lent, ...fresh.map((key) => settledRecord(key, now))];
    },
    lent: () => lent,
    unlend() {
      const keys = lent.map(({ key }) => key);
      lent = [];
      return keys;
    },
    clear() {
      lent = [];
      value.remove();
    },
  };
}
