import { demoSiteId } from '@porchlight/server';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { look } from './looking.ts';
import { Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await stage.keepPictures(task.name);
});
afterAll(() => stage.close());

const mostTabs = 150;

describe.each([
  { language: 'en', hasScript: true },
  { language: 'de', hasScript: false },
])('a guest on a phone, by keyboard, in $language, with script: $hasScript', ({ language, hasScript }) => {
  let browser: Browser;
  let page: Page;
  const opened = { comment: `Ask-${language}`, subject: `Lamp-${language}` };
  const openBrowser = async () => {
    browser = await stage.browser(`returns-${language}`);
    page = await browser.newPage();
    await page.setViewport({ width: 390, height: 800, isMobile: true, hasTouch: true });
    await page.setJavaScriptEnabled(hasScript);
  };
  const start = () => `${stage.origins.help}/${language}`;
  let article: string;
  beforeAll(async () => {
    await openBrowser();
    const first = (part: string) => page.$eval(`main a[href*="/${part}/"]`, (link) => (link as HTMLAnchorElement).href);
    await page.goto(start());
    await page.goto(await first('categories'));
    article = await first('articles');
  });
  const text = () => page.$eval('main', (main) => (main as HTMLElement).innerText);

  /** Goes there by the Tab key alone. */
  async function tabTo(selector: string): Promise<void> {
    for (let pressed = 0; pressed < mostTabs; pressed++) {
      if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`The Tab key does not lead to ${selector}.`);
  }
  async function choose(selector: string): Promise<void> {
    await tabTo(selector);
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  }
  async function type(selector: string, words: string): Promise<void> {
    await tabTo(selector);
    await page.keyboard.type(words);
  }
  const isVoted = () => page.$eval('.vote button[value=yes]', (one) => one.getAttribute('aria-pressed') === 'true');

  it('[HC1, HC8, HC11, HC14, HC16] votes, comments and asks, and finds all of it after the browser was restarted', async () => {
    await page.goto(article);
    await choose('.vote button[value=yes]');
    expect(await isVoted()).toBe(true);

    await page.goto(article);
    await choose('.comments .act');
    await type('#text', opened.comment);
    await type('#name', 'Gus');
    stage.clock.advance(20_000);
    await choose('main .form button:not([name])');
    expect(await text()).toContain(opened.comment);

    await page.goto(start());
    await choose('a[href*="/contact"]');
    await type('main [name=email]', 'ada@mail.example');
    await type('main [name=subject]', opened.subject);
    await type('main [name=message]', 'It hums.');
    await choose('main button[value=send]');
    expect(await text()).toContain('ada@mail.example');

    await browser.close();
    await openBrowser();
    await page.goto(article);
    expect(await isVoted()).toBe(true);
    expect(await text()).toContain(opened.comment);
    expect(await page.$$eval('.comment a[href*="/delete"]', (all) => all.length)).toBe(1);
    await choose('a[href*="/conversations"]');
    expect(await text()).toContain(opened.subject);
    if (hasScript) await look(page, 'returned-conversations');
    await choose('main .list a');
    expect(await text()).toContain('It hums.');
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
  });

  it('[HC1] and a browser without what it keeps finds nothing of it', async () => {
    const other = await (await browser.createBrowserContext()).newPage();
    await other.goto(article);
    expect(await other.$$eval('.comment a[href*="/delete"]', (all) => all.length)).toBe(0);
    await other.goto(`${stage.origins.help}/${demoSiteId}/conversations?lang=${language}`);
    expect(await other.$eval('main', (main) => (main as HTMLElement).innerText)).not.toContain(opened.subject);
  });
});
