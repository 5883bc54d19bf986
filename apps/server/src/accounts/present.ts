import type { Member, Role } from '@porchlight/protocol';
import type { MembersTable } from './tables.ts';

export function presentMember(row: MembersTable): Member {
  return { id: row.id, name: row.name, email: row.email, roles: readRoles(row) };
}

export function readRoles(row: Pick<MembersTable, 'roles'>): Role[] {
  return JSON.parse(row.roles) as Role[];
}
