import type { ConversationId, Grant, SiteId, VisitId, VisitorId } from '@porchlight/protocol';
import type { Bus } from '../platform/bus/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { hashSecret } from '../platform/ids/index.ts';
import { publishRevoked } from '../realtime/index.ts';
import type { Site, Sites } from '../sites/index.ts';
import { readAccessToken, signAccessToken } from './access-token.ts';
import { notFound } from './events.ts';
import { endLogins, endOver } from './family-commands.ts';
import { findGoodKey } from './family-store.ts';
import { readHandoffProof, signHandoffProof } from './handoff-proof.ts';
import { revokeKeys, revokeTheseKeys } from './key-commands.ts';
import { findKey } from './key-store.ts';
import { presentConversation } from './present.ts';
import { endsWithSession, keyRulesOf } from './rules.ts';
import { keyPattern } from './schema.ts';
import * as store from './store.ts';
import type { ConversationKeysTable, ConversationsTable } from './tables.ts';

/** The visitor's right to one conversation, read from an access token. */
export type VisitorGrant = {
  kind: 'visitor';
  site: Site;
  conversation: ConversationId;
  visitor: VisitorId;
  keyHash: string;
};

type Options = { storage: Storage; clock: Clock; bus: Bus; sites: Sites; secret: string };

const endedTogether = 500;

/** What conversation keys open, and their ends [CNV1, CNV2]. */
export class Keys {
  readonly #o: Options;

  constructor(options: Options) {
    this.#o = options;
  }

  /** The grant of an access token for this conversation; throws `token_…`, or `conversation_not_found` for another's. */
  async access(token: string, conversation?: { site: string; id: string }): Promise<VisitorGrant> {
    const { storage, clock, sites, secret } = this.#o;
    const claims = readAccessToken(secret, token, clock.now());
    const key = await findKey(storage.read, claims.keyHash);
    if (!key || key.revoked_at !== null)
      throw appError('token_revoked', 'This access has been ended. Start a new conversation.');
    if (conversation && (conversation.id !== claims.conversation || conversation.site !== claims.site))
      throw notFound();
    const row = await store.findConversation(storage.read, claims.conversation);
    if (!row) throw notFound();
    return {
      kind: 'visitor',
      site: sites.getSite(claims.site),
      conversation: row.id,
      visitor: row.visitor_id,
      keyHash: claims.keyHash,
    };
  }

  /** An access token, at most until `until` (ms), and what lets the hand-offs of `visit` bring the conversation along. */
  grant(
    site: Site,
    row: ConversationsTable,
    keyHash: string,
    { visit, until = null }: { visit: VisitId | null; until?: number | null },
  ): Grant {
    const { secret, clock } = this.#o;
    const claims = { site: site.id, conversation: row.id, keyHash };
    const proof = visit && row.status !== 'ended' ? signHandoffProof(secret, { ...claims, visit }, clock.now()) : null;
    const signed = signAccessToken(secret, claims, clock.now(), until);
    return { conversation: presentConversation(row), visitor: row.visitor_id, ...signed, proof };
  }

  /** The key of a site that opens something now; null for every other. */
  findGood(site: Site, key: string): Promise<ConversationKeysTable | null> {
    return keyPattern.test(key) ? this.#findGood(site, hashSecret(key)) : Promise.resolve(null);
  }

  /** [XD5] The open conversation that a proof stands for, in this visit of this site; null when it stands for none. */
  async findCarried(
    site: Site,
    visit: VisitId,
    proof: string | null,
  ): Promise<{ conversation: ConversationId; keyHash: string } | null> {
    const claims = proof && readHandoffProof(this.#o.secret, proof, this.#o.clock.now());
    if (!claims || claims.site !== site.id || claims.visit !== visit) return null;
    const key = await this.#findGood(site, claims.keyHash);
    const row = key && (await store.findConversation(this.#o.storage.read, key.conversation_id));
    return key && row && row.status !== 'ended' ? { conversation: row.id, keyHash: key.key_hash } : null;
  }

  /**
   * [VIS6] Ends what these keys open, and what was derived from them; live sockets close at once. Keys that open nothing
   * here are passed over.
   */
  async revokeThese(site: Site, keys: readonly string[], why: 'logout' | 'switched' = 'logout'): Promise<void> {
    const keyHashes = keys.filter((key) => keyPattern.test(key)).map(hashSecret);
    if (keyHashes.length === 0) return;
    const { storage, clock } = this.#o;
    this.tellEnded(await storage.execute(revokeTheseKeys, { site: site.id, keyHashes, why, now: clock.now() }));
  }

  /** Ends all access to a conversation; live sockets close at once. */
  async revokeAllOf(id: ConversationId): Promise<void> {
    const { storage, clock } = this.#o;
    this.tellEnded(await storage.execute(revokeKeys, { conversation: id, now: clock.now() }));
  }

  /**
   * [VIS6, CNV7] Ends the logins of these visitors. Where their ids alone say so, what a login brings back ends; where
   * `isProven`, all that was opened beside them.
   */
  async endLogins(
    site: SiteId,
    visitors: VisitorId[],
    { why, isProven }: { why: 'logout' | 'switched'; isProven: boolean },
  ): Promise<void> {
    const { storage, clock } = this.#o;
    this.tellEnded(await storage.execute(endLogins, { site, visitors, why, isProven, now: clock.now() }));
  }

  /** [CNV7, MODE17] Ends logins and keys whose time is over; live sockets close at once. */
  async endOver(): Promise<void> {
    const { storage, clock, sites } = this.#o;
    const ofSession = sites.readAll().filter((site) => endsWithSession(site.mode));
    const sessionSites = ofSession.map((site) => site.id);
    this.tellEnded(await storage.execute(endOver, { sessionSites, now: clock.now(), limit: endedTogether }));
  }

  /** Closes the live sockets of keys that have ended. */
  tellEnded(keyHashes: readonly string[]): void {
    publishRevoked(this.#o.bus, 'grants', keyHashes);
  }

  #findGood(site: Site, keyHash: string): Promise<ConversationKeysTable | null> {
    const { storage, clock } = this.#o;
    return findGoodKey(storage.read, site.id, keyHash, keyRulesOf(site), clock.now());
  }
}

/** The hash of a conversation key as a frame makes it; throws `key_invalid`. */
export function readKey(key: string): string {
  if (keyPattern.test(key)) return hashSecret(key);
  throw appError('key_invalid', 'A conversation key is 256 bits as base64url. Make one and send it as a bearer token.');
}
