import type { ArticleId, HelpLanguage } from '@porchlight/protocol';
import { helpLanguages, helpRights } from '@porchlight/protocol';
import { plainAppearance } from '../appearance/index.ts';
import type { ArticleReader, Articles, LiveText } from '../articles/index.ts';
import type { HelpActor } from '../groups/index.ts';
import { appError } from '../platform/errors/index.ts';
import { html } from '../platform/html/index.ts';
import type { Http } from '../platform/http/index.ts';
import type { Sites } from '../sites/index.ts';
import { articlePage } from './article-pages.ts';
import { baseOf, chooseText, placeOf } from './place.ts';

type Options = { http: Http; sites: Sites; articles: Articles; reader: ArticleReader; origin: string };
type Asked = { Params: { site: string; article: ArticleId; language: string } };

const policy =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** [HC3] What was last saved of an article, as the page that readers would see, in any of the site's languages. */
export function articlePreviewRoutes({ http, sites, articles, reader, origin }: Options): void {
  const guard = { constraints: { surface: 'workspace' }, config: { access: 'admin', needs: 'articles.edit' } } as const;

  http.app.get<Asked>('/api/admin/sites/:site/articles/:article/pages/:language', guard, async (request, reply) => {
    const site = sites.getSite(request.params.site);
    const found = await articles.readArticle(site.id, request.params.article);
    const tree = await reader.readTree(site.id);
    const language = helpLanguages.find((one) => one === request.params.language);
    const all: LiveText[] = Object.entries(found.texts).map(([one, { title, slug, draft, editedAt }]) => ({
      article: found.id,
      category: found.category,
      visibility: found.visibility,
      language: one as HelpLanguage,
      slug,
      revision: draft,
      title,
      summary: found.drafts[one as HelpLanguage]?.summary ?? '',
      publishedAt: editedAt,
      changedAt: editedAt,
    }));
    const text = language && chooseText(all, language, tree.defaultLanguage);
    if (!language || !text || !tree.languages.includes(language))
      throw appError('article_not_found', 'There is nothing to show in this language. Save the text first.');
    // Its links lead to the help center, whose host is another one than the editors'.
    const home = `${origin}${baseOf(sites.readAll(), site.id)}`;
    const given = { site, tree, language, base: home, home, tagOrigin: null, hasMail: false };
    // Shown to its editor, as to somebody who may everything; logo and colours lie on the help center's host.
    const actor: HelpActor = { user: null, groups: [], may: helpRights };
    const place = placeOf({ ...given, actor, appearance: plainAppearance });
    const at = (one: HelpLanguage) => `/api/admin/sites/${site.id}/articles/${found.id}/pages/${one}`;
    const body = articlePage(place, {
      text,
      all,
      ...(await reader.readBody(text)),
      related: [],
      vote: null,
      below: null,
      preview: {
        notice: html`<p class="fallback" role="note">${place.t.preview}</p>`,
        alternates: Object.fromEntries(tree.languages.map((one) => [one, at(one)])),
      },
    });
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', policy)
      .header('cache-control', 'no-store')
      .send(body);
  });
}
