import type { SiteId } from '@porchlight/protocol';
import type { Db } from '../platform/db/index.ts';
import { opensNothing } from './events.ts';
import { findFamily, insertFamily, updateFamily } from './family-store.ts';
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
