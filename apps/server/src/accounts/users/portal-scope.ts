import type { ErrorCode } from '@porchlight/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  type HelpPlace,
  isForPeople,
  type Lobby,
  type Places,
  plainPage,
  sendFormPage,
  takeChoice,
} from '../../help-center/index.ts';
import { AppError, appError } from '../../platform/errors/index.ts';
import type { PortalActor } from './portal-access.ts';
import type { PortalForms } from './portal-forms.ts';

/** What was asked for, by opening a page or by sending a form, and where that page stands. */
export type PortalAsked = { request: FastifyRequest; reply: FastifyReply; place: HelpPlace };

/** The first value of each field. */
export type Fields = Record<string, string>;

/** What is wrong with the fields of a form; `field` null where it is about the whole form. */
export class FormProblems extends Error {
  readonly problems: readonly { field: string | null; text: string }[];
  constructor(problems: FormProblems['problems']) {
    super('Fields of a form are wrong.');
    this.problems = problems;
  }
}

/** Something that a form does. */
export type ScopedForm<Body extends { fields: Fields }> = {
  /** Below the site. */
  path: string;
  /** True for forms that bring files: they may be sent as `multipart/form-data`. */
  takesFiles: boolean;
  /** Where a code in the form says that it is ours, since the page before could know no session: `submit` asks for it. */
  isByCode?: boolean | undefined;
  /**
   * Reads what was sent. Before a byte of a file is kept, `begin` is asked with the fields that came before it: true
   * where the token among them is good.
   */
  read(asked: PortalAsked, begin: (fields: Fields) => Promise<boolean>): Body | Promise<Body>;
  /** Names the form: the second of a double click waits for the first. Left out: forms wait for none. */
  nameOf?(fields: Fields): string;
  submit(asked: PortalAsked, body: Body): Promise<FastifyReply>;
  /** Shows the form again with what was typed and what is wrong; the status is set already. */
  giveBack(asked: PortalAsked, body: Body, refusal: AppError | FormProblems): Promise<FastifyReply>;
};

type Options = {
  isHttps: boolean;
  forms: PortalForms;
  places: Places;
  /** The most that a form without files may hold. */
  formBytes: number;
  /** A refusal as a page, where no form can be given back; `error` null: something of ours failed. */
  refusalPage(place: HelpPlace | Lobby, error: AppError | null): string;
};

/**
 * [CSRF2] Pages that know who opens them, and their forms: tokens, languages, what is given back and what is told where
 * nothing can be. One scope for each feature that has such pages, on the access `portal`, `portal-form` and `messenger-form`.
 */
export class PortalScope {
  readonly #app: FastifyInstance;
  readonly #o: Options;
  /** Forms that are being worked on, by what names them. */
  readonly #running = new Map<string, Promise<void>>();

