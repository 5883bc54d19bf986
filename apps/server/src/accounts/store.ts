import type { Db } from '../platform/db/index.ts';
import { readRoles } from './present.ts';
import type { Interface, MembersTable, SessionsTable, SetupLinksTable } from './tables.ts';

export async function findMembers(db: Db): Promise<MembersTable[]> {
  return db
    .selectFrom('members')
    .selectAll()
    .where('deactivated_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

export async function findMemberByEmail(db: Db, emailKey: string): Promise<MembersTable | null> {
  const found = await db
    .selectFrom('members')
    .selectAll()
    .where('email_key', '=', emailKey)
    .where('deactivated_at', 'is', null)
    .executeTakeFirst();
  return found ?? null;
}

/** Tells whether a member with the role of admin exists; there are few members, and their roles are JSON. */
export async function hasAdmin(db: Db): Promise<boolean> {
  return (await findMembers(db)).some((row) => readRoles(row).includes('admin'));
}

/** False when the address is taken. */
export async function insertMember(db: Db, row: MembersTable): Promise<boolean> {
  const inserted = await db
    .insertInto('members')
    .values(row)
    .onConflict((conflict) => conflict.column('email_key').doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function insertSession(db: Db, row: SessionsTable): Promise<void> {
  await db.insertInto('sessions').values(row).execute();
}

/** A session of this interface with its member, over or not; null when there is none. */
export async function findSession(
  db: Db,
  tokenHash: string,
  kind: Interface,
): Promise<{ session: SessionsTable; member: MembersTable } | null> {
  const session = await db
    .selectFrom('sessions')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .where('interface', '=', kind)
    .executeTakeFirst();
  if (!session) return null;
  const member = await db
    .selectFrom('members')
    .selectAll()
    .where('id', '=', session.member_id)
    .where('deactivated_at', 'is', null)
    .executeTakeFirst();
  return member ? { session, member } : null;
}

/** Time only moves forward: a late write of an earlier input changes nothing. */
export async function touchSession(db: Db, tokenHash: string, at: number): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ last_input_at: at })
    .where('token_hash', '=', tokenHash)
    .where('last_input_at', '<', at)
    .execute();
}

/** Deletes sessions by their hashes; answers with those that were there. */
export async function deleteSessions(db: Db, tokenHashes: readonly string[]): Promise<string[]> {
  if (tokenHashes.length === 0) return [];
  const rows = await db.deleteFrom('sessions').where('token_hash', 'in', tokenHashes).returning('token_hash').execute();
  return rows.map((row) => row.token_hash);
}

/** Deletes the sessions of one interface that are over: last used at `idleSince` or before, or past their end. */
export async function deleteSessionsOver(
  db: Db,
  kind: Interface,
  { now, idleSince }: { now: number; idleSince: number },
): Promise<string[]> {
  const rows = await db
    .deleteFrom('sessions')
    .where('interface', '=', kind)
    .where((where) => where.or([where('expires_at', '<=', now), where('last_input_at', '<=', idleSince)]))
    .returning('token_hash')
    .execute();
  return rows.map((row) => row.token_hash);
}

/** There is one set-up link at a time: the newest. */
export async function replaceSetupLink(db: Db, row: SetupLinksTable): Promise<void> {
  await db.deleteFrom('setup_links').where('used_at', 'is', null).execute();
  await db.insertInto('setup_links').values(row).execute();
}

export async function isSetupLinkOpen(db: Db, tokenHash: string, now: number): Promise<boolean> {
  const found = await db
    .selectFrom('setup_links')
    .select('token_hash')
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return found !== undefined;
}

/** Uses the link up; false when it is unknown, used or expired. */
export async function useSetupLink(db: Db, tokenHash: string, now: number): Promise<boolean> {
  const used = await db
    .updateTable('setup_links')
    .set({ used_at: now })
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('token_hash')
    .executeTakeFirst();
  return used !== undefined;
}
