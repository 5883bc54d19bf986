import { type CookieRow, cookieTable, cookieTableCsv, type ForeignEntry } from '@porchlight/cookies';
import { type HelpLanguage, helpLanguages } from '@porchlight/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { appError } from '../platform/errors/index.ts';
import type { Http } from '../platform/http/index.ts';
import type { Site, Sites } from '../sites/index.ts';
import { bestLanguage } from './accept-language.ts';
import { plainPage } from './article-pages.ts';
import { takeChoice } from './chosen-language.ts';
import { cookiePage } from './cookie-page.ts';
import { formStyle, formStylePath } from './form-style.ts';
import { ownScript, ownScriptPath } from './own-script.ts';
import type { Places } from './places.ts';
import { isForPeople, sendPage } from './sending.ts';
import { sitesPage } from './sites-page.ts';

type Options = {
  http: Http;
  sites: Sites;
  places: Places;
  isHttps: boolean;
  /** What the browser that asks allows. */
  readChoice(request: FastifyRequest, site: Site): Parameters<typeof cookiePage>[2]['choice'];
  foreign: readonly ForeignEntry[];
};
type Asked = { Params: { site: string }; Querystring: { lang?: unknown; done?: unknown } };

/** [REG4] What is stored in browsers, from the register, as page, JSON and CSV; and what lies where no page does. */
export function storedRoutes(options: Options): void {
  const { http, sites, places, isHttps, foreign } = options;
  const onHelp = { constraints: { surface: 'help' }, config: { access: 'public' } } as const;
  const rowsOf = (site: Site, language: HelpLanguage): CookieRow[] => {
    const { mode, lifetimeDays, isProlonged } = site;
    return cookieTable({ site: site.id, mode, isHttps, lifetimeDays, isProlonged, language, foreign });
  };

  http.app.get<Asked>('/', onHelp, async (request, reply) => {
    const [only, ...others] = sites.readAll();
    if (only && others.length === 0) {
      const { base, language } = await places.choose(request, only, { isOfArticles: true });
      reply.header('vary', 'Accept-Language, Cookie').header('cache-control', 'no-cache');
      return reply.redirect(`${base}/${language}`, 302);
    }
    const lobby = places.inLobby(request, request.query.lang);
    if (takeChoice(request, reply, lobby, isHttps)) return reply;
    return sendPage(request, reply, lobby, sitesPage(lobby, sites.readAll()));
  });

  http.app.get(formStylePath, onHelp, async (_request, reply) =>
    reply
      .type('text/css; charset=utf-8')
      .header('cache-control', 'public, max-age=31536000, immutable')
      .send(formStyle),
  );

  http.app.get(ownScriptPath, onHelp, async (_request, reply) =>
    reply
      .type('text/javascript; charset=utf-8')
      .header('cache-control', 'public, max-age=31536000, immutable')
      .send(ownScript),
  );

  http.app.get<Asked>('/:site/cookies', onHelp, async (request, reply) => {
    const { site: id } = request.params;
    if (isForPeople(request) && !sites.findSite(id)) return sendMissing(request, reply);
    const place = await places.choose(request, sites.getSite(id), { asked: request.query.lang });
    if (takeChoice(request, reply, place, isHttps)) return reply;
    const choice = options.readChoice(request, place.site);
    const isChosenNow = request.query.done === 'choice';
    return sendPage(
      request,
      reply,
      place,
      cookiePage(place, rowsOf(place.site, place.language), { choice, isChosenNow }),
    );
  });

  async function sendMissing(request: FastifyRequest, reply: FastifyReply) {
    const place = await places.forAnybody(request, request.query as { lang?: unknown });
    return sendPage(request, reply, place, plainPage(place, place.t.missingTitle, place.t.missingText), 404);
  }

  http.app.get('/*', onHelp, async (request, reply) => {
    if (isForPeople(request)) return sendMissing(request, reply);
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

/** [LANG1] For programs: what the address names, else the best that is accepted, else English. */
function languageOf({ query, headers }: FastifyRequest): HelpLanguage {
  const { lang } = query as { lang?: unknown };
  return helpLanguages.find((one) => one === lang) ?? bestLanguage(headers['accept-language'], helpLanguages) ?? 'en';
}
