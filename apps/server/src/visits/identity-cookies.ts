import {
  type CookieHeader,
  clearCookieHeader,
  type Entry,
  entries,
  readCookie,
  setCookieHeader,
} from '@porchlight/cookies';
import type { SiteId, ThirdPartyClass, VisitId, VisitorId } from '@porchlight/protocol';
import { registrableDomainOf } from '../platform/domains/index.ts';
import { isThirdParty, type Site } from '../sites/index.ts';
import type { Place } from './place.ts';

/** What the service's own cookies said; null where one did not come. */
export type Arrived = {
  plain: VisitorId | null;
  twin: VisitorId | null;
  plainVisit: VisitId | null;
  twinVisit: VisitId | null;
  onService: VisitorId | null;
  byProxy: VisitorId | null;
};

/** An id that a browser holds. Strong: in a cookie that script can neither read nor write [VIS4]. */
export type Candidate = { id: VisitorId; isStrong: boolean };

/** [MODE15] Everything that one request holds, the best first. */
export type Held = { candidates: Candidate[]; visits: VisitId[] };

const nothing: Arrived = {
  plain: null,
  twin: null,
  plainVisit: null,
  twinVisit: null,
  onService: null,
  byProxy: null,
};

/** Reads the service's cookies of this site: exact names and well-formed values only. */
export function readArrived({ cookies, isSecure, reach }: Place, site: SiteId): Arrived {
  if (!isSecure || cookies === undefined || !cookies.includes(site)) return nothing;
  const place = { site, isHttps: true };
  const read = <Id>(entry: Entry) => readCookie(cookies, entry, place) as Id | null;
  // Through a path of the site's own host its first-party cookies come, and none of the service's.
  if (reach === 'proxied') return { ...nothing, byProxy: read<VisitorId>(entries.visitorByProxy) };
  return {
    plain: read(entries.serviceVisitor),
    twin: read(entries.serviceVisitorTwin),
    plainVisit: read(entries.serviceVisit),
    twinVisit: read(entries.serviceVisitTwin),
    onService: reach === 'same-site' ? read(entries.visitorOnService) : null,
    byProxy: null,
  };
}

/**
 * [MODE15] The candidates of a request in their order: in modes 1 and 2 the service's cookies before first-party
 * entries, in the others after them. What lies in `pl_vid` on the page's own host is weak, also where the server set
 * it: a script could have written it before.
 */
export function collectHeld(
  { mode }: Pick<Site, 'mode'>,
  arrived: Arrived,
  body: { visitor: VisitorId | null; visit: VisitId | null; others?: VisitorId[] },
): Held {
  const service = [strong(arrived.plain), strong(arrived.twin)];
  const firstParty = [strong(arrived.onService), weak(arrived.byProxy), weak(body.visitor)];
  const isServiceFirst = mode === 'third-party' || mode === 'third-party-session';
  const ordered = [
    ...(isServiceFirst ? [...service, ...firstParty] : [...firstParty, ...service]),
    ...(body.others ?? []).map(weak),
  ];
  // A handful at most: looking through them costs less than a map by ids that came just now.
  const candidates: Candidate[] = [];
  for (const candidate of ordered) {
    if (!candidate) continue;
    const known = candidates.find(({ id }) => id === candidate.id);
    if (known) known.isStrong ||= candidate.isStrong;
    else candidates.push(candidate);
  }
  const visits = [body.visit, arrived.plainVisit, arrived.twinVisit].filter((id) => id !== null);
  return { candidates, visits };
}

function strong(id: VisitorId | null): Candidate | null {
  return id && { id, isStrong: true };
}

function weak(id: VisitorId | null): Candidate | null {
  return id && { id, isStrong: false };
}

/**
 * [MODE7] What the browser does with the service's cookies here, by what came back; null: nothing came, so it is not
 * known unless they were set before. A plain cookie that is not said to be shared may be one of this site alone.
 */
export function classOf({ isShared, reach }: Place, { plain, twin }: Arrived): ThirdPartyClass | null {
  if (plain && isShared && reach === 'cross-site') return 'unpartitioned';
  return plain || twin ? 'partitioned' : null;
}

/** Whether the service's own cookies are within reach: in third-party modes, on https, and not through a proxied path. */
export function usesServiceCookies(site: Pick<Site, 'mode'>, place: Place): boolean {
  return isThirdParty(site.mode) && place.isSecure && place.reach !== 'proxied';
}

/** [MODE9] The entry that holds the visitor's id in a first-party cookie by the server; null where none does. */
function firstPartyEntry({ mode }: Pick<Site, 'mode'>, { reach, isSecure }: Place): Entry | null {
  if (!isSecure || reach === 'cross-site') return null;
  if (reach === 'proxied') return entries.visitorByProxy;
  return mode === 'third-party' || mode === 'third-party-session' ? null : entries.visitorOnService;
}

