import type { ConversationId, SiteId } from '@porchlight/protocol';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import type { Sites } from '../sites/index.ts';
import { findKey } from './key-store.ts';
import { readKey } from './keys.ts';
import { endsWithSession, isKeyOver } from './rules.ts';
import type { ConversationKeysTable } from './tables.ts';

/** What conversation keys open beside conversations: their files. */
export class KeyAccess {
  readonly #o: { storage: Storage; clock: Clock; sites: Sites };

  constructor(options: { storage: Storage; clock: Clock; sites: Sites }) {
    this.#o = options;
  }

  /**
   * [FILE1] The hash of a key with which somebody may upload on this site: one that opens a conversation of it, or none
   * yet. Throws `key_invalid`.
   */
  async accessForUpload(site: SiteId, key: string): Promise<string> {
    const keyHash = readKey(key);
    const row = await findKey(this.#o.storage.read, keyHash);
    if (row && (row.site_id !== site || !this.#isGood(row)))
      throw appError('key_invalid', 'This conversation key opens nothing here. Start with a new one.');
    return keyHash;
  }

  /** [FILE8] Tells whether a key opens this conversation now. */
  async canRead(keyHash: string, conversation: ConversationId): Promise<boolean> {
    const row = await findKey(this.#o.storage.read, keyHash);
    return row !== null && row.conversation_id === conversation && this.#isGood(row);
  }

  #isGood(row: ConversationKeysTable): boolean {
    const site = this.#o.sites.findSite(row.site_id);
    if (!site || row.revoked_at !== null) return false;
    return !isKeyOver(row, endsWithSession(site.mode), this.#o.clock.now());
  }
}
