import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IdentityReport, TagSettings } from '@porchlight/protocol';
import { demoSiteId } from '@porchlight/server';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findViolations } from './accessibility.ts';
import { fill, logIn, press, Stage, see } from './stage.ts';

let stage: Stage;
let browser: Browser;
let page: Page;
let elsewhere: Server;
beforeAll(async () => {
  stage = await Stage.open();
  const line = `<script async src="${stage.origins.service}/tag/${demoSiteId}.js"></script>`;
  const yes = `<script>window.Porchlight = function () { (Porchlight.q = Porchlight.q || []).push(arguments); };
    Porchlight('consent', { functional: true, analytics: true });</script>`;
  elsewhere = createServer((_request, response) =>
    response
      .setHeader('content-type', 'text/html')
      .end(`<!doctype html><html lang="en"><title>Elsewhere</title>${yes}${line}<h1>Elsewhere</h1></html>`),
  );
  elsewhere.listen(0, '127.0.0.1');
  await new Promise((resolve) => elsewhere.once('listening', resolve));
  browser = await stage.browser('admin-screens');
  page = await logIn(browser, stage.origins.workspace, 'admin');
  page.on('dialog', (dialog) => void dialog.accept());
  await see(page, 'Add a site');
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await stage.keepPictures(task.name);
});
afterAll(async () => {
  elsewhere.close();
  await stage.close();
});

const site = () => stage.running.app.sites.getSite(demoSiteId);
const saved = () => page.waitForFunction(() => document.querySelector('button[type=submit]') === null);
const open = (tab: string) => page.goto(`${stage.origins.workspace}/admin/sites/${demoSiteId}?tab=${tab}`);

/** What the tag of the demo's site is told, as a page gets it. */
async function readTag(): Promise<Pick<TagSettings, 'mode' | 'hadThirdParty' | 'adopts'>> {
  const visitor = await browser.newPage();
  const answer = await visitor.goto(`${stage.origins.service}/tag/${demoSiteId}.js`);
  const text = (await answer?.text()) ?? '';
  await visitor.close();
  const at = (name: string) =>
    JSON.parse(new RegExp(`"${name}":("[^"]*"|\\[[^\\]]*\\]|\\w+)`).exec(text)?.[1] ?? 'null');
  return { mode: at('mode'), hadThirdParty: at('hadThirdParty'), adopts: at('adopts') };
}

/** How far the screen is wider than its window, in CSS pixels. */
const findOverflow = () =>
  page.evaluate(() =>
    Math.max(
      ...[document.documentElement, document.querySelector('main')].map((one) =>
        one ? one.scrollWidth - one.clientWidth : 0,
      ),
    ),
  );

/** What a month of three browsers comes to. */
function buildReport(): IdentityReport {
  const days: IdentityReport['days'] = [];
  for (let back = 29; back >= 0; back -= 1) {
    const day = new Date(stage.clock.now() - back * 86_400_000).toISOString().slice(0, 10);
    const row = { day, mode: 'third-party', newVisitors: 3 } as const;
    days.push({ ...row, browser: 'Chrome', jar: 'third-party-cookie', class: 'unpartitioned', visits: 30 });
    days.push({ ...row, browser: 'Firefox', jar: 'partitioned-cookie', class: 'partitioned', visits: 9 });
    days.push({ ...row, browser: 'Firefox', jar: 'page', class: 'blocked', visits: 1 });
  }
  return { days, newVisitors: 270, doubled: 12, isServedFirstParty: false };
}

/** Answers the report's request in the server's place while `work` runs. */
async function withReport(answer: IdentityReport | number | 'offline', work: () => Promise<void>): Promise<void> {
  await page.setRequestInterception(true);
  const respond = (request: import('puppeteer-core').HTTPRequest) => {
    if (!request.url().includes('/identity?')) return void request.continue();
    if (answer === 'offline') return void request.abort('internetdisconnected');
    const body = typeof answer === 'number' ? '' : JSON.stringify(answer);
    void request.respond({ status: typeof answer === 'number' ? answer : 200, contentType: 'application/json', body });
  };
  page.on('request', respond);
  try {
    await work();
  } finally {
    page.off('request', respond);
    await page.setRequestInterception(false);
  }
}

