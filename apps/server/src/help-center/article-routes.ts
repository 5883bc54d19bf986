import { setCookieHeaders } from '@porchlight/cookies';
import { type ArticleId, type CategoryId, type HelpLanguage, helpLanguages } from '@porchlight/protocol';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ArticleReader, LiveText } from '../articles/index.ts';
import { rightMissing } from '../groups/index.ts';
import { AppError, appError } from '../platform/errors/index.ts';
import type { SafeHtml } from '../platform/html/index.ts';
import type { Http } from '../platform/http/index.ts';
import type { Site, Sites } from '../sites/index.ts';
import type { HelpAllowances } from './allowances.ts';
import {
  articlePage,
  categoryPage,
  childrenOf,
  closedPage,
  plainPage,
  searchPage,
  startPage,
} from './article-pages.ts';
import { articleStyle, stylePath } from './article-style.ts';
import { keepChosenLanguage, withoutChoice } from './chosen-language.ts';
import { articlePath, categoryPath, chooseText, chooseTexts, type HelpPlace, placeFor, topicsFor } from './place.ts';
import type { Places } from './places.ts';
import { languagesFrom, readQuery, suggestionRoutes } from './search-routes.ts';
import { isForPeople, sendPage } from './sending.ts';
import { robotsText, Sitemap } from './sitemap.ts';
import { readVisitorToken } from './visitor-token.ts';
import { VoteForms } from './vote-forms.ts';
import { type AskedPage, voteRoutes } from './vote-routes.ts';

type Options = {
  http: Http;
  sites: Sites;
  reader: ArticleReader;
  /** The help center's public origin. */
  origin: string;
  isHttps: boolean;
  places: Places;
  /** The id of a user's session, to which forms are bound; null where nobody is logged in. */
  findSession(request: FastifyRequest, site: Site): Promise<string | null>;
  /** The installation's secret. */
  secret: string;
  allow: HelpAllowances;
  networkOf(ip: string): string;
  /** What stands below an article besides, within so many bytes; null for nothing. */
  below(request: FastifyRequest, place: HelpPlace, text: LiveText, roomBytes: number): Promise<SafeHtml | null>;
};

type Found = { text: LiveText; all: LiveText[] };