/** [MODE9] Tells whether a cookie of the server lies or will lie in the first-party jar here. */
export function isServerSet(site: Pick<Site, 'mode'>, place: Place): boolean {
  return firstPartyEntry(site, place) !== null;
}

export type Identity = {
  visitor: VisitorId;
  visit: VisitId;
  /** Null makes session cookies [MODE13]. */
  maxAgeS: number | null;
  class: ThirdPartyClass | null;
  /** A new visit, another mode than the browser remembers, or nothing remembered: lifetimes begin anew. */
  isRenewed: boolean;
};

/** `hides`: the visitor's id is put into a cookie that script can neither read nor have written. */
export type IdentityCookies = { headers: CookieHeader[]; hides: boolean };

/**
 * The `Set-Cookie` headers that leave this browser with the identity that the mode allows, and with nothing else:
 * the service's pair of plain cookie and partitioned twin [MODE1–3], the first-party cookie by the server [MODE9], and
 * the end of what an earlier mode left [MODE12]. None where everything lies as it should.
 */
export function identityCookies(
  site: Pick<Site, 'id' | 'mode'>,
  place: Place,
  arrived: Arrived,
  own: Identity,
): IdentityCookies {
  if (!place.isSecure) return { headers: [], hides: false };
  const headers: CookieHeader[] = [];
  let hides = false;
  const at = { site: site.id, isHttps: true };
  if (usesServiceCookies(site, place)) {
    const maxAgeS = site.mode === 'third-party' ? own.maxAgeS : null;
    if (own.class !== 'blocked' && isOutdated([arrived.plain, arrived.twin], own.visitor, own.isRenewed)) {
      hides = true;
      headers.push(
        setCookieHeader(entries.serviceVisitor, { ...at, value: own.visitor, maxAgeS }),
        setCookieHeader(entries.serviceVisitorTwin, { ...at, value: own.visitor, maxAgeS }),
      );
    }
    if (own.class !== 'blocked' && isOutdated([arrived.plainVisit, arrived.twinVisit], own.visit, own.isRenewed))
      headers.push(
        setCookieHeader(entries.serviceVisit, { ...at, value: own.visit }),
        setCookieHeader(entries.serviceVisitTwin, { ...at, value: own.visit }),
      );
  } else headers.push(...clearServiceCookies(site.id, arrived));
  const entry = firstPartyEntry(site, place);
  if (entry) {
    const held = entry === entries.visitorByProxy ? arrived.byProxy : arrived.onService;
    if (isOutdated([held], own.visitor, own.isRenewed)) {
      hides ||= entry === entries.visitorOnService;
      headers.push(
        setCookieHeader(entry, { ...at, value: own.visitor, maxAgeS: own.maxAgeS, domain: domainOf(entry, place) }),
      );
    }
  } else if (arrived.onService) headers.push(clearCookieHeader(entries.visitorOnService, at));
  return { headers, hides };
}

/** Nothing came, or something else than should have. */
function isOutdated(arrived: (string | null)[], wanted: string, isRenewed: boolean): boolean {
  const came = arrived.filter((value) => value !== null);
  return isRenewed || came.length === 0 || came.some((value) => value !== wanted);
}

function clearServiceCookies(site: SiteId, arrived: Arrived): CookieHeader[] {
  const at = { site, isHttps: true };
  const left: [unknown, Entry][] = [
    [arrived.plain, entries.serviceVisitor],
    [arrived.twin, entries.serviceVisitorTwin],
    [arrived.plainVisit, entries.serviceVisit],
    [arrived.twinVisit, entries.serviceVisitTwin],
  ];
  return left.filter(([value]) => value !== null).map(([, entry]) => clearCookieHeader(entry, at));
}

/** [MODE16, CON4, VIS6] The `Set-Cookie` headers that leave nothing of this site with the service, whether or not it came. */
export function forgettingCookies(site: SiteId, place: Place): CookieHeader[] {
  if (!place.isSecure) return [];
  const at = { site, isHttps: true };
  if (place.reach === 'proxied')
    return [clearCookieHeader(entries.visitorByProxy, { ...at, domain: domainOf(entries.visitorByProxy, place) })];
  return [
    entries.serviceVisitor,
    entries.serviceVisitorTwin,
    entries.serviceVisit,
    entries.serviceVisitTwin,
    ...(place.reach === 'same-site' ? [entries.visitorOnService] : []),
  ].map((entry) => clearCookieHeader(entry, at));
}

function domainOf(entry: Entry, { host }: Place): string | null {
  return entry.attributes?.scope === 'registrable' ? registrableDomainOf(host.split(':')[0] ?? '') : null;
}
