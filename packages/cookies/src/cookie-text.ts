import type { Entry } from './entry.ts';
import { longestMaxAgeS } from './entry.ts';
import { findCookie, isValueOf, scriptName } from './script.ts';

export type CookiePlace = { site?: string; isHttps: boolean };

/**
 * The name of an entry in the browser: with the site id where it has one, with its prefix on https.
 * Throws when the entry is per site and none is given.
 */
export function entryName(entry: Entry, { site, isHttps }: CookiePlace): string {
  if (entry.name.includes('{site}') && !site) throw new RangeError(`${entry.key}: this entry needs a site id.`);
  return (isHttps ? (entry.attributes?.prefix ?? '') : '') + scriptName(entry, site ?? null);
}

declare const fromRegister: unique symbol;
/** The text of a `Set-Cookie` header, made of an entry: nothing else has this type. */
export type CookieHeader = string & { readonly [fromRegister]: true };

/**
 * The value of a `Set-Cookie` header for an entry that the server sets [REG2]. `maxAgeS` shortens or gives the
 * life of a persistent entry; null or absent leaves a session cookie. Throws on a value out of the entry's
 * format, on a Domain beside `__Host-`, and on a life beyond 400 days [MODE13].
 */
export function setCookieHeader(
  entry: Entry,
  options: CookiePlace & { value: string; domain?: string | null; maxAgeS?: number | null },
): CookieHeader {
  if (entry.attributes === null) throw new TypeError(`${entry.key}: this entry is not a cookie.`);
  if (entry.setBy !== 'server') throw new TypeError(`${entry.key}: this entry is set by script, not by the server.`);
  if (!isValueOf(entry, options.value)) throw new RangeError(`${entry.key}: the value is not of the entry's format.`);
  return cookieText(entry, options) as CookieHeader;
}

/** The `Set-Cookie` header that removes the entry, also one that script has set. */
export function clearCookieHeader(entry: Entry, options: CookiePlace & { domain?: string | null }): CookieHeader {
  return cookieText(entry, { ...options, value: '', maxAgeS: 0 }) as CookieHeader;
}

/** [REG2] Several headers for one answer; their type says that each came from the register. */
export function setCookieHeaders(headers: readonly CookieHeader[]): string[] {
  return [...headers];
}

/**
 * Reads an entry from a `Cookie` header: exact names, well-formed values only; where a name repeats, the first
 * in sort order, whatever order they came in. Null when there is none.
 */
export function readCookie(header: string | undefined, entry: Entry, place: CookiePlace): string | null {
  return header === undefined ? null : findCookie(header, entryName(entry, place), entry);
}

function cookieText(
  entry: Entry,
  options: CookiePlace & { value: string; domain?: string | null; maxAgeS?: number | null },
): string {
  const { attributes } = entry;
  if (attributes === null) throw new TypeError(`${entry.key}: this entry is not a cookie.`);
  const maxAgeS = options.maxAgeS ?? null;
  if (maxAgeS !== null && !(Number.isInteger(maxAgeS) && maxAgeS >= 0 && maxAgeS <= longestMaxAgeS)) {
    throw new RangeError(`${entry.key}: a lifetime is a whole number of seconds, at most ${longestMaxAgeS}.`);
  }
  const domain = options.domain ?? null;
  if (domain !== null && (attributes.scope === 'host' || !/^[a-z0-9.-]+$/.test(domain))) {
    throw new RangeError(`${entry.key}: this entry takes no such Domain.`);
  }
  const needsSecure = attributes.sameSite === 'None' || attributes.isPartitioned;
  if (needsSecure && !options.isHttps) throw new RangeError(`${entry.key}: this entry exists on https only.`);
  return [
    `${entryName(entry, options)}=${options.value}`,
    'Path=/',
    // A cookie that ends in this very moment is kept by Firefox until it looks next: what is over is over since before.
    ...(maxAgeS === null ? [] : [`Max-Age=${maxAgeS || -1}`]),
    ...(domain === null ? [] : [`Domain=${domain}`]),
    ...(attributes.isHttpOnly ? ['HttpOnly'] : []),
    ...(options.isHttps ? ['Secure'] : []),
    `SameSite=${attributes.sameSite}`,
    ...(attributes.isPartitioned ? ['Partitioned'] : []),
  ].join('; ');
}
