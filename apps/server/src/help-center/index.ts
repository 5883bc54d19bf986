import { type CookieRow, cookieTable, cookieTableCsv } from '@porchlight/cookies';
import type { FastifyReply } from 'fastify';
import type { Http } from '../platform/http/index.ts';
import type { Site, Sites } from '../sites/index.ts';
import { cookiePage, homePage } from './pages.ts';
import { styleSheet } from './style.ts';

type Options = { http: Http; sites: Sites; isHttps: boolean };

const pagePolicy =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** [REG4] The help center's pages so far: what is stored in browsers, from the register, as page, JSON and CSV. */
export function helpCenterRoutes({ http, sites, isHttps }: Options): void {
  const onHelp = { constraints: { surface: 'help' }, config: { access: 'public' } } as const;
  const rowsOf = (site: Site): CookieRow[] => cookieTable({ site: site.id, mode: site.mode, isHttps });
  const page = (reply: FastifyReply, body: string) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', pagePolicy)
      .header('cache-control', 'no-cache')
      .send(body);

  http.app.get('/', onHelp, async (_request, reply) => page(reply, homePage(sites.readAll())));

  http.app.get('/style.css', onHelp, async (_request, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', 'no-cache').send(styleSheet),
  );

  http.app.get<{ Params: { site: string } }>('/:site/cookies', onHelp, async (request, reply) => {
    const site = sites.getSite(request.params.site);
    return page(reply, cookiePage(site, rowsOf(site)));
  });

  for (const surface of ['service', 'workspace', 'help'] as const) {
    const guard = { constraints: { surface }, config: { access: 'public' } };
    http.app.get<{ Params: { site: string } }>('/api/sites/:site/cookies.json', guard, async (request, reply) => {
      const site = sites.getSite(request.params.site);
      reply.header('access-control-allow-origin', '*').header('cache-control', 'no-cache');
      return { site: site.id, mode: site.mode, entries: rowsOf(site) };
    });
    http.app.get<{ Params: { site: string } }>('/api/sites/:site/cookies.csv', guard, async (request, reply) => {
      const site = sites.getSite(request.params.site);
      return reply
        .type('text/csv; charset=utf-8')
        .header('cache-control', 'no-cache')
        .header('content-disposition', 'attachment; filename="cookies.csv"')
        .send(cookieTableCsv(rowsOf(site)));
    });
  }
}
