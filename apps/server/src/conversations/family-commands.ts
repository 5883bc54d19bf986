import { type ConversationId, limits, type SiteId, type VisitId, type VisitorId } from '@porchlight/protocol';
import { type Db, defineCommand } from '../platform/db/index.ts';
import { hashSecret } from '../platform/ids/index.ts';
import { addInternal, type Change, lock } from './events.ts';
import * as families from './family-store.ts';
import { findKeys, grantKey, noteKeys } from './key-store.ts';
import type { Contact } from './logins.ts';
import { deriveKey } from './recovery-token.ts';
import { isKeyOver, isRecoveryOver, type KeyRules } from './rules.ts';
import * as store from './store.ts';
import type { ConversationKeysTable, ConversationsTable, KeyFamiliesTable } from './tables.ts';

export type RecoverInput = {
  site: SiteId;
  /** What a token that was proved to be ours says; null begins a family. */
  token: { family: string; generation: number } | null;
  newFamily: string;
  /** Keys of the frame's own, to open what they open by the family too. */
  keyHashes: string[];
  markerHash: string | null;
  rules: KeyRules;
  familySecret: string;
  now: number;
};

export type Recovered =
  | { outcome: 'good'; family: string; generation: number; keys: string[] }
  | { outcome: 'invalid' }
  | { outcome: 'reused'; keyHashes: string[]; changes: Change[] };

/**
 * [CNV3] Begins a family, or takes a token of it: the newest one handed out and its predecessor answer with the same
 * successor, an earlier one ends the family. What it answers is derived, so that repeats and races are answered alike.
 */
export const recover = defineCommand<RecoverInput, Recovered>({
  name: 'conversations.recover',
  retryOnConflict: true,
  async run(db, input) {
    const { token, site, markerHash, rules, now } = input;
    if (rules.isSession && markerHash === null) return { outcome: 'invalid' };
    const begun = token ? token.family : await families.findBegunFamily(db, site, input.keyHashes);
    const known = begun ? await families.lockFamily(db, begun) : null;
    if (!token) return begin(db, input, known);
    const isBound = known !== null && (known.marker_hash !== null || rules.isSession);
    if (!known || known.site_id !== site || known.kind !== 'recovery') return { outcome: 'invalid' };
    if (isBound && known.marker_hash !== markerHash) return { outcome: 'invalid' };
    if (known.revoked_at !== null)
      return known.ended_by === 'reused' ? { outcome: 'reused', keyHashes: [], changes: [] } : { outcome: 'invalid' };
    const keys = await families.findFamilyKeys(db, known.id);
    const usedAt = Math.max(known.used_at, ...keys.map((key) => key.used_at ?? 0));
    if (token.generation > known.generation + 1 || isRecoveryOver(known, usedAt, rules, now))
      return { outcome: 'invalid' };
    if (token.generation < known.generation) return endReused(db, known, keys, now);
    await families.updateFamily(db, known.id, { generation: token.generation, used_at: now });
    return answer(db, input, { ...known, generation: token.generation });
  },
});

async function begin(db: Db, input: RecoverInput, known: KeyFamiliesTable | null): Promise<Recovered> {
  const { newFamily: id, site, markerHash, rules, now } = input;
  const isRepeat = known?.generation === 0 && known.revoked_at === null && known.marker_hash === markerHash;
  if (known && isRepeat && !isRecoveryOver(known, known.used_at, rules, now)) return answer(db, input, known);
  const family: KeyFamiliesTable = {
    id,
    site_id: site,
    kind: 'recovery',
    contact_id: null,
    visitor_id: null,
    generation: 0,
    marker_hash: markerHash,
    created_at: now,
    used_at: now,
    expires_at: null,
    revoked_at: null,
    ended_by: null,
  };
  // A family that opens nothing is nobody's.
  if ((await lockSources(db, input)).length === 0) return { outcome: 'invalid' };
  await families.insertFamily(db, family);
  return answer(db, input, family);
}

