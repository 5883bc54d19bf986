import type { ContactId, SiteId, UserId } from '@porchlight/protocol';
import { sql } from 'kysely';
import { type Db, dialectOf } from '../../platform/db/dialect.ts';
import { deleteRememberedOf } from '../remembered-store.ts';
import type { CodePurpose, UserCodesTable, UserSessionsTable, UsersTable } from './tables.ts';

/** A user of a site who is not deactivated. */
export async function findUser(db: Db, site: SiteId, id: string): Promise<UsersTable | null> {
  const row = await readUser(db, site, id);
  return row && row.deactivated_at === null ? row : null;
}

/** A user of a site, deactivated or not. */
export async function readUser(db: Db, site: SiteId, id: string): Promise<UsersTable | null> {
  const row = await db
    .selectFrom('users')
    .selectAll()
    .where('id', '=', id as UserId)
    .where('site_id', '=', site)
    .executeTakeFirst();
  return row ?? null;
}

/** Whoever has this address at a site, deactivated or not. */
export async function findHolder(db: Db, site: SiteId, emailKey: string): Promise<UsersTable | null> {
  const row = await db
    .selectFrom('users')
    .selectAll()
    .where('site_id', '=', site)
    .where('email_key', '=', emailKey)
    .executeTakeFirst();
  return row ?? null;
}

