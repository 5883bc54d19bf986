import { type CookieMode, cookieModes, type VisitId, type VisitorId } from '@porchlight/protocol';
import { demoSiteId } from '@porchlight/server';
import type { Browser, HTTPRequest, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findViolations } from './accessibility.ts';
import { chatButton, fill, logIn, messengerOf, polling, press, Stage, see } from './stage.ts';

let stage: Stage;
let browser: Browser;
let visitors: Browser;
let page: Page;
beforeAll(async () => {
  stage = await Stage.open();
  browser = await stage.browser('inspector');
  visitors = await stage.browser('inspector-visitors');
  page = await logIn(browser, stage.origins.workspace, 'admin');
  await see(page, 'Add a site');
});
beforeEach(async () => {
  await page.setViewport({ width: 1280, height: 860 });
  await page.bringToFront();
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await stage.keepPictures(task.name);
});
afterAll(() => stage.close());

const base = () => `${stage.origins.workspace}/admin/sites/${demoSiteId}?tab=inspector`;
const changeMode = (mode: CookieMode) => stage.running.app.sites.changeSite(demoSiteId, { mode });
const rows = () => page.$$eval('tbody tr', (all) => all.map((row) => (row as HTMLElement).innerText));
const waitForRows = (wanted: number) =>
  page.waitForFunction((many) => document.querySelectorAll('tbody tr').length === many, { polling }, wanted);

/** Somebody opens the shop in a browser that holds nothing, and agrees; answers with the page and its newest visit. */
async function arrive(path = '/lamps'): Promise<{ shopper: Page; visitor: VisitorId; visit: VisitId }> {
  const shopper = await (await visitors.createBrowserContext()).newPage();
  const answered = shopper.waitForResponse((response) => /\/t\/[^/]+\/views$/.test(response.url()));
  await shopper.goto(`${stage.origins.shop}${path}`);
  await press(shopper, '::-p-aria([name="Yes, that is fine"][role="button"])');
  return { shopper, ...(await (await answered).json()) };
}

/** A page of the shop that turns out to hold a second id. */
async function holdBoth(shopper: Page, one: { visitor: VisitorId; visit: VisitId }, other: VisitorId): Promise<void> {
  const status = await shopper.evaluate(
    async (url, ids) => {
      const id = () => crypto.randomUUID().replaceAll('-', '');
      const body = {
        v: 1,
        ...ids,
        jar: 'first-party-cookie',
        steps: [],
        session: null,
        handoff: null,
        adopted: [],
        tab: `tb_${id()}`,
        view: `pv_${id()}`,
        kind: 'load',
        url: `${location.origin}/cart`,
        title: 'Your cart',
        referrer: '',
        language: 'en',
        timeZone: 'Europe/Berlin',
        screen: { width: 800, height: 600 },
        sections: [],
        attributes: {},
        previous: null,
        consent: 'granted',
      };
      return (
        await fetch(url, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'text/plain' } })
      ).status;
    },
    `${stage.origins.service}/t/${demoSiteId}/views`,
    { visitor: one.visitor, visit: one.visit, others: [other] },
  );
  expect(status).toBe(200);
}

