import { type ConversationId, limits, type SiteId, type VisitId, type VisitorId } from '@porchlight/protocol';
import { type Db, defineCommand } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { confirmHandoff, findRedeemedHandoff, joinVisitors } from '../visitors/index.ts';
import { addInternal, type Change, hasEnded, lock, opensNothing } from './events.ts';
import * as families from './family-store.ts';
import { endKeys, endKeysOf, isGoodKey } from './family-store.ts';
import { findKey, grantKey } from './key-store.ts';
import { isShown, type KeyRules } from './rules.ts';
import * as store from './store.ts';

/** [VIS4] A browser holds the keys of these conversations together with one that was not weak: all are one browser's. */
export const strengthen = defineCommand<{ conversations: ConversationId[] }, null>({
  name: 'conversations.strengthen',
  async run(db, { conversations }) {
    for (const id of conversations)
      await store.updateConversation(db, id, { recognition: 'strong', evidence: 'conversation-key' });
    return null;
  },
});

/** Ends every key of a conversation; answers their hashes, so that live sockets can be closed. */
export const revokeKeys = defineCommand<{ conversation: ConversationId; now: number }, string[]>({
  name: 'conversations.revoke-keys',
  run: (db, { conversation, now }) => endKeysOf(db, conversation, { why: 'ended', at: now }),
});

export type RevokeInput = { site: SiteId; keyHashes: string[]; why: 'logout' | 'switched'; now: number };

/**
 * [VIS6] Ends the keys that somebody proves to hold, with the families that they are of or were put into; answers the
 * hashes of all that were good until now.
 */
export const revokeTheseKeys = defineCommand<RevokeInput, string[]>({
  name: 'conversations.revoke-these-keys',
  run: (db, { site, keyHashes, why, now }) => endKeys(db, site, keyHashes, { why, at: now }),
});

export type KeyUse = { used: string[]; visited: string[]; visit: VisitId | null; now: number };

/** [MODE17, CNV6] Notes when keys were used, where that is asked for, and in which visit. */
export const noteKeyUse = defineCommand<KeyUse, null>({
  name: 'conversations.note-key-use',
  async run(db, { used, visited, visit, now }) {
    await families.noteKeyUse(db, used, visited, visit, now);
    return null;
  },
});

export type TakeUpInput = {
  site: SiteId;
  keyHash: string;
  handoff: string;
  visitor: VisitorId;
  /** The visitor's open visit. */
  visit: VisitId | null;
  rules: KeyRules;
  now: number;
};

/**
 * [XD5] Grants a new key for the conversation that a redeemed hand-off brought along, once, and makes the edge between
 * the two visitors strong. The same key again, after a lost answer, finds what it was granted.
 */
export const takeUpConversation = defineCommand<TakeUpInput, Change>({
  name: 'conversations.take-up',
  retryOnConflict: true,
  async run(db, input) {
    const { site, keyHash, handoff, visitor, visit, now } = input;
    const before = await findGranted(db, input);
    if (before) return before;
    const found = await findRedeemedHandoff(db, site, handoff, visitor);
    if (!found?.conversation_id || found.redeemed_at === null) throw notOffered();
    if (now - found.redeemed_at > limits.continuationMs)
      throw appError('continuation_expired', 'This conversation was offered too long ago. Start a new one.');
    // Whoever logged out since is not followed to the next domain.
    const source = found.key_hash && (await findKey(db, found.key_hash));
    if (!source || !(await isGoodKey(db, site, source, input.rules, now))) throw notOffered();
    const row = await lock(db, found.conversation_id);
    if (row.status === 'ended') throw hasEnded();
    if (!(await confirmHandoff(db, found.id, now))) {
      // Of two requests with one key the second waited for the first, and sees its key now.
      const since = await findGranted(db, input);
      if (since) return since;
      throw appError('continuation_used', 'This conversation was continued already. Open it where that was done.');
    }
    const key = {
      key_hash: keyHash,
      site_id: site,
      conversation_id: row.id,
      created_at: now,
      visit_id: visit,
      source_hash: source.key_hash,
    };
    await grantKey(db, key, 'continuation', now);
    const visitors = [found.visitor_id, visitor] as const;
    await joinVisitors(db, { site, visitors, evidence: 'handoff', strength: 'strong', at: now });
    const { source_host: from, target_host: on } = found;
    const continued = await addInternal(db, row.id, { type: 'continued', from, on, at: now });
    return { conversation: continued.row, publicEvents: [], internalEvents: [continued.event] };
  },
});

async function findGranted(db: Db, { site, keyHash, visit, rules, now }: TakeUpInput): Promise<Change | null> {
  const key = await findKey(db, keyHash);
  if (!key) return null;
  const conversation = (await isGoodKey(db, site, key, rules, now)) && (await lock(db, key.conversation_id));
  if (!conversation || !isShown(conversation, key, visit, rules, now)) throw opensNothing();
  return { conversation, publicEvents: [], internalEvents: [] };
}

/** The one answer for hand-offs that do not exist, were not redeemed, are another visitor's or carry no conversation. */
function notOffered() {
  return appError('continuation_not_found', 'No conversation is offered here. Start a new one.');
}
