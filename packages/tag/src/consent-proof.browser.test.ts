import type { CDPSession, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type RecordingSite, startRecordingSite } from './testing/recording-site.ts';
import { startTagBrowser, type TagBrowser } from './testing/tag-browser.ts';

let shop: RecordingSite;
let chromium: TagBrowser;
let context: Awaited<ReturnType<TagBrowser['browser']['createBrowserContext']>>;
let page: Page;
let client: CDPSession;

beforeAll(async () => {
  [shop, chromium] = await Promise.all([startRecordingSite(), startTagBrowser()]);
});
afterAll(async () => {
  await chromium.close();
  await shop.stop();
});
beforeEach(async () => {
  shop.reset();
  shop.state.head = `<script async crossorigin="anonymous" src="${shop.service}/tag/st_testsite.js"></script>`;
  shop.state.settings = { consent: { policy: 'required', textVersion: '1', privacyUrl: '' } };
  context = await chromium.browser.createBrowserContext();
  page = await context.newPage();
  client = await page.createCDPSession();
  await page.evaluateOnNewDocument(() => {
    const written: string[] = [];
    Object.assign(window, { written });
    const cookie = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie') as PropertyDescriptor;
    Object.defineProperty(Document.prototype, 'cookie', {
      get: () => cookie.get?.call(document),
      set(text: string) {
        written.push(text);
        cookie.set?.call(this, text);
      },
    });
    const setItem = Storage.prototype.setItem;
    Storage.prototype.setItem = function (name, value) {
      written.push(name);
      setItem.call(this, name, value);
    };
  });
});
afterEach(() => context.close());

/** Everything that the browser holds for an origin, by its own account. */
async function heldBy(origin: string) {
  const { usageBreakdown } = await client.send('Storage.getUsageAndQuota', { origin });
  return usageBreakdown.filter(({ usage }) => usage > 0);
}

const idle = () => page.evaluate(() => new Promise((resolve) => requestIdleCallback(() => setTimeout(resolve, 300))));
const writtenNames = () =>
  page.evaluate(() => (window as never as { written: string[] }).written.map((text) => text.split('=')[0]));
/** Cookies of all hosts, and the four kinds of storage of both origins. */
async function everything() {
  const page_ = await page.evaluate(async () => ({
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: 'caches' in window ? await caches.keys() : [],
    workers: (await navigator.serviceWorker?.getRegistrations())?.length ?? 0,
  }));
  return { cookies: (await context.cookies()).map(({ name }) => name), ...page_ };
}
const nothing = { cookies: [], local: [], session: [], databases: [], caches: [], workers: 0 };
const paths = () => shop.requests.map(({ path }) => path);

it.each(['reload', 'scroll and type', 'wait a heartbeat'])(
  '[CON2] before the choice: the tag and its button, and nothing after them, nothing stored anywhere (%s)',
  async (doing) => {
    shop.state.settings = { ...shop.state.settings, beatMs: 50 };
    await page.goto(shop.url('/a'));
    await page.waitForSelector('#porchlight >>> .launch');
    await idle();
    if (doing === 'reload') {
      await page.reload();
      await page.waitForSelector('#porchlight >>> .launch');
      await idle();
    } else if (doing === 'scroll and type') {
      await page.mouse.wheel({ deltaY: 400 });
      await page.keyboard.type('Hello');
      await page.evaluate(() => history.pushState(null, '', '/b'));
      await page.mouse.click(300, 300);
      await idle();
    } else await idle();
    expect([...new Set(paths())].sort()).toEqual([shop.scripts.bubble.path, '/tag/st_testsite.js'].sort());
    expect(shop.requests.map(({ cookie }) => cookie)).toEqual(paths().map(() => undefined));
    expect(await everything()).toEqual(nothing);
    expect(await writtenNames()).toEqual([]);
    expect([await heldBy(shop.url('')), await heldBy(shop.service)]).toEqual([[], []]);
    expect(page.frames()).toHaveLength(1);
  },
);

it('[CON2] with the banner: one request more, for its script, without credentials', async () => {
  await chromium.browser.setCookie({ name: 'foreign', value: 'x', domain: 'chat.localhost' } as never);
  shop.state.settings = { ...shop.state.settings, banner: shop.scripts.banner };
  await page.goto(shop.url('/a'));
  await page.waitForSelector('#porchlight-consent >>> .box');
  await idle();
  expect(paths().sort()).toEqual([shop.scripts.banner.path, shop.scripts.bubble.path, '/tag/st_testsite.js'].sort());
  expect(shop.requests.map(({ cookie }) => cookie)).toEqual([undefined, undefined, undefined]);
  expect(await everything()).toEqual(nothing);
  expect(await writtenNames()).toEqual([]);
});

it('[CON2] with Google Consent Mode: one request more, for what listens to it', async () => {
  shop.state.head = `<script>window.dataLayer=[];function gtag(){dataLayer.push(arguments)}
gtag('consent','default',{analytics_storage:'denied',functionality_storage:'denied'});</script>${shop.state.head}`;
  shop.state.settings = { ...shop.state.settings, consentMode: shop.scripts.consentMode };
  await page.goto(shop.url('/a'));
  await page.waitForSelector('#porchlight >>> .launch');
  await idle();
  expect(paths().sort()).toEqual(
    [shop.scripts.consentMode.path, shop.scripts.bubble.path, '/tag/st_testsite.js'].sort(),
  );
  expect(await everything()).toEqual(nothing);
  expect(await writtenNames()).toEqual([]);
});

it('[CON2] a click on the chat allows what the chat needs, and nothing else: no view, no id, no proof', async () => {
  shop.state.settings = { ...shop.state.settings, banner: shop.scripts.banner, beatMs: 50 };
  await page.goto(shop.url('/a'));
  await page.waitForSelector('#porchlight-consent >>> .box');
  await page.locator('#porchlight >>> .launch').click();
  await page.waitForFrame((frame) => frame.url().includes('/frame'));
  await idle();
  expect(paths().filter((path) => path.startsWith('/t/'))).toEqual([]);
  const { cookies, local, session } = await everything();
  expect([cookies, local, session]).toEqual([[], ['pl_win-st_testsite'], []]);
});
