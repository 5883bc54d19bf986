import {
  type ApiTokenId,
  type AuditEntry,
  type Member,
  type Permission,
  permissionsOfRoles,
  type Role,
  type SiteId,
} from '@porchlight/protocol';
import type { FastifyRequest } from 'fastify';
import { type AppError, appError } from '../platform/errors/index.ts';
import type { AccessCheck } from '../platform/http/index.ts';
import type { MemberSession } from './sessions.ts';
import type { Interface } from './tables.ts';

/** [AUTH17] A program that does what its token lets it, in the name of the member who made it. */
export type TokenAccess = {
  kind: 'api-token';
  interface: Interface;
  id: ApiTokenId;
  name: string;
  scopes: readonly Permission[];
  member: Member;
};

/** What the access checks `agent` and `admin` leave in `request.actor`. */
export type MemberAccess = MemberSession | TokenAccess;

/** Finds what a token opens; null for one that is unknown or over. */
export type FindToken = (secret: string) => Promise<Omit<TokenAccess, 'interface'> | null>;

/** The site of what a path names; null where there is no such thing. */
export type SiteFinders = {
  conversation(id: string): Promise<SiteId | null>;
  visit(id: string): Promise<SiteId | null>;
  visitor(id: string): Promise<SiteId | null>;
};

/** What a member may do, wherever their sites are. */
export type Rights = { permissions: readonly Permission[]; sites: readonly SiteId[] | null };

export function rightsOf({ member, scopes }: { member: Member; scopes?: readonly Permission[] }): Rights {
  const own = permissionsOfRoles(member.roles);
  return { permissions: scopes ? own.filter((one) => scopes.includes(one)) : own, sites: member.sites };
}

/** What the check left in `request.actor`, of a person or a program; throws where a route forgot to name one. */
export function readAccess(actor: unknown): MemberAccess {
  const { kind } = (actor ?? {}) as { kind?: unknown };
  if (kind !== 'member-session' && kind !== 'api-token') throw new Error('This route names no member access.');
  return actor as MemberAccess;
}

/** [AUTH9] Tells whether a member looks after a site. */
export function seesSite({ sites }: Pick<Rights, 'sites'>, site: string): boolean {
  return sites === null || sites.includes(site as SiteId);
}

/** [AUTH16] Nobody gives, or takes from somebody, what they do not have themselves. */
export function assertGives(giver: Rights, roles: readonly Role[], sites: readonly SiteId[] | null): void {
  const isWithin =
    giver.sites === null || (sites !== null && sites.length > 0 && sites.every((site) => giver.sites?.includes(site)));
  const hasAll = permissionsOfRoles(roles).every((one) => giver.permissions.includes(one));
  if (!isWithin || !hasAll)
    throw appError(
      'permission_missing',
      'This reaches further than what you may do yourself. Ask an admin who looks after all sites.',
    );
}

/** Who is behind a route of members, for the audit log. */
export function whoOf(actor: unknown): AuditEntry['who'] {
  const access = readAccess(actor);
  if (access.kind === 'api-token')
    return { kind: 'token', id: access.id, name: `${access.name} (${access.member.name})` };
  return { kind: 'member', id: access.member.id, name: access.member.name };
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
  'articles.edit': 'edit the help center',
  'comments.moderate': 'decide about comments',
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
export function requirePermission(
  kind: Interface,
  check: AccessCheck,
  { findSiteOf, findToken }: { findSiteOf: SiteFinders; findToken: FindToken },
): AccessCheck {
  return async (request, reply): Promise<MemberAccess> => {
    const secret = readToken(request);
    const actor =
      secret === null
        ? ((await check(request, reply)) as MemberSession)
        : { ...(await requireToken(request, secret, findToken)), interface: kind };
    const rights = rightsOf(actor);
    const { needs } = request.routeOptions.config;
    if (needs && !rights.permissions.includes(needs)) throw permissionMissing(needs);
    await assertSites(request, rights, findSiteOf);
    return actor;
  };
}

const bearer = /^Bearer (pl_\S{1,200})$/;

function readToken(request: FastifyRequest): string | null {
  return bearer.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

/** [AUTH17] No page can send such a header across origins, so nothing else of CSRF1 is asked. */
async function requireToken(request: FastifyRequest, secret: string, findToken: FindToken) {
  if (request.headers.cookie !== undefined)
    throw appError('api_token_invalid', 'A token comes without cookies. Send one or the other.');
  const found = await findToken(secret);
  if (!found) throw appError('api_token_invalid', 'This token is unknown or over. Make a new one in the admin.');
  const { needs, confirms } = request.routeOptions.config;
  if (!needs || confirms) throw asksForPerson();
  return found;
}

/** What a program is answered where only a person who is there may act. */
export function asksForPerson(): AppError {
  return appError('permission_missing', 'This is for people who are logged in. No token opens it.');
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
