import { type CookieHeader, entries, readCookie, setCookieHeader } from '@porchlight/cookies';
import { newSecret } from '../platform/ids/index.ts';
import type { Site } from '../sites/index.ts';

const dayS = 86_400;

/** [HC1] The visitor token of a site's help center that this browser holds; null where none. */
export function readVisitorToken(cookies: string | undefined, site: Site, isHttps: boolean): string | null {
  return readCookie(cookies, entries.helpVisitor, { site: site.id, isHttps });
}

/** [HC1] The token to go on with and the cookie that keeps it, as long as the site's mode lets a visitor be known. */
export function keepVisitorToken(
  held: string | null,
  site: Site,
  isHttps: boolean,
): { token: string; cookie: CookieHeader } {
  const token = held ?? newSecret();
  const life = entries.helpVisitor.modes[site.mode];
  const maxAgeS = life.kind === 'persistent' ? site.lifetimeDays * dayS : null;
  return { token, cookie: setCookieHeader(entries.helpVisitor, { site: site.id, isHttps, value: token, maxAgeS }) };
}
