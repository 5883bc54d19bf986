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