describe('the inspector', () => {
  it.each(cookieModes.map((mode) => [mode, /session$/.test(mode) && !/^first-party-with/.test(mode)] as const))(
    '[MODE8, INS4] tells what became of %s on the demo site',
    async (mode, endsWithSession) => {
      await changeMode(mode);
      const { shopper, visit } = await arrive();
      await page.goto(`${base()}&visit=${visit}`);
      await see(page, `mode: ${mode}`);
      await see(page, 'A new visitor');
      await see(page, endsWithSession ? 'Until the browser closes' : 'Yes');
      await see(page, 'In the end: remembered by a cookie on shop.localhost');
      // Plain http cannot keep a third-party cookie, and the visit says so.
      if (mode.startsWith('third-party')) await see(page, 'The page came unencrypted (http)');
      await see(page, 'Agreed to comfort and to statistics, in the banner.');
      await shopper.close();
    },
  );

  it('[INS3] is searched, opened and left by keyboard alone, and goes back to what was found', async () => {
    await changeMode('first-party');
    const { shopper } = await arrive('/cart');
    await page.goto(base());
    await see(page, 'Your cart');
    const before = (await rows()).length;
    await page.focus('input[type=search]');
    await page.keyboard.type('cart chrome');
    await page.keyboard.press('Enter');
    await page.waitForFunction((all) => document.querySelectorAll('tbody tr').length < all, { polling }, before);
    await page.waitForSelector('tbody a');
    for (const row of await rows()) expect(row).toMatch(/cart/i);
    const found = (await rows()).length;
    await page.focus('tbody a');
    await page.keyboard.press('Enter');
    await see(page, 'How it came to that');
    await page.focus('::-p-aria([name="All visits"][role="link"])');
    await page.keyboard.press('Enter');
    await waitForRows(found);
    expect(await page.$eval('input[type=search]', (field) => (field as HTMLInputElement).value)).toBe('cart chrome');
    await fill(page, 'input[type=search]', 'nobody-was-here');
    await page.focus('input[type=search]');
    await page.keyboard.press('Enter');
    await see(page, 'No visit matches');
    await press(page, '::-p-aria([name="Show all"][role="button"])');
    await waitForRows(before);
    await shopper.close();
  });

  it('[VIS4, CNV1] tells aliases and keys, and an admin takes an alias apart', async () => {
    const [one, other] = [await arrive(), await arrive()];
    await holdBoth(one.shopper, one, other.visitor);
    await one.shopper.bringToFront();
    await (await chatButton(one.shopper)).click();
    const messenger = await messengerOf(one.shopper);
    await fill(messenger, '#composer', 'Does it come in brass?');
    await press(messenger, 'button.send');
    await see(messenger, 'Sent');
    await page.bringToFront();
    await page.goto(`${base()}&visit=${one.visit}`);
    await see(page, 'One browser showed both ids in the same moment.');
    await see(page, 'The visitor began it: this browser got its key.');
    await see(page, '1 key opens it now.');
    const button = await page.waitForSelector('button[aria-label^="Undo: not the same person"]');
    await button?.focus();
    await page.keyboard.press('Enter');
    await see(page, 'Nothing is deleted');
    await page.keyboard.press('Enter');
    await see(page, 'is shown apart now.');
    await see(page, 'Taken apart on');
    await one.shopper.close();
    await other.shopper.close();
  });

  it('says what is missing, what failed, and how to go on', async () => {
    await page.goto(`${base()}&visit=vs_aaaaaaaaaaaaaaaaaaaaaa`);
    await see(page, 'Visit not found');
    await page.setRequestInterception(true);
    let answer: 'empty' | 'broken' | 'offline' = 'empty';
    const respond = (request: HTTPRequest) => {
      if (!/\/visits(\?|$)/.test(request.url())) return void request.continue();
      if (answer === 'offline') return void request.abort('internetdisconnected');
      const body = JSON.stringify({ visits: [], next: null, searchedSince: null });
      void request.respond({ status: answer === 'empty' ? 200 : 500, contentType: 'application/json', body });
    };
    page.on('request', respond);
    try {
      await page.goto(base());
      await see(page, 'No visit yet');
      answer = 'offline';
      await page.goto(base());
      await see(page, 'The server cannot be reached', 20_000);
      answer = 'broken';
      await press(page, '::-p-aria([name="Try again"][role="button"])');
      await see(page, 'Something went wrong on the server', 20_000);
      answer = 'empty';
      await press(page, '::-p-aria([name="Try again"][role="button"])');
      await see(page, 'No visit yet');
    } finally {
      page.off('request', respond);
      await page.setRequestInterception(false);
    }
  });

  it.each(['light', 'dark'] as const)('has no accessibility fault in %s, and fits a phone', async (scheme) => {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    const [one, other] = [await arrive(), await arrive()];
    await holdBoth(one.shopper, one, other.visitor);
    await page.bringToFront();
    for (const [address, text] of [
      [base(), 'Find a visit'],
      [`${base()}&visit=${one.visit}`, 'How it came to that'],
    ] as const) {
      await page.setViewport({ width: 1280, height: 860 });
      await page.goto(address);
      await see(page, text);
      await page.waitForFunction(() => document.querySelector('[role=status][aria-label=Loading]') === null, {
        polling,
      });
      expect(await findViolations(page)).toEqual([]);
      await page.setViewport({ width: 390, height: 844 });
      const wider = await page.evaluate(() =>
        Math.max(
          ...[document.documentElement, document.querySelector('main')].map((element) =>
            element ? element.scrollWidth - element.clientWidth : 0,
          ),
        ),
      );
      expect(wider).toBe(0);
      expect(await findViolations(page)).toEqual([]);
    }
    await one.shopper.close();
    await other.shopper.close();
  });
});
