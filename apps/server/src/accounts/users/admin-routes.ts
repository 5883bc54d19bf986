import type { SiteId, UsersAnswer } from '@porchlight/protocol';
import type { FastifyRequest } from 'fastify';
import type { Audited } from '../../audit/index.ts';
import { type Http, readBy } from '../../platform/http/index.ts';
import type { Sites } from '../../sites/index.ts';
import { changeUser, inviteUser, readUserId, userGroups, usersQuery } from './schema.ts';
import type { UserAdmin } from './user-admin.ts';

/** Tells who asks by a route of members, for the audit log. */
export type AuditBy = { by(request: FastifyRequest): Audited };

type OfSite = { Params: { site: SiteId } };
type OfUser = { Params: { site: SiteId; user: string } };

/** [AUTH37] What admins do with the users of a site. */
export function userAdminRoutes({
  http,
  users,
  sites,
  audit,
}: {
  http: Http;
  users: UserAdmin;
  sites: Sites;
  audit: AuditBy;
}): void {
  const at = '/api/admin/sites/:site/users';
  const guard = {
    constraints: { surface: 'workspace' },
    config: { access: 'admin', needs: 'users.change' },
  } as const;

  http.app.get<OfSite>(at, guard, async (request): Promise<UsersAnswer> => {
    const { query } = readBy(usersQuery, request.query, 'invalid_query');
    return users.findAll(sites.getSite(request.params.site).id, query);
  });

  http.app.post<OfSite>(`${at}/invitations`, guard, async (request, reply) => {
    const site = sites.getSite(request.params.site);
    await users.invite(site, readBy(inviteUser, request.body), audit.by(request));
    return reply.status(202).send({});
  });

  http.app.delete<{ Params: { site: SiteId; invitation: string } }>(
    `${at}/invitations/:invitation`,
    guard,
    async (request, reply) => {
      const site = sites.getSite(request.params.site);
      await users.withdraw(site.id, request.params.invitation, audit.by(request));
      return reply.status(204).send();
    },
  );

  http.app.patch<OfUser>(`${at}/:user`, guard, async (request, reply) => {
    const site = sites.getSite(request.params.site);
    const { isDeactivated } = readBy(changeUser, request.body);
    await users.setDeactivated(site.id, readUserId(request.params.user), isDeactivated, audit.by(request));
    return reply.status(204).send();
  });

  http.app.put<OfUser>(`${at}/:user/groups`, guard, async (request, reply) => {
    const site = sites.getSite(request.params.site);
    const { groups } = readBy(userGroups, request.body);
    await users.setGroups(site.id, readUserId(request.params.user), groups, audit.by(request));
    return reply.status(204).send();
  });

  http.app.delete<OfUser>(`${at}/:user/sessions`, guard, async (request, reply) => {
    const site = sites.getSite(request.params.site);
    await users.endAllOf(site.id, readUserId(request.params.user), audit.by(request));
    return reply.status(204).send();
  });
}
