import { setCookieHeaders } from '@porchlight/cookies';
import { type ArticleId, type CategoryId, type HelpLanguage, isId } from '@porchlight/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  type Fields,
  FormProblems,
  missingPage,
  type PortalForms,
  PortalScope,
  readFields,
} from '../accounts/users/index.ts';
import type { ArticleReader } from '../articles/index.ts';
import {
  articlePath,
  categoryPath,
  chooseText,
  type HelpPlace,
  isForPeople,
  keepVisitorToken,
  type Lobby,
  type Places,
  readVisitorToken,
  sendFormPage,
  sendPage,
} from '../help-center/index.ts';
import type { MailMarkParams } from '../mail/index.ts';
import { AppError, appError } from '../platform/errors/index.ts';
import { type Http, readBy } from '../platform/http/index.ts';
import type { Sites } from '../sites/index.ts';
import * as pages from './pages.ts';
import type { Owner, Target } from './store.ts';
import type { Subscriptions } from './subscriptions.ts';
import { subscriptionTexts } from './texts/index.ts';

export type SubscriptionPageOptions = {
  http: Http;
  sites: Sites;
  subscriptions: Subscriptions;
  reader: ArticleReader;
  places: Places;
  forms: PortalForms;
  isHttps: boolean;
};

const formBytes = 8_192;
const kept = ['email', 'code'];
const email = z.string().trim().min(1).max(1_000);
const asked = z.object({ email });
const proof = z.object({ email, code: z.string().trim().min(1).max(100) });
const ended = z.object({ id: z.string().regex(/^[\w-]{22}$/) });

const notFound = () => appError('article_not_found', 'There is nothing here that could be followed.');

