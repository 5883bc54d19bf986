import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendPage, takeChoice } from '../help-center/index.ts';
import type { MailMarkParams } from '../mail/index.ts';
import { type CommentPageOptions, pageErrors, placeAsked } from './page-routes.ts';
import { stopPage } from './pages.ts';

type Options = Pick<CommentPageOptions, 'http' | 'sites' | 'places' | 'help' | 'comments'> & { isHttps: boolean };
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
