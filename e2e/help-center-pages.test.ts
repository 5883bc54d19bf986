import { demoSiteId } from '@porchlight/server';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findViolations } from './accessibility.ts';
import { look } from './looking.ts';
import { chatButton, fill, logIn, messengerOf, press, Stage, see } from './stage.ts';

const polling = 50;
const yes = '::-p-aria([name="Yes, that is fine"][role="button"])';

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

  it.each(['en', 'fr', 'ar'])('[LANG1, REG4] have one look, in %s', async (language) => {
    for (const path of ['login', 'register', 'cookies', 'cookies/choice', 'preferences', 'nothing/here']) {
      await page.goto(at(`${path}?lang=${language}`));
      expect(await page.$eval('html', ({ lang, dir }) => [lang, dir])).toEqual([
        language,
        language === 'ar' ? 'rtl' : 'ltr',
      ]);
      await page.setJavaScriptEnabled(true);
      await look(page, `${language}-${path.replace(/\W+/g, '-')}`);
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

  it('[HC32] the choice of consent is made through the tag where it runs, and shown', async () => {
    const page = await (await stage.browser('chooser')).newPage();
    await page.goto(`${stage.origins.help}/${demoSiteId}/cookies`);
    await see(page, 'You have not chosen yet');
    await press(page, yes);
    await page.waitForFunction(() => document.cookie.includes('pl_consent'), { polling });
    await page.reload();
    await see(page, 'Analytics: allowed');
    await page.waitForFunction(() => 'sites' in (Reflect.get(window, 'Porchlight') ?? {}), { polling });
    await press(page, '::-p-aria([name="Change your choice"][role="link"])');
    await press(page, '::-p-aria([name="No, thank you"][role="button"])');
    await see(page, 'Analytics: not allowed');
    expect(await page.evaluate(() => document.cookie)).not.toContain('pl_vid');
  });

  it('[HC32] without script by a form, and the tag keeps to it', async () => {
    const page = await (await stage.browser('plain-chooser')).newPage();
    await page.setJavaScriptEnabled(false);
    await page.goto(`${stage.origins.help}/${demoSiteId}/cookies`);
    await Promise.all([page.waitForNavigation(), page.click('a[href*="cookies/choice"]')]);
    await Promise.all([page.waitForNavigation(), page.click('button[value=all]')]);
    expect(await page.$eval('main', (main) => main.textContent)).toContain('Analytics: allowed');
    await page.setJavaScriptEnabled(true);
    await page.reload();
    await page.waitForFunction(() => document.cookie.includes('pl_vid'), { polling });
    await page.setJavaScriptEnabled(false);
    await page.goto(`${stage.origins.help}/${demoSiteId}/cookies/choice`);
    await Promise.all([page.waitForNavigation(), page.click('button[value=none]')]);
    const held = (await page.browserContext().cookies()).map(({ name }) => name);
    expect(held.filter((name) => /pl_(vid|sid)/.test(name))).toEqual([]);
  });

  it('[HC30, HC31] a visitor goes from shop to help center, agents see the article, and the chat asks about it', async () => {
    const browser = await stage.browser('walker');
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await page.setViewport({ width: 1280, height: 900 });
    const agent = await logIn(await stage.browser('mia'), stage.origins.workspace, 'mia');
    await page.goto(`${stage.origins.shop}/`);
    await press(page, yes);
    await page.waitForFunction(() => document.cookie.includes('pl_sid'), { polling });
    await page.goto(`${stage.origins.help}/en`);
    await press(page, yes);
    await page.waitForFunction(() => document.cookie.includes('pl_sid'), { polling });
    await page.goto(`${stage.origins.shop}/`);
    await page.waitForFunction(() => !/\{ \[native code\] \}$/.test(`${window.open}`), { polling });
    // By a link, as a shop has it: what is at its end counts in the same visit [XD3].
    const left = page.waitForNavigation();
    await page.evaluate((href) => {
      const link = document.createElement('a');
      link.href = href;
      document.body.append(link);
      link.click();
    }, `${stage.origins.help}/en/articles/back-up-and-restore`);
    await left;
    expect(page.url()).not.toContain('pl_xd');
    await (await chatButton(page)).click();
    const messenger = await messengerOf(page);
    await see(messenger, 'Often read');
    await press(messenger, '::-p-text(Ask about “Back up and restore”)');
    expect(await messenger.$eval('#composer', (field) => (field as HTMLTextAreaElement).value)).toBe(
      'About “Back up and restore”: ',
    );
    await fill(messenger, '.help input', 'cooki');
    await messenger.waitForFunction(
      () => /^\d+ articles?$/.test(document.querySelector('.help-note')?.textContent ?? ''),
      { polling },
    );
    const href = await messenger.$eval('.help-list a', (link) => (link as HTMLAnchorElement).href);
    expect(href).toContain(`${stage.origins.help}/en/articles/`);
    expect(await findViolations(page)).toEqual([]);
    await pictureOf(page, 'messenger-help');
    await fill(messenger, '#composer', 'About “Back up and restore”: how often?');
    await press(messenger, 'button.send');
    await see(messenger, 'Sent');
    await see(agent, 'how often?');
    await press(agent, '::-p-text(how often?)');
    await see(agent, 'Back up and restore – Lanterna & Larder help center');
    await see(agent, 'shop.localhost');
    await pictureOf(agent, 'agent-sees-article');
    expect(problems).toEqual([]);
  });
});

async function pictureOf(page: Page, name: string): Promise<void> {
  const pictures = process.env.PORCHLIGHT_PICTURES;
  if (pictures) await page.screenshot({ path: `${pictures}/${name}.png` });
}
