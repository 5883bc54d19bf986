import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'puppeteer-core';
import { launchChromium } from '../../scripts/testing/chromium.ts';
import { ageCookies } from './ageing.ts';
import { dropProfile, forgetChild, makeProfile, noteChild } from './children.ts';
import { wrapPage } from './puppeteer-pages.ts';
import type { Configuration, HeldCookie, OpenOptions, TestBrowser } from './test-browser.ts';
import { waitUntil } from './waiting.ts';

/** Chromium commits cookies to its profile every 30 s, and localStorage once a minute; what is killed before has lost them. */
const commitMs = 75_000;

/** Starts Chromium with a profile of its own, on the test's network alone. */
export async function openChromium(cookies: Configuration['cookies'], options: OpenOptions): Promise<TestBrowser> {
  const profile = makeProfile();
  const thirdParty = cookies === 'allowed' ? 'allow' : cookies === 'none' ? 'none' : 'block';
  const start = async () => {
    const browser = await launchChromium(profile, thirdParty, {
      names: '*.test',
      spki: options.network.certificates.spki,
      restoresSession: options.restoresSession ?? false,
      ...(options.refuses && { refuses: options.refuses }),
    });
    noteChild(browser.process()?.pid, profile);
    return browser;
  };
  let browser = await start();
  const end = async () => {
    const pid = browser.process()?.pid;
    await browser.close();
    forgetChild(pid);
  };
  return {
    newTab: async () => wrapPage(await browser.newPage()),
    newWindow: async () => wrapPage(await browser.newPage({ type: 'window' })),
    cookies: () => readCookies(browser),
    async reopen(ageDays = 0) {
      await end();
      if (ageDays > 0) ageCookies('chromium', profile, ageDays);
      browser = await start();
    },
    async crash(isStored = () => true) {
      const since = Date.now();
      const isKept = () => !options.restoresSession || areCookiesKept(profile, since);
      await waitUntil(() => isKept() && isStored(profile), commitMs);
      const child = browser.process();
      const gone = new Promise((resolve) => child?.once('exit', resolve));
      child?.kill('SIGKILL');
      await gone;
      forgetChild(child?.pid);
      markCrashed(profile);
      browser = await start();
    },
    async close() {
      await end();
      dropProfile(profile);
    },
  };
}

async function readCookies(browser: Browser): Promise<HeldCookie[]> {
  const all = await browser.cookies();
  return all.map((cookie) => ({
    name: cookie.name,
    value: cookie.value,
    host: cookie.domain.replace(/^\./, ''),
    isHostOnly: !cookie.domain.startsWith('.'),
    path: cookie.path ?? '/',
    isSecure: cookie.secure ?? false,
    isHttpOnly: cookie.httpOnly ?? false,
    sameSite: (cookie.sameSite?.toLowerCase() as 'none' | undefined) ?? 'unset',
    maxAgeS: cookie.expires === undefined || cookie.expires < 0 ? null : cookie.expires - Date.now() / 1000,
    isPartitioned: cookie.partitionKey !== undefined,
  }));
}

/** Written since then, and by now for good: a transaction that a kill cuts off is taken back. */
function areCookiesKept(profile: string, since: number): boolean {
  const writtenAt = statSync(path.join(profile, 'Default/Cookies'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return writtenAt > since && Date.now() > writtenAt + 1_000;
}

/** A killed Chromium may not have said so in its profile; then it would not restore. */
function markCrashed(profile: string): void {
  const file = path.join(profile, 'Default/Preferences');
  const preferences = JSON.parse(readFileSync(file, 'utf8')) as { profile?: object };
  writeFileSync(file, JSON.stringify({ ...preferences, profile: { ...preferences.profile, exit_type: 'Crashed' } }));
}
