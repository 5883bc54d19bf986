import { type ConversationId, encodeBase64Url, limits } from '@porchlight/protocol';
import { readList, type Value } from '../storage.ts';

/**
 * A conversation key [CNV1]: 256 bits. Pending until the server has acknowledged the start that uses it; `at` is
 * when it was made, by this browser's clock.
 */
export type KeyRecord = { key: string; at: number; isPending: boolean; conversation: ConversationId | null };

export type Keyring = {
  list(): KeyRecord[];
  find(key: string): KeyRecord | undefined;
  /** Makes and stores a new pending key. */
  add(now: number): KeyRecord;
  /** Notes which conversation a key opens. */
  settle(key: string, conversation: ConversationId): void;
  remove(keys: readonly string[]): void;
};

/** The keys that this browser holds, read anew at each call, since other tabs change them too. */
export function openKeyring(value: Value, randomBytes: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array): Keyring {
  function list(): KeyRecord[] {
    return readList<KeyRecord>(value).map(({ key, at, isPending, conversation }) => ({
      key,
      at: Number(at) || 0,
      isPending: isPending === true,
      conversation: conversation ?? null,
    }));
  }
  function write(records: KeyRecord[]): void {
    // The newest are kept; a pending one would lose a message that was never acknowledged.
    const surplus = Math.max(0, records.length - limits.conversationKeys);
    const dropped = new Set(records.filter(({ isPending }) => !isPending).slice(0, surplus));
    const kept = records.filter((record) => !dropped.has(record));
    if (kept.length === 0) value.remove();
    else value.write(JSON.stringify(kept));
  }
  return {
    list,
    find: (key) => list().find((record) => record.key === key),
    add(now) {
      const key = encodeBase64Url(randomBytes(new Uint8Array(32)));
      const record: KeyRecord = { key, at: now, isPending: true, conversation: null };
      write([...list(), record]);
      return record;
    },
    settle(key, conversation) {
      const records = list();
      const known = records.find((record) => record.key === key);
      if (known && !known.isPending && known.conversation === conversation) return;
      write(records.map((record) => (record.key === key ? { ...record, isPending: false, conversation } : record)));
    },
    remove(keys) {
      const records = list();
      const kept = records.filter(({ key }) => !keys.includes(key));
      if (kept.length < records.length) write(kept);
    },
  };
}
