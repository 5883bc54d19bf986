import { sql } from 'kysely';
import type { Db } from '../platform/db/index.ts';
import type { AccountNoticesTable, RememberedLoginsTable } from './tables.ts';

type Account = Pick<RememberedLoginsTable, 'account_kind' | 'account_id'>;

/** A remembered login by its series; nobody else reads or changes it until this command has ended. */
export async function lockRemembered(db: Db, series: string): Promise<RememberedLoginsTable | null> {
  const row = await db
    .updateTable('remembered_logins')
    .set({ rotated_at: sql<number>`rotated_at` })
    .where('series', '=', series)
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

export async function insertRemembered(db: Db, row: RememberedLoginsTable): Promise<void> {
  await db.insertInto('remembered_logins').values(row).execute();
}

export async function updateRemembered(
  db: Db,
  id: string,
  change: Partial<
    Pick<RememberedLoginsTable, 'interfaces' | 'current_hash' | 'previous_hash' | 'rotated_at' | 'last_used_at'>
  >,
): Promise<void> {
  await db.updateTable('remembered_logins').set(change).where('id', '=', id).execute();
}

export async function deleteRemembered(db: Db, id: string): Promise<void> {
  await db.deleteFrom('remembered_logins').where('id', '=', id).execute();
}

/** Deletes one of an account; null when it is not theirs or not there. */
export async function deleteRememberedById(
  db: Db,
  account: Account,
  id: string,
): Promise<RememberedLoginsTable | null> {
  const row = await db
    .deleteFrom('remembered_logins')
    .where('id', '=', id)
    .where('account_kind', '=', account.account_kind)
    .where('account_id', '=', account.account_id)
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** Deletes all of an account but one, or all. */
export async function deleteRememberedOf(db: Db, account: Account, exceptId: string | null): Promise<void> {
  await db
    .deleteFrom('remembered_logins')
    .where('account_kind', '=', account.account_kind)
    .where('account_id', '=', account.account_id)
    .where('id', '!=', exceptId ?? '')
    .execute();
}

export async function deleteRememberedOver(db: Db, now: number): Promise<void> {
  await db.deleteFrom('remembered_logins').where('expires_at', '<=', now).execute();
}

/** Those of an account that are not over, the one used last first. */
export async function findRememberedOf(db: Db, account: Account, now: number): Promise<RememberedLoginsTable[]> {
  return db
    .selectFrom('remembered_logins')
    .selectAll()
    .where('account_kind', '=', account.account_kind)
    .where('account_id', '=', account.account_id)
    .where('expires_at', '>', now)
    .orderBy('last_used_at', 'desc')
    .orderBy('id')
    .execute();
}

/**
 * Takes an interface out of what a remembered login opens; one that opens nothing any more is gone.
 * `id` null changes nothing.
 */
export async function dropInterface(db: Db, id: string | null, kind: string): Promise<void> {
  if (id === null) return;
  const row = await db.selectFrom('remembered_logins').select('interfaces').where('id', '=', id).executeTakeFirst();
  if (!row) return;
  const left = readInterfaces(row).filter((one) => one !== kind);
  if (left.length === 0) await deleteRemembered(db, id);
  else await updateRemembered(db, id, { interfaces: JSON.stringify(left) });
}

export function readInterfaces(row: Pick<RememberedLoginsTable, 'interfaces'>): string[] {
  return JSON.parse(row.interfaces) as string[];
}

/** Notes what an account is to be told; told again it has the newer time. */
export async function upsertNotice(db: Db, row: AccountNoticesTable): Promise<void> {
  await db
    .insertInto('account_notices')
    .values(row)
    .onConflict((conflict) => conflict.columns(['account_id', 'kind']).doUpdateSet({ at: row.at }))
    .execute();
}

export async function findNotices(db: Db, accountId: string): Promise<AccountNoticesTable[]> {
  return db.selectFrom('account_notices').selectAll().where('account_id', '=', accountId).orderBy('at').execute();
}

/** Forgets what was read: nothing newer than `until`. */
export async function deleteNotices(db: Db, accountId: string, until: number): Promise<void> {
  await db.deleteFrom('account_notices').where('account_id', '=', accountId).where('at', '<=', until).execute();
}
