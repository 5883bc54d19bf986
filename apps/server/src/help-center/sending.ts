import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ownScriptPath } from './own-script.ts';
import type { HelpPlace, Lobby } from './place.ts';
import { searchScriptPath } from './search-script.ts';

/** [HC2, HC30] Nothing runs but the help center's own two scripts, by their paths, and the tag, from the service alone. */
function policyFor(place: HelpPlace | Lobby): string {
  return policyOf(place.site ? scriptsFor(place) : []);
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

function scriptsFor({ home, base, tagOrigin }: HelpPlace): string[] {
  const origin = home.slice(0, home.length - base.length);
  const search = `script-src ${origin}${searchScriptPath}`;
  return tagOrigin === null
    ? [search, "connect-src 'self'"]
    : [`${search} ${origin}${ownScriptPath} ${tagOrigin}`, `connect-src 'self' ${tagOrigin}`, `frame-src ${tagOrigin}`];
}

/** Sends a page that a browser may keep as long as it asks whether it is still the same. */
export function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  place: HelpPlace | Lobby,
  body: string,
  status = 200,
  /** What tells one page from another, where tokens of forms make each one new. */
  sameAs = body,
): FastifyReply {
  const etag = `"${createHash('sha256').update(sameAs).digest('base64url').slice(0, 22)}"`;
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
    .header('content-security-policy', policyOf(runsOwn ? ["script-src 'self'", "connect-src 'self'"] : []))
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
