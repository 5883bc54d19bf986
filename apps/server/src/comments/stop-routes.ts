import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendPage, takeChoice } from '../help-center/index.ts';
import { stopMarkOf } from '../mail/index.ts';
import { appError } from '../platform/errors/index.ts';
import { isSameSecret } from '../platform/ids/index.ts';
import { type CommentPageOptions, pageErrors, placeAsked } from './page-routes.ts';
import { stopPage } from './pages.ts';

type Options = Pick<CommentPageOptions, 'http' | 'sites' | 'places' | 'help' | 'comments'> & {
  /** The installation's secret. */
  secret: string;
  isHttps: boolean;
};
type Asked = { Params: { site: string; recipient: string; mark: string } };

const bodyLimit = 4_096;

/** [HC13] The page on which mails are ended, and the click of a mail program that ends them (RFC 8058). */
export function stopRoutes({ http, secret, isHttps, comments, ...options }: Options): void {
  // The mark is all that it takes: a mail program has no cookies, and sends from no page of ours.
  http.addAccess('mail-mark', (request) => {
    const { recipient = '', mark = '' } = request.params as { recipient?: string; mark?: string };
    if (!isSameSecret(mark, stopMarkOf(secret, recipient)))
      throw appError('mail_mark_invalid', 'This link is not whole. Copy it from the mail as it stands there.');
    return null;
  });
  const guard = { constraints: { surface: 'help' }, config: { access: 'mail-mark' }, bodyLimit } as const;
  const url = '/:site/mail-stops/:recipient/:mark';

  async function send(request: FastifyRequest<Asked>, reply: FastifyReply, state: 'asks' | 'stopped' | 'resumed') {
    const place = await placeAsked(options, request);
    const { kind } = await comments.findRecipient(place.site.id, request.params.recipient);
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
      await comments.setStopped(request.params.site as never, request.params.recipient, !isResumed);
      return send(request, reply, isResumed ? 'resumed' : 'stopped');
    });
  });
}
