import type { MemberId, Permission, Role, SiteId } from '@porchlight/protocol';
import { type Audited, record } from '../../audit/index.ts';
import { type Db, defineCommand } from '../../platform/db/index.ts';
import { appError } from '../../platform/errors/index.ts';
import { endLinks } from '../links.ts';
import { assertGives } from '../permission-access.ts';
import { readRoles, readSites } from '../present.ts';
import { deleteRememberedOf } from '../remembered-store.ts';
import { deleteSessionsOf } from '../store.ts';
import type { MembersTable } from '../tables.ts';
import * as store from './store.ts';
import type { ApiTokensTable } from './tables.ts';

/** Who changes something, with what they may do themselves. */
export type Giver = {
  id: MemberId;
  permissions: readonly Permission[];
  sites: readonly SiteId[] | null;
};

export type MemberChange = {
  name?: string;
  roles?: Role[];
  sites?: SiteId[] | null;
  teams?: string[];
  isDeactivated?: boolean;
};

export const memberNotFound = () => appError('member_not_found', 'There is no such member. Load the list again.');
const teamNotFound = () => appError('team_not_found', 'There is no such team any more. Load the list again.');

async function countAdmins(db: Db): Promise<number> {
  const rows = await store.findAllMembers(db);
  return rows.filter((row) => row.deactivated_at === null && row.sites === null && readRoles(row).includes('admin'))
    .length;
}

/**
 * [AUTH16] Changes a member and writes each change down. Answers with the sessions that ended by it. Throws
 * `member_not_found`, `own_roles`, `permission_missing`, `last_admin`.
 */
export const changeMember = defineCommand<
  { id: string; change: MemberChange; giver: Giver; by: Audited; at: number },
  { ended: string[]; member: MembersTable }
>({
  name: 'members.change',
  async run(db, { id, change, giver, by, at }) {
    await store.lockMembers(db);
    const row = await store.findAnyMember(db, id);
    if (!row) throw memberNotFound();
    const { roles, sites, isDeactivated } = change;
    const before = { roles: readRoles(row), sites: readSites(row), isDeactivated: row.deactivated_at !== null };
    const changes = {
      roles: roles !== undefined && !isSame(roles, before.roles),
      sites: sites !== undefined && !isSame(sites, before.sites),
      isDeactivated: isDeactivated !== undefined && isDeactivated !== before.isDeactivated,
    };
    const isWeighty = changes.roles || changes.sites || changes.isDeactivated;
    if (isWeighty && row.id === giver.id)
      throw appError('own_roles', 'Nobody changes what they may do themselves. Ask another admin.');
    assertGives(giver, before.roles, before.sites);
    assertGives(giver, roles ?? before.roles, sites === undefined ? before.sites : sites);

    const admins = await countAdmins(db);
    await store.updateMember(db, row.id, {
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(changes.roles ? { roles: JSON.stringify(roles) } : {}),
      ...(changes.sites ? { sites: sites ? JSON.stringify(sites) : null } : {}),
      ...(changes.isDeactivated ? { deactivated_at: isDeactivated ? at : null } : {}),
    });
    if (admins > 0 && (await countAdmins(db)) === 0)
      throw appError('last_admin', 'Somebody must stay admin of all sites. Make another member admin first.');

    const target = { kind: 'member', id: row.id, name: row.name };
    const note = (what: string, from: unknown, to: unknown) =>
      record(db, { ...by, at, what, target, before: from, after: to });
    if (change.name !== undefined && change.name !== row.name)
      await note('member.renamed', { name: row.name }, { name: change.name });
    if (changes.roles) await note('member.roles-changed', { roles: before.roles }, { roles });
    if (changes.sites) await note('member.sites-changed', { sites: before.sites }, { sites });
    if (changes.isDeactivated) await note(isDeactivated ? 'member.deactivated' : 'member.reactivated', null, null);
    if (change.teams !== undefined) {
      const teamsOf = async () =>
        (await store.findTeams(db)).filter(({ members }) => members.includes(row.id)).map(({ name }) => name);
      const former = await teamsOf();
      for (const team of await store.setTeams(db, row.id, change.teams, at))
        await record(db, { ...by, at, what: 'team.added', target: { kind: 'team', id: team.id, name: team.name } });
      const now = await teamsOf();
      if (!isSame(now, former)) await note('member.teams-changed', { teams: former }, { teams: now });
    }
    if (isDeactivated === true) {
      await deleteRememberedOf(db, { account_kind: 'member', account_id: row.id }, null);
      await store.deleteTokensOf(db, row.id);
      await endLinks(db, row.id, ['password-reset', 'email-change']);
    }
    // [AUTH2] A change of what somebody may do begins with a new login.
    const ended = isWeighty || isDeactivated === true ? await deleteSessionsOf(db, row.id, null) : [];
    return { ended, member: (await store.findAnyMember(db, row.id)) ?? row };
  },
});

/**
 * [AUTH16] Ends every login of another member, also what browsers remember, and changes nothing else. Answers with the
 * sessions that ended. Throws `member_not_found`, `permission_missing`.
 */
