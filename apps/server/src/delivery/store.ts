import type { Db } from '../platform/db/index.ts';
import type { KeptAssetsTable } from './tables.ts';

type Marks = Omit<KeptAssetsTable, 'body'>;

/** The names of all kept files, with when each was replaced. */
export async function findKeptNames(db: Db): Promise<Marks[]> {
  return db.selectFrom('kept_assets').select(['name', 'replaced_at']).execute();
}

/** The files of earlier versions. */
export async function findReplaced(db: Db): Promise<Pick<KeptAssetsTable, 'name' | 'body'>[]> {
  return db.selectFrom('kept_assets').select(['name', 'body']).where('replaced_at', 'is not', null).execute();
}

/** Adds files; one that another node added in the meantime stays as it is. */
export async function insertAssets(db: Db, rows: KeptAssetsTable[]): Promise<void> {
  if (rows.length === 0) return;
  await db
    .insertInto('kept_assets')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Marks files as replaced at a time, or with null as belonging to the present version (again). */
export async function markReplaced(db: Db, names: string[], at: number | null): Promise<void> {
  if (names.length === 0) return;
  await db.updateTable('kept_assets').set({ replaced_at: at }).where('name', 'in', names).execute();
}

/** Drops files that were replaced before a time. */
export async function deleteReplaced(db: Db, before: number): Promise<void> {
  await db.deleteFrom('kept_assets').where('replaced_at', '<', before).execute();
}
