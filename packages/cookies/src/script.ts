import type { ScriptEntry } from './script-entries.ts';

export * from './script-entries.ts';

/** The document, or what stands for it: only its cookie string is touched. */
export type CookieHolder = { cookie: string };

/** Where a script's cookie goes. `domain` null means host-only; `maxAgeS` null means until the browser closes. */
export type ScriptCookiePlace = {
  site: string | null;
  isHttps: boolean;
  domain: string | null;
  maxAgeS: number | null;
};

/** The name of an entry in the browser, with the site id where two sites must not meet. */
export function scriptName(entry: ScriptEntry, site: string | null): string {
  return entry.name.replace('{site}', `${site}`);
}

/** Tells whether `value` is well-formed for this entry. */
export function isValueOf(entry: ScriptEntry, value: string): boolean {
  return entry.format.test(value);
}

/** Reads an entry from a cookie string: well-formed values only, the first in sort order where a name repeats [MODE11]. */
export function findCookie(cookies: string, name: string, entry: ScriptEntry): string | null {
  const values = cookies
    .split(/;\s*/)
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  return values.filter((value) => isValueOf(entry, value)).sort()[0] ?? null;
}

/** The text that a script assigns to `document.cookie` [MODE10, MODE11]: Path=/, SameSite=Lax, Secure on https. */
export function scriptCookieText(entry: ScriptEntry, value: string, place: ScriptCookiePlace): string {
  return (
    `${scriptName(entry, place.site)}=${value}; Path=/; SameSite=Lax` +
    (place.maxAgeS === null ? '' : `; Max-Age=${place.maxAgeS}`) +
    (place.domain === null ? '' : `; Domain=${place.domain}`) +
    (place.isHttps ? '; Secure' : '')
  );
}

/**
 * Writes an entry as a cookie from script; false when the browser did not keep it or refuses cookies.
 * A host-only twin of a domain-wide entry is removed, so that one name has one value.
 */
export function writeScriptCookie(
  holder: CookieHolder,
  entry: ScriptEntry,
  value: string,
  place: ScriptCookiePlace,
): boolean {
  attempt(() => {
    if (place.domain !== null) holder.cookie = scriptCookieText(entry, '', { ...place, domain: null, maxAgeS: -1 });
    holder.cookie = scriptCookieText(entry, value, place);
  }, null);
  return readScriptCookie(holder, entry, place.site) === value;
}

/** Reads an entry that a script keeps as a cookie; null when absent, malformed or refused. */
export function readScriptCookie(holder: CookieHolder, entry: ScriptEntry, site: string | null): string | null {
  return attempt(() => findCookie(holder.cookie, scriptName(entry, site), entry), null);
}

/** Removes an entry, in its domain-wide and its host-only form. */
export function removeScriptCookie(
  holder: CookieHolder,
  entry: ScriptEntry,
  place: Omit<ScriptCookiePlace, 'maxAgeS'>,
): void {
  attempt(() => {
    for (const domain of [place.domain, null]) {
      holder.cookie = scriptCookieText(entry, '', { ...place, domain, maxAgeS: -1 });
    }
  }, null);
}

/**
 * [CNV3] Tells by a trial whether a cookie of the frame's own host stays in a page of another site: a plain one, or one
 * that is kept apart by site. It is removed in the same moment.
 */
export function keepsFrameCookies(holder: CookieHolder, entry: ScriptEntry, value: string): boolean {
  const name = `__Host-${entry.name}`;
  return ['', '; Partitioned'].some((kind) =>
    attempt(() => {
      const attributes = `; Path=/; Secure; SameSite=None${kind}`;
      holder.cookie = `${name}=${value}${attributes}`;
      const isKept = findCookie(holder.cookie, name, entry) === value;
      holder.cookie = `${name}=${attributes}; Max-Age=-1`;
      return isKept;
    }, false),
  );
}

/** One stored value; no method ever throws. */
export type Stored = {
  /** The value, or null when it is absent, malformed or refused. */
  read(): string | null;
  /** False when the value is malformed, or the browser refuses or has no room. */
  write(value: string): boolean;
  remove(): void;
};

/**
 * Opens an entry of localStorage or sessionStorage. `open` is a function because merely naming the storage
 * throws where all cookies are blocked: `openStored(entry, () => localStorage, site)`.
 */
export function openStored(
  entry: ScriptEntry,
  open: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
  site: string | null = null,
): Stored {
  const name = scriptName(entry, site);
  return {
    read() {
      const value = attempt(() => open().getItem(name), null);
      return value !== null && isValueOf(entry, value) ? value : null;
    },
    write: (value) =>
      isValueOf(entry, value) &&
      attempt(() => {
        open().setItem(name, value);
        return true;
      }, false),
    remove: () => attempt(() => open().removeItem(name), undefined),
  };
}

/** A browser that refuses storage does it by throwing: a sandboxed page, blocked cookies, no room. */
function attempt<T>(run: () => T, otherwise: T): T {
  try {
    return run();
  } catch {
    return otherwise;
  }
}
