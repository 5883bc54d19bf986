import type { SiteId, SiteStreamData } from '@porchlight/protocol';
import { type Http, readBy } from '../platform/http/index.ts';
import { presentAdminSite } from './present.ts';
import { createSite, updateSite } from './schema.ts';
import type { Sites } from './sites.ts';

type Options = { http: Http; sites: Sites; service: string; readActivity(site: SiteId): SiteStreamData };

/** Sites in the admin, behind the admin's session. */
export function siteRoutes({ http, sites, service, readActivity }: Options): void {
  const guard = { constraints: { surface: 'workspace' }, config: { access: 'admin' } } as const;
  const present = (id: string) => {
    const site = sites.getSite(id);
    return presentAdminSite(site, service, readActivity(site.id).lastPageViewAt);
  };

  http.app.get('/api/admin/sites', guard, async () => ({ sites: sites.readAll().map((site) => present(site.id)) }));

  http.app.post('/api/admin/sites', guard, async (request, reply) => {
    const site = await sites.addSite(readBy(createSite, request.body));
    return reply.status(201).send(present(site.id));
  });

  http.app.patch<{ Params: { site: SiteId } }>('/api/admin/sites/:site', guard, async (request) => {
    await sites.changeSite(request.params.site, readBy(updateSite, request.body));
    return present(request.params.site);
  });

  http.app.get<{ Params: { site: SiteId } }>('/api/admin/sites/:site/refused-origins', guard, async (request) => {
    const site = sites.getSite(request.params.site);
    return { origins: await sites.findRefusedOrigins(site.id) };
  });
}