/** [HC20] Pages on which articles and topics are followed, and on which that ends. They work without JavaScript. */
export function subscriptionPageRoutes(options: SubscriptionPageOptions): void {
  const { http, sites, subscriptions, reader, places, forms, isHttps } = options;

  async function placeOf(request: FastifyRequest): Promise<HelpPlace> {
    const site = sites.getSite((request.params as { site: string }).site);
    const { lang } = request.query as { lang?: unknown };
    // What is followed is an article: in the site's languages.
    return places.choose(request, site, { asked: lang, isOfArticles: true });
  }

  const ownerOf = (request: FastifyRequest, { site }: HelpPlace): Owner =>
    subscriptions.ownerOf(
      site.id,
      forms.readUser(request)?.id ?? null,
      readVisitorToken(request.headers.cookie, site, isHttps),
    );

  /** What is followed, as far as who asks may read it; null where that is nothing. */
  async function findSubject(place: HelpPlace, target: Target): Promise<pages.Subject | null> {
    const { tree, actor, language } = place;
    if (!actor.may.includes('read')) return null;
    if (target.kind === 'article') {
      const texts = await reader.findTexts(actor, target.id as ArticleId);
      const text = chooseText(texts, language, tree.defaultLanguage);
      if (!text || !tree.categories.some(({ id }) => id === text.category)) return null;
      return { target, title: text.title, language: text.language, path: articlePath(place, text.slug) };
    }
    const category = tree.categories.find(({ id }) => id === target.id);
    const texts = Object.entries(category?.texts ?? {}).map(([one, text]) => ({
      language: one as HelpLanguage,
      ...text,
    }));
    const text = chooseText(texts, language, tree.defaultLanguage);
    return text && { target, title: text.title, language: text.language, path: categoryPath(place, text.slug) };
  }

  async function getSubject(request: FastifyRequest): Promise<{ place: HelpPlace; subject: pages.Subject }> {
    const { kind, target: id } = request.params as { kind: string; target: string };
    const target = readTarget(kind, id);
    const place = await placeOf(request);
    const subject = target && (await findSubject(place, target));
    if (!subject) throw notFound();
    return { place, subject };
  }

  const stateOf = (
    request: FastifyRequest,
    reply: FastifyReply,
    values: Fields = {},
    problems: pages.FormState['problems'] = [],
  ): pages.FormState => ({
    values: Object.fromEntries(Object.entries(values).filter(([name]) => kept.includes(name))),
    problems,
    token: forms.issue(request, reply),
  });

  async function followPage(request: FastifyRequest, place: HelpPlace, subject: pages.Subject, state: pages.FormState) {
    const all = await subscriptions.findOwn(place.site.id, ownerOf(request, place));
    const own = all.find((one) => one.kind === subject.target.kind && one.target_id === subject.target.id)?.id ?? null;
    return pages.followPage(place, subject, state, { user: forms.readUser(request), own });
  }

  async function listPage(request: FastifyRequest, place: HelpPlace, state: pages.FormState): Promise<string> {
    const t = subscriptionTexts[place.language];
    const { done } = request.query as { done?: unknown };
    const list = await Promise.all(
      (await subscriptions.findOwn(place.site.id, ownerOf(request, place))).map(async ({ id, kind, target_id }) => {
        const target: Target = { kind, id: target_id };
        const gone = { target, title: t.kinds[kind], language: place.language, path: null };
        return { id, ...((await findSubject(place, target)) ?? gone) };
      }),
    );
    return pages.listPage(place, list, state, typeof done === 'string' ? done : null);
  }

  function keepVisitor(request: FastifyRequest, reply: FastifyReply, { site }: HelpPlace): string | null {
    const held = readVisitorToken(request.headers.cookie, site, isHttps);
    const { token, cookie } = keepVisitorToken(held, site, isHttps);
    reply.header('set-cookie', setCookieHeaders([cookie]));
    return subscriptions.ownerOf(site.id, null, token).visitor;
  }

  http.app.register(async (app: FastifyInstance) => {
    const scope = new PortalScope(app, { isHttps, forms, places, formBytes, refusalPage });

    scope.get('subscriptions', async ({ request, reply }) =>
      sendFormPage(reply, await listPage(request, await placeOf(request), stateOf(request, reply))),
    );

    scope.post({
      path: 'subscriptions/ends',
      takesFiles: false,
      read: readFields,
      async submit({ request, reply }, { fields }) {
        const place = await placeOf(request);
        const { id } = readBy(ended, fields);
        await subscriptions.end(place.site.id, id, ownerOf(request, place));
        return reply.redirect(`${pages.listPath(place)}&done=ended`, 303);
      },
      async giveBack({ request, reply }, { fields }, refusal) {
        const place = await placeOf(request);
        const state = stateOf(request, reply, fields, problemsOf(refusal, place));
        return sendFormPage(reply, await listPage(request, place, state));
      },
    });

    scope.get('subscriptions/:kind/:target', async ({ request, reply }) => {
      const { place, subject } = await getSubject(request);
      return sendFormPage(reply, await followPage(request, place, subject, stateOf(request, reply)));
    });

    scope.post({
      path: 'subscriptions/:kind/:target',
      takesFiles: false,
      read: readFields,
      async submit({ request, reply }, { fields }) {
        const { place, subject } = await getSubject(request);
        const where = { site: place.site.id, target: subject.target, language: place.language };
        const followed = () => reply.redirect(`${pages.listPath(place)}&done=subscribed`, 303);
        const user = forms.readUser(request);
        if (user) {
          await subscriptions.add(where, user.id);
          return followed();
        }
        const { visitor } = ownerOf(request, place);
        const given = readBy(asked, fields);
        if (await subscriptions.ask(where, { email: given.email, visitor, ip: request.ip })) return followed();
        const state = stateOf(request, reply, { email: given.email });
        return sendFormPage(reply, pages.codePage(place, subject, state, true));
      },
      async giveBack({ request, reply }, { fields }, refusal) {
        const { place, subject } = await getSubject(request);
        const state = stateOf(request, reply, fields, problemsOf(refusal, place));
        return sendFormPage(reply, await followPage(request, place, subject, state));
      },
    });

    scope.get('subscriptions/:kind/:target/code', async ({ request, reply }) => {
      const { place, subject } = await getSubject(request);
      return sendFormPage(reply, pages.codePage(place, subject, stateOf(request, reply), false));
    });

    scope.post({
      path: 'subscriptions/:kind/:target/code',
      takesFiles: false,
      read: readFields,
      async submit({ request, reply }, { fields }) {
        const { place, subject } = await getSubject(request);
        const where = { site: place.site.id, target: subject.target, language: place.language };
        const given = readBy(proof, fields);
        // The visitor token begins with what it is for, not with a code that is wrong.
        await subscriptions.confirm(where, { ...given, ip: request.ip }, () => keepVisitor(request, reply, place));
        return reply.redirect(`${pages.listPath(place)}&done=subscribed`, 303);
      },
      async giveBack({ request, reply }, { fields }, refusal) {
        const { place, subject } = await getSubject(request);
        const state = stateOf(request, reply, fields, problemsOf(refusal, place));
        return sendFormPage(reply, pages.codePage(place, subject, state, false));
      },
    });
  });

  http.app.register(async (app: FastifyInstance) => {
    for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data'])
      app.addContentTypeParser(type, { parseAs: 'string', bodyLimit: formBytes }, (_request, _body, done) =>
        done(null),
      );
    app.setErrorHandler(async (error, request, reply) => {
      const place = isForPeople(request) ? await placeOf(request).catch(() => null) : null;
      if (!place) throw error;
      const status = error instanceof AppError ? error.status : ((error as { statusCode?: number }).statusCode ?? 500);
      if (status >= 500) request.log.error({ err: error }, 'a page of subscriptions failed');
      return sendFormPage(reply.status(status), refusalOf(place, status));
    });
    const marked = { constraints: { surface: 'help' }, config: { access: 'mail-mark' } } as const;
    const url = '/:site/subscriptions/:ended/stop/:mark';
    type Marked = { Params: MailMarkParams };
    app.get<Marked>(url, marked, async (request, reply) => {
      const place = await placeOf(request);
      const row = await subscriptions.findById(place.site.id, request.params.ended);
      if (!row)
        return sendPage(request, withoutTrace(reply), place, pages.stopPage(place, { title: '', action: null }));
      // The mark tells nothing of what its holder may read: only a title that they may read is named.
      const subject = await findSubject(place, { kind: row.kind, id: row.target_id });
      const title = subject?.title ?? subscriptionTexts[place.language].kinds[row.kind];
      return sendPage(request, withoutTrace(reply), place, pages.stopPage(place, { title, action: request.url }));
    });
    app.post<Marked>(url, marked, async (request, reply) => {
      const place = await placeOf(request);
      await subscriptions.end(place.site.id, request.params.ended, null);
      return sendPage(request, withoutTrace(reply), place, pages.stopPage(place, { title: '', action: null }));
    });
  });
}

