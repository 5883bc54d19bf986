import { type DoctorAnswer, isAllowedOrigin } from '@porchlight/protocol';
import type { FastifyRequest } from 'fastify';
import { readUserAgent } from '../platform/agents/index.ts';
import { registrableDomainOf } from '../platform/domains/index.ts';
import type { Site } from '../sites/index.ts';
import type { Place } from '../visits/index.ts';

type Seen = Omit<
  DoctorAnswer,
  'at' | 'minutesLeft' | 'checksLeft' | 'trial' | 'takesCredentials' | 'country' | 'bubble'
>;

/** [DOC3] What only the server sees of a page's request; cookies by name, and only Porchlight's own. */
export function lookAt(request: FastifyRequest, site: Site, place: Place): Seen {
  const { headers } = request;
  const origin = headers.origin ?? 'null';
  const names = (headers.cookie ?? '')
    .split(/;\s*/)
    .map((pair) => pair.split('=')[0] ?? '')
    .filter(Boolean);
  const own = names.filter((name) => /^(__Host-)?pl_[\w-]{1,100}$/.test(name));
  const { browser, os } = readUserAgent(headers['user-agent']);
  return {
    origin: origin.slice(0, 300),
    standing: isAllowedOrigin(origin, site.allowedDomains, site.blockedDomains)
      ? 'listed'
      : isAllowedOrigin(origin, site.blockedDomains)
        ? 'blocked'
        : 'unlisted',
    domains: site.domains,
    registrableDomain: registrableDomainOf(place.host.split(':')[0] ?? ''),
    reach: place.reach,
    proxy: readProxy(request),
    cookies: [...new Set(own)].slice(0, 20),
    otherCookies: names.length - own.length,
    fetchSite: one(headers['sec-fetch-site']),
    storageAccess: one(headers['sec-fetch-storage-access']),
    hasGpc: headers['sec-gpc'] === '1',
    browser,
    system: os,
    mode: site.mode,
    consentTextVersion: site.consentTextVersion,
  };
}

/** Whether the request came through a proxy, and whether that one is believed [AUTH0]. */
function readProxy(request: FastifyRequest): DoctorAnswer['proxy'] {
  const names = ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'forwarded', 'via'];
  if (!names.some((name) => request.headers[name] !== undefined)) return 'none';
  // Fastify answers with another host, protocol or address than the connection's own where it believes the headers.
  return request.ips !== undefined && request.ips.length > 1 ? 'trusted' : 'untrusted';
}

function one(value: string | string[] | undefined): string | null {
  return typeof value === 'string' && /^[\w-]{1,40}$/.test(value) ? value : null;
}
