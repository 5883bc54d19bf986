import type { ErrorCode } from '@porchlight/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { isForPeople, type Places, plainPage, sendFormPage, takeChoice } from '../../help-center/index.ts';
import { AppError, appError } from '../../platform/errors/index.ts';
import type { FormTokens } from '../../platform/form-tokens/index.ts';
import { readBy } from '../../platform/http/index.ts';
import { emptyView, type FormView } from './form-parts.ts';
import { type AccountTexts, accountTexts } from './messages/index.ts';
import { type AccountPage, errorPage, loginPage, type PageContext, pathOf, wholePage } from './pages.ts';
import { type PortalActor, readPortal } from './portal-access.ts';
import { bindingOf, type UserSession, type UserSessions } from './user-sessions.ts';

/** The most that a form of accounts may hold: names and passwords are short. */
const formBytes = 32_768;
const secretFields = ['password', 'current', 'form', 'username'];

/** What a form leads to: another page of the site, or a page at once. */
export type Outcome = { to: string } | { page: AccountPage };

export type Asked<Input> = {
  request: FastifyRequest;
  reply: FastifyReply;
  actor: PortalActor;
  context: PageContext;
  input: Input;
};

/** One page with one form. */
export type FormRoute<S extends z.ZodType> = {
  /** Below the site. */
  path: string;
  schema: S;
  /** Null: there is the form alone, on other pages. */
  page: ((context: PageContext, view: FormView, request: FastifyRequest) => AccountPage | Promise<AccountPage>) | null;
  submit(asked: Asked<z.output<S>>): Promise<Outcome>;
};

/** As `Asked`, by somebody who is logged in. */
export type AskedByUser<Input> = Asked<Input> & { session: UserSession };

export type PortalScope = {
  /** A page for everybody. */
  form<S extends z.ZodType>(route: FormRoute<S>): void;
  /** A page for who is logged in; others are led to the login and back. */
  ownForm<S extends z.ZodType>(
    route: Omit<FormRoute<S>, 'submit'> & {
      submit(asked: AskedByUser<z.output<S>>): Promise<Outcome>;
    },
  ): void;
};

/** Registers pages of accounts: what they share of forms, their tokens, and what is said where something is wrong. */
export function portalScope(
  app: FastifyInstance,
  {
    sessions,
    tokens,
    places,
    isHttps,
  }: { sessions: UserSessions; tokens: FormTokens; places: Places; isHttps: boolean },
): PortalScope {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: formBytes },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  );
  app.setErrorHandler((error, request, reply) => {
    if (!isForPeople(request)) throw error;
    return answerError(places, error, request, reply);
  });

  const contextOf = (reply: FastifyReply, { site, portal, language, place }: PortalActor): PageContext => ({
    place,
    site,
    language,
    t: accountTexts[language],
    session: portal.session,
    token: tokens.issue(sessions.bind(reply, portal, language)),
  });
  const send = (reply: FastifyReply, { place }: PortalActor, path: string, page: AccountPage) =>
    sendFormPage(reply, wholePage(place, path, page));
  const doneOf = ({ query }: FastifyRequest) => {
    const { done } = query as { done?: unknown };
    return typeof done === 'string' ? done : null;
  };

  function add<S extends z.ZodType>(route: FormRoute<S>, isForUsers: boolean) {
    const url = `/:site/${route.path}`;
    const surface = { constraints: { surface: 'help' } } as const;
    const { page } = route;
    if (page) {
      app.get(url, { ...surface, config: { access: 'portal' } }, async (request, reply) => {
        const actor = readPortal(request);
        if (takeChoice(request, reply, actor, isHttps)) return reply;
        if (isForUsers && !actor.portal.session)
          return reply.redirect(`${pathOf(actor, 'login')}?next=${encodeURIComponent(route.path)}`, 303);
        const { next } = request.query as { next?: unknown };
        const values = typeof next === 'string' && nextPages.includes(next) ? { next } : {};
        const view = { ...emptyView, values, done: doneOf(request) };
        return send(reply, actor, route.path, await page(contextOf(reply, actor), view, request));
      });
    }
    app.post(url, { ...surface, config: { access: 'portal-form' } }, async (request, reply) => {
      const actor = readPortal(request);
      const fields = readFields(request.body);
      // Before a form is shown again: what this one is bound to is what the browser came with.
      const binding = bindingOf(actor.portal);
      try {
        if (!tokens.isGood(fields.form, binding))
          throw appError('form_expired', 'This form is too old. Send it again.');
        if (isForUsers && !actor.portal.session) throw appError('session_ended', 'Your login has ended. Log in again.');
        const input = readBy(route.schema, fields);
        const context = contextOf(reply, actor);
        const outcome = await route.submit({ request, reply, actor, context, input });
        if ('to' in outcome) return reply.redirect(pathOf(actor, outcome.to), 303);
        return await send(reply, actor, route.path, outcome.page);
      } catch (error) {
        if (!(error instanceof AppError) || error.kind === 'internal') throw error;
        const t = accountTexts[actor.language];
        const view: FormView = { values: keptOf(fields), problems: problemsOf(error, t), done: null };
        if (error.retryAfterS !== undefined) reply.header('retry-after', String(Math.ceil(error.retryAfterS)));
        reply.status(error.status);
        if (isForUsers && !actor.portal.session) {
          const values = nextPages.includes(route.path) ? { next: route.path } : {};
          return send(reply, actor, 'login', loginPage(contextOf(reply, actor), { ...view, values }));
        }
        if (!page) {
          const text = view.problems[0]?.text ?? t.errors.internal;
          return send(reply, actor, 'login', errorPage(actor.place, t, text));
        }
        return send(reply, actor, route.path, await page(contextOf(reply, actor), view, request));
      }
    });
  }

  return {
    form: (route) => add(route, false),
    ownForm: ({ submit, ...route }) =>
      add(
        {
          ...route,
          submit: (asked) => {
            const { session } = asked.actor.portal;
            if (!session) throw appError('session_ended', 'Your login has ended. Log in again.');
            return submit({ ...asked, session });
          },
        },
        true,
      ),
  };
}

