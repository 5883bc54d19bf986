import { setCookieHeaders } from '@porchlight/cookies';
import type { CommentId } from '@porchlight/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  type Fields,
  FormProblems,
  missingPage,
  type PortalAsked,
  type PortalForms,
  PortalScope,
  readFields,
} from '../accounts/users/index.ts';
import { type ArticleReader, type LiveText, voterOf } from '../articles/index.ts';
import { rightMissing } from '../groups/index.ts';
import {
  articlePath,
  type HelpPlace,
  keepVisitorToken,
  type Lobby,
  type Places,
  readVisitorToken,
  sendFormPage,
} from '../help-center/index.ts';
import { readAddress } from '../mail/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import { type AppError, appError } from '../platform/errors/index.ts';
import { type Http, readBy } from '../platform/http/index.ts';
import type { Site } from '../sites/index.ts';
import { commentNotFound } from './commands.ts';
import type { Author, Comments } from './comments.ts';
import { anchorOf, commentPath, isEditable } from './list.ts';
import * as pages from './pages.ts';
import * as schema from './schema.ts';
import type { Stamp, Stamps } from './stamps.ts';
import type { NamedComment } from './store.ts';
import { commentTexts } from './texts/index.ts';

export type CommentPageOptions = {
  http: Http;
  clock: Clock;
  comments: Comments;
  stamps: Stamps;
  reader: ArticleReader;
  places: Places;
  forms: PortalForms;
  isHttps: boolean;
  isMailOn: boolean;
  allowComment(network: string): Promise<void>;
  networkOf(ip: string): string;
};

/** What a form is about, as far as it may be seen by who asks. */
type Subject = { place: HelpPlace; text: LiveText; own: string[] };
type Problems = pages.FormState['problems'];

const formBytes = 32_768;
const kept = ['text', 'name', 'email', 'mail'];

/** Pages on which comments are written, changed and taken back. */
export function commentPageRoutes(options: CommentPageOptions): void {
  const { http, clock, comments, stamps, reader, places, forms, isHttps, isMailOn } = options;

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

  /** [HC11] What a form knows of itself; throws `form_expired` where that was not made here, or is over. */
  function getStamp(place: HelpPlace, fields: Fields): Stamp {
    const stamp = stamps.read(place.site.id, fields.stamp, clock.now());
    if (!stamp) throw appError('form_expired', 'This form was open for long. Send it once more.');
    return stamp;
  }

  const givenBack = ({ request, reply, place }: PortalAsked, fields: Fields, refusal: AppError | FormProblems) =>
    stateOf(request, reply, fields, problemsOf(refusal, place));

  http.app.register(async (app: FastifyInstance) => {
    const scope = new PortalScope(app, { isHttps, forms, places, formBytes, refusalPage });

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

    scope.get('comments/on/:article/:language', async ({ request, reply }) => {
      const { place, parts } = await findWriting(request);
      return sendFormPage(reply, pages.writePage(place, parts, stateOf(request, reply)));
    });

    scope.post({
      path: 'comments/on/:article/:language',
      takesFiles: false,
      read: readFields,
      async submit({ request, reply }, { fields }) {
        const { place, text, own, reply: answered } = await findWriting(request);
        const { form, shownAt } = getStamp(place, fields);
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
        return reply.redirect(commentPath(place, id), 303);
      },
      async giveBack(asked, { fields }, refusal) {
        const { place, parts } = await findWriting(asked.request);
        return sendFormPage(asked.reply, pages.writePage(place, parts, givenBack(asked, fields, refusal)));
      },
    });

    // No page of its own: it leads to where the comment stands.
    const shown = { constraints: { surface: 'help' }, config: { access: 'portal' } } as const;
    app.get('/:site/comments/:comment', shown, async (request, reply) => {
      const { place, text, comment } = await getComment(request);
      const language = place.tree.languages.includes(text.language) ? text.language : place.language;
      const article = articlePath({ ...place, language }, text.slug);
      return reply.redirect(`${article}/comments?at=${comment.id}#${anchorOf(comment.id)}`, 303);
    });

    scope.get('comments/:comment/edit', async ({ request, reply }) => {
      const { place, comment } = await getChangeable(request);
      const state = stateOf(request, reply, { text: comment.body });
      return sendFormPage(reply, pages.editPage(place, comment, state));
    });

    scope.post({
      path: 'comments/:comment/edit',
      takesFiles: false,
      read: readFields,
      async submit({ request, reply }, { fields }) {
        const { place, comment, own } = await getChangeable(request);
        getStamp(place, fields);
        const { text } = readBy(schema.textForm, fields);
        await options.allowComment(options.networkOf(request.ip));
        await comments.edit(place.site.id, comment.id, { own, text, mayPublish: mayPublish(place) });
        return reply.redirect(commentPath(place, comment.id), 303);
      },
      async giveBack(asked, { fields }, refusal) {
        const { place, comment } = await getChangeable(asked.request);
        return sendFormPage(asked.reply, pages.editPage(place, comment, givenBack(asked, fields, refusal)));
      },
    });

    scope.get('comments/:comment/delete', async ({ request, reply }) => {
      const { place, comment } = await getEditable(request);
      return sendFormPage(reply, pages.deletePage(place, comment, stateOf(request, reply)));
    });

    scope.post({
      path: 'comments/:comment/delete',
      takesFiles: false,
      read: readFields,
      async submit({ request, reply }, { fields }) {
        const { place, text, comment, own } = await getEditable(request);
        getStamp(place, fields);
        await comments.takeBack(place.site.id, comment.id, own);
        return reply.redirect(`${articlePath(place, text.slug)}#comments`, 303);
      },
      async giveBack(asked, { fields }, refusal) {
        const { place, comment } = await getEditable(asked.request);
        return sendFormPage(asked.reply, pages.deletePage(place, comment, givenBack(asked, fields, refusal)));
      },
    });
  });
}

/** A refusal as a page, where no form can be given back. */
function refusalPage(place: HelpPlace | Lobby, error: AppError | null): string {
  if (!place.site || (error?.kind === 'not-found' && error.code !== 'comment_not_found')) return missingPage(place);
  const { problems } = commentTexts[place.language];
  return pages.refusalPage(place, (error && problems[error.code]) ?? problems.internal);
}

/** What a form says is wrong, at its field where it has one. */
function problemsOf(error: AppError | FormProblems, place: HelpPlace): Problems {
  if (error instanceof FormProblems) return error.problems;
  const t = commentTexts[place.language];
  if (error.kind === 'limited') return [{ field: null, text: t.limited }];
  if (error.code === 'address_invalid') return [{ field: 'email', text: t.fields.email }];
  const fields = (['text', 'name', 'email'] as const).filter((one) => error.problems?.some(({ path }) => path === one));
  if (fields.length > 0) return fields.map((one) => ({ field: one, text: t.fields[one] }));
  return [{ field: null, text: t.problems[error.code] ?? t.problems.internal }];
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
