import { type Member, type Permission, permissionsOfRoles, type SiteId } from '@porchlight/protocol';
import type { FastifyRequest } from 'fastify';
import { type AppError, appError } from '../platform/errors/index.ts';
import type { AccessCheck } from '../platform/http/index.ts';
import type { MemberSession } from './sessions.ts';

/** What the access checks `agent` and `admin` leave in `request.actor`. */
export type MemberAccess = MemberSession;

/** The site of what a path names; null where there is no such thing. */
export type SiteFinders = {
  conversation(id: string): Promise<SiteId | null>;
  visit(id: string): Promise<SiteId | null>;
  visitor(id: string): Promise<SiteId | null>;
};

/** What a member may do, wherever their sites are. */
export type Rights = { permissions: readonly Permission[]; sites: readonly SiteId[] | null };

export function rightsOf({ member }: { member: Member }): Rights {
  return { permissions: permissionsOfRoles(member.roles), sites: member.sites };
}

/** [AUTH9] Tells whether a member looks after a site. */
export function seesSite({ sites }: Pick<Rights, 'sites'>, site: string): boolean {
  return sites === null || sites.includes(site as SiteId);
}

/** Words for a refusal, as somebody would say what they may not do. */
const inWords: Record<Permission, string> = {
  'conversations.read': 'read conversations',
  'conversations.reply': 'answer conversations',
  'conversations.assign': 'take over or put back conversations of others',
  'visitors.read': 'see visitors',
  'visitors.offer': 'offer chats to visitors',
  'visitors.part': 'part visitors that were joined',
  'reports.read': 'read reports',
  'sites.read': 'see the settings of sites',
  'sites.change': 'change sites',
  'identity.inspect': 'look into how visitors were recognised',
  'members.read': 'see who is a member',
  'members.change': 'change members',
  'users.change': 'change users of the help center',
  'security.change': 'change how people log in',
  'audit.read': 'read the audit log',
  'tokens.change': 'make or end API tokens',
};

export function permissionMissing(needs: Permission): AppError {
  return appError(
    'permission_missing',
    `Your roles do not let you ${inWords[needs]}. Ask an admin if you need to (${needs}).`,
  );
}

/** What stands there for what does not exist: nobody learns by it that another site has it [AUTH9]. */
const unknown: Record<'site' | keyof SiteFinders, () => AppError> = {
  site: () => appError('site_not_found', 'No site has this id. Copy the embed line again from the admin.'),
  conversation: () => appError('conversation_not_found', 'There is no such conversation.'),
  visit: () => appError('visit_not_found', 'This visit is over. Look the visitor up in the list again.'),
  visitor: () => appError('visitor_not_found', 'There is no such visitor.'),
};

/**
 * Lets in whom `check` lets in, where the route's permission is theirs [AUTH8] and what the path names is of a site that
 * they look after [AUTH9]. Throws `permission_missing`, and what stands there for what does not exist.
 */
export function requirePermission(check: AccessCheck, findSiteOf: SiteFinders): AccessCheck {
  return async (request, reply): Promise<MemberAccess> => {
    const actor = (await check(request, reply)) as MemberAccess;
    const rights = rightsOf(actor);
    const { needs } = request.routeOptions.config;
    if (needs && !rights.permissions.includes(needs)) throw permissionMissing(needs);
    await assertSites(request, rights, findSiteOf);
    return actor;
  };
}

async function assertSites(request: FastifyRequest, rights: Rights, findSiteOf: SiteFinders): Promise<void> {
  if (rights.sites === null) return;
  const params = request.params as Record<string, string | undefined>;
  if (params.site !== undefined) {
    if (seesSite(rights, params.site)) return;
    throw unknown.site();
  }
  for (const kind of ['conversation', 'visit', 'visitor'] as const) {
    const id = params[kind];
    if (id === undefined) continue;
    const site = await findSiteOf[kind](id);
    if (site === null || !seesSite(rights, site)) throw unknown[kind]();
  }
}