const withoutTrace = (reply: FastifyReply) =>
  reply.header('x-robots-tag', 'noindex').header('referrer-policy', 'same-origin');

function readTarget(kind: string, id: string): Target | null {
  if (kind === 'article' && isId('ar', id)) return { kind, id: id as ArticleId };
  if (kind === 'category' && isId('ct', id)) return { kind, id: id as CategoryId };
  return null;
}

/** A refusal as a page, where no form can be given back. */
function refusalPage(place: HelpPlace | Lobby, error: AppError | null): string {
  return place.site ? refusalOf(place, error?.status ?? 500) : missingPage(place);
}

function refusalOf(place: HelpPlace, status: number): string {
  const { t } = place;
  return pages.refusalPage(place, status === 404 ? t.missingText : status === 403 ? t.refusedText : t.errorText);
}

/** What a form says is wrong, at its field where it has one. */
function problemsOf(error: AppError | FormProblems, place: HelpPlace): pages.FormState['problems'] {
  if (error instanceof FormProblems) return error.problems;
  const t = subscriptionTexts[place.language];
  const missing = (['email', 'code'] as const).filter((one) => error.problems?.some(({ path }) => path === one));
  if (missing.length > 0) return missing.map((one) => ({ field: one, text: t.missing[one] }));
  const field = error.code === 'address_invalid' ? 'email' : error.code === 'mailed_code_invalid' ? 'code' : null;
  return [{ field, text: t.problems[error.code] ?? t.problems.internal }];
}
