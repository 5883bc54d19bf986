import { setCookieHeaders } from '@porchlight/cookies';
import type { ErrorCode } from '@porchlight/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PortalForms, PortalReader } from '../accounts/index.ts';
import type { Uploads } from '../files/index.ts';
import {
  type HelpPlace,
  isForPeople,
  keepChosenLanguage,
  layoutPage,
  type Places,
  plainPage,
  portalAlternates,
  sendFormPage,
  withoutChoice,
} from '../help-center/index.ts';
import { AppError, appError } from '../platform/errors/index.ts';
import { html } from '../platform/html/index.ts';
import type { FormView } from './controls.ts';
import { type FormBody, type FormUploader, readForm } from './form-body.ts';
import { type Page, type PageContext, pathOf } from './page.ts';
import { ticketStylePath } from './style.ts';
import { type TicketTexts, ticketTexts } from './texts/index.ts';

/** Longest form without files: a long message, each letter of it escaped. */
const textFormBytes = 262_144;

export type Asked = {
  request: FastifyRequest;
  reply: FastifyReply;
  reader: PortalReader;
  place: HelpPlace;
  t: TicketTexts;
  forms: PortalForms;
  uploads: Uploads;
};

/** Another page of the site, or one at once. */
export type Outcome = { to: string } | { page: Page };

export type FormRoute = {
  /** Below the site. */
  path: string;
  /** Where a code in the form says that it is ours, since the page before could know no session: `submit` asks for it. */
  isByCode?: true;
  /** Whose files these are that the form brings; left out where it brings none. */
  uploaderOf?(asked: Asked, fields: Record<string, string>): Promise<FormUploader | null>;
  submit(asked: Asked, body: FormBody): Promise<Outcome>;
  /** The page that the form stands on, with what was typed and what is wrong. */
  giveBack(asked: Asked, view: FormView, body: FormBody): Promise<Page>;
};

/** What is wrong with the fields of a form. */
export class FormProblems extends Error {
  readonly problems: FormView['problems'];
  constructor(problems: FormView['problems']) {
    super('Fields of a form are wrong.');
    this.problems = problems;
  }
}

export type FormScopeOptions = {
  isHttps: boolean;
  forms: PortalForms;
  uploads: Uploads;
  places: Places;
};

/** Pages and forms of the contact form and of conversations: their look, languages, tokens, files and refusals. */
export class FormScope {
  readonly #app: FastifyInstance;
  readonly #o: FormScopeOptions;
  /** Forms that are being worked on, by what names them: the second of a double click waits for the first. */
  readonly #running = new Map<string, Promise<void>>();