  constructor(app: FastifyInstance, options: Options) {
    this.#app = app;
    this.#o = options;
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: options.formBytes },
      (_request, body, done) => done(null, new URLSearchParams(String(body))),
    );
    app.setErrorHandler((error, request, reply) => this.#answerError(error, request, reply));
  }

  /** A page of the site. */
  get(path: string, answer: (asked: PortalAsked) => Promise<FastifyReply>): void {
    const config = { constraints: { surface: 'help' }, config: { access: 'portal' } } as const;
    this.#app.get(`/:site/${path}`, config, async (request, reply) => {
      const asked = this.#ask(request, reply);
      // [LANG1] The menu of languages leads here, too.
      return takeChoice(request, reply, asked.place, this.#o.isHttps) ? reply : answer(asked);
    });
  }

  /**
   * [HC34] What the messenger's frame sends to a tab of its own. Browsers that call the two origins two sites bring no cookie
   * along: the page that is answered knows nobody, and keeps nothing.
   */
  postFromMessenger(path: string, answer: (asked: PortalAsked, fields: Fields) => Promise<FastifyReply>): void {
    const config = { constraints: { surface: 'help' }, config: { access: 'messenger-form' } } as const;
    this.#app.post(`/:site/${path}`, config, (request, reply) => {
      const asked = this.#ask(request, reply);
      return answer(asked, readFields(asked).fields);
    });
  }

  /** [CSRF2] Something that a form does; refused, it is given back. */
  post<Body extends { fields: Fields }>(form: ScopedForm<Body>): void {
    const { forms } = this.#o;
    const { takesFiles } = form;
    if (takesFiles && !this.#app.hasContentTypeParser('multipart/form-data'))
      this.#app.addContentTypeParser('multipart/form-data', (_request, payload, done) => done(null, payload));
    const config = { constraints: { surface: 'help' }, config: { access: 'portal-form', takesFiles } } as const;
    this.#app.post(`/:site/${form.path}`, config, async (request, reply) => {
      const asked = this.#ask(request, reply);
      // What its token is bound to is what the browser came with: no other one is issued before it is checked.
      const binding = forms.bindingOf(request);
      let turn: Promise<() => void> | null = null;
      const begin = async (fields: Fields) => {
        if (!form.isByCode && !forms.isGood(request, fields.form)) return false;
        if (form.nameOf) turn ??= this.#enter(`${binding} ${form.nameOf(fields)}`);
        await turn;
        return true;
      };
      try {
        const body = await form.read(asked, begin);
        const isGood = await begin(body.fields);
        try {
          if (!isGood) throw appError('form_expired', 'This form is too old. Send it again.');
          return await form.submit(asked, body);
        } catch (error) {
          if (!isRefusal(error)) throw error;
          refuse(reply, error);
          return await form.giveBack(asked, body, error);
        }
      } finally {
        void (turn as Promise<() => void> | null)?.then((leave) => leave());
      }
    });
  }

  #ask(request: FastifyRequest, reply: FastifyReply): PortalAsked {
    return { request, reply, place: this.#o.forms.placeOf(request) };
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

  /** A refusal where no form can be given back: a page for people, and for programs what every refusal is. */
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
    const place = await this.#placeOf(request);
    if (error) refuse(reply, error);
    else reply.status(500);
    return sendFormPage(reply, this.#o.refusalPage(place, error));
  }

  /** Where a refusal stands: with who asks, where the access check got as far as that. */
  async #placeOf(request: FastifyRequest): Promise<HelpPlace | Lobby> {
    const actor = request.actor as PortalActor | null;
    if (actor?.kind === 'portal') return actor.place;
    const { site, lang } = { ...(request.params as { site?: string }), ...(request.query as { lang?: unknown }) };
    return this.#o.places.forAnybody(request, { site, lang });
  }
}

/** What is shown where there is nothing, or nothing for who asks. */
export function missingPage(place: HelpPlace | Lobby): string {
  return plainPage(place, place.t.missingTitle, place.t.missingText, { isPrivate: true });
}

/** The fields of a form without files. */
export function readFields({ request: { body } }: PortalAsked): { fields: Fields } {
  const fields: Fields = Object.create(null) as Fields;
  if (body instanceof URLSearchParams) for (const [name, value] of body) fields[name] ??= value;
  return { fields: { ...fields } };
}

function isRefusal(error: unknown): error is AppError | FormProblems {
  return error instanceof FormProblems || (error instanceof AppError && error.kind !== 'internal');
}

function refuse(reply: FastifyReply, refusal: AppError | FormProblems): void {
  if (refusal instanceof FormProblems) {
    reply.status(400);
    return;
  }
  if (refusal.retryAfterS !== undefined) reply.header('retry-after', String(Math.ceil(refusal.retryAfterS)));
  reply.status(refusal.status);
}

const codesOfFastify: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'wrong_content_type',
  FST_ERR_CTP_EMPTY_TYPE: 'wrong_content_type',
};
