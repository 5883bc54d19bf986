import type { Member, MemberRow, Role, SiteId } from '@porchlight/protocol';
import type { MembersTable } from './tables.ts';

export function presentMember(row: MembersTable): Member {
  return { id: row.id, name: row.name, email: row.email, roles: readRoles(row), sites: readSites(row) };
}

export function readRoles(row: Pick<MembersTable, 'roles'>): Role[] {
  return JSON.parse(row.roles) as Role[];
}

/** A member as the admin sees them. */
export function presentMemberRow(row: MembersTable): MemberRow {
  return {
    ...presentMember(row),
    teams: [],
    isInvited: false,
    isDeactivated: row.deactivated_at !== null,
    secondFactors: [],
    lastLoginAt: row.last_login_at,
  };
}

/** The sites that a member is limited to; null for none. */
export function readSites(row: Pick<MembersTable, 'sites'>): SiteId[] | null {
  return row.sites === null ? null : (JSON.parse(row.sites) as SiteId[]);
}
