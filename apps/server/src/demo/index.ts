import { demoAssets, renderDemo } from '@porchlight/demo';
import type { Config } from '../config/index.ts';
import type { Http } from '../platform/http/index.ts';
import { demoSiteId } from '../seed/index.ts';
import type { Sites } from '../sites/index.ts';

/** The two demo sites, on hosts of their own; on loopback only. */
export function demoRoutes({ http, config, sites }: { http: Http; config: Config; sites: Sites }): void {
  const { service, shop, blog } = config.origins;
  if (!shop || !blog) return;
  for (const surface of ['shop', 'blog'] as const) {
    http.app.get<{ Params: { '*': string } }>(
      '/*',
      { constraints: { surface }, config: { access: 'public' } },
      async (request, reply) => {
        const asset = demoAssets[`/${request.params['*']}`];
        if (asset) return reply.type(asset.contentType).header('cache-control', asset.cacheControl).send(asset.body);
        const siteId = sites.findSite(demoSiteId)?.id ?? demoSiteId;
        const page = renderDemo({
          site: surface,
          path: request.url,
          service,
          siteId,
          shopUrl: shop,
          blogUrl: blog,
        });
        return reply.status(page.status).headers(page.headers).send(page.body);
      },
    );
  }
}
