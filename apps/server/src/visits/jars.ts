import { chooseJars } from '@porchlight/cookies';
import type { CookieMode, Jar, PageViewAnswer, StepDown, ThirdPartyClass, VisitorId } from '@porchlight/protocol';
import { isThirdParty, type Site } from '../sites/index.ts';
import type { JarsFound } from './build-visit.ts';
import { type Arrived, classOf, isServerSet, usesServiceCookies } from './identity-cookies.ts';
import type { Place } from './place.ts';

/** What a page says of its own jars. */
export type PageJars = {
  jar: Jar;
  steps: StepDown[];
  session: { mode: CookieMode; class: ThirdPartyClass | null } | null;
};

/**
 * [MODE6–8] The jar obtained and the class found, as far as this request tells. A class that the page remembers is not
 * believed, but for one: where nothing came again in a visit that found this browser to block, nothing is asked again.
 */
export function findJars(
  site: Pick<Site, 'mode'>,
  place: Place,
  arrived: Arrived,
  page: PageJars,
  isNewVisit: boolean,
): JarsFound {
  if (!usesServiceCookies(site, place)) return placeJars(site, place, null, page);
  const isStillBlocked = !isNewVisit && page.session?.mode === site.mode && page.session.class === 'blocked';
  return placeJars(site, place, classOf(place, arrived) ?? (isStillBlocked ? 'blocked' : null), page);
}

/** [MODE6] The jar that a class leads to, with each step down to it. */
export function placeJars(
  { mode }: Pick<Site, 'mode'>,
  place: Place,
  found: ThirdPartyClass | null,
  page: Pick<PageJars, 'jar' | 'steps'>,
): JarsFound {
  const own = { mode, jar: page.jar, class: found, steps: page.steps };
  if (!isThirdParty(mode) || mode === 'first-party-with-third-party-session' || place.reach === 'proxied') return own;
  // Not known yet: the first-party jar stands for it until the browser has answered.
  if (found === null && place.isSecure) return own;
  if (place.reach === 'same-site' && found === 'partitioned')
    return { mode, jar: 'third-party-cookie', class: found, steps: [] };
  const { jar, steps } = chooseJars(mode, {
    thirdParty: found ?? 'blocked',
    canKeepCookies: page.jar === 'first-party-cookie',
    canKeepInTab: page.jar !== 'page',
    isSecurePage: place.isSecure,
  });
  return { mode, jar, class: found, steps };
}

/** Whether the browser is to be asked what became of the cookies of this answer [MODE7]. */
export function asksClass(site: Pick<Site, 'mode'>, place: Place, found: ThirdPartyClass | null): boolean {
  return found === null && usesServiceCookies(site, place);
}

/** What script keeps on the page's domain, see the type of the answer. */
export function chooseKeep(
  site: Pick<Site, 'mode'>,
  place: Place,
  arrived: Arrived,
  found: ThirdPartyClass | null,
  page: Pick<PageJars, 'jar'> & Partial<Pick<PageJars, 'session'>> & { visitor: VisitorId | null },
): PageViewAnswer['keep'] {
  if (isServerSet(site, place) && page.jar === 'first-party-cookie') {
    // Set before and not come back: this browser keeps it on the page's own domain alone.
    const isRefused = page.session?.mode === site.mode && !arrived.onService && !arrived.byProxy;
    return isRefused ? 'visitor-and-visit' : 'visit';
  }
  const isServiceFirst = site.mode === 'third-party' || site.mode === 'third-party-session';
  if (!isServiceFirst || !usesServiceCookies(site, place)) return 'visitor-and-visit';
  // What the page holds stays until it is known that the service's cookies do.
  if (found === null) return page.visitor === null ? 'visit' : 'visitor-and-visit';
  const isHeldByService = found === 'unpartitioned' || (found === 'partitioned' && place.reach === 'same-site');
  return isHeldByService ? 'visit' : 'visitor-and-visit';
}