describe('an admin', () => {
  it('[MODE12] changes the mode by keyboard, hears what becomes of it, and the tag follows', async () => {
    expect(await readTag()).toMatchObject({ mode: 'first-party', hadThirdParty: false });
    await open('recognition');
    await page.waitForSelector('input[name=mode]:checked');
    await page.focus('input[name=mode]:checked');
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowDown');
    await see(page, 'Third-party cookies are new then');
    await page.keyboard.press('Enter');
    await see(page, 'Saved. It holds from the next page view.');
    await saved();
    expect(await readTag()).toMatchObject({ mode: 'third-party', hadThirdParty: false });
    await page.focus('input[name=mode]:checked');
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowUp');
    await see(page, 'is read one last time and removed');
    await page.keyboard.press('Enter');
    await saved();
    expect(site().mode).toBe('first-party');
    expect(await readTag()).toMatchObject({ mode: 'first-party', hadThirdParty: true });
  });

  it('[MODE13] [VIS5] sets how long a visitor is known, and which cookies are taken over', async () => {
    await open('recognition');
    await press(page, 'input[name=lifetime][value=own]');
    await fill(page, '::-p-aria([name="Days"])', '401');
    await see(page, 'Choose between 1 and 400 days.');
    expect(await page.$eval('button[type=submit]', (button) => (button as HTMLButtonElement).disabled)).toBe(true);
    await fill(page, '::-p-aria([name="Days"])', '30');
    await press(page, '::-p-aria([name="Add LPVID (LivePerson)"])');
    await press(page, '::-p-aria([name="Save"][role="button"])');
    await saved();
    expect(site().lifetimeDays).toBe(30);
    expect((await readTag()).adopts).toEqual(['LPVID']);
    await fill(page, '::-p-aria([name="Cookies to take over"])', 'LPVID\nnot a cookie');
    await press(page, '::-p-aria([name="Save"][role="button"])');
    await see(page, '“not a cookie”: This cannot be the name of a cookie.');
    expect(site().adoptedCookies).toEqual(['LPVID']);
  });

  it('[XD1] sees an origin that was refused, allows it in one click, and blocks it', async () => {
    const host = `elsewhere.localhost:${(elsewhere.address() as AddressInfo).port}`;
    const visitor = await (await stage.browser('admin-screens-visitor')).newPage();
    const visit = () => visitor.goto(`http://${host}/`);
    const countRefusals = async () =>
      (await stage.running.app.sites.findRefusedOrigins(demoSiteId)).find((one) => one.origin === `http://${host}`)
        ?.count ?? 0;
    await visit();
    await expect.poll(countRefusals, { timeout: 10_000 }).toBeGreaterThan(0);
    await open('domains');
    await see(page, `http://${host}`);
    // What is typed meanwhile is neither lost nor does it undo the decision.
    await fill(page, '::-p-aria([name="Blocked domains"][role="textbox"])', 'bad.example');
    await press(page, `::-p-aria([name="Allow ${host}"][role="button"])`);
    await see(page, `${host} is on the list now.`);
    expect(site().domains).toContain(host);
    const answered = visitor.waitForResponse((one) => one.url().endsWith('/views') && one.status() === 201);
    await visit();
    await answered;
    await press(page, '::-p-aria([name="Save"][role="button"])');
    await saved();
    expect(site().blockedDomains).toEqual(['bad.example']);
    expect(site().domains).toContain(host);
    // By keyboard, since what was just told may lie over the button for a moment.
    await page.focus(`::-p-aria([name="Block ${host}"][role="button"])`);
    await page.keyboard.press('Enter');
    await see(page, `${host} is blocked now`);
    const before = await countRefusals();
    await visit();
    await expect.poll(countRefusals, { timeout: 10_000 }).toBeGreaterThan(before);
  });

  it('[CON1] asks everyone again only after saying so twice', async () => {
    const before = site().consentTextVersion;
    await open('consent');
    await press(page, '::-p-aria([name="Ask everyone again…"][role="button"])');
    await see(page, 'Ask every visitor again?');
    await page.keyboard.press('Escape');
    expect(site().consentTextVersion).toBe(before);
    await press(page, '::-p-aria([name="Ask everyone again…"][role="button"])');
    await press(page, 'dialog[open] ::-p-aria([name="Ask everyone again"][role="button"])');
    await see(page, 'Everyone is asked again');
    expect(Number(site().consentTextVersion)).toBe(Number(before) + 1);
  });

  it('keeps what is typed while the server is away, and saves it later', async () => {
    await open('consent');
    await fill(page, '::-p-aria([name="Address of your privacy policy"])', 'shop.example');
    await see(page, 'Write an address that begins with https://');
    await fill(page, '::-p-aria([name="Address of your privacy policy"])', 'https://shop.example/privacy');
    await page.setOfflineMode(true);
    await press(page, '::-p-aria([name="Save"][role="button"])');
    await see(page, 'The server cannot be reached');
    await page.setOfflineMode(false);
    await press(page, '::-p-aria([name="Save"][role="button"])');
    await saved();
    expect(site().privacyUrl).toBe('https://shop.example/privacy');
  });

  it('[MODE8] reads the report as a chart and as a table, of one browser too', async () => {
    await withReport(buildReport(), async () => {
      await open('report');
      await see(page, 'Probably counted twice');
      await press(page, '::-p-text(Firefox)');
      await see(page, 'Over time: Firefox');
      await press(page, '::-p-text(Table)');
      await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 32);
      const row = await page.$eval('tbody tr', (one) => (one as HTMLElement).innerText.split(/\s+/));
      expect(row).toEqual(['Chrome', '900', '90', '100%', '–', '–']);
    });
  });

  it('[MODE8] is told when there is nothing to report, and why a report is missing', async () => {
    await withReport({ days: [], newVisitors: 0, doubled: 0, isServedFirstParty: true }, async () => {
      await open('report');
      await see(page, 'Nothing to compare yet');
      await see(page, 'your own server');
    });
    await withReport(503, async () => {
      await open('report');
      await see(page, 'The server is busy or restarting');
    });
    await withReport('offline', async () => {
      await open('report');
      await see(page, 'The server cannot be reached');
    });
  });
});

