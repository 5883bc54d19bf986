import { directionOf, type HelpLanguage } from '@porchlight/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ArticleReader } from '../articles/index.ts';
import { appError } from '../platform/errors/index.ts';
import { articlePath, type HelpPlace } from './place.ts';
import { searchScript, searchScriptPath } from './search-script.ts';

type Options = {
  scope: FastifyInstance;
  reader: ArticleReader;
  findPlace(request: FastifyRequest<{ Params: Asked['Params'] }>): Promise<HelpPlace | null>;
  allowSuggestions(network: string): Promise<void>;
  networkOf(ip: string): string;
};
type Asked = { Params: { site?: string; lang: string; slug: string }; Querystring: { q?: unknown } };

const shown = 6;
/** Somebody who deletes a letter again asks nothing; what an editor changes shows within a minute. */
const keptS = 60;

/** What is searched for: one text, without what no keyboard types, as long as searches are. */
export function readQuery(q: unknown): string {
  return typeof q === 'string'
    ? q
        .replace(/\p{Cc}/gu, ' ')
        .trim()
        .slice(0, 200)
    : '';
}

/** [HC6] The languages in which a page looks for something: its own, the site's default, then the others that it has. */
export function languagesFrom({ language, tree }: HelpPlace): HelpLanguage[] {
  return [...new Set([language, tree.defaultLanguage, ...tree.languages])];
}

/** [HC26] The script of the search field and what it asks for. */
export function suggestionRoutes({ scope, reader, findPlace, allowSuggestions, networkOf }: Options): void {
  const open = { constraints: { surface: 'help' }, config: { access: 'public' } } as const;

  scope.get(searchScriptPath, open, async (_request, reply) =>
    reply
      .type('text/javascript; charset=utf-8')
      .header('cache-control', 'public, max-age=31536000, immutable')
      .send(searchScript),
  );

  for (const prefix of ['', '/:site']) {
    scope.get<Asked>(`${prefix}/:lang/suggestions`, open, async (request, reply) => {
      const place = await findPlace(request);
      if (!place) throw appError('route_not_found', `There is nothing at GET ${request.url.split('?')[0]}.`);
      await allowSuggestions(networkOf(request.ip));
      const query = readQuery(request.query.q);
      const { site, actor, t } = place;
      const input = { site: site.id, languages: languagesFrom(place), query, actor, limit: shown };
      const found = query.length > 1 ? await reader.suggest(input) : [];
      return reply
        .header('cache-control', `private, max-age=${keptS}`)
        .header('vary', 'Cookie')
        .header('x-robots-tag', 'noindex')
        .send({
          said: t.suggestionCount(found.length),
          suggestions: found.map((one) => ({
            path: articlePath(place, one.slug),
            title: one.title,
            lang: one.language,
            dir: directionOf(one.language),
          })),
        });
    });
  }
}
