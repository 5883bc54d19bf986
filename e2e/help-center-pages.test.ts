import { demoSiteId } from '@porchlight/server';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { look } from './looking.ts';
import { Stage } from './stage.ts';

describe('the pages of the help center', () => {
  let stage: Stage;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    stage = await Stage.open();
    browser = await stage.browser('reader');
    page = await browser.newPage();
    await page.setJavaScriptEnabled(false);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await stage.keepPictures(task.name);
  });
  afterAll(() => stage.close());

  const at = (path: string) => `${stage.origins.help}/${demoSiteId}/${path}`;

  it.each(['en', 'ar'])('[LANG1, REG4] have one look, in %s', async (language) => {
    for (const path of ['login', 'register', 'cookies', 'nothing/here']) {
      await page.goto(at(`${path}?lang=${language}`));
      expect(await page.$eval('html', ({ lang, dir }) => [lang, dir])).toEqual([
        language,
        language === 'ar' ? 'rtl' : 'ltr',
      ]);
      await page.setJavaScriptEnabled(true);
      await look(page, `${language}-${path.replace('/', '-')}`);
      await page.setJavaScriptEnabled(false);
    }
  });
});

describe('the tag in the help center', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await stage.keepPictures(task.name);
  });
  afterAll(() => stage.close());

  it('[HC30, HC31] one visit goes through shop and help center, agents see the article, and the chat asks about it', async () => {
    const browser = await stage.browser('walker');
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await page.setViewport({ width: 1280, height: 900 });
    const agent = await logIn(await stage.browser('agent'), stage.origins.workspace, 'agent');
    await page.goto(stage.origins.shop);
    await allow(page);
    await see(agent, 'Visitors');
    // To the help center by a link, as a shop has it, which brings the hand-off along [XD3].
    await page.evaluate((href) => {
      const link = document.createElement('a');
      Object.assign(link, { href, id: 'to-help', textContent: 'Help' });
      document.body.prepend(link);
    }, `${stage.origins.help}/en/articles/back-up-and-restore`);
    await Promise.all([page.waitForNavigation(), page.click('#to-help')]);
    await allow(page);
  });
});
