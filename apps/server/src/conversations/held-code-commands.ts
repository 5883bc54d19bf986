import type { SiteId } from '@porchlight/protocol';
import { sql } from 'kysely';
import { type Db, defineCommand } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { deriveToken, hashSecret } from '../platform/ids/index.ts';
import { findFamily, findFamilyKeys, isGoodKey, lockKeys } from './family-store.ts';
import { goesOn, type HeldFamily, holdFamily } from './held-store.ts';
import { findKeys, grantKey } from './key-store.ts';
import type { KeyRules } from './rules.ts';
import type { ConversationKeysTable, HeldCodesTable } from './tables.ts';

/** [HC34] Life of a code on its way from the messenger to the help center, and of the one that the page there has; ms. */
export const sentCodeMs = 60_000;
export const shownCodeMs = 10 * 60_000;

/** The one answer for codes that are malformed, forged, used, over, another site's, or of keys that have ended. */
export const heldCodeInvalid = () =>
  appError(
    'held_code_invalid',
    'This code was used, has expired, or was never given here. Begin again in the messenger.',
  );

/** [HC34] Keeps a code for keys that were shown to be held. */
export const issueHeldCode = defineCommand<{ site: SiteId; codeHash: string; keyHashes: string[]; now: number }, null>({
  name: 'conversations.issue-held-code',
  async run(db, { site, codeHash, keyHashes, now }) {
    const rows = keyHashes.map(
      (key_hash): HeldCodesTable => ({
        code_hash: codeHash,
        key_hash,
        site_id: site,
        step: 'sent',
        expires_at: now + sentCodeMs,
        family_id: null,
      }),
    );
    await db.insertInto('held_codes').values(rows).execute();
    return null;
  },
});

export type OpenHeldCode = { site: SiteId; codeHash: string; nextHash: string; rules: KeyRules; now: number };

/** [HC34] Exchanges a code that came to the help center for the one of the page that asks, once; answers how many conversations. */
export const openHeldCode = defineCommand<OpenHeldCode, number>({
  name: 'conversations.open-held-code',
  async run(db, { site, codeHash, nextHash, rules, now }) {
    const rows = await db
      .updateTable('held_codes')
      .set({ code_hash: nextHash, step: 'shown', expires_at: now + shownCodeMs })
      .where('code_hash', '=', codeHash)
      .where('site_id', '=', site)
      .where('step', '=', 'sent')
      .where('expires_at', '>', now)
      .returning('key_hash')
      .execute();
    const keys = await findKeys(
      db,
      rows.map((row) => row.key_hash),
    );
    const good = await findGoodOf(db, site, keys, rules, now);
    if (good.length === 0) throw heldCodeInvalid();
    return good.length;
  },
});

export type UseHeldCode = {
  site: SiteId;
  codeHash: string;
  family: HeldFamily;
  /** Follows from the browser's secret; what it opens here follows from it. */
  secret: string;
  rules: KeyRules;
  now: number;
};

/**
 * [HC34] Has a browser's family open what a code is for, once. The same code for the same family, by a double click,
 * finds what was done.
 */
export const useHeldCode = defineCommand<UseHeldCode, null>({
  name: 'conversations.use-held-code',
  retryOnConflict: true,
  async run(db, { site, codeHash, family, secret, rules, now }) {
    // Held until the commit: of two requests with one code the second sees what the first made of it.
    const codes = await db
      .updateTable('held_codes')
      .set({ family_id: sql<string | null>`family_id` })
      .where('code_hash', '=', codeHash)
      .where('site_id', '=', site)
      .where('step', '=', 'shown')
      .where('expires_at', '>', now)
      .returningAll()
      .execute();
    const [code] = codes;
    if (!code) throw heldCodeInvalid();
    if (code.family_id !== null) {
      if (code.family_id !== family.id || !goesOn(await findFamily(db, family.id), site, now)) throw heldCodeInvalid();
      return null;
    }
    // Families before keys, as everywhere.
    await holdFamily(db, site, family, now);
    const locked = await lockKeys(
      db,
      codes.map((one) => one.key_hash),
    );
    const sources = await findGoodOf(db, site, locked, rules, now);
    if (sources.length === 0) throw heldCodeInvalid();
    const held = await findGoodOf(db, site, await findFamilyKeys(db, family.id), rules, now);
    for (const source of sources) {
      if (held.some((one) => one.source_hash === source.key_hash)) continue;
      const { conversation_id, visit_id, created_at, key_hash: source_hash } = source;
      const key_hash = hashSecret(deriveToken(secret, JSON.stringify([codeHash, source_hash])));
      // As old as the key it came from [MODE17].
      const fresh = { key_hash, site_id: site, conversation_id, visit_id, source_hash, created_at, used_at: now };
      await grantKey(db, { ...fresh, family_id: family.id }, 'messenger', now);
    }
    await db.updateTable('held_codes').set({ family_id: family.id }).where('code_hash', '=', codeHash).execute();
    return null;
  },
});

/** Forgets codes that are over. */
export const forgetHeldCodes = defineCommand<{ now: number }, null>({
  name: 'conversations.forget-held-codes',
  isSingleStatement: true,
  async run(db, { now }) {
    await db.deleteFrom('held_codes').where('expires_at', '<=', now).execute();
    return null;
  },
});

async function findGoodOf(
  db: Db,
  site: SiteId,
  keys: readonly ConversationKeysTable[],
  rules: KeyRules,
  now: number,
): Promise<ConversationKeysTable[]> {
  const good: ConversationKeysTable[] = [];
  for (const key of keys) if (await isGoodKey(db, site, key, rules, now)) good.push(key);
  return good;
}
