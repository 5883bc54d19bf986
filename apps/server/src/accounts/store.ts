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

export async function noteLogin(db: Db, id: MembersTable['id'], at: number): Promise<void> {
  await db.updateTable('members').set({ last_login_at: at }).where('id', '=', id).execute();
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

/**
 * A session of this interface with its member, over or not, by its token, the token before that, or its id; null when
 * there is none.
 */
export async function findSession(
  db: Db,
  by: 'token_hash' | 'previous_hash' | 'id',
  value: string,
  kind: Interface,
): Promise<{ session: SessionsTable; member: MembersTable } | null> {
  const session = await db
    .selectFrom('sessions')
    .selectAll()
    .where(by, '=', value)
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
export async function touchSession(db: Db, id: string, at: number): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ last_input_at: at })
    .where('id', '=', id)
    .where('last_input_at', '<', at)
    .execute();
}

/** Deletes a session by its token, or the one before that; answers with it, null when there was none. */
export async function deleteSessionOf(db: Db, tokenHash: string): Promise<SessionsTable | null> {
  const row = await db
    .deleteFrom('sessions')
    .where((where) => where.or([where('token_hash', '=', tokenHash), where('previous_hash', '=', tokenHash)]))
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** A member's sessions in all interfaces, over or not, the one used last first. */
export async function findSessionsOf(db: Db, memberId: string): Promise<SessionsTable[]> {
  return db
    .selectFrom('sessions')
    .selectAll()
    .where('member_id', '=', memberId as MembersTable['id'])
    .orderBy('last_input_at', 'desc')
    .orderBy('id')
    .execute();
}

/** Deletes a member's sessions but one, or all; answers with their ids. */
export async function deleteSessionsOf(db: Db, memberId: string, exceptId: string | null): Promise<string[]> {
  const rows = await db
    .deleteFrom('sessions')
    .where('member_id', '=', memberId as MembersTable['id'])
    .where('id', '!=', exceptId ?? '')
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
}

/** Deletes one session of a member; null when it is not theirs or not there. */
export async function deleteSessionById(db: Db, memberId: string, id: string): Promise<SessionsTable | null> {
  const row = await db
    .deleteFrom('sessions')
    .where('id', '=', id)
    .where('member_id', '=', memberId as MembersTable['id'])
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** Gives a session another token; false when `tokenHash` is not its present one. */
export async function renewSession(
  db: Db,
  { tokenHash, newHash, at }: { tokenHash: string; newHash: string; at: number },
): Promise<boolean> {
  const row = await db
    .updateTable('sessions')
    .set({ token_hash: newHash, previous_hash: tokenHash, renewed_at: at, confirmed_at: at })
    .where('token_hash', '=', tokenHash)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Says which remembered login a session belongs to. */
export async function setRemembered(db: Db, sessionId: string, rememberedId: string | null): Promise<void> {
  await db.updateTable('sessions').set({ remembered_id: rememberedId }).where('id', '=', sessionId).execute();
}

/** Sessions of one remembered login belong to another from now on. */
export async function moveRemembered(db: Db, from: string, to: string): Promise<void> {
  await db.updateTable('sessions').set({ remembered_id: to }).where('remembered_id', '=', from).execute();
}

/** A member who is not deactivated. */
export async function findMember(db: Db, id: MembersTable['id']): Promise<MembersTable | null> {
  const found = await db
    .selectFrom('members')
    .selectAll()
    .where('id', '=', id)
    .where('deactivated_at', 'is', null)
    .executeTakeFirst();
  return found ?? null;
}

export async function renameMember(db: Db, id: MembersTable['id'], name: string): Promise<void> {
  await db.updateTable('members').set({ name }).where('id', '=', id).execute();
}

/** Sets a password in the place of another one; false when that is not the present one. */
export async function replacePassword(
  db: Db,
  id: MembersTable['id'],
  formerHash: string,
  passwordHash: string,
): Promise<boolean> {
  const row = await db
    .updateTable('members')
    .set({ password_hash: passwordHash })
    .where('id', '=', id)
    .where('password_hash', '=', formerHash)
    .where('deactivated_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
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
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
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
