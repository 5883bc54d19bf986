import { setCookieHeaders } from '@porchlight/cookies';
import type { CommentId } from '@porchlight/protocol';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PortalForms } from '../accounts/users/index.ts';
import { type ArticleReader, type LiveText, voterOf } from '../articles/index.ts';
import { rightMissing } from '../groups/index.ts';
import {
  articlePath,
  type HelpPages,
  type HelpPlace,
  isForPeople,
  keepChosenLanguage,
  keepVisitorToken,
  type Places,
  readVisitorToken,
  sendFormPage,
  sendPage,
  withoutChoice,
} from '../help-center/index.ts';
import { readAddress } from '../mail/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import { AppError, appError } from '../platform/errors/index.ts';
import { type Http, readBy } from '../platform/http/index.ts';
import type { Site, Sites } from '../sites/index.ts';
import { commentNotFound } from './commands.ts';
import type { Author, Comments } from './comments.ts';
import { anchorOf, commentPath, isEditable } from './list.ts';
import * as pages from './pages.ts';
import { refusalPage } from './pages.ts';
import * as schema from './schema.ts';
import type { Stamps } from './stamps.ts';
import type { NamedComment } from './store.ts';
import { commentTexts } from './texts/index.ts';

export type CommentPageOptions = {
  http: Http;
  clock: Clock;
  sites: Sites;
  comments: Comments;
  stamps: Stamps;
  reader: ArticleReader;
  places: Places;
  help: HelpPages;
  forms: PortalForms;
  isHttps: boolean;
  isMailOn: boolean;
  allowComment(network: string): Promise<void>;
  networkOf(ip: string): string;
};

type Fields = Record<string, string>;
/** What a form is about, as far as it may be seen by who asks. */
type Subject = { place: HelpPlace; text: LiveText; own: string[] };
type Problems = pages.FormState['problems'];

const formBytes = 32_768;
const kept = ['text', 'name', 'email', 'mail'];

/** The place of an address below a site, in the language that it names or that fits best. Throws `site_not_found`. */
export function placeAsked(
  { sites, places }: Pick<CommentPageOptions, 'sites' | 'places'>,
  request: FastifyRequest,
): Promise<HelpPlace> {
  const site = sites.getSite((request.params as { site: string }).site);
  return places.choose(request, site, { asked: (request.query as { lang?: unknown }).lang });
}

