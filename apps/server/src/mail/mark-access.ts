import { appError } from '../platform/errors/index.ts';
import type { Http } from '../platform/http/index.ts';
import { isSameSecret } from '../platform/ids/index.ts';
import { stopMarkOf } from './sending.ts';

/** The parameters of a route with the access check `mail-mark`; `ended` is the id of what sends the mails. */
export type MailMarkParams = { site: string; ended: string; mark: string };

/**
 * [HC13, HC20] Registers `mail-mark`, for routes on which mails of one kind are ended by the mark in each of them: a mail
 * program has no cookies and sends from no page of ours, so that the mark is all that it takes (RFC 8058).
 */
export function addMailMark({ http, secret }: { http: Http; secret: string }): void {
  http.addAccess('mail-mark', (request) => {
    const { ended = '', mark = '' } = request.params as Partial<MailMarkParams>;
    if (!isSameSecret(mark, stopMarkOf(secret, ended)))
      throw appError('mail_mark_invalid', 'This link is not whole. Copy it from the mail as it stands there.');
    return null;
  });
}