/** Where a login may lead on to. */
export const nextPages = ['account', 'account/email', 'account/password', 'account/sessions', 'account/delete'];

/** The first value of each field. */
function readFields(body: unknown): Record<string, string> {
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  if (body instanceof URLSearchParams) for (const [name, value] of body) fields[name] ??= value;
  return { ...fields };
}

/** [CSRF2] What is given back of what was typed: never a password. */
function keptOf(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !secretFields.includes(name)));
}

const fieldOf: Partial<Record<ErrorCode, string>> = {
  address_invalid: 'email',
  email_taken: 'email',
  mailed_code_invalid: 'code',
  password_wrong: 'current',
  password_too_short: 'password',
  password_too_common: 'password',
};

/** What is wrong, in words, at its field where it has one. */
function problemsOf(error: AppError, t: AccountTexts): FormView['problems'] {
  if (error.code === 'invalid_body') {
    const fields = [...new Set((error.problems ?? []).map(({ path }) => path))];
    const known = fields.flatMap((one) => (t.missing[one] ? [{ field: one, text: t.missing[one] }] : []));
    if (known.length > 0) return known;
    // A password that is too long has no list of problems; what no form of ours sends has no words of its own.
    return fields.length > 0
      ? [{ field: null, text: t.errors.internal }]
      : [{ field: 'password', text: t.missing.password ?? '' }];
  }
  return [{ field: fieldOf[error.code] ?? null, text: textOf(error, t) }];
}

function textOf(error: AppError, t: AccountTexts): string {
  if (error.kind === 'limited') {
    const wait = waitInWords(error.retryAfterS ?? 1, t);
    return error.code === 'too_many_requests' ? t.tooManyMails(wait) : t.tooMany(wait);
  }
  return t.errors[error.code] ?? t.errors.internal;
}

function waitInWords(waitS: number, t: AccountTexts): string {
  const seconds = Math.ceil(waitS);
  return seconds < 60 ? t.seconds(seconds) : t.minutes(Math.ceil(seconds / 60));
}

const codesOfFastify: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'wrong_content_type',
  FST_ERR_CTP_EMPTY_TYPE: 'wrong_content_type',
};

/** A refusal as a page, where no form can be given back. */
async function answerError(places: Places, raw: unknown, request: FastifyRequest, reply: FastifyReply) {
  const known = codesOfFastify[(raw as { code?: string }).code ?? ''];
  const error = raw instanceof AppError ? raw : known ? appError(known, 'Refused.') : null;
  if (error?.code === 'login_raced') {
    // The other tab's answer has brought the cookies meanwhile.
    const [path = '/', query = ''] = request.url.split('?');
    return reply.redirect(`${path}?again=1${query ? `&${query}` : ''}`, 303);
  }
  const actor = request.actor as PortalActor | null;
  const { site } = request.params as { site?: string };
  const { lang } = request.query as { lang?: unknown };
  const place =
    actor?.kind === 'portal' ? actor.place : await places.forAnybody(request, site ? { site, lang } : { lang });
  if (error?.kind === 'not-found')
    return sendFormPage(
      reply.status(404),
      plainPage(place, place.t.missingTitle, place.t.missingText, { isPrivate: true }),
    );
  if (error === null || error.kind === 'internal') request.log.error({ err: raw }, 'request failed');
  const t = accountTexts[place.language];
  if (error?.retryAfterS !== undefined) reply.header('retry-after', String(Math.ceil(error.retryAfterS)));
  const page = errorPage(place, t, error ? textOf(error, t) : t.errors.internal);
  return sendFormPage(reply.status(error?.status ?? 500), wholePage(place, 'login', page));
}
