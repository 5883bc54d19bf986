import {
  openStored,
  readScriptCookie,
  removeScriptCookie,
  type ScriptEntry,
  scriptName,
  trialEntry,
  writeScriptCookie,
} from '@porchlight/cookies/script';

/** The entries of this site in this browser: in first-party cookies, else in the tab, else in this page's memory [MODE6]. */
export type Keep = {
  read(entry: ScriptEntry): string | null;
  /** `maxAgeS` null: until the browser closes. */
  write(entry: ScriptEntry, value: string, maxAgeS: number | null): void;
  remove(entry: ScriptEntry): void;
  /** Finds by a trial write whether cookies stay here, and on which domain; once for each page. */
  canKeepCookies(): boolean;
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
  const inTab = (entry: ScriptEntry) => openStored(entry, openTab, site);
  const canKeepCookies = () => find() !== undefined;
  const remove = (entry: ScriptEntry) => {
    removeScriptCookie(holder, entry, place());
    inTab(entry).remove();
    delete memory[scriptName(entry, site)];
  };
  return {
    canKeepCookies,
    remove,
    read: (entry) =>
      readScriptCookie(holder, entry, site) ?? inTab(entry).read() ?? memory[scriptName(entry, site)] ?? null,
    write(entry, value, maxAgeS) {
      if (canKeepCookies() && writeScriptCookie(holder, entry, value, { ...place(), maxAgeS })) return;
      if (!inTab(entry).write(value)) memory[scriptName(entry, site)] = value;
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
  if (/(^|\.)localhost$|^[\d.]+$|:/.test(host)) return [null];
  const labels = host.split('.');
  return [...labels.slice(1).map((_, index) => labels.slice(-2 - index).join('.')), null];
}