/** Pages on which comments are written, changed and taken back. */
export function commentPageRoutes(options: CommentPageOptions): void {
  const { http, clock, comments, stamps, reader, forms, isHttps, isMailOn } = options;
  const constraints = { surface: 'help' } as const;
  const shown = { constraints, config: { access: 'portal' } } as const;
  const sent = { constraints, config: { access: 'portal-form' } } as const;

  /** [HC1] What stands for who asks: the visitor token's hash, and the user who is logged in. */
  function ownOf(request: FastifyRequest, site: Site): string[] {
    const token = readVisitorToken(request.headers.cookie, site, isHttps);
    const user = forms.readUser(request);
    return [...(user ? [user.id] : []), ...(token ? [voterOf(site.id, token)] : [])];
  }

  /** A text that is out and that this place may show; throws `article_not_found`. */
  async function getText(place: HelpPlace, article: string, language: string): Promise<LiveText> {
    const texts = await reader.findTexts(place.actor, article);
    const text = texts.find((one) => one.language === language);
    const isHere = text !== undefined && place.tree.categories.some(({ id }) => id === text.category);
    if (!isHere) throw appError('article_not_found', 'There is no such article here.');
    return text;
  }

  async function assertOn(place: HelpPlace): Promise<'all' | 'first' | 'none'> {
    const { policy } = await comments.readSettings(place.site.id);
    if (policy === 'off') throw appError('comments_off', 'No comments are taken here at the moment.');
    return policy;
  }

  async function getComment(request: FastifyRequest): Promise<Subject & { comment: NamedComment }> {
    const place = forms.placeOf(request);
    await assertOn(place);
    const own = ownOf(request, place.site);
    const id = readBy(schema.commentId, (request.params as { comment: string }).comment, 'invalid_query');
    const comment = await comments.findVisible(place.site.id, id, own);
    if (!comment) throw commentNotFound();
    return { place, text: await getText(place, comment.article_id, comment.language), own, comment };
  }

  /** One that who asks may still change; throws `comment_not_found`, `comment_settled`. */
  async function getEditable(request: FastifyRequest) {
    const found = await getComment(request);
    const { comment, own } = found;
    if (!own.includes(comment.author) || comment.removed_at !== null) throw commentNotFound();
    if (!isEditable(comment, { own, now: clock.now() }))
      throw appError('comment_settled', 'A comment can be changed for 15 minutes.');
    return found;
  }

  /** The same, for who may comment still [HC19]; what they wrote they take back in any case. */
  async function getChangeable(request: FastifyRequest) {
    const found = await getEditable(request);
    if (!found.place.actor.may.includes('comment')) throw rightMissing();
    return found;
  }

  const stateOf = (
    request: FastifyRequest,
    reply: FastifyReply,
    values: Fields = {},
    problems: Problems = [],
  ): pages.FormState => ({
    values: Object.fromEntries(Object.entries(values).filter(([name]) => kept.includes(name))),
    problems,
    token: forms.issue(request, reply),
    stamp: stamps.issue((request.params as { site: string }).site, clock.now()),
  });

  /** What a form says is wrong, at its field where it has one. Throws on what no form can be given back for. */
  function problemsOf(error: unknown, place: HelpPlace): Problems {
    if (!(error instanceof AppError) || error.kind === 'internal') throw error;
    const t = commentTexts[place.language];
    if (error.kind === 'limited') return [{ field: null, text: t.limited }];
    if (error.code === 'address_invalid') return [{ field: 'email', text: t.fields.email }];
    const fields = (['text', 'name', 'email'] as const).filter((one) =>
      error.problems?.some(({ path }) => path === one),
    );
    if (fields.length > 0) return fields.map((one) => ({ field: one, text: t.fields[one] }));
    return [{ field: null, text: t.problems[error.code] ?? t.problems.internal }];
  }

  /** Does what a form asks for, or gives it back with what was typed and what is wrong. */
  async function take(
    request: FastifyRequest,
    reply: FastifyReply,
    place: HelpPlace,
    {
      act,
      again,
    }: {
      act(fields: Fields, form: { form: string; shownAt: number }): Promise<string>;
      again(state: pages.FormState): string;
    },
  ) {
    const fields = readFields(request.body);
    const isGood = forms.isGood(request, fields.form);
    try {
      const stamp = stamps.read(place.site.id, fields.stamp, clock.now());
      if (!isGood || !stamp) throw appError('form_expired', 'This form was open for long. Send it once more.');
      return reply.redirect(await act(fields, stamp), 303);
    } catch (error) {
      const problems = problemsOf(error, place);
      if (error instanceof AppError) {
        reply.status(error.status);
        if (error.retryAfterS !== undefined) reply.header('retry-after', String(Math.ceil(error.retryAfterS)));
      }
      return sendFormPage(reply, again(stateOf(request, reply, fields, problems)));
    }
  }

  http.app.register(async (app: FastifyInstance) => {
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: formBytes },
      (_request, body, done) => done(null, new URLSearchParams(String(body))),
    );

    app.setErrorHandler(pageErrors(options));

    async function findWriting(
      request: FastifyRequest,
    ): Promise<Subject & { parts: pages.WriteParts; reply: CommentId | null }> {
      const { article, language } = request.params as { article: string; language: string };
      const place = forms.placeOf(request);
      const policy = await assertOn(place);
      const text = await getText(place, article, language);
      if (!place.actor.may.includes('comment')) throw rightMissing();
      const own = ownOf(request, place.site);
      const { reply } = request.query as { reply?: unknown };
      const id = reply === undefined ? null : readBy(schema.commentId, reply, 'invalid_query');
      const answers = id && (await comments.findVisible(place.site.id, id, own));
      if (id && (answers?.article_id !== text.article || answers.is_reply === 1 || answers.removed_at !== null))
        throw commentNotFound();
      const user = forms.readUser(request)?.name ?? null;
      return {
        place,
        text,
        own,
        reply: id,
        parts: { text, answers, user, isModerated: policy === 'all' && !mayPublish(place), isMailOn },
      };
    }

    app.get('/:site/comments/on/:article/:language', shown, async (request, reply) => {
      if (takeChoice(request, reply, forms.placeOf(request), isHttps)) return reply;
      const { place, parts } = await findWriting(request);
      return sendFormPage(reply, pages.writePage(place, parts, stateOf(request, reply)));
    });

    app.post('/:site/comments/on/:article/:language', sent, async (request, reply) => {
      const { place, text, own, parts, reply: answered } = await findWriting(request);
      return take(request, reply, place, {
        again: (state) => pages.writePage(place, parts, state),
        async act(fields, { form, shownAt }) {
          const user = forms.readUser(request);
          const { text: written } = readBy(schema.textForm, fields);
          const name = user ? '' : readBy(schema.nameForm, fields).name;
          const email = user || !isMailOn ? null : readEmail(fields.email);
          await options.allowComment(options.networkOf(request.ip));
          const held = readVisitorToken(request.headers.cookie, place.site, isHttps);
          const { token, cookie } = keepVisitorToken(held, place.site, isHttps);
          const author: Author = user
            ? { kind: 'user', key: user.id, name: '', email: null, wantsMail: fields.mail !== undefined && isMailOn }
            : {
                kind: 'guest',
                key: voterOf(place.site.id, token),
                name,
                email,
                wantsMail: email !== null,
              };
          const { id } = await comments.post({
            site: place.site.id,
            article: text.article,
            language: text.language,
            reply: answered,
            pageLanguage: place.language,
            author,
            mayPublish: mayPublish(place),
            own: [...own, author.key],
            text: written,
            form,
            shownAt,
            trap: fields.website ?? '',
          });
          if (!user) reply.header('set-cookie', setCookieHeaders([cookie]));
          return commentPath(place, id);
        },
      });
    });

    app.get('/:site/comments/:comment', shown, async (request, reply) => {
      const { place, text, comment } = await getComment(request);
      const language = place.tree.languages.includes(text.language) ? text.language : place.language;
      const article = articlePath({ ...place, language }, text.slug);
      return reply.redirect(`${article}/comments?at=${comment.id}#${anchorOf(comment.id)}`, 303);
    });

    app.get('/:site/comments/:comment/edit', shown, async (request, reply) => {
      if (takeChoice(request, reply, forms.placeOf(request), isHttps)) return reply;
      const { place, comment } = await getChangeable(request);
      const state = stateOf(request, reply, { text: comment.body });
      return sendFormPage(reply, pages.editPage(place, comment, state));
    });

    app.post('/:site/comments/:comment/edit', sent, async (request, reply) => {
      const { place, comment, own } = await getChangeable(request);
      return take(request, reply, place, {
        again: (state) => pages.editPage(place, comment, state),
        async act(fields) {
          const { text } = readBy(schema.textForm, fields);
          await options.allowComment(options.networkOf(request.ip));
          await comments.edit(place.site.id, comment.id, { own, text, mayPublish: mayPublish(place) });
          return commentPath(place, comment.id);
        },
      });
    });

    app.get('/:site/comments/:comment/delete', shown, async (request, reply) => {
      if (takeChoice(request, reply, forms.placeOf(request), isHttps)) return reply;
      const { place, comment } = await getEditable(request);
      return sendFormPage(reply, pages.deletePage(place, comment, stateOf(request, reply)));
    });

    app.post('/:site/comments/:comment/delete', sent, async (request, reply) => {
      const { place, text, comment, own } = await getEditable(request);
      return take(request, reply, place, {
        again: (state) => pages.deletePage(place, comment, state),
        async act() {
          await comments.takeBack(place.site.id, comment.id, own);
          return `${articlePath(place, text.slug)}#comments`;
        },
      });
    });
  });
}

