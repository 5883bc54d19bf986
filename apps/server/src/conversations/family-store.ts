import type { ContactId, ConversationId, SiteId, VisitId, VisitorId } from '@porchlight/protocol';
import { sql } from 'kysely';
import type { Db } from '../platform/db/index.ts';
import { findVisitor } from '../visitors/index.ts';
import { findKey, noteKeys } from './key-store.ts';
import { isKeyOver, type KeyRules, sessionEnds } from './rules.ts';
import type { ConversationKeysTable, KeyFamiliesTable } from './tables.ts';

/** Keeps a family; false where the same login has one that goes on, by a request beside this one. */
export async function insertFamily(db: Db, row: KeyFamiliesTable): Promise<boolean> {
  const rows = await db
    .insertInto('key_families')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute();
  return rows.length > 0;
}

export async function findFamily(db: Db, id: string): Promise<KeyFamiliesTable | null> {
  return (await db.selectFrom('key_families').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}

/** Reads a family so that no other command changes it before the commit; held before any of its keys. */
export async function lockFamily(db: Db, id: string): Promise<KeyFamiliesTable | null> {
  return updateFamily(db, id, {});
}

export async function updateFamily(
  db: Db,
  id: string,
  change: Partial<Pick<KeyFamiliesTable, 'generation' | 'used_at' | 'expires_at'>>,
): Promise<KeyFamiliesTable | null> {
  const row = await db
    .updateTable('key_families')
    .set({ generation: sql<number>`generation`, ...change })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** The families of a visitor's logins; ended ones too unless `contact` names whose login goes on. */
export async function findLoginFamilies(
  db: Db,
  site: SiteId,
  visitors: readonly VisitorId[],
  going?: ContactId,
): Promise<KeyFamiliesTable[]> {
  if (visitors.length === 0) return [];
  const query = db
    .selectFrom('key_families')
    .selectAll()
    .where('site_id', '=', site)
    .where('visitor_id', 'in', visitors)
    .where('kind', '=', 'login')
    .orderBy('id');
  return (going ? query.where('contact_id', '=', going).where('revoked_at', 'is', null) : query).execute();
}

/** Logins that are over by `now` and were not ended, the first of many. */
export async function findFamiliesOver(db: Db, now: number, limit: number): Promise<KeyFamiliesTable[]> {
  return db
    .selectFrom('key_families')
    .selectAll()
    .where('expires_at', 'is not', null)
    .where('expires_at', '<=', now)
    .where('revoked_at', 'is', null)
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** The good keys of a family, the newest first; all of them where there is no limit. */
export async function findFamilyKeys(db: Db, family: string, limit?: number): Promise<ConversationKeysTable[]> {
  const keys = db
    .selectFrom('conversation_keys')
    .selectAll()
    .where('family_id', '=', family)
    .where('revoked_at', 'is', null)
    .orderBy('created_at', 'desc')
    .orderBy('key_hash');
  return (limit === undefined ? keys : keys.limit(limit)).execute();
}

/** A family that one of these keys began and whose token has not come back yet: a repeat of that request finds it. */
export async function findBegunFamily(db: Db, site: SiteId, keyHashes: readonly string[]): Promise<string | null> {
  if (keyHashes.length === 0) return null;
  const row = await db
    .selectFrom('conversation_keys')
    .innerJoin('key_families', 'key_families.id', 'conversation_keys.family_id')
    .select('key_families.id')
    .where('conversation_keys.source_hash', 'in', keyHashes)
    .where('key_families.site_id', '=', site)
    .where('key_families.generation', '=', 0)
    .where('key_families.revoked_at', 'is', null)
    .orderBy('key_families.id')
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Reads keys so that no other command ends them before the commit. */
export async function lockKeys(db: Db, keyHashes: readonly string[]): Promise<ConversationKeysTable[]> {
  if (keyHashes.length === 0) return [];
  return db
    .updateTable('conversation_keys')
    .set({ revoked_at: sql<number | null>`revoked_at` })
    .where('key_hash', 'in', keyHashes)
    .returningAll()
    .execute();
}

type End = { why: NonNullable<KeyFamiliesTable['ended_by']> | 'ended'; at: number };

/** Ends families with all their keys; answers the hashes of those that were good until now. */
export async function endFamilies(db: Db, ids: readonly string[], { why, at }: End): Promise<string[]> {
  if (ids.length === 0) return [];
  await db
    .updateTable('key_families')
    .set({ revoked_at: at, ended_by: why === 'ended' ? null : why })
    .where('id', 'in', ids)
    .where('revoked_at', 'is', null)
    .execute();
  const rows = await db
    .updateTable('conversation_keys')
    .set({ revoked_at: at })
    .where('family_id', 'in', ids)
    .where('revoked_at', 'is', null)
    .returningAll()
    .execute();
  await noteKeys(db, rows, { kind: 'revoked', detail: why, at });
  const hashes = rows.map((row) => row.key_hash);
  return [...hashes, ...(await endHeldOf(db, hashes, { why, at }))];
}

/** [HC35] Ends what these keys opened on the help center; what else the browsers there hold stays theirs. */
async function endHeldOf(db: Db, sources: readonly string[], { why, at }: End, site?: SiteId): Promise<string[]> {
  if (sources.length === 0) return [];
  const query = db
    .updateTable('conversation_keys')
    .set({ revoked_at: at })
    .where('source_hash', 'in', sources)
    .where('revoked_at', 'is', null)
    .where('family_id', 'in', (eb) => eb.selectFrom('key_families').select('id').where('kind', '=', 'held'));
  const rows = await (site === undefined ? query : query.where('site_id', '=', site)).returningAll().execute();
  await noteKeys(db, rows, { kind: 'revoked', detail: why, at });
  return rows.map((row) => row.key_hash);
}

/** The keys of a frame that a family of the help center came by, ended ones too. */
export async function findSources(db: Db, family: string): Promise<string[]> {
  const rows = await db
    .selectFrom('conversation_keys')
    .select('source_hash')
    .where('family_id', '=', family)
    .where('source_hash', 'is not', null)
    .execute();
  return rows.flatMap((row) => row.source_hash ?? []);
}

/** Ends all that somebody could make of these keys: what was continued from them elsewhere, and families of that. */
export async function endOffspring(db: Db, site: SiteId, of: readonly string[], end: End): Promise<string[]> {
  const ended: string[] = [];
  for (let hashes = of; hashes.length > 0; ) {
    const rows = await db
      .selectFrom('conversation_keys')
      .select('key_hash')
      .where('source_hash', 'in', hashes)
      .where('revoked_at', 'is', null)
      .execute();
    const children = rows.map((row) => row.key_hash);
    hashes = await endKeys(db, site, children, end);
    ended.push(...hashes);
  }
  return ended;
}

/** Ends every key of a conversation; the families that they are of keep their others. */
export async function endKeysOf(db: Db, conversation: ConversationId, { why, at }: End): Promise<string[]> {
  const rows = await db
    .updateTable('conversation_keys')
    .set({ revoked_at: at })
    .where('conversation_id', '=', conversation)
    .where('revoked_at', 'is', null)
    .returningAll()
    .execute();
  await noteKeys(db, rows, { kind: 'revoked', detail: why, at });
  return rows.map((row) => row.key_hash);
}

/**
 * Ends keys of a site, and the families that they belong to or were put into: who could use the one could use the other.
 * Answers the hashes of all that were good until now.
 */
export async function endKeys(db: Db, site: SiteId, keyHashes: readonly string[], end: End): Promise<string[]> {
  if (keyHashes.length === 0) return [];
  // Families before keys, as everywhere, so that two commands never wait for each other.
  for (const id of await findFamiliesOf(db, site, keyHashes)) await lockFamily(db, id);
  const rows = await db
    .updateTable('conversation_keys')
    .set({ revoked_at: end.at })
    .where('site_id', '=', site)
    .where('key_hash', 'in', keyHashes)
    .where('revoked_at', 'is', null)
    .returningAll()
    .execute();
  await noteKeys(db, rows, { kind: 'revoked', detail: end.why, at: end.at });
  // Another may have come from one of them in the moment before it ended.
  const families = await findFamiliesOf(db, site, keyHashes);
  const ended = rows.map((row) => row.key_hash);
  ended.push(...(await endHeldOf(db, keyHashes, end, site)));
  return [...ended, ...(await endFamilies(db, families, end))];
}

async function findFamiliesOf(db: Db, site: SiteId, keyHashes: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('conversation_keys')
    .innerJoin('key_families', 'key_families.id', 'conversation_keys.family_id')
    .select('conversation_keys.family_id')
    .where('conversation_keys.site_id', '=', site)
    .where((eb) =>
      eb.or([
        eb('conversation_keys.key_hash', 'in', keyHashes),
        // A family of the help center holds more than what came from the messenger [HC35].
        eb.and([eb('conversation_keys.source_hash', 'in', keyHashes), eb('key_families.kind', '!=', 'held')]),
      ]),
    )
    .execute();
  return [...new Set(rows.flatMap((row) => row.family_id ?? []))].sort();
}

/** Ends what was exchanged beside these logins: all of it, or only keys to conversations of these contacts. */
export async function endKeysBeside(
  db: Db,
  site: SiteId,
  logins: readonly string[],
  contacts: readonly ContactId[] | null,
  end: End,
): Promise<string[]> {
  if (logins.length === 0 || contacts?.length === 0) return [];
  let query = db.selectFrom('conversation_keys').select('key_hash').where('login_id', 'in', logins);
  if (contacts)
    query = query.where('conversation_id', 'in', (eb) =>
      eb.selectFrom('conversations').select('id').where('contact_id', 'in', contacts),
    );
  const rows = await query.where('revoked_at', 'is', null).execute();
  return endKeys(
    db,
    site,
    rows.map((row) => row.key_hash),
    end,
  );
}

/** [MODE17] Ends keys whose session is over, each by itself: a family's others may be in use. */
export async function endKeysOver(db: Db, site: SiteId, now: number, limit: number): Promise<string[]> {
  const { usedBefore, madeBefore } = sessionEnds(now);
  const over = db
    .selectFrom('conversation_keys')
    .select('key_hash')
    .where('site_id', '=', site)
    .where('revoked_at', 'is', null)
    .where((eb) =>
      eb.or([eb('created_at', '<', madeBefore), eb(eb.fn.coalesce('used_at', 'created_at'), '<', usedBefore)]),
    )
    .orderBy('created_at')
    .limit(limit);
  const rows = await db
    .updateTable('conversation_keys')
    .set({ revoked_at: now })
    .where('key_hash', 'in', over)
    .where('revoked_at', 'is', null)
    .returningAll()
    .execute();
  await noteKeys(db, rows, { kind: 'revoked', detail: 'expired', at: now });
  return rows.map((row) => row.key_hash);
}

/** Forgets families that ended before `before`, with their keys: what was derived once is never granted again. */
export async function forgetFamilies(db: Db, before: number, limit: number): Promise<void> {
  const ended = await db
    .selectFrom('key_families')
    .select('id')
    .where('revoked_at', '<', before)
    .orderBy('revoked_at')
    .limit(limit)
    .execute();
  const ids = ended.map((family) => family.id);
  if (ids.length === 0) return;
  await db.deleteFrom('conversation_keys').where('family_id', 'in', ids).execute();
  await db.updateTable('conversation_keys').set({ login_id: null }).where('login_id', 'in', ids).execute();
  await db.deleteFrom('key_families').where('id', 'in', ids).execute();
}

/** [MODE17, CNV3, CNV7] The key of a site that opens something at `now`: not ended, not over, nor its family. */
export async function findGoodKey(
  db: Db,
  site: SiteId,
  keyHash: string,
  rules: KeyRules,
  now: number,
): Promise<ConversationKeysTable | null> {
  const key = await findKey(db, keyHash);
  return key && (await isGoodKey(db, site, key, rules, now)) ? key : null;
}

export async function isGoodKey(
  db: Db,
  site: SiteId,
  key: ConversationKeysTable,
  rules: KeyRules,
  now: number,
): Promise<boolean> {
  if (key.site_id !== site || key.revoked_at !== null || isKeyOver(key, rules.isSession, now)) return false;
  if (key.family_id === null) return true;
  const family = await findFamily(db, key.family_id);
  if (!family || family.revoked_at !== null || (family.expires_at !== null && family.expires_at <= now)) return false;
  // [VIS6] Who logged out is nobody from that commit on.
  return family.visitor_id === null || (await findVisitor(db, site, family.visitor_id)) !== null;
}

/** Notes that keys were used, where that is asked for; `visited` opened conversations that go on in this visit. */
export async function noteKeyUse(
  db: Db,
  used: readonly string[],
  visited: readonly string[],
  visit: VisitId | null,
  now: number,
): Promise<void> {
  // A frame goes on with the key that it made: what was derived from that one, for a recovery, is as much in use.
  const note = (hashes: readonly string[], columns: { used_at: number } | { visit_id: VisitId | null }) =>
    db
      .updateTable('conversation_keys')
      .set(columns)
      .where((eb) => eb.or([eb('key_hash', 'in', hashes), eb('source_hash', 'in', hashes)]))
      .execute();
  if (used.length > 0) await note(used, { used_at: now });
  if (visited.length > 0) await note(visited, { visit_id: visit });
}

export async function renewKey(db: Db, keyHash: string, now: number): Promise<void> {
  await db
    .updateTable('conversation_keys')
    .set({ created_at: now, used_at: null })
    .where('key_hash', '=', keyHash)
    .execute();
}

/** Notes beside which login keys were exchanged. */
export async function noteLogin(db: Db, keyHashes: readonly string[], family: string): Promise<void> {
  if (keyHashes.length === 0) return;
  await db
    .updateTable('conversation_keys')
    .set({ login_id: family })
    .where('key_hash', 'in', keyHashes)
    .where((eb) => eb.or([eb('login_id', 'is', null), eb('login_id', '!=', family)]))
    .execute();
}
