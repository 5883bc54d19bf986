import type { Member, Permission } from '@porchlight/protocol';
import { permissionsOfRoles } from '@porchlight/protocol';
import { useDesk } from './desk-context.ts';

/** Tells whether a member may do something; what they may not is not offered [AUTH8]. The server decides by itself. */
export function mayDo({ roles }: Pick<Member, 'roles'>, needs: Permission): boolean {
  return permissionsOfRoles(roles).includes(needs);
}

/** The same of the agent at this desk. */
export function useMayDo(needs: Permission): boolean {
  return mayDo(useDesk().me, needs);
}
