import type { ConversationId, SiteId, VisitId, VisitorId } from '@porchlight/protocol';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { deriveToken, hashSecret } from '../platform/ids/index.ts';
import type { Site } from '../sites/index.ts';
import { findFamily, findFamilyKeys, isGoodKey } from './family-store.ts';
import { goesOn, type HeldFamily } from './held-store.ts';
import { noteKeyUse } from './key-commands.ts';
import type { Keys } from './keys.ts';
import { isShown, keyRulesOf } from './rules.ts';
import * as store from './store.ts';
import type { ConversationKeysTable, ConversationsTable, KeyFamiliesTable } from './tables.ts';
import { endHeld, grantHeld, useHeld } from './ticket-commands.ts';

/** A conversation that somebody's browser opens, and the hash of the key by which it does. */
export type HeldConversation = { row: ConversationsTable; keyHash: string };

type Options = { storage: Storage; clock: Clock; keys: Keys };

/** Idleness is counted in hours and days, so that one note of use in this time is plenty. */
const noteUseMs = 5 * 60_000;
/** The newest of what a browser holds: each costs a look at what it opens. */
const shownAtMost = 100;

/**
 * [HC16] Conversations that a browser holds on the help center. Its cookie is one secret of 256 bits, from which the name
 * of a family of keys and each of its keys follow; of them the store has hashes. Whoever has the database opens nothing.
 */
export class Held {
  readonly #o: Options;

  constructor(options: Options) {
    this.#o = options;
  }

  /** The family that a token stands for, with the end that use gives it (ms). */
  familyOf(site: Site, token: string): HeldFamily {
    const lifeMs = keyRulesOf(site).recoveryMs;
    return { id: familyIdOf(token), expiresAt: this.#o.clock.now() + lifeMs, isProlonged: site.isProlonged };
  }

  /** The key by which a token opens a conversation that it begins, by what names the form. */
  startKeyOf(token: string, clientId: string): string {
    return deriveToken(token, `start ${clientId}`);
  }

  /** Tells whether a token was given out for this site and goes on: others are taken over by nobody. */
  async isGood(site: SiteId, token: string): Promise<boolean> {
    return (await this.#findFamily(site, token)) !== null;
  }

  /** What a token opens now, the newest first; `visit` is the visit that goes on in this browser [CNV6]. */
  async findAll(site: Site, token: string, visit: VisitId | null): Promise<HeldConversation[]> {
    const family = await this.#findFamily(site.id, token);
    if (!family) return [];
    const { storage, clock } = this.#o;
    const rules = keyRulesOf(site);
    const now = clock.now();
    const found: HeldConversation[] = [];
    const used: ConversationKeysTable[] = [];
    for (const key of await findFamilyKeys(storage.read, family.id, shownAtMost)) {
      if (!(await isGoodKey(storage.read, site.id, key, rules, now))) continue;
      const row = await store.findConversation(storage.read, key.conversation_id);
      if (!row || !isShown(row, key, visit, rules, now)) continue;
      used.push(key);
      if (!found.some((one) => one.row.id === row.id)) found.push({ row, keyHash: key.key_hash });
    }
    await this.#noteUse(site, token, family, used);
    return found.sort((a, b) => b.row.started_at - a.row.started_at);
  }

  /** The visitor of what this browser began last: whoever has its keys is that visitor. Null where there is none. */
  async findVisitor(site: Site, token: string): Promise<VisitorId | null> {
    const all = await this.findAll(site, token, null);
    return all.find(({ row }) => row.contact_id === null && row.recognition !== 'weak')?.row.visitor_id ?? null;
  }

  /** Has a token open these conversations too, by a code; browsers that proved nothing open them no more, sockets too. */
  async grant(site: Site, token: string, conversations: readonly ConversationId[]): Promise<void> {
    const { storage, clock, keys: all } = this.#o;
    const keys = conversations.map((conversation) => ({
      keyHash: hashSecret(deriveToken(token, `open ${conversation}`)),
      conversation,
    }));
    const family = this.familyOf(site, token);
    all.tellEnded(await storage.execute(grantHeld, { site: site.id, family, keys, now: clock.now() }));
  }

  /** Ends all that a token opens, at once, with what came from the messenger there; sockets and signed addresses too. */
  async end(site: SiteId, token: string): Promise<void> {
    const { storage, clock, keys } = this.#o;
    const input = { site, family: familyIdOf(token), now: clock.now() };
    keys.tellEnded(await storage.execute(endHeld, input));
  }

  async #findFamily(site: SiteId, token: string): Promise<KeyFamiliesTable | null> {
    const { storage, clock } = this.#o;
    const family = await findFamily(storage.read, familyIdOf(token));
    return goesOn(family, site, clock.now()) ? family : null;
  }

  /** A failure to write it down must not fail what somebody reads. */
  async #noteUse(site: Site, token: string, family: KeyFamiliesTable, keys: ConversationKeysTable[]): Promise<void> {
    const { storage, clock } = this.#o;
    const now = clock.now();
    if (now - family.used_at > noteUseMs)
      await storage.execute(useHeld, { site: site.id, family: this.familyOf(site, token), now }).catch(() => null);
    const used = keys.filter((key) => now - (key.used_at ?? 0) > noteUseMs).map((key) => key.key_hash);
    if (used.length > 0) await storage.execute(noteKeyUse, { used, visited: [], visit: null, now }).catch(() => null);
  }
}

/** 132 bits that follow from a token, and from which nothing follows. */
function familyIdOf(token: string): string {
  return deriveToken(token, 'family').slice(0, 22);
}
