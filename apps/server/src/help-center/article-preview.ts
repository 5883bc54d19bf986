import type { ArticleId, HelpLanguage } from '@porchlight/protocol';
import { helpLanguages, helpRights, limits } from '@porchlight/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Appearance } from '../appearance/index.ts';
import type { ArticleReader, Articles, Heading, LiveText } from '../articles/index.ts';
import type { HelpActor } from '../groups/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import { AppError, appError } from '../platform/errors/index.ts';
import { html } from '../platform/html/index.ts';
import { type Http, readBy } from '../platform/http/index.ts';
import type { Sites } from '../sites/index.ts';
import { articlePage, plainPage } from './article-pages.ts';
import { baseOf, chooseText, lobbyOf, placeOf } from './place.ts';
import { isForPeople } from './sending.ts';
import { texts } from './texts/index.ts';

type Options = {
  http: Http;
  sites: Sites;
  articles: Articles;
  reader: ArticleReader;
  appearance: Appearance;
  clock: Clock;
  origin: string;
};
type Asked = { Params: { site: string; article: ArticleId; language: string } };
type Shown = { text: LiveText; all: readonly LiveText[]; html: string; contents: readonly Heading[]; notice: string };

const policy =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The longest text, each of its letters written as nine signs. */
const formBytes = 2_097_152;

/** What stands in the editor; a form sends it, so that the browser shows the answer as a page of its own. */
const written = z.object({
  title: z.string().max(limits.articleTitleChars),
  summary: z.string().max(limits.articleSummaryChars),
  markdown: z.string().transform((text) => text.replaceAll('\0', '').replace(/\r\n?/g, '\n')),
});

/**
 * [HC3] An article as the page that readers would see, in any of the site's languages and as the site looks: what was last
 * saved, or, sent along, what an editor is writing.
 */
export function articlePreviewRoutes({ http, sites, articles, reader, appearance, clock, origin }: Options): void {
  const guard = { constraints: { surface: 'workspace' }, config: { access: 'admin', needs: 'articles.edit' } } as const;
  const url = '/api/admin/sites/:site/articles/:article/pages/:language';

  type Read = Awaited<ReturnType<typeof read>>;
  async function read(request: FastifyRequest<Asked>) {
    const site = sites.getSite(request.params.site);
    const found = await articles.readArticle(site.id, request.params.article);
    const tree = await reader.readTree(site.id);
    const language = helpLanguages.find((one) => one === request.params.language);
    if (!language || !tree.languages.includes(language)) throw nothingToShow();
    const saved: LiveText[] = Object.entries(found.texts).map(([one, { title, slug, draft, editedAt }]) => ({
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
    return { site, found, tree, language, saved };
  }

  async function show(reply: FastifyReply, { site, tree, language, found, saved }: Read, shown: Shown) {
    // Its links lead to the help center, whose host is another one than the editors'.
    const home = `${origin}${baseOf(sites.readAll(), site.id)}`;
    // Shown to its editor, as to somebody who may everything.
    const actor: HelpActor = { user: null, groups: [], may: helpRights };
    const look = await appearance.readForPreview(site.id);
    const given = { site, tree, language, base: home, home, tagOrigin: null, hasMail: false };
    const at = (one: HelpLanguage) => `/api/admin/sites/${site.id}/articles/${found.id}/pages/${one}`;
    const others = saved.length > 0 ? tree.languages : [language];
    const body = articlePage(placeOf({ ...given, actor, appearance: look }), {
      ...shown,
      related: [],
      vote: null,
      token: '',
      below: null,
      preview: {
        notice: html`<p class="fallback" role="note">${shown.notice}</p>`,
        alternates: Object.fromEntries(others.map((one) => [one, at(one)])),
      },
    });
    return send(reply, body);
  }

  function send(reply: FastifyReply, body: string) {
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', policy)
      .header('cache-control', 'no-store')
      .send(leadingTo(origin, body));
  }

  http.app.register(async (scope) => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: formBytes },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    scope.setErrorHandler(async (error, request, reply) => {
      // It is opened in a tab of its own, by people; what programs read is made where every refusal is.
      if (!(error instanceof AppError) || !isForPeople(request)) throw error;
      const lobby = lobbyOf('en', origin);
      return send(reply.status(error.status), plainPage(lobby, lobby.t.errorTitle, error.message, { isPrivate: true }));
    });

    scope.get<Asked>(url, guard, async (request, reply) => {
      const asked = await read(request);
      const text = chooseText(asked.saved, asked.language, asked.tree.defaultLanguage);
      if (!text) throw nothingToShow();
      return show(reply, asked, {
        text,
        all: asked.saved,
        ...(await reader.readBody(text)),
        notice: texts[asked.language].preview,
      });
    });

    scope.post<Asked>(
      url,
      { ...guard, config: { ...guard.config, takesForm: true }, bodyLimit: formBytes } as const,
      async (request, reply) => {
        const asked = await read(request);
        const { title, summary, markdown } = readBy(written, request.body);
        const { language, site, found } = asked;
        const before = asked.saved.find((one) => one.language === language);
        const text: LiveText = {
          article: found.id,
          category: found.category,
          visibility: found.visibility,
          language,
          slug: before?.slug ?? 'preview',
          revision: 0,
          title: title.trim() || '…',
          summary: summary.trim(),
          publishedAt: before?.publishedAt ?? clock.now(),
          changedAt: clock.now(),
        };
        const all = [...asked.saved.filter((one) => one !== before), text];
        const rendered = await articles.preview(site.id, markdown, language);
        const draft = found.drafts[language];
        const isSaved = draft?.title === text.title && draft.summary === text.summary && draft.markdown === markdown;
        const notice = isSaved ? texts[language].preview : texts[language].previewUnsaved;
        return show(reply, asked, { text, all, ...rendered, notice });
      },
    );
  });
}

/** Addresses of a page of the help center, here on another host, lead there; those of its other languages stay. */
function leadingTo(origin: string, page: string): string {
  return page.replace(/(<a [^>]*?href=")\/(?!\/|api\/)/g, `$1${origin}/`);
}

function nothingToShow(): AppError {
  return appError('article_not_found', 'There is nothing to show in this language. Save the text first.');
}
