import type { ConversationId, SiteId } from '@porchlight/protocol';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import type { Sites } from '../sites/index.ts';
import { opensNothing } from './events.ts';
import { isGoodKey } from './family-store.ts';
import { findKey } from './key-store.ts';
import { readKey } from './keys.ts';
import { keyRulesOf } from './rules.ts';
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
    if (row && (row.site_id !== site || !(await this.#isGood(row)))) throw opensNothing();
    return keyHash;
  }

  /** [FILE8] Tells whether a key opens this conversation now. */
  async canRead(keyHash: string, conversation: ConversationId): Promise<boolean> {
    const row = await findKey(this.#o.storage.read, keyHash);
    return row !== null && row.conversation_id === conversation && (await this.#isGood(row));
  }

  async #isGood(row: ConversationKeysTable): Promise<boolean> {
    const { storage, clock, sites } = this.#o;
    const site = sites.findSite(row.site_id);
    return site !== null && isGoodKey(storage.read, site.id, row, keyRulesOf(site), clock.now());
  }
}