/** Somebody else may hold what the family opens: all of it ends, and the agents are told. */
async function endReused(
  db: Db,
  family: KeyFamiliesTable,
  keys: ConversationKeysTable[],
  now: number,
): Promise<Recovered> {
  await noteKeys(db, keys, { kind: 'token-reused', detail: null, at: now });
  const end = { why: 'reused', at: now } as const;
  const own = await families.endFamilies(db, [family.id], end);
  const keyHashes = [...own, ...(await families.endOffspring(db, family.site_id, own, end))];
  const changes: Change[] = [];
  for (const id of [...new Set(keys.map((key) => key.conversation_id))].sort()) {
    const { row, event } = await addInternal(db, id, { type: 'recovery-reused', at: now });
    changes.push({ conversation: row, publicEvents: [], internalEvents: [event] });
  }
  return { outcome: 'reused', keyHashes, changes };
}

async function answer(db: Db, input: RecoverInput, family: KeyFamiliesTable): Promise<Recovered> {
  const { site, rules, familySecret, now } = input;
  for (const source of await lockSources(db, input)) {
    const keyHash = hashSecret(deriveKey(familySecret, family.id, source.conversation_id));
    if ((await findKeys(db, [keyHash])).length > 0) continue;
    await grantKey(
      db,
      {
        key_hash: keyHash,
        site_id: site,
        conversation_id: source.conversation_id,
        created_at: source.created_at,
        used_at: source.used_at,
        family_id: family.id,
        source_hash: source.key_hash,
        visit_id: source.visit_id,
        login_id: source.login_id,
      },
      'recovery',
      now,
    );
  }
  const keys: string[] = [];
  for (const key of (await families.findFamilyKeys(db, family.id)).slice(0, limits.conversationKeys))
    if (await families.isGoodKey(db, site, key, rules, now))
      keys.push(deriveKey(familySecret, family.id, key.conversation_id));
  return { outcome: 'good', family: family.id, generation: family.generation + 1, keys };
}

/** The frame's own keys that are good, in their order. A family's keys enter no other: a copy of them must end with it. */
async function lockSources(db: Db, { site, keyHashes, rules, now }: RecoverInput): Promise<ConversationKeysTable[]> {
  const rows = await families.lockKeys(db, keyHashes);
  const sources: ConversationKeysTable[] = [];
  for (const hash of keyHashes) {
    const row = rows.find((one) => one.key_hash === hash);
    if (row?.family_id === null && (await families.isGoodKey(db, site, row, rules, now))) sources.push(row);
  }
  return sources;
}

export type BringInput = {
  site: SiteId;
  contact: Contact;
  visitor: VisitorId;
  visit: VisitId | null;
  expiresAt: number;
  /** Conversations of guests that become the contact's, as the site's join policy has it. */
  joins: ConversationId[];
  /** What keys of the frame's own opened beside the login. */
  opened: { keyHash: string; conversation: ConversationId }[];
  /** Conversations that the frame has keys to already. */
  held: ConversationId[];
  /** How many further keys the frame takes. */
  room: number;
  newFamily: string;
  rules: KeyRules;
  familySecret: string;
  now: number;
};

export type Brought = { granted: { key: string; row: ConversationsTable }[]; changes: Change[] };

/** [CNV7] Gives guests' conversations to the contact who logged in, and keys to the contact's other ones. */
export const bringContact = defineCommand<BringInput, Brought>({
  name: 'conversations.bring-contact',
  retryOnConflict: true,
  async run(db, input) {
    const { site, contact, now, familySecret } = input;
    const family = await goOnLogin(db, input);
    const own = await findKeys(
      db,
      input.opened.map((one) => one.keyHash),
    );
    await families.noteLogin(
      db,
      own.map((key) => key.key_hash),
      family,
    );
    const changes: Change[] = [];
    for (const id of [...input.joins].sort()) {
      const change = await join(db, id, contact, now);
      if (!change) continue;
      changes.push(change);
      const keys = own.filter((key) => key.conversation_id === id);
      await noteKeys(db, keys, { kind: 'joined', detail: 'login', at: now });
    }
    const granted: Brought['granted'] = [];
    const rows = await store.findConversationsOfContact(db, site, contact.id, input.held, input.room);
    for (const row of rows) {
      const key = deriveKey(familySecret, family, row.id);
      const [known] = await findKeys(db, [hashSecret(key)]);
      if (known && known.revoked_at !== null) continue;
      // The login was proved anew: what ends with the session begins again.
      if (known && isKeyOver(known, input.rules.isSession, now)) await families.renewKey(db, known.key_hash, now);
      if (!known) {
        const { id: conversation_id } = row;
        const fresh = { key_hash: hashSecret(key), site_id: site, conversation_id, created_at: now };
        await grantKey(db, { ...fresh, family_id: family, visit_id: input.visit }, 'login', now);
      }
      granted.push({ key, row });
    }
    return { granted, changes };
  },
});

