import { demoSiteId } from '@porchlight/server';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findViolations } from './accessibility.ts';
import { look } from './looking.ts';
import { fill, logIn, polling, press, Stage, see } from './stage.ts';

let stage: Stage;
let admin: Page;
beforeAll(async () => {
  stage = await Stage.open();
  admin = await logIn(await stage.browser('comments-admin'), stage.origins.workspace, 'admin');
  await see(admin, 'Add a site');
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await stage.keepPictures(task.name);
});
afterAll(() => stage.close());

const article = '/en/articles/choose-a-cookie-mode';
const help = (path: string) => `${stage.origins.help}${path}`;
const button = (name: string) => `::-p-aria([name="${name}"][role="button"])`;
const openQueue = async () => {
  // Where other pages lie before it, nothing is drawn that could be pressed.
  await admin.bringToFront();
  await admin.goto(`${stage.origins.workspace}/admin/sites/${demoSiteId}?tab=comments`);
  await see(admin, 'What readers wrote');
};
const textOf = (page: Page) => page.$eval('main', (main) => (main as HTMLElement).innerText);

/** What somebody sees who never was here. */
async function readAsStranger(browser: Browser): Promise<string> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.goto(help(article));
  const text = await textOf(page);
  await context.close();
  return text;
}

describe.each([
  { how: 'with JavaScript', hasScript: true },
  { how: 'without JavaScript', hasScript: false },
])('a guest $how', ({ how, hasScript }) => {
  const question = `How do I see ${how} which mode is on?`;
  let browser: Browser;
  let page: Page;
  const openBrowser = async () => {
    browser = await stage.browser(`comments-${hasScript}`);
    page = await browser.newPage();
    await page.setJavaScriptEnabled(hasScript);
    await page.setViewport({ width: 1280, height: 900 });
  };
  /** By the keyboard: what the site's tag asks lies over a part of the page. */
  async function follow(selector: string): Promise<void> {
    await page.focus(selector);
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  }
  beforeAll(openBrowser);

  it('[HC1, HC10, HC11, HC12] comments by keyboard, is moderated, edits, comes back after a restart and takes it back', async () => {
    await page.goto(help(article));
    expect(await browser.defaultBrowserContext().cookies()).toEqual([]);
    await follow('.comments .act');
    await page.focus('#text');
    await page.keyboard.type(question);
    await page.keyboard.press('Tab');
    await page.keyboard.type('Gus');
    await page.keyboard.press('Tab');
    await page.keyboard.type('not an address');
    stage.clock.advance(20_000);
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    // What was typed is still there, and the focus is where it is wrong.
    expect(await page.$eval('#text', (one) => (one as HTMLTextAreaElement).value)).toBe(question);
    expect(await page.$eval(':focus', (one) => one.id)).toBe('email');
    if (hasScript) await look(page, 'comment-wrong');
    await page.$eval('#email', (one) => (one as HTMLInputElement).select());
    await page.keyboard.type('gus@mail.example');
    stage.clock.advance(20_000);
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    expect(await textOf(page)).toMatch(new RegExp(`Gus\\s*You[\\s\\S]*Only you see this: it waits[\\s\\S]*${how}`));
    expect(await readAsStranger(browser)).not.toContain(question);
    if (hasScript) await look(page, 'comment-waiting');

    await openQueue();
    await see(admin, question);
    if (hasScript) await look(admin, 'queue');
    // The newest stands first: J goes there, A approves, and the focus stays in the list.
    await admin.keyboard.press('j');
    await admin.keyboard.press('a');
    await admin.waitForFunction(
      (text) => !document.querySelector('ol')?.innerText.includes(text),
      { polling },
      question,
    );
    expect(await admin.evaluate(() => document.activeElement?.tagName)).toBe('LI');
    expect(await readAsStranger(browser)).toContain(question);

    await page.goto(help(article));
    await follow('.comment a[href*="/edit"]');
    await page.$eval('#text', (one) => (one as HTMLTextAreaElement).select());
    await page.keyboard.type(`${question} Thank you.`);
    await follow('.form .button');
    expect(await textOf(page)).toMatch(/edited[\s\S]*it waits[\s\S]*Thank you\./);

    await openQueue();
    await see(admin, `${question} Thank you.`);
    await admin.keyboard.press('j');
    await admin.keyboard.press('e');
    await fill(admin, 'dialog[open] textarea', 'The doctor of your site tells you.');
    expect(await findViolations(admin)).toEqual([]);
    await press(admin, 'dialog[open] button[type=submit]');
    await see(admin, 'Your reply is shown.');
    expect(await readAsStranger(browser)).toMatch(/Thank you\.[\s\S]*Alma Reyes\s*Team[\s\S]*The doctor of your site/);

    await browser.close();
    await openBrowser();
    await page.goto(help(article));
    expect(await textOf(page)).toMatch(/Gus\s*You[\s\S]*Thank you\./);
    if (hasScript) {
      await page.goto(help(`${article}#comments`));
      await look(page, 'comments');
      await page.goto(help('/ar/articles/choose-a-cookie-mode#comments'));
      await look(page, 'comments-arabic');
      await follow('.comments .act');
      await look(page, 'comment-form-arabic');
      await page.goto(help(article));
    }
    await follow('.comment a[href*="/delete"]');
    if (hasScript) await look(page, 'comment-delete');
    await follow('.button.danger');
    const left = await textOf(page);
    expect(left).toContain('This comment was taken back by its author.');
    expect(left).not.toContain(question);
  });

  it('[HC12] after 15 minutes it is still their own, and stays as it is', async () => {
    await page.goto(help(article));
    await follow('.comments .act');
    await page.type('#text', `For good, ${how}.`);
    await page.type('#name', 'Gus');
    stage.clock.advance(20_000);
    await follow('.form .button');
    expect(await textOf(page)).toContain('Edit');
    stage.clock.advance(15 * 60_000);
    await page.reload();
    const shown = await page.$eval('.comment:target, .comment', (one) => (one as HTMLElement).innerText);
    expect(shown).toMatch(/Gus\s*You[\s\S]*For good/);
    expect(shown).not.toMatch(/Edit|Delete/);
  });
});

