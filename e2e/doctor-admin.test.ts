import { cookieModes } from '@porchlight/protocol';
import { demoSiteId } from '@porchlight/server';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findViolations } from './accessibility.ts';
import { logIn, polling, press, Stage, see } from './stage.ts';

let stage: Stage;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  stage = await Stage.open();
  browser = await stage.browser('doctor');
  page = await logIn(browser, stage.origins.workspace, 'admin');
  await see(page, 'Add a site');
});
afterAll(() => stage.close());

const openTab = () => page.goto(`${stage.origins.workspace}/admin/sites/${demoSiteId}?tab=doctor`);

/** Makes a code and answers with the addresses that the tab offers. */
async function makeCode(): Promise<string[]> {
  await openTab();
  await press(page, '::-p-aria([name="Check my page"][role="button"])');
  await see(page, 'The code is good for 15 more minutes.');
  return page.$$eval('a[href*="porchlight-doctor="]', (links) => links.map((link) => (link as HTMLAnchorElement).href));
}

/** What the doctor says on a page of the demo. */
async function readDoctor(address: string): Promise<string> {
  const opened = await browser.newPage();
  try {
    await opened.goto(address);
    const summary = await opened.waitForFunction(
      () => {
        const root = document.getElementById('porchlight-doctor')?.shadowRoot;
        return root?.querySelector('.sum svg') && root.querySelector('.sum')?.textContent;
      },
      { polling },
    );
    return String(await summary.jsonValue());
  } finally {
    await opened.close();
  }
}

describe('the doctor in the administration', () => {
  it.each(cookieModes)(
    '[DOC1, DOC2] makes a code for pages of both demo sites, where all is well in %s',
    async (mode) => {
      await stage.running.app.sites.changeSite(demoSiteId, { mode });
      const addresses = await makeCode();
      for (const origin of [stage.origins.shop, stage.origins.blog]) {
        const address = addresses.find((one) => one.startsWith(`${origin}/`));
        expect(await readDoctor(String(address))).toBe('All is well here.');
      }
    },
  );

  it('[DOC1] ends a code when another one is made', async () => {
    const [former] = await makeCode();
    await press(page, '::-p-aria([name="Make a new code"][role="button"])');
    await page.waitForFunction(
      (old) => {
        const link = document.querySelector<HTMLAnchorElement>('a[href*="porchlight-doctor="]');
        return link && link.href !== old;
      },
      { polling },
      former,
    );
    expect(await readDoctor(String(former))).toBe('This code is not good any more.');
  });

  it('[DOC1] ends a code after 15 minutes', async () => {
    const [address] = await makeCode();
    stage.clock.advance(15 * 60_000);
    expect(await readDoctor(String(address))).toBe('This code is not good any more.');
  });

  it.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)('has no accessibility fault: %s, %i wide', async (scheme, width) => {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.setViewport({ width, height: 900 });
    await makeCode();
    expect(await findViolations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });
});
