import { type CookieRow, cookieTable, cookieTableCsv, type ForeignEntry } from '@porchlight/cookies';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { appError } from '../platform/errors/index.ts';
import type { Http } from '../platform/http/index.ts';
import type { Site, Sites } from '../sites/index.ts';
import { chooseLanguage, type Language } from './messages/index.ts';
import { cookiePage, homePage, missingPage } from './pages.ts';
import { styleSheet } from './style.ts';

export { articlePageRoutes } from './article-routes.ts';
export { keepChosenLanguage, withoutChoice } from './chosen-language.ts';
export { formStyle } from './form-style.ts';
export { layoutPage } from './layout.ts';
export { chooseLanguage } from './messages/index.ts';
export { layout, missingPage } from './pages.ts';
export { articlePath, baseOf, chooseText, type HelpPlace } from './place.ts';

type Options = {
  http: Http;
  sites: Sites;
  isHttps: boolean;
  foreign: readonly ForeignEntry[];
  /** The path where the help center of a site begins, in the language of who asks. */
  startOf(request: FastifyRequest, site: Site): Promise<string>;
};
type Asked = { Params: { site: string }; Querystring: { lang?: unknown } };

const policyOf = (formAction: string) =>
  `default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action ${formAction}; frame-ancestors 'none'`;

/**
 * Sends a page. One with forms is its reader's own, kept by nobody, and tells other origins nothing of where it lies;
 * not `no-referrer`, with which browsers send forms without their origin [CSRF1].
 */
export function sendPage(
  reply: FastifyReply,
  body: string,
  { hasForms }: { hasForms: boolean } = { hasForms: false },
): FastifyReply {
  reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', policyOf(hasForms ? "'self'" : "'none'"))
    .header('vary', hasForms ? 'Accept-Language, Cookie' : 'Accept-Language');
  if (!hasForms) return reply.header('cache-control', 'no-cache').send(body);
  return reply
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'same-origin')
    .header('cross-origin-opener-policy', 'same-origin')
    .send(body);
}

/** [REG4] The help center's pages so far: what is stored in browsers, from the register, as page, JSON and CSV. */
export function helpCenterRoutes({ http, sites, isHttps, foreign, startOf }: Options): void {
  const onHelp = { constraints: { surface: 'help' }, config: { access: 'public' } } as const;
  const rowsOf = (site: Site, language: Language): CookieRow[] => {
    const { mode, lifetimeDays, isProlonged } = site;
    return cookieTable({ site: site.id, mode, isHttps, lifetimeDays, isProlonged, language, foreign });
  };

  http.app.get<Asked>('/', onHelp, async (request, reply) => {
    const [only, ...others] = sites.readAll();
    if (only && others.length === 0)
      return reply
        .header('vary', 'Accept-Language, Cookie')
        .header('cache-control', 'no-cache')
        .redirect(await startOf(request, only), 302);
    return sendPage(reply, homePage(sites.readAll(), { path: '/', language: languageOf(request) }));
  });

  http.app.get('/style.css', onHelp, async (_request, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', 'no-cache').send(styleSheet),
  );

  http.app.get<Asked>('/:site/cookies', onHelp, async (request, reply) => {
    const { site: id } = request.params;
    const language = languageOf(request);
    if (isForPeople(request) && !sites.findSite(id)) return sendPage(reply.status(404), missingPage(language));
    const site = sites.getSite(id);
    return sendPage(reply, cookiePage(site, rowsOf(site, language), { path: `/${site.id}/cookies`, language }));
  });

  http.app.get('/*', onHelp, async (request, reply) => {
    if (isForPeople(request)) return sendPage(reply.status(404), missingPage(languageOf(request)));
    throw appError('route_not_found', `There is nothing at GET ${request.url.split('?')[0]}.`);
  });

  for (const surface of ['service', 'workspace', 'help'] as const) {
    const guard = { constraints: { surface }, config: { access: 'public' } };
    http.app.get<Asked>('/api/sites/:site/cookies.json', guard, async (request, reply) => {
      const site = sites.getSite(request.params.site);
      forEverybody(reply);
      return { site: site.id, mode: site.mode, entries: rowsOf(site, languageOf(request)) };
    });
    http.app.get<Asked>('/api/sites/:site/cookies.csv', guard, async (request, reply) => {
      const site = sites.getSite(request.params.site);
      return forEverybody(reply)
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="cookies.csv"')
        .send(cookieTableCsv(rowsOf(site, languageOf(request))));
    });
  }
}

/** The list is public, so pages of others may read it; it differs by language alone. */
function forEverybody(reply: FastifyReply): FastifyReply {
  return reply
    .header('access-control-allow-origin', '*')
    .header('cache-control', 'no-cache')
    .header('vary', 'Accept-Language');
}

function languageOf({ query, headers }: FastifyRequest): Language {
  return chooseLanguage((query as { lang?: unknown }).lang, headers['accept-language']);
}

/** A browser that opens an address says that it wants a page; programs do not. */
export function isForPeople(request: FastifyRequest): boolean {
  return request.headers.accept?.includes('text/html') ?? false;
}
