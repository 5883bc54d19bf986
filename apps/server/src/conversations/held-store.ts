import type { ConversationId, SiteId } from '@porchlight/protocol';
import type { Db } from '../platform/db/index.ts';
import { opensNothing } from './events.ts';
import { findFamily, insertFamily, updateFamily } from './family-store.ts';
import { noteKeys } from './key-store.ts';
import type { KeyFamiliesTable } from './tables.ts';

/** [HC16] What the help center's cookie stands for: keys that begin and end together; `expiresAt` in ms, and whether use moves it. */
export type HeldFamily = { id: string; expiresAt: number; isProlonged: boolean };

/** Tells whether a family goes on at `now`. */
export function goesOn(family: KeyFamiliesTable | null, site: SiteId, now: number): family is KeyFamiliesTable {
  return (
    family !== null &&
    family.kind === 'held' &&
    family.site_id === site &&
    family.revoked_at === null &&
    (family.expires_at ?? 0) > now
  );
}

/** Begins a family, or goes on with it; throws `key_invalid` for one that has ended, or is no such family. */
export async function holdFamily(
  db: Db,
  site: SiteId,
  { id, expiresAt, isProlonged }: HeldFamily,
  now: number,
): Promise<void> {
  const isNew = await insertFamily(db, {
    id,
    site_id: site,
    kind: 'held',
    contact_id: null,
    visitor_id: null,
    generation: 0,
    marker_hash: null,
    created_at: now,
    used_at: now,
    expires_at: expiresAt,
    revoked_at: null,
    ended_by: null,
  });
  if (isNew) return;
  if (!goesOn(await findFamily(db, id), site, now)) throw opensNothing();
  await updateFamily(db, id, { used_at: now, ...(isProlonged ? { expires_at: expiresAt } : {}) });
}

/**
 * [HC16] Ends what opens a conversation in browsers whose holder never proved the mailbox, but for the family that a code
 * opens it in now; answers the hashes of keys that were good until now.
 */
export async function endUnproven(db: Db, conversation: ConversationId, family: string, at: number): Promise<string[]> {
  const proven = db
    .selectFrom('key_events')
    .select('key_hash')
    .where('conversation_id', '=', conversation)
    .where('kind', '=', 'granted')
    .where('detail', '=', 'code')
    .where('key_hash', 'is not', null);
  const held = db.selectFrom('key_families').select('id').where('kind', '=', 'held');
  const rows = await db
    .updateTable('conversation_keys')
    .set({ revoked_at: at })
    .where('conversation_id', '=', conversation)
    .where('revoked_at', 'is', null)
    .where('family_id', '!=', family)
    .where('family_id', 'in', held)
    .where('key_hash', 'not in', proven)
    .returningAll()
    .execute();
  await noteKeys(db, rows, { kind: 'revoked', detail: 'code', at });
  return rows.map((row) => row.key_hash);
}
