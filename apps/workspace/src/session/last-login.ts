import {
  lastDomainEntry,
  lastSiteEntry,
  readScriptCookie,
  removeScriptCookie,
  type ScriptEntry,
  workSiteEntry,
  writeScriptCookie,
} from '@porchlight/cookies/script';
import type { SiteId } from '@porchlight/protocol';

const lifeS = 180 * 86_400;

/** [REM3] The end of the address of the last login that was to be remembered: never the name. */
export function readLastDomain(): string | null {
  return readScriptCookie(document, lastDomainEntry, null);
}

/** The site to open: the one that is worked in in this browser, or [REM3] the last one of a remembered login. */
export function readSite(): SiteId | null {
  const present = readScriptCookie(document, workSiteEntry, null);
  return (present ?? readScriptCookie(document, lastSiteEntry, null)) as SiteId | null;
}

/** Keeps the end of the address of a login that is to be remembered. */
export function keepLastDomain(email: string): void {
  write(lastDomainEntry, email.slice(email.lastIndexOf('@') + 1).toLowerCase());
}

/** Keeps the site that is worked in: until the browser closes, and longer where the last login was to be remembered. */
export function keepSite(site: SiteId): void {
  write(workSiteEntry, site, null);
  if (readLastDomain() !== null) write(lastSiteEntry, site);
}

/** After a logout, whoever comes next begins with a site of their own. */
export function forgetSite(): void {
  removeScriptCookie(document, workSiteEntry, { site: null, isHttps: isHttps(), domain: null });
}

function write(entry: ScriptEntry, value: string, maxAgeS: number | null = lifeS): void {
  if (!entry.format.test(value)) return;
  writeScriptCookie(document, entry, value, { site: null, isHttps: isHttps(), domain: null, maxAgeS });
}

function isHttps(): boolean {
  return location.protocol === 'https:';
}
