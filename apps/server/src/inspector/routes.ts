import { isId, type Permission, type SiteId } from '@porchlight/protocol';
import type { Audit } from '../audit/index.ts';
import { appError } from '../platform/errors/index.ts';
import { type Http, readBy } from '../platform/http/index.ts';
import type { Sites } from '../sites/index.ts';
import type { Inspector } from './inspector.ts';
import { visitsQuery } from './schema.ts';

type Options = { http: Http; sites: Sites; inspector: Inspector; audit: Audit };
type One = { Params: { site: SiteId } };

/** How visitors were recognised, visit by visit [MODE8]: for admins alone. */
export function inspectorRoutes({ http, sites, inspector, audit }: Options): void {
  const guard = (needs: Permission) =>
    ({ constraints: { surface: 'workspace' }, config: { access: 'admin', needs } }) as const;

  http.app.get<One>('/api/admin/sites/:site/visits', guard('identity.inspect'), async (request, reply) => {
    const site = sites.getSite(request.params.site);
    reply.header('cache-control', 'no-store');
    return inspector.search(site, readBy(visitsQuery, request.query, 'invalid_query'));
  });

  http.app.get<{ Params: { site: SiteId; visit: string } }>(
    '/api/admin/sites/:site/visits/:visit',
    guard('identity.inspect'),
    async (request, reply) => {
      const site = sites.getSite(request.params.site);
      const { visit } = request.params;
      if (!isId('vs', visit)) throw appError('visit_not_found', 'There is no such visit. Look it up in the list.');
      reply.header('cache-control', 'no-store');
      return inspector.inspect(site, visit);
    },
  );

  http.app.delete<{ Params: { site: SiteId; visitor: string; other: string } }>(
    '/api/admin/sites/:site/visitors/:visitor/aliases/:other',
    guard('visitors.part'),
    async (request, reply) => {
      const site = sites.getSite(request.params.site);
      const { visitor, other } = request.params;
      if (!isId('vi', visitor)) throw appError('visitor_not_found', 'There is no such visitor.');
      if (!isId('vi', other)) throw appError('alias_not_found', 'These two visitors are not joined, or not any more.');
      await inspector.part(site, visitor, other, audit.by(request));
      return reply.status(204).send();
    },
  );
}
