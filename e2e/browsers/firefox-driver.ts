import { globSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Browser, type BrowserContext, launch } from 'puppeteer-core';
import { findFirefox } from '../../scripts/toolchain/test-tools.mjs';
import { ageCookies } from './ageing.ts';
import { dropProfile, forgetChild, makeProfile, noteChild } from './children.ts';
import { wrapPage } from './puppeteer-pages.ts';
import type { Configuration, HeldCookie, OpenOptions, TestBrowser } from './test-browser.ts';
import { waitUntil } from './waiting.ts';

/** Firefox writes what pages store some seconds later. */
const writeMs = 20_000;

/** `network.cookie.cookieBehavior`: 5 is Total Cookie Protection, 0 accepts all, 2 blocks all. */
const behaviours: Partial<Record<Configuration['cookies'], number>> = { partitioned: 5, allowed: 0, none: 2 };

/**
 * Opens Firefox: a user context in one that runs already, since each has jars of its own and starts in half a second;
 * a process with its own profile where the scenario reopens it.
 */
export async function openFirefox(cookies: Configuration['cookies'], options: OpenOptions): Promise<TestBrowser> {
  if (!options.isReopened) return openContext(await runningFirefox(cookies));
  const profile = makeProfile();
  const start = () => launchFirefox(profile, cookies, options.restoresSession ?? false);
  let browser = await start();
  const end = async () => {
    const pid = browser.process()?.pid;
    await browser.close();
    forgetChild(pid);
  };
  return {
    newTab: async () => wrapPage(await browser.newPage()),
    newWindow: async () => wrapPage(await browser.newPage({ type: 'window' })),
    cookies: (origins) => readCookies(browser.defaultBrowserContext(), origins),
    async reopen(ageDays = 0) {
      await end();
      if (ageDays > 0) ageCookies('firefox', profile, ageDays);
      browser = await start();
    },
    async crash(isStored = () => true) {
      const since = Date.now();
      const isKept = () => !options.restoresSession || isSessionKept(profile, since);
      await waitUntil(() => isKept() && isStored(profile), writeMs);
      const child = browser.process();
      const gone = new Promise((resolve) => child?.once('exit', resolve));
      child?.kill('SIGKILL');
      await gone;
      // Its own preferences are put back only now, and the next start would meet that half done.
      await waitUntil(() => globSync('*.puppeteer', { cwd: profile }).length === 0, writeMs);
      forgetChild(child?.pid);
      browser = await start();
    },
    async close() {
      await end();
      dropProfile(profile);
    },
  };
}

/** Firefox saves its session every `browser.sessionstore.interval`, and cookies of the session with it. */
function isSessionKept(profile: string, since: number): boolean {
  const file = path.join(profile, 'sessionstore-backups/recovery.jsonlz4');
  return (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > since || Date.now() > since + 5_000;
}

type Running = { browser: Browser; profile: string };
const running = new Map<Configuration['cookies'], Promise<Running>>();

function runningFirefox(cookies: Configuration['cookies']): Promise<Running> {
  const known = running.get(cookies);
  if (known) return known;
  const profile = makeProfile();
  const started = launchFirefox(profile, cookies, false).then((browser) => ({ browser, profile }));
  running.set(cookies, started);
  return started;
}

/** Ends the Firefoxes that hold user contexts. */
export async function closeRunningFirefoxes(): Promise<void> {
  for (const [cookies, started] of running) {
    const { browser, profile } = await started;
    const pid = browser.process()?.pid;
    await browser.close();
    forgetChild(pid);
    dropProfile(profile);
    running.delete(cookies);
  }
}

async function openContext({ browser }: Running): Promise<TestBrowser> {
  const context = await browser.createBrowserContext();
  const refuse = async () => {
    throw new Error('A user context cannot be reopened; open the browser with isReopened.');
  };
  return {
    newTab: async () => wrapPage(await context.newPage()),
    newWindow: async () => wrapPage(await context.newPage({ type: 'window' })),
    cookies: (origins) => readCookies(context, origins),
    reopen: refuse,
    crash: refuse,
    close: () => context.close(),
  };
}

async function launchFirefox(
  profile: string,
  cookies: Configuration['cookies'],
  restoresSession: boolean,
): Promise<Browser> {
  const executablePath = findFirefox();
  if (executablePath === null) throw new Error('Firefox is missing.');
  const browser = await launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    userDataDir: profile,
    acceptInsecureCerts: true,
    extraPrefsFirefox: {
      'network.cookie.cookieBehavior': behaviours[cookies] ?? 5,
      'browser.contentblocking.category': 'custom',
      'browser.startup.page': restoresSession ? 3 : 0,
      'browser.sessionstore.resume_from_crash': restoresSession,
      'browser.sessionstore.interval': 500,
      'dom.security.https_first': false,
      // All names are this machine: nothing leaves it.
      'network.dns.forceResolve': '127.0.0.1',
      'network.dns.disableIPv6': true,
      'services.settings.server': 'data:,',
      'app.normandy.enabled': false,
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
      'browser.region.update.enabled': false,
      'toolkit.telemetry.enabled': false,
    },
  });
  noteChild(browser.process()?.pid, profile);
  return browser;
}

type BidiCookie = {
  name: string;
  value: { value: string };
  domain: string;
  path: string;
  secure: boolean;
  httpOnly: boolean;
  sameSite: string;
  expiry?: number;
};
type WithJars = { userContext: { getCookies(filter: object, sourceOrigin?: string): Promise<BidiCookie[]> } };

/** Each origin's own cookies, and those of others that lie in the jar of its site. */
async function readCookies(context: BrowserContext, origins: readonly string[]): Promise<HeldCookie[]> {
  const { userContext } = context as unknown as WithJars;
  const found = new Map<string, HeldCookie>();
  for (const origin of origins) {
    const site = siteOf(new URL(origin).hostname);
    for (const cookie of await userContext.getCookies({}, origin)) {
      // Under its own site a cookie shows whether or not it is partitioned.
      const told = present(cookie, siteOf(cookie.domain) === site ? null : true);
      found.set([told.isPartitioned, cookie.domain, told.path, told.name, told.value].join(' '), told);
    }
  }
  return [...found.values()];
}

/** The test's names all have registrable domains of two labels. */
const siteOf = (host: string) => host.split('.').slice(-2).join('.');

function present(cookie: BidiCookie, isPartitioned: true | null): HeldCookie {
  return {
    name: cookie.name,
    value: cookie.value.value,
    host: cookie.domain.replace(/^\./, ''),
    isHostOnly: !cookie.domain.startsWith('.'),
    path: cookie.path,
    isSecure: cookie.secure,
    isHttpOnly: cookie.httpOnly,
    sameSite: cookie.sameSite === 'default' ? 'unset' : (cookie.sameSite as 'none'),
    maxAgeS: cookie.expiry === undefined ? null : cookie.expiry - Date.now() / 1000,
    isPartitioned,
  };
}
