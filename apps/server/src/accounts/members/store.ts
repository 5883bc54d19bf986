import { isId, type MemberId, type TeamId } from '@porchlight/protocol';
import { sql } from 'kysely';
import { type Db, dialectOf } from '../../platform/db/dialect.ts';
import { newId } from '../../platform/ids/index.ts';
import type { MembersTable } from '../tables.ts';
import type { ApiTokensTable, TeamsTable } from './tables.ts';

const membersLock = 4_112_026;

/** Changes of members come one after the other, so that two cannot each leave the other as the last admin. */
export async function lockMembers(db: Db): Promise<void> {
  // SQLite has one writer anyhow.
  if (dialectOf(db) === 'postgres') await sql`select pg_advisory_xact_lock(${membersLock})`.execute(db);
}

/** A member, deactivated or not. */
export async function findAnyMember(db: Db, id: string): Promise<MembersTable | null> {
  if (!isId('me', id)) return null;
  const row = await db.selectFrom('members').selectAll().where('id', '=', id).executeTakeFirst();
  return row ?? null;
}

export async function findAllMembers(db: Db): Promise<MembersTable[]> {
  return db.selectFrom('members').selectAll().orderBy('created_at').orderBy('id').execute();
}

export async function updateMember(db: Db, id: MemberId, change: Partial<MembersTable>): Promise<void> {
  if (Object.keys(change).length > 0) await db.updateTable('members').set(change).where('id', '=', id).execute();
}

export async function findTeams(db: Db): Promise<(TeamsTable & { members: MemberId[] })[]> {
  const teams = await db.selectFrom('teams').selectAll().orderBy('name_key').execute();
  const seats = await db.selectFrom('team_members').selectAll().orderBy('member_id').execute();
  return teams.map((team) => ({
    ...team,
    members: seats.filter(({ team_id }) => team_id === team.id).map(({ member_id }) => member_id),
  }));
}

export function teamKeyOf(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** Puts a member into the teams of these names and no others; answers with those that had to be made. */
export async function setTeams(db: Db, member: MemberId, names: readonly string[], at: number): Promise<TeamsTable[]> {
  const added: TeamsTable[] = [];
  await db.deleteFrom('team_members').where('member_id', '=', member).execute();
  for (const name of names) {
    const made = await insertTeam(db, name, at);
    if (made) added.push(made);
    const team = await db.selectFrom('teams').select('id').where('name_key', '=', teamKeyOf(name)).executeTakeFirst();
    if (team) await insertSeats(db, team.id, [member]);
  }
  return added;
}

/** Makes a team; null where there is one of this name. */
export async function insertTeam(db: Db, name: string, at: number): Promise<TeamsTable | null> {
  const made = { id: newId('te'), name, name_key: teamKeyOf(name), created_at: at };
  const row = await db
    .insertInto('teams')
    .values(made)
    .onConflict((conflict) => conflict.column('name_key').doNothing())
    .returning('id')
    .executeTakeFirst();
  return row ? made : null;
}

async function insertSeats(db: Db, team: TeamId, members: readonly MemberId[]): Promise<void> {
  for (const member of members)
    await db
      .insertInto('team_members')
      .values({ team_id: team, member_id: member })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
}

/** Has a team consist of these members and no others. */
export async function setSeats(db: Db, team: TeamId, members: readonly MemberId[]): Promise<void> {
  await db.deleteFrom('team_members').where('team_id', '=', team).execute();
  await insertSeats(db, team, members);
}

/** False when another team has this name. */
export async function renameTeam(db: Db, id: TeamId, name: string): Promise<boolean> {
  const name_key = teamKeyOf(name);
  const other = await db.selectFrom('teams').select('id').where('name_key', '=', name_key).executeTakeFirst();
  if (other && other.id !== id) return false;
  await db.updateTable('teams').set({ name, name_key }).where('id', '=', id).execute();
  return true;
}

export async function deleteTeam(db: Db, id: TeamId): Promise<void> {
  await db.deleteFrom('team_members').where('team_id', '=', id).execute();
  await db.deleteFrom('teams').where('id', '=', id).execute();
}

export async function insertToken(db: Db, row: ApiTokensTable): Promise<void> {
  await db.insertInto('api_tokens').values(row).execute();
}

/** Everybody's that have not ended, newest first, with their makers. */
export async function findTokens(db: Db, now: number): Promise<{ token: ApiTokensTable; member: MembersTable }[]> {
  const tokens = await db
    .selectFrom('api_tokens')
    .selectAll()
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute();
  const members = new Map((await findAllMembers(db)).map((row) => [row.id, row]));
  return tokens.flatMap((token) => {
    const member = members.get(token.member_id);
    return member ? [{ token, member }] : [];
  });
}

export async function findTokenBy(db: Db, by: 'id' | 'token_hash', value: string): Promise<ApiTokensTable | null> {
  if (by === 'id' && !isId('at', value)) return null;
  const row = await db.selectFrom('api_tokens').selectAll().where(by, '=', value).executeTakeFirst();
  return row ?? null;
}

export async function touchToken(db: Db, id: ApiTokensTable['id'], at: number): Promise<void> {
  await db.updateTable('api_tokens').set({ last_used_at: at }).where('id', '=', id).execute();
}

export async function deleteToken(db: Db, id: ApiTokensTable['id']): Promise<void> {
  await db.deleteFrom('api_tokens').where('id', '=', id).execute();
}

export async function deleteTokensOf(db: Db, member: MemberId): Promise<void> {
  await db.deleteFrom('api_tokens').where('member_id', '=', member).execute();
}