/** What other features need for pages that lie beside articles. */
export type HelpPages = {
  /** The place that an address names; null where the reply has been sent, since there is none or it has moved. */
  find(request: FastifyRequest, reply: FastifyReply): Promise<HelpPlace | null>;
  /** An article that this place may show, by a slug that it has or once had. */
  findArticle(place: HelpPlace, slug: string): Promise<Found | null>;
  /** Says that there is no page. */
  missing(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>;
};

type Asked = AskedPage & { Querystring: { q?: unknown } };

const relatedShown = 4;
/** [HC2] The most that a page weighs, and what of it is neither the text nor what stands below. */
const pageBytes = 30_000;
const aroundBytes = 9_000;

/** [HC2] The help center's pages of articles: start, category, article, search, and what is told where there is none. */
export function articlePageRoutes(options: Options): HelpPages {
  const { http, sites, reader, origin, isHttps, places } = options;
  const forms = new VoteForms(options.secret);
  const sitemap = new Sitemap(options);
  const open = { constraints: { surface: 'help' }, config: { access: 'public' } } as const;

  // [HC9] Browsers say where a form was sent from; those that say nothing send no cookie from elsewhere either (Lax).
  http.addAccess('help-form', (request) => {
    const { origin: from, 'sec-fetch-site': site } = request.headers;
    if ((from ?? origin) !== origin || (site ?? 'same-origin') !== 'same-origin')
      throw appError('request_not_same_origin', 'This form is taken from the help center’s own pages alone. Open one.');
    return null;
  });

  /** [LANG1] The place that an address names; null where it names no site or a language that the site does not have. */
  async function findPlace(request: FastifyRequest<AskedPage>): Promise<HelpPlace | null> {
    const site = places.findSite(request.params.site);
    const language = helpLanguages.find((one) => one === request.params.lang);
    return site && language ? places.inLanguage(request, site, language) : null;
  }

  async function missing(request: FastifyRequest<AskedPage>, reply: FastifyReply) {
    const place = isForPeople(request) ? await places.forAnybody(request, request.params) : null;
    if (!place) throw appError('route_not_found', `There is nothing at GET ${request.url.split('?')[0]}.`);
    return sendPage(request, reply, place, plainPage(place, place.t.missingTitle, place.t.missingText), 404);
  }

  /** [HC2] The oldest site's pages have one address each: those beneath its id lead there. */
  function movedFrom(request: FastifyRequest<Asked>, place: HelpPlace): string | null {
    const { site } = request.params;
    return site !== undefined && place.base === '' ? request.url.slice(site.length + 1) : null;
  }

  async function find(request: FastifyRequest<Asked>, reply: FastifyReply): Promise<HelpPlace | null> {
    const place = await findPlace(request);
    if (!place) {
      await missing(request, reply);
      return null;
    }
    const choice = withoutChoice(request.url);
    if (choice !== null) reply.header('set-cookie', setCookieHeaders([keepChosenLanguage(place.language, isHttps)]));
    const moved = movedFrom(request, place) ?? choice;
    if (moved === null) return mayRead(request, reply, place) ? place : null;
    if (choice !== null) {
      await reply.redirect(choice, 303);
      return null;
    }
    await reply.redirect(moved, 308);
    return null;
  }

  /** [HC19] Who may read nothing sees the same in the place of every page; the start is where they log in. */
  function mayRead(request: FastifyRequest<Asked>, reply: FastifyReply, place: HelpPlace): boolean {
    if (place.actor.may.includes('read')) return true;
    if (!isForPeople(request)) throw rightMissing();
    const isStart = request.params.slug === undefined && !request.url.includes('/search');
    sendPage(request, reply, place, closedPage(place), isStart ? 200 : 403);
    return false;
  }

  async function findArticle(place: HelpPlace, slug: string): Promise<Found | null> {
    const id = (await reader.findTarget(place.site.id, 'article', slug)) as ArticleId | null;
    const all = id === null ? [] : await reader.findTexts(place.actor, id);
    const text = chooseText(all, place.language, place.tree.defaultLanguage);
    return text ? { text, all } : null;
  }

  async function readRelated(place: HelpPlace, { article, category }: LiveText): Promise<LiveText[]> {
    const others = (await reader.findTextsIn(place.actor, [category], 60)).filter((one) => one.article !== article);
    return chooseTexts(others, place).slice(0, relatedShown);
  }

  http.app.register(async (scope: FastifyInstance) => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 2_048 },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );

    scope.setErrorHandler(async (error: FastifyError | AppError, request, reply) => {
      // People read a page; what programs read is made where every refusal is.
      const place = isForPeople(request)
        ? await places.forAnybody(request, request.params as Asked['Params']).catch(() => null)
        : null;
      if (!place) throw error;
      const isOurs = !(error instanceof AppError) || error.kind === 'internal' || error.kind === 'unavailable';
      if (isOurs && (error as FastifyError).statusCode === undefined)
        request.log.error({ err: error }, 'a page of the help center failed');
      const status = error instanceof AppError ? error.status : ((error as FastifyError).statusCode ?? 500);
      const { t } = place;
      if (error instanceof AppError && error.retryAfterS !== undefined)
        reply.header('retry-after', String(Math.ceil(error.retryAfterS)));
      const text = status === 429 ? t.limitedText : status === 403 ? t.refusedText : t.errorText;
      return sendPage(request, reply, place, plainPage(place, t.errorTitle, text), status);
    });

    // On the workspace's host for the previews of editors.
    for (const surface of ['help', 'workspace'] as const)
      scope.get(stylePath, { ...open, constraints: { surface } }, async (_request, reply) =>
        reply
          .type('text/css; charset=utf-8')
          .header('cache-control', 'public, max-age=31536000, immutable')
          .send(articleStyle),
      );

    scope.get('/robots.txt', open, async (_request, reply) =>
      reply.type('text/plain; charset=utf-8').header('cache-control', 'no-cache').send(robotsText(origin)),
    );

    scope.get('/sitemap.xml', open, (request, reply) => sitemap.send(request, reply));

    suggestionRoutes({ ...options, scope, findPlace, allowSuggestions: options.allow.suggestions });
    voteRoutes({ ...options, scope, forms, findPlace, findArticle, missing });

    for (const prefix of ['', '/:site']) {
      scope.get<Asked>(`${prefix}/:lang`, open, async (request, reply) => {
        const site = prefix === '' ? sites.findSite(request.params.lang) : null;
        // The id alone: on to its start, in a language.
        if (site) {
          const { base, language } = await places.choose(request, site, { isOfArticles: true });
          return reply.header('vary', 'Accept-Language, Cookie').redirect(`${base}/${language}`, 302);
        }
        const place = await find(request, reply);
        return place ? sendPage(request, reply, place, startPage(place)) : reply;
      });

      scope.get<Asked>(`${prefix}/:lang/categories/:slug`, open, async (request, reply) => {
        const place = await find(request, reply);
        if (!place) return reply;
        const { slug } = request.params;
        const id = (await reader.findTarget(place.site.id, 'category', slug)) as CategoryId | null;
        const category = place.tree.categories.find((one) => one.id === id);
        const texts =
          category &&
          Object.entries(category.texts).map(([language, text]) => ({ language: language as HelpLanguage, ...text }));
        const text = texts && chooseText(texts, place.language, place.tree.defaultLanguage);
        if (!category || !text) return missing(request, reply);
        if (text.slug !== slug) return reply.redirect(categoryPath(place, text.slug), 308);
        const found = await reader.findTextsIn(place.actor, [category.id]);
        // Another process hid the last one a moment ago.
        if (found.length === 0 && childrenOf(place, category.id).length === 0) return missing(request, reply);
        const isPublic = topicsFor(place.tree, await reader.readGuest(place.site.id)).includes(category);
        const here = placeFor(place, { visibility: isPublic ? 'everyone' : 'users' });
        return sendPage(request, reply, here, categoryPage(here, category, chooseTexts(found, here)));
      });

      scope.get<Asked>(`${prefix}/:lang/articles/:slug`, open, async (request, reply) => {
        const place = await find(request, reply);
        if (!place) return reply;
        const found = await findArticle(place, request.params.slug);
        if (!found) return missing(request, reply);
        const { text, all } = found;
        if (text.slug !== request.params.slug) return reply.redirect(articlePath(place, text.slug), 308);
        const visitor = readVisitorToken(request.headers.cookie, place.site, isHttps);
        const body = await reader.readBody(text);
        const [below, related, vote, session] = await Promise.all([
          options.below(request, place, text, roomBeside(body)),
          readRelated(place, text),
          reader.readVote({ ...text, site: place.site.id }, visitor),
          visitor === null ? options.findSession(request, place.site) : null,
        ]);
        const held = { site: place.site.id, visitor, session };
        const token = forms.issue(held);
        const here = placeFor(place, text);
        const page = articlePage(here, { text, all, ...body, related, vote, token, below });
        // Tokens differ each time; the page is the same as long as what they are bound to.
        return sendPage(request, reply, here, page, 200, page.replaceAll(token, forms.bindingOf(held)));
      });

      scope.get<Asked>(`${prefix}/:lang/search`, open, async (request, reply) => {
        const place = await find(request, reply);
        if (!place) return reply;
        const { q } = request.query;
        const query = readQuery(q);
        if (query === '') return sendPage(request, reply, place, searchPage(place, '', null));
        await options.allow.search(options.networkOf(request.ip));
        const { site, actor } = place;
        const asked = { site: site.id, languages: languagesFrom(place), query, actor, limit: 20 };
        return sendPage(request, reply, place, searchPage(place, query, await reader.search(asked)));
      });
    }
  });
  return {
    find: (request, reply) => find(request as FastifyRequest<Asked>, reply),
    findArticle,
    missing: (request, reply) => missing(request as FastifyRequest<Asked>, reply),
  };
}

/** What is left of a page for what stands below its text; its contents stand there twice, and its title often. */
function roomBeside({ html, contents }: { html: string; contents: readonly unknown[] }): number {
  const bytesOf = (text: string) => Buffer.byteLength(text);
  return pageBytes - aroundBytes - bytesOf(html) - 2 * bytesOf(JSON.stringify(contents)) - 100 * contents.length;
}
