import { isId, type MemberId } from '@porchlight/protocol';
import type { Db } from '../../platform/db/index.ts';
import { deleteRememberedOf } from '../remembered-store.ts';
import { deleteSessionsOf } from '../store.ts';
import type { MembersTable } from '../tables.ts';
import type { InvitationsTable } from './tables.ts';

export async function findInvitations(db: Db): Promise<InvitationsTable[]> {
  return db.selectFrom('invitations').selectAll().orderBy('created_at').orderBy('member_id').execute();
}

export async function findInvitation(db: Db, id: string): Promise<InvitationsTable | null> {
  if (!isId('me', id)) return null;
  const row = await db.selectFrom('invitations').selectAll().where('member_id', '=', id).executeTakeFirst();
  return row ?? null;
}

/** Keeps an invitation; one to the same address is changed and keeps its id, which is answered. */
export async function upsertInvitation(db: Db, row: InvitationsTable): Promise<MemberId> {
  const { member_id: _id, email_key: _key, ...change } = row;
  const kept = await db
    .insertInto('invitations')
    .values(row)
    .onConflict((conflict) => conflict.column('email_key').doUpdateSet(change))
    .returning('member_id')
    .executeTakeFirstOrThrow();
  return kept.member_id;
}

/** False where there is none any more. */
export async function deleteInvitation(db: Db, id: string): Promise<boolean> {
  const rows = await db
    .deleteFrom('invitations')
    .where('member_id', '=', id as MemberId)
    .returning('member_id')
    .execute();
  return rows.length > 0;
}

export async function prolongInvitation(db: Db, id: MemberId, expiresAt: number): Promise<boolean> {
  const rows = await db
    .updateTable('invitations')
    .set({ expires_at: expiresAt })
    .where('member_id', '=', id)
    .returning('member_id')
    .execute();
  return rows.length > 0;
}

/** Whoever has this address, deactivated or not: it is found by one account at most. */
export async function findHolder(db: Db, emailKey: string): Promise<MembersTable | null> {
  const row = await db.selectFrom('members').selectAll().where('email_key', '=', emailKey).executeTakeFirst();
  return row ?? null;
}

export async function setEmail(db: Db, id: MemberId, email: { email: string; email_key: string }): Promise<void> {
  await db.updateTable('members').set(email).where('id', '=', id).execute();
}

export async function setPassword(db: Db, id: MemberId, passwordHash: string): Promise<boolean> {
  const rows = await db
    .updateTable('members')
    .set({ password_hash: passwordHash })
    .where('id', '=', id)
    .where('deactivated_at', 'is', null)
    .returning('id')
    .execute();
  return rows.length > 0;
}

/** Ends every session of a member and every browser that is remembered; answers the ids of the sessions. */
export async function endLogins(db: Db, id: MemberId): Promise<string[]> {
  await deleteRememberedOf(db, { account_kind: 'member', account_id: id }, null);
  return deleteSessionsOf(db, id, null);
}
