import type { FastifyRequest } from 'fastify';
import { appError } from '../platform/errors/index.ts';
import { html, type SafeHtml } from '../platform/html/index.ts';
import type { Http } from '../platform/http/index.ts';
import type { CapturedMailer } from './captured.ts';

const pagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** A mail's own HTML: no script, no request, nothing of this origin. */
const mailPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'self'";
const loopback = /^(127\.|::1$|::ffff:127\.)/;

/** The demo's mails, on loopback alone; never registered in production. */
export function devMailRoutes({ http, mailer }: { http: Http; mailer: CapturedMailer }): void {
  http.addAccess('loopback', (request: FastifyRequest) => {
    // By the connection itself, whatever a header says of it.
    if (!loopback.test(request.socket.remoteAddress ?? '')) throw appError('route_not_found', 'There is nothing here.');
    return null;
  });
  const guard = { constraints: { surface: 'workspace' }, config: { access: 'loopback' } } as const;
  const find = (request: FastifyRequest) => {
    const mail = mailer.find((request.params as { id: string }).id);
    if (!mail) throw appError('route_not_found', 'This mail is no longer here. Open the list again.');
    return mail;
  };

  http.app.get('/dev/mail', guard, async (_request, reply) => {
    const { mails } = mailer;
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', pagePolicy)
      .send(
        page(
          'Mails of this demo',
          html`<p>They went nowhere but here, and are gone with the next start.</p>${mails.length === 0 ? html`<p class="none">No mail yet. Ask for a new password, or invite somebody.</p>` : html`<ul>${mails.map((mail) => html`<li><a href="/dev/mail/${mail.id}"><b>${mail.subject}</b><span>${mail.to}</span><time>${new Date(mail.at).toISOString().slice(0, 19).replace('T', ' ')}</time></a></li>`)}</ul>`}`,
        ),
      );
  });

  http.app.get('/dev/mail/:id', guard, async (request, reply) => {
    const mail = find(request);
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', pagePolicy)
      .send(
        page(
          mail.subject,
          html`<p><a href="/dev/mail">All mails</a></p><dl><dt>To</dt><dd>${mail.to}</dd><dt>Subject</dt><dd>${mail.subject}</dd></dl><h2>As HTML</h2><iframe title="The mail as HTML" sandbox="allow-popups allow-popups-to-escape-sandbox" src="/dev/mail/${mail.id}/html"></iframe><h2>As plain text</h2><pre tabindex="0">${linked(mail.text)}</pre>`,
        ),
      );
  });

  http.app.get('/dev/mail/:id/html', guard, async (request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', mailPolicy)
      // Links of a mail open beside the list, as in a mailbox.
      .send(find(request).html.replace('<head>', '<head><base target="_blank">')),
  );
}

function linked(text: string): SafeHtml[] {
  return text
    .split(/(https?:\/\/\S+)/)
    .map((part, at) =>
      at % 2 === 1 ? html`<a href="${part}" target="_blank" rel="noopener">${part}</a>` : html`${part}`,
    );
}

function page(title: string, body: SafeHtml): string {
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${title}</title><style>
body{margin:0 auto;max-width:46rem;padding:2rem 1rem;font:16px/1.5 system-ui,sans-serif}
ul{padding:0;list-style:none;border-top:1px solid #8886}li{border-bottom:1px solid #8886}
li a{display:grid;grid-template-columns:1fr auto;gap:0 1rem;padding:.75rem .25rem;color:inherit;text-decoration:none}
li a:hover,li a:focus-visible{background:#8882}li span{opacity:.8;overflow-wrap:anywhere}time{grid-area:1/2;font-variant-numeric:tabular-nums;opacity:.8}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem}dd{margin:0;overflow-wrap:anywhere}dt{opacity:.8}
iframe{width:100%;height:30rem;border:1px solid #8886;border-radius:8px;background:Canvas}
pre{padding:1rem;border:1px solid #8886;border-radius:8px;white-space:pre-wrap;overflow-wrap:anywhere}.none{padding:2rem 0}
</style></head><body><main><h1>${title}</h1>${body}</main></body></html>`.toString();
}
