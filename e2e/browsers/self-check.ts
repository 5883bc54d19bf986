import { openBrowser } from './drivers.ts';
import type { Network } from './network.ts';
import { type ProbeAnswer, type ProbeCookie, probeCookies } from './probe.ts';
import { type ConfigurationId, configurations, type TestPage } from './test-browser.ts';

/**
 * What a third party's cookie or storage is: shared by all sites, split by the site at the top, or not kept. `throws`
 * where even asking fails.
 */
type Reach = 'shared' | 'split' | 'none' | 'throws';

/** What a browser does with the service as a third party on customers' pages. */
export type BrowserFacts = Record<ProbeCookie, Reach> & {
  localStorage: Reach;
  /** What the frame stored in a page is there in a page of another host of the same site, too. */
  isStoredBySite: boolean;
  /** `document.hasStorageAccess()` in the frame before anything was clicked. */
  storageAccess: boolean;
  /** The header of a credentialed request, which alone tells shared from split in a single request. */
  storageAccessHeader: string | null;
  /** Whole days that a browser lets a cookie live that asks for 400: set by HTTP, and by script. */
  httpDays: number;
  scriptDays: number;
};

const cookies = (plain: Reach, twin: Reach): Record<ProbeCookie, Reach> => ({
  plainSession: plain,
  plainPersistent: plain,
  twinSession: twin,
  twinPersistent: twin,
  hostTwin: twin,
  lax: 'none',
});

/** Measured in November 2026 on Debian 12; a browser that gives another row has changed, and the matrix with it. */
export const expectedFacts: Record<ConfigurationId, BrowserFacts> = {
  chromium: {
    ...cookies('shared', 'split'),
    localStorage: 'split',
    isStoredBySite: true,
    storageAccess: true,
    storageAccessHeader: 'active',
    httpDays: 400,
    scriptDays: 400,
  },
  'chromium-blocked': {
    ...cookies('none', 'split'),
    localStorage: 'split',
    isStoredBySite: true,
    storageAccess: false,
    storageAccessHeader: 'none',
    httpDays: 400,
    scriptDays: 400,
  },
  firefox: {
    ...cookies('split', 'split'),
    localStorage: 'split',
    isStoredBySite: true,
    storageAccess: false,
    storageAccessHeader: 'none',
    httpDays: 400,
    scriptDays: 400,
  },
  'firefox-allowed': {
    ...cookies('shared', 'split'),
    localStorage: 'shared',
    isStoredBySite: true,
    storageAccess: true,
    storageAccessHeader: null,
    httpDays: 400,
    scriptDays: 400,
  },
  webkitgtk: {
    ...cookies('none', 'none'),
    localStorage: 'split',
    isStoredBySite: false,
    storageAccess: false,
    storageAccessHeader: null,
    httpDays: 400,
    scriptDays: 7,
  },
  'chromium-none': {
    ...cookies('none', 'none'),
    localStorage: 'throws',
    isStoredBySite: false,
    storageAccess: false,
    storageAccessHeader: 'none',
    httpDays: 0,
    scriptDays: 0,
  },
  'firefox-none': {
    ...cookies('none', 'none'),
    localStorage: 'throws',
    isStoredBySite: false,
    storageAccess: false,
    storageAccessHeader: null,
    httpDays: 0,
    scriptDays: 0,
  },
};

/** Asks a browser of the configuration what it really does; opens and closes it. */
export async function measureFacts(id: ConfigurationId, network: Network): Promise<BrowserFacts> {
  const browser = await openBrowser(id, { network });
  try {
    const chat = network.origin('chat');
    const path = network.addPage({
      html: `<!doctype html><title>Probe</title><iframe src="${chat}/probe/frame"></iframe>`,
    });
    const page = await browser.newTab();
    await page.goto(network.origin('shop') + path);
    await readFrame(page, 'shop');
    const { storageAccessHeader, storageAccess } = await setAll(page, chat);
    const onShop = await readAll(page, chat);
    const lives = await measureLives(page, browser.cookies, network.origin('shop'));
    await page.goto(network.origin('sub') + path);
    const onSubdomain = await readFrame(page, null);
    await page.goto(network.origin('blog') + path);
    const onBlog = await readAll(page, chat);
    const reach = (here: boolean, elsewhere: boolean): Reach => (!here ? 'none' : elsewhere ? 'shared' : 'split');
    const reached = Object.fromEntries(
      Object.keys(probeCookies).map((name) => [
        name,
        reach(onShop.cookies.includes(name), onBlog.cookies.includes(name)),
      ]),
    ) as Record<ProbeCookie, Reach>;
    return {
      ...reached,
      localStorage: onShop.stored === 'throws' ? 'throws' : reach(onShop.stored === 'shop', onBlog.stored === 'shop'),
      isStoredBySite: onSubdomain.stored === 'shop',
      storageAccess,
      storageAccessHeader,
      ...lives,
    };
  } finally {
    await browser.close();
  }
}

/** The cells in which a browser differs from what was measured before, each as a sentence. */
export function compareFacts(id: ConfigurationId, seen: BrowserFacts): string[] {
  const expected = expectedFacts[id];
  return (Object.keys(expected) as (keyof BrowserFacts)[])
    .filter((name) => expected[name] !== seen[name])
    .map(
      (name) =>
        `${configurations[id].title}: ${name} is "${seen[name]}" and was "${expected[name]}" when the matrix was written. ` +
        'The browser changed: measure again, then correct expectedFacts and the cells that rest on it.',
    );
}

type Told = { stored: string | null; access: boolean | null };

/** What the service's frame in the page tells; `write` puts a value into its storage first. */
function readFrame(page: TestPage, write: string | null): Promise<Told> {
  return page.evaluate<Told>(`new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    frames[0].postMessage({ write: ${JSON.stringify(write)} }, '*', [port2]);
  })`);
}

const ask = (page: TestPage, url: string) =>
  page.evaluate<ProbeAnswer>(`fetch('${url}', { credentials: 'include' }).then((answer) => answer.json())`);

async function setAll(page: TestPage, chat: string) {
  const { access } = await readFrame(page, null);
  const { storageAccess } = await ask(page, `${chat}/probe/set`);
  return { storageAccess: access ?? false, storageAccessHeader: storageAccess };
}

async function readAll(page: TestPage, chat: string) {
  const { cookies: sent } = await ask(page, `${chat}/probe/read`);
  const { stored } = await readFrame(page, null);
  return { cookies: sent as string[], stored };
}

async function measureLives(
  page: TestPage,
  readCookies: (origins: readonly string[]) => Promise<{ name: string; maxAgeS: number | null }[]>,
  origin: string,
) {
  await page.evaluate(`fetch('/probe/first-party').then((answer) => answer.text())`);
  await page.evaluate(`document.cookie = 'probe_script=1; Path=/; Secure; SameSite=Lax; Max-Age=34560000'`);
  const held = await readCookies([origin]);
  const daysOf = (name: string) => Math.round((held.find((cookie) => cookie.name === name)?.maxAgeS ?? 0) / 86_400);
  return { httpDays: daysOf('probe_http'), scriptDays: daysOf('probe_script') };
}
