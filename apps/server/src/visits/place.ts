import type { FastifyRequest } from 'fastify';
import { isWithin, registrableDomainOf } from '../platform/domains/index.ts';
import { hadThirdParty, isThirdParty, type Site } from '../sites/index.ts';

/**
 * How a page reaches the service [MODE9]: `cross-site`; `same-site`, where the service's host lies under the page's
 * own registrable domain; `proxied`, where the site passes a path on its own host on to the service.
 */
export type Reach = 'cross-site' | 'same-site' | 'proxied';

/** Where a request of the tag comes from, as far as cookies are concerned. */
export type Place = {
  reach: Reach;
  /**
   * The tag may take the service for one of the page's own domain and send credentials; a browser drops the answer
   * unless they are allowed, also where this server sees too little to believe in it.
   */
  isNear: boolean;
  /** Page and service are https: only then is a cookie of the service set, always Secure [MODE10]. */
  isSecure: boolean;
  /** The page's host as it stands in the Origin, with its port. */
  host: string;
  /** The `Cookie` header, where one came. */
  cookies: string | undefined;
  /** `Sec-Fetch-Storage-Access: active`: the cookies that came are shared between sites [MODE7]. */
  isShared: boolean;
};

export type ReadPlace = (request: FastifyRequest) => Place;

/**
 * Reads the place of a request whose Origin is on the site's list already. `service` is the service's public origin.
 * A forwarded host counts only from a trusted proxy: otherwise the framework answers with the `Host` header [AUTH0].
 */
export function placeReader(service: string): ReadPlace {
  const { protocol, hostname } = new URL(service);
  const serviceDomain = registrableDomainOf(hostname);

  function readReach(request: FastifyRequest, host: string, isSecurePage: boolean): Reach {
    const { headers } = request;
    const site = headers['sec-fetch-site'];
    // A browser that tells nothing of the kind gets what every other site's page gets.
    if (site !== 'same-site' && site !== 'same-origin') return 'cross-site';
    if (headers['x-forwarded-host'] !== undefined && host !== headers.host && request.host === host)
      return request.protocol === (isSecurePage ? 'https' : 'http') ? 'proxied' : 'cross-site';
    const isUnder = serviceDomain !== null && isWithin(host.split(':')[0] ?? '', serviceDomain);
    return isUnder && isSecurePage === (protocol === 'https:') ? 'same-site' : 'cross-site';
  }

  return (request) => {
    const { headers } = request;
    const origin = headers.origin ?? '';
    const host = origin.slice(origin.indexOf('//') + 2);
    const isSecurePage = origin.startsWith('https://');
    const site = headers['sec-fetch-site'];
    const isUnder = serviceDomain !== null && isWithin(host.split(':')[0] ?? '', serviceDomain);
    return {
      reach: readReach(request, host, isSecurePage),
      isNear: site === 'same-site' || site === 'same-origin' || (site === undefined && isUnder),
      isSecure: isSecurePage && protocol === 'https:',
      host,
      cookies: headers.cookie,
      isShared: headers['sec-fetch-storage-access'] === 'active',
    };
  };
}

/** [MODE16] Whether cookies may go along: in third-party modes, from first-party places, and while a third-party mode is left. */
export function takesCredentials(site: Site, place: Place, now: number): boolean {
  return isThirdParty(site.mode) || place.isNear || hadThirdParty(site, now);
}