  constructor(app: FastifyInstance, options: FormScopeOptions) {
    this.#app = app;
    this.#o = options;
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: textFormBytes },
      (_request, body, done) => done(null, new URLSearchParams(String(body))),
    );
    app.addContentTypeParser('multipart/form-data', (_request, payload, done) => done(null, payload));
    app.setErrorHandler((error, request, reply) => this.#answerError(error, request, reply));
  }

  /** A page that knows who opens it. */
  get(path: string, answer: (asked: Asked) => Promise<FastifyReply>): void {
    const config = { constraints: { surface: 'help' }, config: { access: 'portal' } } as const;
    this.#app.get(`/:site/${path}`, config, async (request, reply) => {
      const asked = this.#ask(request, reply);
      const choice = withoutChoice(request.url);
      if (choice === null) return answer(asked);
      // [LANG1] The menu of languages leads here; the mark of the choice stands in no address that is passed on.
      reply.header('set-cookie', setCookieHeaders([keepChosenLanguage(asked.place.language, this.#o.isHttps)]));
      return reply.redirect(choice, 303);
    });
  }

  /**
   * [HC34] What the messenger's frame sends to a tab of its own. Browsers that call the two origins two sites bring no cookie
   * along: the page that is answered knows nobody, and keeps nothing.
   */
  postFromMessenger(path: string, answer: (asked: Asked, fields: URLSearchParams) => Promise<FastifyReply>): void {
    const config = { constraints: { surface: 'help' }, config: { access: 'messenger-form' } } as const;
    this.#app.post(`/:site/${path}`, config, (request, reply) =>
      answer(this.#ask(request, reply), request.body as URLSearchParams),
    );
  }

  /** [CSRF2] Something that a form does; refused, it is given back. */
  post(route: FormRoute): void {
    const config = {
      constraints: { surface: 'help' },
      config: { access: 'portal-form', takesFiles: route.uploaderOf !== undefined },
    } as const;
    this.#app.post(`/:site/${route.path}`, config, async (request, reply) => {
      const asked = this.#ask(request, reply);
      const { forms, uploads } = this.#o;
      const binding = forms.bindingOf(request);
      const isGood = ({ form }: Record<string, string>) => route.isByCode || forms.isGood(request, form);
      let leave: (() => void) | null = null;
      const enter = async ({ client = '' }: Record<string, string>) => {
        leave ??= await this.#enter(`${binding} ${client}`);
      };
      try {
        const body = await readForm(request, reply, {
          uploads,
          uploaderOf: async (fields) => {
            if (!isGood(fields)) return null;
            await enter(fields);
            return (await route.uploaderOf?.(asked, fields)) ?? null;
          },
        });
        if (isGood(body.fields)) await enter(body.fields);
        try {
          if (!isGood(body.fields)) throw appError('form_expired', 'This form is too old. Send it again.');
          const outcome = await route.submit(asked, body);
          if ('to' in outcome) return reply.redirect(pathOf(asked.place, outcome.to), 303);
          return this.send(asked, outcome.page);
        } catch (error) {
          const view = this.#viewOf(asked, error, body);
          if (error instanceof AppError) this.#refuse(reply, error);
          else reply.status(400);
          return this.send(asked, await route.giveBack(asked, view, body));
        }
      } finally {
        (leave as (() => void) | null)?.();
      }
    });
  }

  /** What a page with forms knows; a guest's session begins here. */
  contextOf({ request, reply, place, t, reader }: Asked): PageContext {
    return { place, t, reader, token: this.#o.forms.issue(request, reply) };
  }

  send({ reply, place }: Asked, { title, path, way, head, body }: Page): FastifyReply {
    const { site } = place;
    const page = layoutPage(place, {
      title: `${title} – ${site.name}`,
      canonical: null,
      alternates: portalAlternates(site, path),
      way,
      hasForms: true,
      isPrivate: true,
      head: html`<link rel="stylesheet" href="${ticketStylePath}">${head ?? ''}`,
      body,
    });
    return sendFormPage(reply, page, { runsOwn: head !== undefined });
  }

  #ask(request: FastifyRequest, reply: FastifyReply): Asked {
    const { forms, uploads } = this.#o;
    const reader = forms.read(request);
    const { place } = reader;
    return { request, reply, reader, place, t: ticketTexts[place.language], forms, uploads };
  }

  async #enter(name: string): Promise<() => void> {
    const before = this.#running.get(name);
    let leave: () => void = () => undefined;
    const own = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const all = (before ?? Promise.resolve()).then(() => own);
    this.#running.set(name, all);
    await before;
    return () => {
      leave();
      if (this.#running.get(name) === all) this.#running.delete(name);
    };
  }

  /** What is given back: all that was typed but tokens, and what is wrong, in words. */
  #viewOf({ t }: Asked, error: unknown, body: FormBody): FormView {
    const values = Object.fromEntries(Object.entries(body.fields).filter(([name]) => !unkept.includes(name)));
    const kept = body.files.flatMap(({ field, name, upload }) => (upload ? [{ field, name, id: upload.upload }] : []));
    if (error instanceof FormProblems) return { values, kept, problems: error.problems };
    if (!(error instanceof AppError) || error.kind === 'internal') throw error;
    const field = fieldOf[error.code] ?? null;
    return { values, kept, problems: [{ field, text: textOf(error, t) }] };
  }

  #refuse(reply: FastifyReply, error: AppError): void {
    if (error.retryAfterS !== undefined) reply.header('retry-after', String(Math.ceil(error.retryAfterS)));
    reply.status(error.status);
  }

  /** A refusal as a page, where no form can be given back. */
  async #answerError(raw: unknown, request: FastifyRequest, reply: FastifyReply) {
    if (!isForPeople(request)) throw raw;
    const known = codesOfFastify[(raw as { code?: string }).code ?? ''];
    const error = raw instanceof AppError ? raw : known ? appError(known, 'Refused.') : null;
    if (error?.code === 'login_raced') {
      // The other tab's answer has brought the cookies meanwhile.
      const [path = '/', query = ''] = request.url.split('?');
      return reply.redirect(`${path}?again=1${query ? `&${query}` : ''}`, 303);
    }
    if (error === null || error.kind === 'internal') request.log.error({ err: raw }, 'request failed');
    const { site, lang } = { ...(request.params as { site?: string }), ...(request.query as { lang?: unknown }) };
    const place = await this.#o.places.forAnybody(request, { site, lang });
    const t = ticketTexts[place.language];
    if (error) this.#refuse(reply, error);
    else reply.status(500);
    const isMissing = error?.kind === 'not-found';
    const [title, text] = isMissing
      ? [place.t.missingTitle, place.t.missingText]
      : [t.problem, error ? textOf(error, t) : t.errors.internal];
    return sendFormPage(reply, plainPage(place, title, text, { isPrivate: true }));
  }
}

const unkept = ['form', 'client', 'round', 'kept', 'do', 'code'];

const fieldOf: Partial<Record<ErrorCode, string>> = {
  address_invalid: 'email',
  mailed_code_invalid: 'code',
  message_empty: 'message',
  message_too_long: 'message',
};

const codesOfFastify: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'wrong_content_type',
  FST_ERR_CTP_EMPTY_TYPE: 'wrong_content_type',
};

/** What a refusal says, in the page's language. */
export function textOf(error: AppError, t: TicketTexts): string {
  switch (error.code) {
    case 'address_invalid':
      return t.wrong.email;
    case 'message_empty':
      return t.missing.message;
    case 'message_too_long':
      return t.wrong.tooLong(8_000);
    default:
      if (t.errors[error.code] !== undefined) return t.errors[error.code] ?? t.errors.internal;
      return error.kind === 'limited' ? t.tooMany(Math.ceil((error.retryAfterS ?? 1) / 60)) : t.errors.internal;
  }
}
