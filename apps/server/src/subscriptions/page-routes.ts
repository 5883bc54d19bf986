import { setCookieHeaders } from '@porchlight/cookies';
import { type ArticleId, type CategoryId, type HelpLanguage, isId } from '@porchlight/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { PortalForms } from '../accounts/users/index.ts';
import type { ArticleReader } from '../articles/index.ts';
import {
  articlePath,
  categoryPath,
  chooseText,
  type HelpPlace,
  isForPeople,
  keepVisitorToken,
  type Places,
  readVisitorToken,
  sendFormPage,
  sendPage,
  takeChoice,
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

type Fields = Record<string, string>;

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
  const constraints = { surface: 'help' } as const;
  const shown = { constraints, config: { access: 'portal' } } as const;
  const sent = { constraints, config: { access: 'portal-form' } } as const;

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

  const show = (reply: FastifyReply, body: string) => sendFormPage(reply, body);

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

  /** Does what a form asks for, or gives it back with what was typed and what is wrong [CSRF2]. */
  async function take(
    request: FastifyRequest,
    reply: FastifyReply,
    place: HelpPlace,
    {
      act,
      again,
    }: {
      /** Answers with the path that it leads to, or null where it has shown a page. */
      act(fields: Fields): Promise<string | null>;
      again(state: pages.FormState): string | Promise<string>;
    },
  ) {
    const fields = readFields(request.body);
    // Before another token is issued: what this one is bound to is what the browser came with.
    const isGood = forms.isGood(request, fields.form);
    try {
      if (!isGood) throw appError('form_expired', 'This form was open for long. Send it once more.');
      const path = await act(fields);
      return path === null ? reply : reply.redirect(path, 303);
    } catch (error) {
      const problems = problemsOf(error, place);
      if (error instanceof AppError) {
        reply.status(error.status);
        if (error.retryAfterS !== undefined) reply.header('retry-after', String(Math.ceil(error.retryAfterS)));
      }
      return show(reply, await again(stateOf(request, reply, fields, problems)));
    }
  }

  function keepVisitor(request: FastifyRequest, reply: FastifyReply, { site }: HelpPlace): string | null {
    const held = readVisitorToken(request.headers.cookie, site, isHttps);
    const { token, cookie } = keepVisitorToken(held, site, isHttps);
    reply.header('set-cookie', setCookieHeaders([cookie]));
    return subscriptions.ownerOf(site.id, null, token).visitor;
  }

  http.app.register(async (app: FastifyInstance) => {
    for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data'])
      app.addContentTypeParser(type, { parseAs: 'string', bodyLimit: formBytes }, (_request, body, done) =>
        done(null, new URLSearchParams(String(body))),
      );

    app.setErrorHandler(async (error, request, reply) => {
      const place = isForPeople(request) ? await placeOf(request).catch(() => null) : null;
      if (!place) throw error;
      const status = error instanceof AppError ? error.status : ((error as { statusCode?: number }).statusCode ?? 500);
      if (status >= 500) request.log.error({ err: error }, 'a page of subscriptions failed');
      const { t } = place;
      const text = status === 404 ? t.missingText : status === 403 ? t.refusedText : t.errorText;
      return show(reply.status(status), pages.refusalPage(place, text));
    });

    const at = '/:site/subscriptions';
    app.get(at, shown, async (request, reply) => {
      const place = await placeOf(request);
      if (takeChoice(request, reply, place, isHttps)) return reply;
      return show(reply, await listPage(request, place, stateOf(request, reply)));
    });

    app.post(`${at}/ends`, sent, async (request, reply) => {
      const place = await placeOf(request);
      return take(request, reply, place, {
        again: (state) => listPage(request, place, state),
        async act(fields) {
          const { id } = readBy(ended, fields);
          await subscriptions.end(place.site.id, id, ownerOf(request, place));
          return `${pages.listPath(place)}&done=ended`;
        },
      });
    });

    app.get(`${at}/:kind/:target`, shown, async (request, reply) => {
      const { place, subject } = await getSubject(request);
      if (takeChoice(request, reply, place, isHttps)) return reply;
      return show(reply, await followPage(request, place, subject, stateOf(request, reply)));
    });

    app.post(`${at}/:kind/:target`, sent, async (request, reply) => {
      const { place, subject } = await getSubject(request);
      const where = { site: place.site.id, target: subject.target, language: place.language };
      return take(request, reply, place, {
        again: (state) => followPage(request, place, subject, state),
        async act(fields) {
          const user = forms.readUser(request);
          if (user) {
            await subscriptions.add(where, user.id);
            return `${pages.listPath(place)}&done=subscribed`;
          }
          const { visitor } = ownerOf(request, place);
          const given = readBy(asked, fields);
          const isDone = await subscriptions.ask(where, { email: given.email, visitor, ip: request.ip });
          if (isDone) return `${pages.listPath(place)}&done=subscribed`;
          await show(reply, pages.codePage(place, subject, stateOf(request, reply, { email: given.email }), true));
          return null;
        },
      });
    });

    app.get(`${at}/:kind/:target/code`, shown, async (request, reply) => {
      const { place, subject } = await getSubject(request);
      if (takeChoice(request, reply, place, isHttps)) return reply;
      return show(reply, pages.codePage(place, subject, stateOf(request, reply), false));
    });

    app.post(`${at}/:kind/:target/code`, sent, async (request, reply) => {
      const { place, subject } = await getSubject(request);
      const where = { site: place.site.id, target: subject.target, language: place.language };
      return take(request, reply, place, {
        again: (state) => pages.codePage(place, subject, state, false),
        async act(fields) {
          const given = readBy(proof, fields);
          // The visitor token begins with what it is for, not with a code that is wrong.
          await subscriptions.confirm(where, { ...given, ip: request.ip }, () => keepVisitor(request, reply, place));
          return `${pages.listPath(place)}&done=subscribed`;
        },
      });
    });

    const marked = { constraints, config: { access: 'mail-mark' } } as const;
    type Marked = { Params: MailMarkParams };
    app.get<Marked>(`${at}/:ended/stop/:mark`, marked, async (request, reply) => {
      const place = await placeOf(request);
      const row = await subscriptions.findById(place.site.id, request.params.ended);
      if (!row)
        return sendPage(request, withoutTrace(reply), place, pages.stopPage(place, { title: '', action: null }));
      // The mark tells nothing of what its holder may read: only a title that they may read is named.
      const subject = await findSubject(place, { kind: row.kind, id: row.target_id });
      const title = subject?.title ?? subscriptionTexts[place.language].kinds[row.kind];
      return sendPage(request, withoutTrace(reply), place, pages.stopPage(place, { title, action: request.url }));
    });
    app.post<Marked>(`${at}/:ended/stop/:mark`, marked, async (request, reply) => {
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

/** The first value of each field. */
function readFields(body: unknown): Fields {
  const fields: Fields = Object.create(null) as Fields;
  if (body instanceof URLSearchParams) for (const [name, value] of body) fields[name] ??= value;
  return { ...fields };
}

/** What a form says is wrong, at its field where it has one. Throws on what no form can be given back for. */
function problemsOf(error: unknown, place: HelpPlace): pages.FormState['problems'] {
  if (!(error instanceof AppError) || error.kind === 'internal') throw error;
  const t = subscriptionTexts[place.language];
  const missing = (['email', 'code'] as const).filter((one) => error.problems?.some(({ path }) => path === one));
  if (missing.length > 0) return missing.map((one) => ({ field: one, text: t.missing[one] }));
  const field = error.code === 'address_invalid' ? 'email' : error.code === 'mailed_code_invalid' ? 'code' : null;
  return [{ field, text: t.problems[error.code] ?? t.problems.internal }];
}