/** A site's users whose name or address holds `query`, newest first. */
export async function findUsers(db: Db, site: SiteId, query: string, limit: number): Promise<UsersTable[]> {
  const like = `%${query.toLowerCase().replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  let select = db.selectFrom('users').selectAll().where('site_id', '=', site);
  if (query !== '')
    select = select.where(
      sql<boolean>`(lower(name) like ${like} escape '\\' or email_key like ${like} escape '\\')` as never,
    );
  return select.orderBy('created_at', 'desc').orderBy('id').limit(limit).execute();
}

/** False when the address is taken. */
export async function insertUser(db: Db, row: UsersTable): Promise<boolean> {
  const inserted = await db
    .insertInto('users')
    .values(row)
    .onConflict((conflict) => conflict.columns(['site_id', 'email_key']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function updateUser(
  db: Db,
  id: UserId,
  change: Partial<Omit<UsersTable, 'id' | 'site_id' | 'created_at'>>,
): Promise<void> {
  await db.updateTable('users').set(change).where('id', '=', id).execute();
}

/** Sets a password in the place of another one; false when that is not the present one. */
export async function replacePassword(db: Db, id: UserId, former: string, next: string): Promise<boolean> {
  const row = await db
    .updateTable('users')
    .set({ password_hash: next })
    .where('id', '=', id)
    .where('password_hash', '=', former)
    .where('deactivated_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function setContact(db: Db, id: UserId, contact: ContactId): Promise<void> {
  await db.updateTable('users').set({ contact_id: contact }).where('id', '=', id).execute();
}

/** Deletes a user with all that belongs to the account; false when there was none. */
export async function deleteUser(db: Db, id: UserId): Promise<boolean> {
  await endLogins(db, id, null, null);
  await db.deleteFrom('user_codes').where('user_id', '=', id).execute();
  await db.deleteFrom('account_notices').where('account_id', '=', id).execute();
  const row = await db.deleteFrom('users').where('id', '=', id).returning('id').executeTakeFirst();
  return row !== undefined;
}

export async function insertSession(db: Db, row: UserSessionsTable): Promise<void> {
  await db.insertInto('user_sessions').values(row).execute();
}

/** A session of a site with its user, over or not, by its token or the token before that. */
export async function findSession(
  db: Db,
  by: 'token_hash' | 'previous_hash' | 'id',
  value: string,
  site: SiteId,
): Promise<{ session: UserSessionsTable; user: UsersTable } | null> {
  const session = await db
    .selectFrom('user_sessions')
    .selectAll()
    .where(by, '=', value)
    .where('site_id', '=', site)
    .executeTakeFirst();
  const user = session && (await findUser(db, site, session.user_id));
  return session && user ? { session, user } : null;
}

export async function findSessionsOf(db: Db, user: UserId): Promise<UserSessionsTable[]> {
  return db
    .selectFrom('user_sessions')
    .selectAll()
    .where('user_id', '=', user)
    .orderBy('last_input_at', 'desc')
    .orderBy('id')
    .execute();
}

/** How many sessions each of these users has that are not over. */
export async function countSessions(
  db: Db,
  users: readonly UserId[],
  { now, idleSince }: { now: number; idleSince: number },
): Promise<Map<UserId, number>> {
  if (users.length === 0) return new Map();
  const rows = await db
    .selectFrom('user_sessions')
    .select(['user_id', ({ fn }) => fn.countAll<number>().as('count')])
    .where('user_id', 'in', [...users])
    .where('expires_at', '>', now)
    .where('last_input_at', '>', idleSince)
    .groupBy('user_id')
    .execute();
  return new Map(rows.map((row) => [row.user_id, Number(row.count)]));
}

export async function touchSession(db: Db, id: string, at: number): Promise<void> {
  await db
    .updateTable('user_sessions')
    .set({ last_input_at: at })
    .where('id', '=', id)
    .where('last_input_at', '<', at)
    .execute();
}

/** Gives a session another token; false when `tokenHash` is not its present one. */
export async function renewSession(
  db: Db,
  { tokenHash, newHash, at }: { tokenHash: string; newHash: string; at: number },
): Promise<boolean> {
  const row = await db
    .updateTable('user_sessions')
    .set({ token_hash: newHash, previous_hash: tokenHash, renewed_at: at, confirmed_at: at })
    .where('token_hash', '=', tokenHash)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function setRemembered(db: Db, session: string, remembered: string | null): Promise<void> {
  await db.updateTable('user_sessions').set({ remembered_id: remembered }).where('id', '=', session).execute();
}

/** Ends the session of a token; the token before it names it, too. */
export async function deleteSessionOf(db: Db, site: SiteId, tokenHash: string): Promise<UserSessionsTable | null> {
  const row = await db
    .deleteFrom('user_sessions')
    .where('site_id', '=', site)
    .where((where) => where.or([where('token_hash', '=', tokenHash), where('previous_hash', '=', tokenHash)]))
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

export async function deleteSessionById(db: Db, user: UserId, id: string): Promise<UserSessionsTable | null> {
  const row = await db
    .deleteFrom('user_sessions')
    .where('id', '=', id)
    .where('user_id', '=', user)
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** Ends a browser's sessions that began before another one of the same remembered login took their place. */
export async function deleteSessionsBefore(db: Db, remembered: string, before: number): Promise<void> {
  await db
    .deleteFrom('user_sessions')
    .where('remembered_id', '=', remembered)
    .where('created_at', '<', before)
    .execute();
}

/** Ends every session and every remembered login of a user but these. */
export async function endLogins(
  db: Db,
  user: UserId,
  keptSession: string | null,
  keptRemembered: string | null,
): Promise<void> {
  await deleteRememberedOf(db, { account_kind: 'user', account_id: user }, keptRemembered);
  await db
    .deleteFrom('user_sessions')
    .where('user_id', '=', user)
    .where('id', '!=', keptSession ?? '')
    .execute();
}

export async function deleteSessionsOver(
  db: Db,
  { now, idleSince }: { now: number; idleSince: number },
): Promise<void> {
  await db
    .deleteFrom('user_sessions')
    .where((where) => where.or([where('expires_at', '<=', now), where('last_input_at', '<=', idleSince)]))
    .execute();
}

/** What is counted by an address is counted one after the other: two mails at once cannot each be the last allowed. */
export async function lockAddress(db: Db, site: SiteId, emailKey: string): Promise<void> {
  if (dialectOf(db) !== 'postgres') return;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${site} ${emailKey}`}, 0))`.execute(db);
}

/** Keeps a code; false where it is there already. */
export async function insertCode(db: Db, row: UserCodesTable): Promise<boolean> {
  const inserted = await db
    .insertInto('user_codes')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

type About = { site: SiteId; purposes: readonly CodePurpose[]; emailKey: string };

/** How many codes were made for an address since then. */
export async function countCodes(db: Db, { site, purposes, emailKey }: About, since: number): Promise<number> {
  const row = await db
    .selectFrom('user_codes')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('site_id', '=', site)
    .where('purpose', 'in', purposes)
    .where('email_key', '=', emailKey)
    .where('created_at', '>', since)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

/** How many codes were made for a user since then, whatever the address. */
export async function countCodesOf(db: Db, user: UserId, purpose: CodePurpose, since: number): Promise<number> {
  const row = await db
    .selectFrom('user_codes')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('user_id', '=', user)
    .where('purpose', '=', purpose)
    .where('created_at', '>', since)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

/** A code that is good now; using it up is the command's to do. */
export async function findCode(db: Db, codeHash: string, now: number): Promise<UserCodesTable | null> {
  const row = await db
    .selectFrom('user_codes')
    .selectAll()
    .where('code_hash', '=', codeHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row ?? null;
}

/** Uses a code up: of several at once, one. Null when it is not good any more. */
export async function useCode(db: Db, codeHash: string, now: number): Promise<UserCodesTable | null> {
  const row = await db
    .updateTable('user_codes')
    .set({ used_at: now })
    .where('code_hash', '=', codeHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** Ends the codes that were mailed to an address. */
export async function endCodesTo(db: Db, { site, purposes, emailKey }: About): Promise<void> {
  await db
    .updateTable('user_codes')
    .set({ used_at: sql<number>`created_at` })
    .where('site_id', '=', site)
    .where('purpose', 'in', purposes)
    .where('email_key', '=', emailKey)
    .where('used_at', 'is', null)
    .execute();
}

/** Ends a user's codes of these purposes, those made at `since` (ms) or later. */
export async function endCodesOf(db: Db, user: UserId, purposes: readonly CodePurpose[], since = 0): Promise<void> {
  await db
    .updateTable('user_codes')
    .set({ used_at: sql<number>`created_at` })
    .where('user_id', '=', user)
    .where('purpose', 'in', purposes)
    .where('used_at', 'is', null)
    .where('created_at', '>=', since)
    .execute();
}

/** Invitations of a site that can be accepted now, newest first. */
export async function findInvitations(db: Db, site: SiteId, now: number): Promise<UserCodesTable[]> {
  return db
    .selectFrom('user_codes')
    .selectAll()
    .where('site_id', '=', site)
    .where('purpose', '=', 'invitation')
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(200)
    .execute();
}

/** Ends an invitation by its id; null when there is none. */
export async function endInvitation(
  db: Db,
  { site, id, now }: { site: SiteId; id: string; now: number },
): Promise<UserCodesTable | null> {
  const row = await db
    .updateTable('user_codes')
    .set({ used_at: sql<number>`created_at` })
    .where('site_id', '=', site)
    .where('purpose', '=', 'invitation')
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

export async function forgetCodes(db: Db, overSince: number): Promise<void> {
  await db.deleteFrom('user_codes').where('expires_at', '<=', overSince).execute();
}