it('[HC13] whoever gave an address gets a mail, and ends such mails by its link', async () => {
  const mails = await admin.browser().newPage();
  await mails.goto(`${stage.origins.workspace}/dev/mail`);
  await press(mails, '::-p-text(Your comment was answered)');
  const text = await mails
    .locator('pre')
    .map((one) => one.textContent ?? '')
    .wait();
  expect(text).not.toContain('which mode is on');
  const stop = /http\S+\/mail-stops\/\S+/.exec(text)?.[0] ?? '';
  const page = await (await admin.browser().createBrowserContext()).newPage();
  await page.goto(stop);
  await look(page, 'mail-stop');
  await Promise.all([page.waitForNavigation(), page.click('main button')]);
  expect(await textOf(page)).toContain('These mails have ended');
  expect(await page.browserContext().cookies()).toEqual([]);
  await Promise.all([page.waitForNavigation(), page.click('main button')]);
  expect(await textOf(page)).toContain('These mails are on again');
});

it('[HC10] a member sets how comments are taken, and decides about them', async () => {
  await openQueue();
  await press(admin, button('Rules for comments'));
  await see(admin, 'Which comments are looked at first');
  await look(admin, 'comment-rules');
  await press(admin, '::-p-text(No comments)');
  await press(admin, 'dialog[open] button[type=submit]');
  await see(admin, 'This site takes no comments.');
  expect(await readAsStranger(admin.browser())).not.toContain('Comments');
  await admin.bringToFront();
  await press(admin, button('Take comments'));
  await press(admin, '::-p-text(Look at all of them first)');
  await press(admin, 'dialog[open] button[type=submit]');
  await see(admin, 'What readers wrote');
  await press(admin, button('Spam'));
  await see(admin, 'Marked as spam.');
  await press(admin, '::-p-text(Spam (1))');
  await see(admin, 'No spam: show it');
  await press(admin, button('Delete'));
  await see(admin, 'gone for good');
  await press(admin, 'dialog[open] ::-p-aria([name="Delete"][role="button"])');
  await see(admin, 'No spam.');
});
