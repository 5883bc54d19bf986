import {
  type ArticleAnswer,
  type ArticleId,
  type CategoryId,
  type HelpCenterAnswer,
  type HelpReport,
  limits,
  type PreviewAnswer,
  type RevisionAnswer,
  type RevisionsAnswer,
} from '@porchlight/protocol';
import { z } from 'zod';
import type { Audit } from '../audit/index.ts';
import { type Http, readBy } from '../platform/http/index.ts';
import type { Sites } from '../sites/index.ts';
import type { Articles } from './articles.ts';
import * as schema from './schema.ts';

type Options = {
  http: Http;
  sites: Sites;
  articles: Articles;
  audit: Audit;
  /** Where the help center of a site begins. */
  addressOf(site: string): string;
};

type OfSite = { Params: { site: string } };
type OfCategory = { Params: { site: string; category: CategoryId } };
type OfArticle = { Params: { site: string; article: ArticleId } };
type OfText = { Params: { site: string; article: ArticleId; language: string } };
type OfRevision = { Params: { site: string; article: ArticleId; language: string; number: string } };

/** The help center's articles in the admin: for whoever may edit them. */
export function articleRoutes({ http, sites, articles, audit, addressOf }: Options): void {
  const guard = { constraints: { surface: 'workspace' }, config: { access: 'admin', needs: 'articles.edit' } } as const;
  const withText = { ...guard, bodyLimit: limits.articleBodyBytes };
  const base = '/api/admin/sites/:site';
  const languageOf = (params: { language: string }) => readBy(schema.language, params.language, 'invalid_query');
  const numberOf = (params: { number: string }) =>
    readBy(z.coerce.number().int().min(1).max(1e9), params.number, 'invalid_query');

  http.app.get<OfSite>(`${base}/help-center`, guard, async (request): Promise<HelpCenterAnswer> => {
    const { id } = sites.getSite(request.params.site);
    return { ...(await articles.readAll(id)), address: addressOf(id) };
  });

  http.app.put<OfSite>(`${base}/help-center`, guard, async (request, reply) => {
    const { id } = sites.getSite(request.params.site);
    await articles.saveSettings(id, readBy(schema.helpSettings, request.body), audit.by(request));
    return reply.status(204).send();
  });

  http.app.post<OfSite>(`${base}/help-center/moves`, guard, async (request, reply) => {
    const { id } = sites.getSite(request.params.site);
    await articles.move(id, readBy(schema.moveRequest, request.body), audit.by(request));
    return reply.status(204).send();
  });

  http.app.post<OfSite>(`${base}/categories`, guard, async (request, reply) => {
    const { id } = sites.getSite(request.params.site);
    const input = readBy(schema.categoryRequest, request.body);
    return reply.status(201).send({ id: await articles.saveCategory(id, null, input, audit.by(request)) });
  });

  http.app.patch<OfCategory>(`${base}/categories/:category`, guard, async (request, reply) => {
    const { id } = sites.getSite(request.params.site);
    const input = readBy(schema.categoryRequest, request.body);
    await articles.saveCategory(id, request.params.category, input, audit.by(request));
    return reply.status(204).send();
  });

  http.app.delete<OfCategory>(`${base}/categories/:category`, guard, async (request, reply) => {
    const { id } = sites.getSite(request.params.site);
    await articles.removeCategory(id, request.params.category, audit.by(request));
    return reply.status(204).send();
  });

  http.app.post<OfSite>(`${base}/articles`, guard, async (request, reply) => {
    const { id } = sites.getSite(request.params.site);
    const input = readBy(schema.articleRequest, request.body);
    const article = await articles.addArticle(id, input, audit.by(request));
    return reply.status(201).send(await articles.readArticle(id, article));
  });

  http.app.get<OfArticle>(`${base}/articles/:article`, guard, async (request): Promise<ArticleAnswer> => {
    const { id } = sites.getSite(request.params.site);
    return articles.readArticle(id, request.params.article);
  });

  http.app.patch<OfArticle>(`${base}/articles/:article`, guard, async (request, reply) => {
    const { id } = sites.getSite(request.params.site);
    const input = readBy(schema.articleRequest, request.body);
    await articles.changeArticle(id, request.params.article, input, audit.by(request));
    return reply.status(204).send();
  });

  http.app.delete<OfArticle>(`${base}/articles/:article`, guard, async (request, reply) => {
    const { id } = sites.getSite(request.params.site);
    await articles.removeArticle(id, request.params.article, audit.by(request));
    return reply.status(204).send();
  });

  const text = `${base}/articles/:article/texts/:language`;
  http.app.put<OfText>(text, withText, async (request) => {
    const { id } = sites.getSite(request.params.site);
    const { article } = request.params;
    const input = readBy(schema.saveTextRequest, request.body);
    const revision = await articles.saveText(id, article, languageOf(request.params), input, audit.by(request));
    return { revision };
  });

  http.app.post<OfText>(`${text}/publication`, guard, async (request, reply) => {
    const { id } = sites.getSite(request.params.site);
    const input = readBy(schema.publishRequest, request.body);
    await articles.publish(id, request.params.article, languageOf(request.params), input, audit.by(request));
    return reply.status(204).send();
  });

  http.app.delete<OfText>(`${text}/publication`, guard, async (request, reply) => {
    const { id } = sites.getSite(request.params.site);
    await articles.withdraw(id, request.params.article, languageOf(request.params), audit.by(request));
    return reply.status(204).send();
  });

  http.app.get<OfText>(`${text}/revisions`, guard, async (request): Promise<RevisionsAnswer> => {
    const { id } = sites.getSite(request.params.site);
    return { revisions: await articles.readRevisions(id, request.params.article, languageOf(request.params)) };
  });

  http.app.get<OfRevision>(`${text}/revisions/:number`, guard, async (request): Promise<RevisionAnswer> => {
    const { id } = sites.getSite(request.params.site);
    const { article } = request.params;
    return articles.readRevision(id, article, languageOf(request.params), numberOf(request.params));
  });

  http.app.post<OfRevision>(`${text}/revisions/:number/restoration`, guard, async (request) => {
    const { id } = sites.getSite(request.params.site);
    const { basedOn } = readBy(schema.restoreRequest, request.body);
    const input = { number: numberOf(request.params), basedOn };
    const language = languageOf(request.params);
    return { revision: await articles.restore(id, request.params.article, language, input, audit.by(request)) };
  });

  http.app.post<OfSite>(`${base}/article-previews`, withText, async (request): Promise<PreviewAnswer> => {
    const { id } = sites.getSite(request.params.site);
    const { markdown, language } = readBy(schema.previewRequest, request.body);
    const { html } = await articles.preview(id, markdown, language);
    return { html };
  });

  http.app.get<OfSite>(`${base}/help-report`, guard, async (request): Promise<HelpReport> => {
    const { id } = sites.getSite(request.params.site);
    return articles.readReport(id, readBy(schema.reportQuery, request.query, 'invalid_query'));
  });
}
