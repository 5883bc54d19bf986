import { language, t } from './messages/index.ts';

/** The country's name in the browser's language; the code itself where it has none. */
export function countryName(country: string | null): string {
  if (country === null) return t.common.unknown;
  return displayName('region', country.toUpperCase());
}

/** The language's name in the browser's language. */
export function languageName(tag: string | null): string {
  if (tag === null || tag === '') return t.common.unknown;
  return displayName('language', tag);
}

function displayName(type: 'region' | 'language', code: string): string {
  try {
    return new Intl.DisplayNames([language], { type, fallback: 'code' }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** An address without scheme, for a line that has to be short: `shop.example/lamps?x=1`. */
export function shortAddress(url: string): string {
  return url.replace(/^https?:\/\//, '').replace(/\/$/, '');
}

/** The host of an address, with its port; the whole where it is none. */
export function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}

/** Path and query of an address; the whole where it is none. */
export function pathOf(url: string): string {
  try {
    const { pathname, search } = new URL(url);
    return pathname + search;
  } catch {
    return url;
  }
}

/** Only web addresses become links: a stored `javascript:` address must never be clickable. */
export function linkTarget(url: string): string | undefined {
  return /^https?:\/\//i.test(url) ? url : undefined;
}