const tabs = [
  ['general', 'Accent colour'],
  ['domains', 'Origins that were refused'],
  ['recognition', 'Cookies set by your own server'],
  ['consent', 'May we remember your visit?'],
  ['stored', 'pl_vid'],
  ['report', 'Over time'],
] as const;

describe.each(['light', 'dark'] as const)('the screens of a site in %s', (scheme) => {
  it.each(tabs)('have no accessibility fault and fit a phone: %s', async (tab, text) => {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await withReport(buildReport(), async () => {
      for (const width of [1360, 390]) {
        await page.setViewport({ width, height: 860 });
        await open(tab);
        await see(page, text);
        if (tab === 'recognition') await press(page, '::-p-aria([name="Show how"][role="button"])');
        if (tab === 'report' && width === 390) await press(page, '::-p-text(Table)');
        expect([width, await findViolations(page), await findOverflow()]).toEqual([width, [], 0]);
      }
    });
  });
});

it('shows every column of the members on a phone', async () => {
  await page.setViewport({ width: 390, height: 860 });
  await page.goto(`${stage.origins.workspace}/admin/members`);
  await see(page, 'mia@porchlight.example');
  expect([await findViolations(page), await findOverflow()]).toEqual([[], 0]);
  const widest = await page.$$eval('tbody td', (cells) =>
    Math.max(...cells.map((cell) => cell.getBoundingClientRect().right)),
  );
  expect(widest).toBeLessThanOrEqual(390);
});