/** The family of this login: the one that goes on in this browser, or a new one. */
async function goOnLogin(db: Db, input: BringInput): Promise<string> {
  const { site, contact, visitor, now } = input;
  const fresh: KeyFamiliesTable = {
    id: input.newFamily,
    site_id: site,
    kind: 'login',
    contact_id: contact.id,
    visitor_id: visitor,
    generation: 0,
    marker_hash: null,
    created_at: now,
    used_at: now,
    expires_at: input.expiresAt,
    revoked_at: null,
    ended_by: null,
  };
  for (;;) {
    const [found] = await families.findLoginFamilies(db, site, [visitor], contact.id);
    const known = found && (await families.lockFamily(db, found.id));
    if (known && known.revoked_at === null) {
      if ((known.expires_at ?? 0) > now) {
        const expires_at = Math.max(known.expires_at ?? 0, input.expiresAt);
        await families.updateFamily(db, known.id, { used_at: now, expires_at });
        return known.id;
      }
      await families.endFamilies(db, [known.id], { why: 'expired', at: now });
    }
    // Where a request beside this one was first, its family is there by now, or has ended already.
    if (await families.insertFamily(db, fresh)) return fresh.id;
  }
}

async function join(
  db: Db,
  id: ConversationId,
  { id: contact, name, email }: Contact,
  now: number,
): Promise<Change | null> {
  const row = await lock(db, id);
  // Known to other known never joins.
  if (row.contact_id !== null) return null;
  await store.updateConversation(db, id, { contact_id: contact });
  const added = await addInternal(db, id, { type: 'identified', name, email, at: now });
  return { conversation: added.row, publicEvents: [], internalEvents: [added.event] };
}

export type EndLoginsInput = {
  site: SiteId;
  visitors: VisitorId[];
  why: 'logout' | 'switched';
  /** Whoever asks proved the login itself, or the keys: then all that was opened beside it ends, too. */
  isProven: boolean;
  now: number;
};

/**
 * [VIS6, CNV7] Ends the logins of these visitors with their keys, and the guest's keys to what had become a contact's:
 * a login brings those back. Ids alone end nothing that nobody could bring back [CNV15].
 */
export const endLogins = defineCommand<EndLoginsInput, string[]>({
  name: 'conversations.end-logins',
  async run(db, { site, visitors, why, isProven, now }) {
    const all = await families.findLoginFamilies(db, site, visitors);
    const ids = all.map((family) => family.id);
    const contacts = all.flatMap((family) => (family.contact_id ? [family.contact_id] : []));
    const ended = await families.endFamilies(db, ids, { why, at: now });
    const beside = await families.endKeysBeside(db, site, ids, isProven ? null : contacts, { why, at: now });
    return [...ended, ...beside];
  },
});

/** How long what ended can be told from what never was. */
const endedKeptMs = 30 * 86_400_000;

/** Ends logins that are over, and keys of these sites, whose mode ends with the session; answers the hashes of keys. */
export const endOver = defineCommand<{ sessionSites: SiteId[]; now: number; limit: number }, string[]>({
  name: 'conversations.end-over',
  async run(db, { sessionSites, now, limit }) {
    const over = await families.findFamiliesOver(db, now, limit);
    const ids = over.map((family) => family.id);
    const hashes = await families.endFamilies(db, ids, { why: 'expired', at: now });
    for (const site of sessionSites) hashes.push(...(await families.endKeysOver(db, site, now, limit)));
    await families.forgetFamilies(db, now - endedKeptMs, limit);
    return hashes;
  },
});
