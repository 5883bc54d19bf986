import type { ErrorCode } from '@porchlight/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  FormProblems,
  missingPage,
  type PortalAsked,
  type PortalForms,
  type PortalReader,
  PortalScope,
} from '../accounts/users/index.ts';
import type { Uploads } from '../files/index.ts';
import {
  type HelpPlace,
  type Lobby,
  layoutPage,
  type Places,
  plainPage,
  portalAlternates,
  sendFormPage,
} from '../help-center/index.ts';
import type { AppError } from '../platform/errors/index.ts';
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
  isByCode?: boolean;
  /** Whose files these are that the form brings; left out where it brings none. */
  uploaderOf?(asked: Asked, fields: Record<string, string>): Promise<FormUploader | null>;
  submit(asked: Asked, body: FormBody): Promise<Outcome>;
  /** The page that the form stands on, with what was typed and what is wrong. */
  giveBack(asked: Asked, view: FormView, body: FormBody): Promise<Page>;
};

export type FormScopeOptions = {
  isHttps: boolean;
  forms: PortalForms;
  uploads: Uploads;
  places: Places;
};

/** Pages and forms of the contact form and of conversations: their look, texts and files. */
export class FormScope {
  readonly #scope: PortalScope;
  readonly #o: FormScopeOptions;

  constructor(app: FastifyInstance, options: FormScopeOptions) {
    this.#o = options;
    this.#scope = new PortalScope(app, { ...options, formBytes: textFormBytes, refusalPage });
  }

  /** A page that knows who opens it. */
  get(path: string, answer: (asked: Asked) => Promise<FastifyReply>): void {
    this.#scope.get(path, (asked) => answer(this.#ask(asked)));
  }

  /** [HC34] What the messenger's frame sends to a tab of its own. */
  postFromMessenger(
    path: string,
    answer: (asked: Asked, fields: Record<string, string>) => Promise<FastifyReply>,
  ): void {
    this.#scope.postFromMessenger(path, (asked, fields) => answer(this.#ask(asked), fields));
  }

  /** [CSRF2] Something that a form does; refused, it is given back. */
  post(route: FormRoute): void {
    this.#scope.post<FormBody>({
      path: route.path,
      takesFiles: route.uploaderOf !== undefined,
      isByCode: route.isByCode,
      nameOf: ({ client = '' }) => client,
      read: (asked, begin) =>
        readForm(asked.request, asked.reply, {
          uploads: this.#o.uploads,
          uploaderOf: async (fields) =>
            (await begin(fields)) ? ((await route.uploaderOf?.(this.#ask(asked), fields)) ?? null) : null,
        }),
      submit: async (by, body) => {
        const asked = this.#ask(by);
        const outcome = await route.submit(asked, body);
        if ('to' in outcome) return asked.reply.redirect(pathOf(asked.place, outcome.to), 303);
        return this.send(asked, outcome.page);
      },
      giveBack: async (by, body, refusal) => {
        const asked = this.#ask(by);
        return this.send(asked, await route.giveBack(asked, viewOf(asked, refusal, body), body));
      },
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

  #ask({ request, reply, place }: PortalAsked): Asked {
    const { forms, uploads } = this.#o;
    return { request, reply, reader: forms.read(request), place, t: ticketTexts[place.language], forms, uploads };
  }
}

/** What is given back: all that was typed but tokens, and what is wrong, in words. */
function viewOf({ t }: Asked, refusal: AppError | FormProblems, body: FormBody): FormView {
  const values = Object.fromEntries(Object.entries(body.fields).filter(([name]) => !unkept.includes(name)));
  const kept = body.files.flatMap(({ field, name, upload }) => (upload ? [{ field, name, id: upload.upload }] : []));
  if (refusal instanceof FormProblems) return { values, kept, problems: refusal.problems };
  return { values, kept, problems: [{ field: fieldOf[refusal.code] ?? null, text: textOf(refusal, t) }] };
}

/** A refusal as a page, where no form can be given back. */
function refusalPage(place: HelpPlace | Lobby, error: AppError | null): string {
  if (error?.kind === 'not-found') return missingPage(place);
  const t = ticketTexts[place.language];
  return plainPage(place, t.problem, error ? textOf(error, t) : t.errors.internal, { isPrivate: true });
}

const unkept = ['form', 'client', 'round', 'kept', 'do', 'code'];

const fieldOf: Partial<Record<ErrorCode, string>> = {
  address_invalid: 'email',
  mailed_code_invalid: 'code',
  message_empty: 'message',
  message_too_long: 'message',
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