/** [LANG1] True where a language was chosen in the menu: it is kept, and its mark taken off the address. */
export function takeChoice(request: FastifyRequest, reply: FastifyReply, place: HelpPlace, isHttps: boolean): boolean {
  const plain = withoutChoice(request.url);
  if (plain !== null)
    reply.header('set-cookie', setCookieHeaders([keepChosenLanguage(place.language, isHttps)])).redirect(plain, 303);
  return plain !== null;
}

/** What people see where something cannot be done at all; programs get what every refusal is. */
export function pageErrors(options: Pick<CommentPageOptions, 'sites' | 'places' | 'help'>) {
  return async (error: FastifyError | AppError, request: FastifyRequest, reply: FastifyReply) => {
    const place = isForPeople(request) ? await placeAsked(options, request).catch(() => null) : null;
    if (!place) throw error;
    const status = error instanceof AppError ? error.status : (error.statusCode ?? 500);
    if (status === 404 && error.code !== 'comment_not_found') return options.help.missing(request, reply);
    if (status >= 500) request.log.error({ err: error }, 'a page of comments failed');
    const { problems } = commentTexts[place.language];
    const code = status === 413 ? 'body_too_large' : error.code;
    return sendPage(request, reply, place, refusalPage(place, problems[code] ?? problems.internal), status);
  };
}

/** The first value of each field. */
function readFields(body: unknown): Fields {
  const fields: Fields = Object.create(null) as Fields;
  if (body instanceof URLSearchParams) for (const [name, value] of body) fields[name] ??= value;
  return { ...fields };
}

/** An address that was given; null for none. Throws `address_invalid`. */
function readEmail(typed = ''): string | null {
  if (typed.trim() === '') return null;
  const email = readAddress(typed);
  if (email === null) throw appError('address_invalid', 'No mail can be sent to this address. Check it.');
  return email;
}

/** [HC10, HC19] Whether what somebody writes waits for nobody. */
function mayPublish({ actor }: HelpPlace): boolean {
  return actor.may.includes('publish');
}
