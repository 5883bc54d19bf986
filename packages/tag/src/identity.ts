import { isValueOf, readScriptCookie, visitEntry, visitorEntry } from '@porchlight/cookies/script';
import {
  type CookieMode,
  cookieModes,
  type PageViewAnswer,
  type PageViewRequest,
  type ThirdPartyClass,
  type VisitId,
  type VisitorId,
} from '@porchlight/protocol';
import { inCookies, inPage, inTab } from './keep.ts';
import { isOwnService } from './service.ts';
import { settings } from './settings.ts';
import { isHttps, keep } from './site-state.ts';

// Who the visitor is in this browser, by the site's mode. Where script keeps no id, this page's memory has it.

const classes: ThirdPartyClass[] = ['unpartitioned', 'partitioned', 'blocked'];
/** 0 to 4, in the order of MODE1 to MODE5. */
const mode = cookieModes.indexOf(settings.mode);

export type Session = { visit: VisitId; mode: CookieMode; class: ThirdPartyClass | null };

/** What the session entry remembers; null in the first page view of a browser session. */
export function readSession(): Session | null {
  const [visit, [number, letter] = ''] = keep.read(visitEntry)?.split('.') ?? [];
  return visit
    ? {
        visit: visit as VisitId,
        mode: cookieModes[(number as never) - 1] as CookieMode,
        class: classes.find((name) => name[0] === letter) ?? null,
      }
    : null;
}

/** The ids in use: what the jar holds, so that all tabs share one visit. */
export function identity(): { visitor: VisitorId | null; visit: VisitId | null } {
  return { visitor: keep.read(visitorEntry) as VisitorId | null, visit: readSession()?.visit ?? null };
}

/**
 * Whether the service's cookies may come and go: in third-party modes on https [MODE10], with a service of the site's own
 * domain [MODE9], and once in a browser session to carry over and clear what an earlier third-party mode left [MODE12].
 */
export function usesCookies(): boolean {
  // No session entry is -1: there may be anything left.
  const before = cookieModes.indexOf(readSession()?.mode as CookieMode);
  return isOwnService || (mode < 3 ? isHttps : settings.hadThirdParty && before < 3);
}

/** [VIS5] the visitor cookies of an earlier system that the site names, where there are well-formed ones. */
export function readAdopted(): PageViewRequest['adopted'] {
  return settings.adopts
    .map((name) => ({ name, value: readScriptCookie(document, { name, format: /^[!-~]{8,400}$/ }, null) as string }))
    .filter(({ value }) => value);
}

/** Whether an answer names a visitor and a visit, and nothing else in their place. */
export function isIdentity(told: PageViewAnswer | null): told is PageViewAnswer {
  return isValueOf(visitorEntry, told?.visitor as string) && isValueOf(visitEntry, `${told?.visit}.1-`);
}

/** Keeps what an answer says, where it says. */
export function settleIdentity(told: PageViewAnswer): void {
  const { visitor, visit, asksClass } = told;
  if (told.keep === 'visit') {
    // Not known yet: the next page of this tab must still know, whatever the browser does with the service's cookies.
    if (!asksClass) keep.remove(visitorEntry);
    keep.write(visitorEntry, visitor, null, asksClass ? inTab : inPage);
  } else keep.write(visitorEntry, visitor, told.visitorMaxAgeS, inCookies);
  keep.write(visitEntry, `${visit}.${mode + 1}${told.class?.[0] ?? '-'}`, null);
}
