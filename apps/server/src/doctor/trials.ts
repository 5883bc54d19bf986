import {
  type CookieHeader,
  clearCookieHeader,
  type Entry,
  entries,
  readCookie,
  setCookieHeader,
} from '@porchlight/cookies';
import type { DoctorTrial } from '@porchlight/protocol';
import { isThirdParty, type Site } from '../sites/index.ts';
import type { Place } from '../visits/index.ts';

/**
 * [DOC4] The trial cookies that may be set from this page: the service's pair in third-party modes alone [MODE16], and
 * one on the page's own domain where the service lies there [MODE9]. None over plain http.
 */
function trialsOf(site: Pick<Site, 'mode'>, place: Place): Entry[] {
  if (!place.isSecure) return [];
  if (place.reach === 'proxied') return [entries.doctorByProxy];
  return [
    ...(isThirdParty(site.mode) ? [entries.doctorPlain, entries.doctorTwin] : []),
    ...(place.reach === 'same-site' ? [entries.doctorOnService] : []),
  ];
}

/** The headers that set the trial cookies, with a value that is new each time. */
export function setTrials(site: Pick<Site, 'id' | 'mode'>, place: Place, value: string): CookieHeader[] {
  return trialsOf(site, place).map((entry) => setCookieHeader(entry, { site: site.id, isHttps: true, value }));
}

/** The headers that remove them again. */
export function clearTrials(site: Pick<Site, 'id' | 'mode'>, place: Place): CookieHeader[] {
  return trialsOf(site, place).map((entry) => clearCookieHeader(entry, { site: site.id, isHttps: true }));
}

/** [MODE7] Which of them came back with this value, and what that says of the browser. */
export function readTrials(site: Pick<Site, 'id' | 'mode'>, place: Place, value: string): DoctorTrial {
  const { cookies, reach, isShared } = place;
  const at = { site: site.id, isHttps: true };
  const plain = readCookie(cookies, entries.doctorPlain, at) === value;
  const twin = readCookie(cookies, entries.doctorTwin, at) === value;
  const onService = readCookie(cookies, entries.doctorOnService, at) === value;
  const byProxy = readCookie(cookies, entries.doctorByProxy, at) === value;
  const own = reach === 'proxied' ? byProxy : reach === 'same-site' ? onService : null;
  const isUnpartitioned = plain && isShared && reach === 'cross-site';
  return { plain, twin, own, class: isUnpartitioned ? 'unpartitioned' : plain || twin ? 'partitioned' : 'blocked' };
}
