import {
  openStored,
  readScriptCookie,
  removeScriptCookie,
  type ScriptEntry,
  scriptName,
  trialEntry,
  writeScriptCookie,
} from '@porchlight/cookies/script';

/** The jars of a page, best first [MODE6]. */
export const inCookies = 0;
export const inTab = 1;
export const inPage = 2;
export type Level = typeof inCookies | typeof inTab | typeof inPage;

/** The entries of this site in this browser: in first-party cookies, else in the tab, else in this page's memory [MODE6]. */
export type Keep = {
  read(entry: ScriptEntry): string | null;
  /** `maxAgeS` null: until the browser closes. `from` is the best jar that may be used; what lies above stays. */
  write(entry: ScriptEntry, value: string, maxAgeS: number | null, from?: Level): void;
  /** Removes it from this jar and from those below. */
  remove(entry: ScriptEntry, from?: Level): void;
  /** Finds by a trial write whether cookies stay here, and on which domain; once for each page. */
  canKeepCookies(): boolean;
  /** The domain that its cookies reach, with all below it; the host itself where they are host-only or refused. */
  reach(): string;
};

export type KeepPlace = { host: string; isHttps: boolean };

/** Opens the jars of one site. Nothing is touched before the first read or write, and nothing ever throws. */
export function openKeep(
  site: string,
  holder: { cookie: string },
  { host, isHttps }: KeepPlace,
  openTab: () => Storage,
): Keep {
  const memory: Record<string, string | undefined> = {};
  let found: { domain: string | null | undefined } | undefined;
  const find = () => {
    found ??= { domain: findDomain(holder, host, isHttps) };
    return found.domain;
  };
  const place = () => ({ site, isHttps, domain: find() ?? null });
  const tabOf = (entry: ScriptEntry) => openStored(entry, openTab, site);
  const canKeepCookies = () => find() !== undefined;
  const remove = (entry: ScriptEntry, from: Level = inCookies) => {
    if (from === inCookies) removeScriptCookie(holder, entry, place());
    tabOf(entry).remove();
    delete memory[scriptName(entry, site)];
  };
  return {
    canKeepCookies,
    remove,
    reach: () => find() ?? host,
    read: (entry) =>
      readScriptCookie(holder, entry, site) ?? tabOf(entry).read() ?? memory[scriptName(entry, site)] ?? null,
    write(entry, value, maxAgeS, from = inCookies) {
      // What lies below is older from here on.
      remove(entry, inTab);
      if (from === inCookies && canKeepCookies() && writeScriptCookie(holder, entry, value, { ...place(), maxAgeS }))
        return;
      if (from === inPage || !tabOf(entry).write(value)) memory[scriptName(entry, site)] = value;
    },
  };
}

/**
 * [MODE11] the widest domain on which the browser keeps a cookie of ours; null for a host-only cookie (localhost,
 * addresses, hosts without a dot), undefined where it keeps none. The browser knows the Public Suffix List.
 */
function findDomain(holder: { cookie: string }, host: string, isHttps: boolean): string | null | undefined {
  return domainCandidates(host).find((domain) => {
    const place = { site: null, isHttps, domain };
    const isKept = writeScriptCookie(holder, trialEntry, `${Math.random()}`.slice(2), { ...place, maxAgeS: null });
    removeScriptCookie(holder, trialEntry, place);
    return isKept;
  });
}

/** From the shortest with a dot to the whole host, then host-only. */
export function domainCandidates(host: string): (string | null)[] {
  if (/localhost$|^[\d.]+$|:/.test(host)) return [null];
  const labels = host.split('.');
  return [...labels.slice(1).map((_, index) => labels.slice(-2 - index).join('.')), null];
}