export const endLoginsOf = defineCommand<{ id: string; giver: Giver; by: Audited; at: number }, string[]>({
  name: 'members.end-logins',
  async run(db, { id, giver, by, at }) {
    const row = await store.findAnyMember(db, id);
    if (!row) throw memberNotFound();
    assertGives(giver, readRoles(row), readSites(row));
    await deleteRememberedOf(db, { account_kind: 'member', account_id: row.id }, null);
    const ended = await deleteSessionsOf(db, row.id, null);
    const target = { kind: 'member', id: row.id, name: row.name };
    await record(db, { ...by, at, what: 'member.logins-ended', target, after: { sessions: ended.length } });
    return ended;
  },
});

function isSame(a: readonly unknown[] | null, b: readonly unknown[] | null): boolean {
  return JSON.stringify(a && [...a].sort()) === JSON.stringify(b && [...b].sort());
}

const teamNameTaken = () => appError('team_name_taken', 'Another team has this name. Choose another one.');

/** The members of these ids, by name; throws `member_not_found` for one that is not there. */
async function findNamed(db: Db, ids: readonly string[]): Promise<MembersTable[]> {
  const rows = await store.findAllMembers(db);
  return ids.map((id) => {
    const row = rows.find((one) => one.id === id);
    if (!row) throw memberNotFound();
    return row;
  });
}

const namesOf = (rows: readonly MembersTable[]) => rows.map(({ name }) => name).sort();

/** Makes a team of these members; answers with its id. Throws `team_name_taken`, `member_not_found`. */
export const addTeam = defineCommand<{ name: string; members: string[]; by: Audited; at: number }, string>({
  name: 'members.add-team',
  async run(db, { name, members, by, at }) {
    await store.lockMembers(db);
    const rows = await findNamed(db, members);
    const team = await store.insertTeam(db, name, at);
    if (!team) throw teamNameTaken();
    await store.setSeats(
      db,
      team.id,
      rows.map(({ id }) => id),
    );
    const target = { kind: 'team', id: team.id, name };
    await record(db, { ...by, at, what: 'team.added', target, after: { members: namesOf(rows) } });
    return team.id;
  },
});

/** Changes what is named of a team. Throws `team_not_found`, `team_name_taken`, `member_not_found`. */
export const changeTeam = defineCommand<
  { id: string; name?: string | undefined; members?: string[] | undefined; by: Audited; at: number },
  null
>({
  name: 'members.change-team',
  async run(db, { id, name, members, by, at }) {
    await store.lockMembers(db);
    const team = (await store.findTeams(db)).find((one) => one.id === id);
    if (!team) throw teamNotFound();
    const target = { kind: 'team', id: team.id, name: team.name };
    const note = (what: string, before: unknown, after: unknown) =>
      record(db, { ...by, at, what, target, before, after });
    if (name !== undefined && name !== team.name) {
      if (!(await store.renameTeam(db, team.id, name))) throw teamNameTaken();
      await note('team.renamed', { name: team.name }, { name });
    }
    if (members !== undefined && !isSame(members, team.members)) {
      const [before, after] = [await findNamed(db, team.members), await findNamed(db, members)];
      await store.setSeats(
        db,
        team.id,
        after.map((row) => row.id),
      );
      await note('team.members-changed', { members: namesOf(before) }, { members: namesOf(after) });
    }
    return null;
  },
});

export const removeTeam = defineCommand<{ id: string; by: Audited; at: number }, null>({
  name: 'members.remove-team',
  async run(db, { id, by, at }) {
    await store.lockMembers(db);
    const team = (await store.findTeams(db)).find((one) => one.id === id);
    if (!team) throw teamNotFound();
    const members = namesOf(await findNamed(db, team.members));
    await store.deleteTeam(db, team.id);
    const target = { kind: 'team', id: team.id, name: team.name };
    await record(db, { ...by, at, what: 'team.removed', target, before: { members } });
    return null;
  },
});

export const addToken = defineCommand<{ row: ApiTokensTable; by: Audited }, null>({
  name: 'members.add-token',
  async run(db, { row, by }) {
    await store.insertToken(db, row);
    const target = { kind: 'api-token', id: row.id, name: row.name };
    const after = { scopes: JSON.parse(row.scopes), expiresAt: row.expires_at };
    await record(db, { ...by, at: row.created_at, what: 'api-token.made', target, after });
    return null;
  },
});

/** Ends a token; throws `api_token_not_found`. */
export const endToken = defineCommand<{ id: string; by: Audited; at: number }, null>({
  name: 'members.end-token',
  async run(db, { id, by, at }) {
    const row = await store.findTokenBy(db, 'id', id);
    if (!row) throw appError('api_token_not_found', 'There is no such token any more. Load the list again.');
    await store.deleteToken(db, row.id);
    const target = { kind: 'api-token', id: row.id, name: row.name };
    await record(db, { ...by, at, what: 'api-token.ended', target });
    return null;
  },
});

export const touchToken = defineCommand<{ id: ApiTokensTable['id']; at: number }, null>({
  name: 'members.touch-token',
  async run(db, { id, at }) {
    await store.touchToken(db, id, at);
    return null;
  },
});

/** Every command of this feature. */
export const commands = [changeMember, endLoginsOf, addTeam, changeTeam, removeTeam, addToken, endToken, touchToken];
