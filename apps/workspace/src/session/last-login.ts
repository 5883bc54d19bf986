import {
  lastDomainEntry,
  lastSiteEntry,
  readScriptCookie,
  type ScriptEntry,
  writeScriptCookie,
} from '@porchlight/cookies/script';
import type { SiteId } from '@porchlight/protocol';

const lifeS = 180 * 86_400;

/** [REM3] What the last login that was to be remembered left for the next one: never the name. */
export function readLastLogin(): { site: SiteId | null; domain: string | null } {
  return {
    site: readScriptCookie(document, lastSiteEntry, null) as SiteId | null,
    domain: readScriptCookie(document, lastDomainEntry, null),
  };
}

/** Keeps the end of the address of a login that is to be remembered. */
export function keepLastDomain(email: string): void {
  write(lastDomainEntry, email.slice(email.lastIndexOf('@') + 1).toLowerCase());
}

/** Keeps the site that is worked in, where the last login was to be remembered. */
export function keepLastSite(site: SiteId): void {
  if (readLastLogin().domain !== null) write(lastSiteEntry, site);
}

function write(entry: ScriptEntry, value: string): void {
  if (!entry.format.test(value)) return;
  writeScriptCookie(document, entry, value, {
    site: null,
    isHttps: location.protocol === 'https:',
    domain: null,
    maxAgeS: lifeS,
  });
}
