import type { ErrorCode } from '@porchlight/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { type HelpPlace, type Lobby, type Places, sendFormPage } from '../../help-center/index.ts';
import { type AppError, appError } from '../../platform/errors/index.ts';
import { readBy } from '../../platform/http/index.ts';
import { emptyView, type FormView } from './form-parts.ts';
import { type AccountTexts, accountTexts } from './messages/index.ts';
import { type AccountPage, errorPage, loginPage, type PageContext, pathOf, wholePage } from './pages.ts';
import { type PortalActor, readPortal } from './portal-access.ts';
import type { PortalForms } from './portal-forms.ts';
import { FormProblems, missingPage, PortalScope, readFields } from './portal-scope.ts';
import type { UserSession } from './user-sessions.ts';

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

export type AccountScope = {
  /** A page for everybody. */
  form<S extends z.ZodType>(route: FormRoute<S>): void;
  /** A page for who is logged in; others are led to the login and back. */
  ownForm<S extends z.ZodType>(
    route: Omit<FormRoute<S>, 'submit'> & {
      submit(asked: AskedByUser<z.output<S>>): Promise<Outcome>;
    },
  ): void;
};

/** Registers pages in the look of accounts, each with one form: what is typed, and what is said where it is wrong. */
export function accountScope(
  app: FastifyInstance,
  { forms, places, isHttps }: { forms: PortalForms; places: Places; isHttps: boolean },
): AccountScope {
  const scope = new PortalScope(app, { isHttps, forms, places, formBytes, refusalPage });

  const contextOf = (request: FastifyRequest, reply: FastifyReply): PageContext => {
    const { site, portal, language, place } = readPortal(request);
    const token = forms.issue(request, reply);
    return { place, site, language, t: accountTexts[language], session: portal.session, token };
  };
  const send = (reply: FastifyReply, { place }: PortalActor, path: string, page: AccountPage) =>
    sendFormPage(reply, wholePage(place, path, page));
  const doneOf = ({ query }: FastifyRequest) => {
    const { done } = query as { done?: unknown };
    return typeof done === 'string' ? done : null;
  };

  function add<S extends z.ZodType>(route: FormRoute<S>, isForUsers: boolean) {
    const { path, page } = route;
    if (page) {
      scope.get(path, async ({ request, reply }) => {
        const actor = readPortal(request);
        if (isForUsers && !actor.portal.session)
          return reply.redirect(`${pathOf(actor, 'login')}?next=${encodeURIComponent(path)}`, 303);
        const { next } = request.query as { next?: unknown };
        const values = typeof next === 'string' && nextPages.includes(next) ? { next } : {};
        const view = { ...emptyView, values, done: doneOf(request) };
        return send(reply, actor, path, await page(contextOf(request, reply), view, request));
      });
    }
    scope.post({
      path,
      takesFiles: false,
      read: readFields,
      async submit({ request, reply }, { fields }) {
        const actor = readPortal(request);
        if (isForUsers && !actor.portal.session) throw appError('session_ended', 'Your login has ended. Log in again.');
        const input = readBy(route.schema, fields);
        const context = contextOf(request, reply);
        const outcome = await route.submit({ request, reply, actor, context, input });
        if ('to' in outcome) return reply.redirect(pathOf(actor, outcome.to), 303);
        return send(reply, actor, path, outcome.page);
      },
      async giveBack({ request, reply }, { fields }, refusal) {
        const actor = readPortal(request);
        const t = accountTexts[actor.language];
        const view: FormView = { values: keptOf(fields), problems: problemsOf(refusal, t), done: null };
        if (isForUsers && !actor.portal.session) {
          const values = nextPages.includes(path) ? { next: path } : {};
          return send(reply, actor, 'login', loginPage(contextOf(request, reply), { ...view, values }));
        }
        if (!page) {
          const text = view.problems[0]?.text ?? t.errors.internal;
          return send(reply, actor, 'login', errorPage(actor.place, t, text));
        }
        return send(reply, actor, path, await page(contextOf(request, reply), view, request));
      },
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
function problemsOf(error: AppError | FormProblems, t: AccountTexts): FormView['problems'] {
  if (error instanceof FormProblems) return error.problems;
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

/** A refusal as a page, where no form can be given back. */
function refusalPage(place: HelpPlace | Lobby, error: AppError | null): string {
  if (error?.kind === 'not-found') return missingPage(place);
  const t = accountTexts[place.language];
  return wholePage(place, 'login', errorPage(place, t, error ? textOf(error, t) : t.errors.internal));
}
