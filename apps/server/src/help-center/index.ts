import { type CookieRow, cookieTable, cookieTableCsv } from '@porchlight/cookies';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { appError } from '../platform/errors/index.ts';
import type { Http } from '../platform/http/index.ts';
import type { Site, Sites } from '../sites/index.ts';
import { cookiePage, homePage, missingPage } from './pages.ts';
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
    const { site: id } = request.params;
    if (isForPeople(request) && !sites.readAll().some((one) => one.id === id))
      return page(reply.status(404), missingPage());
    const site = sites.getSite(id);
    return page(reply, cookiePage(site, rowsOf(site)));
  });

  http.app.get('/*', onHelp, async (request, reply) => {
    if (isForPeople(request)) return page(reply.status(404), missingPage());
    throw appError('route_not_found', `There is nothing at GET ${request.url.split('?')[0]}.`);
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

/** A browser that opens an address says that it wants a page; programs do not. */
function isForPeople(request: FastifyRequest): boolean {
  return request.headers.accept?.includes('text/html') ?? false;
}
