import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ownScriptPath } from './own-script.ts';
import type { HelpPlace, Lobby } from './place.ts';

/** [HC30] Nothing runs but the tag, from the service alone, and the one script of the help center's own. */
function policyFor(tag: { tagOrigin: string | null; home: string; base: string } | 'own' | null): string {
  if (tag === 'own') return policyOf(["script-src 'self'", "connect-src 'self'"]);
  const scripts =
    tag === null || tag.tagOrigin === null
      ? []
      : [
          `script-src ${tag.home.slice(0, tag.home.length - tag.base.length)}${ownScriptPath} ${tag.tagOrigin}`,
          `connect-src ${tag.tagOrigin}`,
          `frame-src ${tag.tagOrigin}`,
        ];
  return policyOf(scripts);
}

function policyOf(scripts: readonly string[]): string {
  return [
    "default-src 'none'",
    ...scripts,
    "style-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Sends a page that a browser may keep as long as it asks whether it is still the same. */
export function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  place: HelpPlace | Lobby,
  body: string,
  status = 200,
): FastifyReply {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', policyFor(place))
    .header('cache-control', status === 200 ? 'private, no-cache' : 'no-store')
    .header('vary', 'Accept-Language, Cookie');
  if (status !== 200) return reply.status(status).send(body);
  reply.header('etag', etag);
  const isKnown = request.headers['if-none-match']?.split(/\s*,\s*/).includes(etag);
  return isKnown ? reply.status(304).send() : reply.send(body);
}

/**
 * Sends a page with forms: its reader's own, kept by nobody, found by no search engine, and telling other origins
 * nothing of where it lies; not `no-referrer`, with which browsers send forms without their origin [CSRF1]. No script
 * runs there, unless `runsOwn`: one of this origin, which asks nothing of another one [HC15].
 */
export function sendFormPage(
  reply: FastifyReply,
  body: string,
  { runsOwn = false }: { runsOwn?: boolean } = {},
): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', policyFor(runsOwn ? 'own' : null))
    .header('vary', 'Accept-Language, Cookie')
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'same-origin')
    .header('cross-origin-opener-policy', 'same-origin')
    .header('x-robots-tag', 'noindex')
    .send(body);
}

/** A browser that opens an address says that it wants a page; programs do not. */
export function isForPeople(request: FastifyRequest): boolean {
  return request.headers.accept?.includes('text/html') ?? false;
}
