import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { type HelpPages, type HelpPlace, isForPeople, sendPage, takeChoice } from '../help-center/index.ts';
import type { MailMarkParams } from '../mail/index.ts';
import { AppError } from '../platform/errors/index.ts';
import type { Sites } from '../sites/index.ts';
import type { CommentPageOptions } from './page-routes.ts';
import { refusalPage, stopPage } from './pages.ts';
import { commentTexts } from './texts/index.ts';

type Options = Pick<CommentPageOptions, 'http' | 'places' | 'comments' | 'isHttps'> & { sites: Sites; help: HelpPages };
type Asked = { Params: MailMarkParams };

const bodyLimit = 4_096;

/** [HC13] The page on which mails are ended, and the click of a mail program that ends them (RFC 8058). */
export function stopRoutes({ http, isHttps, comments, ...options }: Options): void {
  const guard = { constraints: { surface: 'help' }, config: { access: 'mail-mark' }, bodyLimit } as const;
  const url = '/:site/mail-stops/:ended/:mark';

  async function send(request: FastifyRequest<Asked>, reply: FastifyReply, state: 'asks' | 'stopped' | 'resumed') {
    const place = await placeAsked(options, request);
    const { kind } = await comments.findRecipient(place.site.id, request.params.ended);
    const page = stopPage(place, { kind, state, action: request.url });
    reply.header('x-robots-tag', 'noindex').header('referrer-policy', 'no-referrer');
    return sendPage(request, reply, place, page);
  }

  http.app.register(async (app) => {
    // As RFC 8058 has it sent, and as our own page sends it; what is not understood ends the mails.
    for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data'])
      app.addContentTypeParser(type, { parseAs: 'string', bodyLimit }, (_request, body, done) =>
        done(null, String(body)),
      );
    app.setErrorHandler(pageErrors(options));

    app.get<Asked>(url, guard, async (request, reply) => {
      const place = await placeAsked(options, request);
      return takeChoice(request, reply, place, isHttps) ? reply : send(request, reply, 'asks');
    });
    app.post<Asked>(url, guard, async (request, reply) => {
      const isResumed = request.body === 'resume=1';
      await comments.setStopped(request.params.site as never, request.params.ended, !isResumed);
      return send(request, reply, isResumed ? 'resumed' : 'stopped');
    });
  });
}

/** The place of an address below a site, in the language that it names or that fits best. Throws `site_not_found`. */
function placeAsked({ sites, places }: Pick<Options, 'sites' | 'places'>, request: FastifyRequest): Promise<HelpPlace> {
  const site = sites.getSite((request.params as { site: string }).site);
  return places.choose(request, site, { asked: (request.query as { lang?: unknown }).lang });
}

/** What people see where something cannot be done at all; programs get what every refusal is. */
function pageErrors(options: Pick<Options, 'sites' | 'places' | 'help'>) {
  return async (error: FastifyError | AppError, request: FastifyRequest, reply: FastifyReply) => {
    const place = isForPeople(request) ? await placeAsked(options, request).catch(() => null) : null;
    if (!place) throw error;
    const status = error instanceof AppError ? error.status : (error.statusCode ?? 500);
    if (status === 404) return options.help.missing(request, reply);
    if (status >= 500) request.log.error({ err: error }, 'a page of comments failed');
    const { problems } = commentTexts[place.language];
    const code = status === 413 ? 'body_too_large' : error.code;
    return sendPage(request, reply, place, refusalPage(place, problems[code] ?? problems.internal), status);
  };
}
