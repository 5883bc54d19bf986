import type { ConversationId, Grant, SiteId, TokensAnswer, VisitId, VisitorId } from '@porchlight/protocol';
import type { Bus } from '../platform/bus/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { hashSecret } from '../platform/ids/index.ts';
import { publishRevoked } from '../realtime/index.ts';
import type { Site, Sites } from '../sites/index.ts';
import { type Join, joinAliases, wasJoinedStrongly } from '../visitors/index.ts';
import type { Visits } from '../visits/index.ts';
import { readAccessToken, signAccessToken } from './access-token.ts';
import { notFound } from './events.ts';
import { readHandoffProof, signHandoffProof } from './handoff-proof.ts';
import { noteKeyUse, revokeKeys, revokeTheseKeys, strengthen } from './key-commands.ts';
import { findKey } from './key-store.ts';
import { presentConversation, presentPresent } from './present.ts';
import { endsWithSession, isKeyOver } from './rules.ts';
import { keyPattern, type Tokens } from './schema.ts';
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

type Options = { storage: Storage; clock: Clock; bus: Bus; sites: Sites; visits: Visits; secret: string };

/** [MODE17] Idleness is counted in hours, so that one note of use in this time is plenty. */
const noteUseMs = 5 * 60_000;

/** What conversation keys open, and for how long [CNV1, CNV2]. */
export class Keys {
  readonly #o: Options;

  constructor(options: Options) {
    this.#o = options;
  }

  /** [CNV2] Exchanges keys for access tokens; null for a key that opens nothing here. */
  async exchange(site: Site, input: Tokens): Promise<TokensAnswer> {
    const { storage, visits } = this.#o;
    const visit = input.visit ? visits.findOpen(input.visit) : null;
    const ownVisit = visit && visit.site === site.id ? visit : null;
    const grants: (Grant | null)[] = [];
    const used: ConversationKeysTable[] = [];
    const held: ConversationsTable[] = [];
    const proven: ConversationsTable[] = [];
    for (const key of input.keys) {
      const row = keyPattern.test(key) ? await this.#findGood(site, hashSecret(key)) : null;
      const conversation = row && (await store.findConversation(storage.read, row.conversation_id));
      if (!conversation) {
        grants.push(null);
        continue;
      }
      used.push(row);
      grants.push(this.grant(site, conversation, row.key_hash, ownVisit?.id ?? null));
      if (ownVisit?.visitor === conversation.visitor_id) held.push(conversation);
      if (conversation.recognition !== 'weak') proven.push(conversation);
    }
    await this.#noteUse(site, used);
    await this.#recognize(held);
    await this.#join(site, [...new Set(proven.map((one) => one.visitor_id))]);
    return { grants };
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

  /** An access token, and what lets the hand-offs of `visit` bring the conversation along. */
  grant(site: Site, row: ConversationsTable, keyHash: string, visit: VisitId | null): Grant {
    const { secret, clock } = this.#o;
    const claims = { site: site.id, conversation: row.id, keyHash };
    const proof = visit && row.status !== 'ended' ? signHandoffProof(secret, { ...claims, visit }, clock.now()) : null;
    const signed = signAccessToken(secret, claims, clock.now());
    return { conversation: presentConversation(row), visitor: row.visitor_id, ...signed, proof };
  }

  /** [XD5] The open conversation that a proof stands for, in this visit of this site; null when it stands for none. */
  async findCarried(site: Site, visit: VisitId, proof: string | null): Promise<ConversationId | null> {
    const claims = proof && readHandoffProof(this.#o.secret, proof, this.#o.clock.now());
    if (!claims || claims.site !== site.id || claims.visit !== visit) return null;
    const key = await this.#findGood(site, claims.keyHash);
    const row = key && (await store.findConversation(this.#o.storage.read, key.conversation_id));
    return row && row.status !== 'ended' ? row.id : null;
  }

  /** [VIS6] Ends what these keys open; live sockets close at once. Keys that open nothing here are passed over. */
  async revokeThese(site: Site, keys: readonly string[]): Promise<void> {
    const keyHashes = keys.filter((key) => keyPattern.test(key)).map(hashSecret);
    if (keyHashes.length === 0) return;
    const { storage, clock, bus } = this.#o;
    publishRevoked(
      bus,
      'grants',
      await storage.execute(revokeTheseKeys, { site: site.id, keyHashes, now: clock.now() }),
    );
  }

  /** Ends all access to a conversation; live sockets close at once. */
  async revokeAllOf(id: ConversationId): Promise<void> {
    const { storage, clock, bus } = this.#o;
    publishRevoked(bus, 'grants', await storage.execute(revokeKeys, { conversation: id, now: clock.now() }));
  }

  async #findGood(site: Site, keyHash: string): Promise<ConversationKeysTable | null> {
    const row = await findKey(this.#o.storage.read, keyHash);
    const isGood = row && row.site_id === site.id && row.revoked_at === null;
    return isGood && !isKeyOver(row, endsWithSession(site.mode), this.#o.clock.now()) ? row : null;
  }

  async #noteUse(site: Site, keys: ConversationKeysTable[]): Promise<void> {
    if (!endsWithSession(site.mode)) return;
    const now = this.#o.clock.now();
    const keyHashes = keys.filter((key) => now - (key.used_at ?? 0) > noteUseMs).map((key) => key.key_hash);
    if (keyHashes.length > 0) await this.#o.storage.execute(noteKeyUse, { keyHashes, now });
  }

  /** [VIS4] Who holds keys of several visitors' conversations, none begun weakly, is all of them. */
  async #join(site: Site, [first, ...others]: VisitorId[]): Promise<void> {
    const { storage, clock } = this.#o;
    if (!first) return;
    const joins: Join[] = [];
    for (const other of others) {
      // What an agent undid stays undone: the same keys say nothing new.
      if (await wasJoinedStrongly(storage.read, site.id, first, other)) continue;
      joins.push({ site: site.id, visitors: [first, other], evidence: 'key', strength: 'strong', at: clock.now() });
    }
    if (joins.length > 0) await storage.execute(joinAliases, joins);
  }

  /** [VIS4] What a browser proves by the keys it holds: `held` are conversations of the visitor whose visit it is in. */
  async #recognize(held: ConversationsTable[]): Promise<void> {
    const [first] = held;
    if (!first) return;
    // A key proves the conversation it opens. One that began weakly says nothing about the visitor's past.
    const isProven = held.some((row) => row.recognition !== 'weak');
    const open = held.find((row) => row.status !== 'ended');
    this.#o.visits.annotate(first.site_id as SiteId, first.visitor_id, {
      ...(isProven ? { recognition: 'strong' } : {}),
      ...(open ? { conversation: presentPresent(open) } : {}),
    });
    const weak = held.filter((row) => row.recognition === 'weak').map((row) => row.id);
    if (isProven && weak.length > 0) await this.#o.storage.execute(strengthen, { conversations: weak });
  }
}

/** The hash of a conversation key as a frame makes it; throws `key_invalid`. */
export function readKey(key: string): string {
  if (keyPattern.test(key)) return hashSecret(key);
  throw appError('key_invalid', 'A conversation key is 256 bits as base64url. Make one and send it as a bearer token.');
}
