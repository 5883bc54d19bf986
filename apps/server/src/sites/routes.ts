import type { Member, Permission, SiteId, SiteStreamData } from '@porchlight/protocol';
import type { Audit } from '../audit/index.ts';
import { appError } from '../platform/errors/index.ts';
import { type Http, readBy } from '../platform/http/index.ts';
import { presentAdminSite } from './present.ts';
import { createSite, updateSite } from './schema.ts';
import type { Sites } from './sites.ts';

type Options = {
  http: Http;
  sites: Sites;
  service: string;
  readActivity(site: SiteId): SiteStreamData;
  readMember(actor: unknown): Member;
  audit: Audit;
};

/** Sites in the admin, behind the admin's session. */
export function siteRoutes({ http, sites, service, readActivity, readMember, audit }: Options): void {
  const guard = (needs: Permission) =>
    ({ constraints: { surface: 'workspace' }, config: { access: 'admin', needs } }) as const;
  const present = (id: string) => {
    const site = sites.getSite(id);
    return presentAdminSite(site, service, readActivity(site.id).lastPageViewAt);
  };

  http.app.get('/api/admin/sites', guard('sites.read'), async (request) => {
    const { sites: own } = readMember(request.actor);
    const seen = sites.readAll().filter(({ id }) => own === null || own.includes(id));
    return { sites: seen.map((site) => present(site.id)) };
  });

  http.app.post('/api/admin/sites', guard('sites.change'), async (request, reply) => {
    // It would be a site that its own maker cannot see.
    if (readMember(request.actor).sites !== null)
      throw appError(
        'permission_missing',
        'You look after some sites alone. Ask somebody who looks after all of them.',
      );
    const site = await sites.addSite(readBy(createSite, request.body), audit.by(request));
    return reply.status(201).send(present(site.id));
  });

  http.app.patch<{ Params: { site: SiteId } }>('/api/admin/sites/:site', guard('sites.change'), async (request) => {
    await sites.changeSite(request.params.site, readBy(updateSite, request.body), audit.by(request));
    return present(request.params.site);
  });

  http.app.get<{ Params: { site: SiteId } }>(
    '/api/admin/sites/:site/refused-origins',
    guard('sites.read'),
    async (request) => {
      const site = sites.getSite(request.params.site);
      return { origins: await sites.findRefusedOrigins(site.id) };
    },
  );
}
