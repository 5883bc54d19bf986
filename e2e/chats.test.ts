import { demoSiteId } from '@porchlight/server';
import type { Browser, Frame, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findViolations } from './accessibility.ts';
import { look } from './looking.ts';
import { chatButton, fill, isSeen, logIn, messengerOf, polling, press, Stage, see } from './stage.ts';

const pictures = process.env.PORCHLIGHT_PICTURES;
const showThere = '::-p-text(Show in “My conversations”)';

describe('a guest’s chats in the help center', () => {
  let stage: Stage;
  let guests: Browser;
  let page: Page;
  let agent: Page;
  beforeAll(async () => {
    stage = await Stage.open();
    guests = await stage.browser('guest');
    agent = await logIn(await stage.browser('agent'), stage.origins.workspace, 'mia');
    await see(agent, 'Queue');
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await stage.keepPictures(task.name);
  });
  afterAll(() => stage.close());

  const list = (language = 'en') => `${stage.origins.help}/${demoSiteId}/conversations?lang=${language}`;
  const text = (where: Page) => where.$eval('main', (main) => (main as HTMLElement).innerText);
  async function openPage(address: string): Promise<Page> {
    const opened = await guests.newPage();
    await opened.setViewport({ width: 1280, height: 900 });
    await opened.goto(address);
    return opened;
  }
  async function openChat(where: Page): Promise<Frame> {
    await (await chatButton(where)).click();
    return messengerOf(where);
  }
  async function chatAt(address: string, message: string): Promise<{ page: Page; frame: Frame }> {
    const opened = await openPage(address);
    const frame = await openChat(opened);
    await fill(frame, '#composer', message);
    await press(frame, 'button.send');
    await see(frame, 'Sent');
    return { page: opened, frame };
  }
  /** Presses the entry in the messenger's list; answers with the tab that it opens. */
  async function showFrom(frame: Frame): Promise<Page> {
    await press(frame, '::-p-aria([name="All conversations"][role="button"])');
    const tab = guests.waitForTarget((target) => target.url().includes('/conversations/chats'));
    await press(frame, showThere);
    const opened = await (await tab).page();
    if (!opened) throw new Error('No tab was opened.');
    await see(opened, 'Show your chats here?');
    return opened;
  }
  const click = (where: Page, selector: string) => Promise.all([where.waitForNavigation(), where.click(selector)]);

  it('[HC34] come from the help center’s own messenger by a press, and stand in the list', async () => {
    const chat = await chatAt(`${stage.origins.help}/en`, 'Is the walnut lamp back?');
    page = chat.page;
    expect(await (await openPage(list())).$$eval('.list a', (all) => all.length)).toBe(0);
    await page.bringToFront();
    const asking = await showFrom(chat.frame);
    expect(asking.url()).not.toMatch(/code|key/);
    expect(await text(asking)).toContain('Show the chat here');
    expect(await asking.evaluate(() => document.scripts.length)).toBe(0);
    await look(asking, 'chats-asked');
    await click(asking, 'main button');
    expect(await text(asking)).toContain('Your conversations are open in this browser.');
    expect(await text(asking)).toContain('Is the walnut lamp back?');
    await look(asking, 'chats-listed');
    // What is listed says where more comes from.
    expect(await asking.$eval('main a[href="/en"]', (link) => link.textContent)).toBe('start page');
    await page.bringToFront();
    await see(chat.frame, 'It goes on in the new tab.');
    expect(await findViolations(page)).toEqual([]);
    if (pictures)
      for (const scheme of ['light', 'dark']) {
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
        await page.screenshot({ path: `${pictures}/chats-messenger-${scheme}.png` });
      }
  });

  it('[HC34] what is written there the agent reads, and the messenger shows; and the other way round', async () => {
    const reading = await openPage(list());
    await click(reading, '.list a');
    await reading.type('main [name=message]', 'I would take two.');
    await click(reading, 'main .form button');
    expect(await text(reading)).toContain('Your message was sent.');
    await press(agent, '::-p-text(I would take two.)');
    await see(agent, 'Is the walnut lamp back?');
    await fill(agent, 'textarea', 'It came in today.');
    await agent.keyboard.press('Enter');
    await see(agent, 'It came in today.');
    await page.bringToFront();
    await page.reload();
    const frame = await messengerOf(page);
    await see(frame, 'I would take two.');
    await see(frame, 'It came in today.');
    await reading.bringToFront();
    await reading.reload();
    expect(await text(reading)).toContain('It came in today.');
  });

  it('[HC34] a chat of the shop comes beside it; after a restart of the browser both are there', async () => {
    const shop = await openPage(`${stage.origins.shop}/`);
    await press(shop, '::-p-aria([name="Yes, that is fine"][role="button"])');
    const frame = await openChat(shop);
    await fill(frame, '#composer', 'Do you ship to Austria?');
    await press(frame, 'button.send');
    await see(frame, 'Sent');
    const asking = await showFrom(frame);
    await click(asking, 'main button');
    await guests.close();
    guests = await stage.browser('guest');
    page = await openPage(list());
    expect(await text(page)).toContain('Do you ship to Austria?');
    expect(await text(page)).toContain('It came in today.');
    const right = await openPage(list('ar'));
    expect(await right.$eval('html', (html) => html.dir)).toBe('rtl');
    await look(right, 'chats-listed-ar');
    await right.close();
  });

  it('[HC35] forgotten in the help center, they are closed in the messenger too', async () => {
    await page.bringToFront();
    await click(page, '::-p-aria([name="Forget in this browser"][role="button"])');
    expect(await text(page)).toContain('This browser has forgotten the conversations.');
    await page.goto(`${stage.origins.help}/en`);
    // It stood open as the browser was closed.
    const frame = await messengerOf(page);
    await frame.waitForSelector('.log-beginning', { timeout: 15_000 });
    expect(await isSeen(frame, 'Is the walnut lamp back?')).toBe(false);
    await page.goto(list());
    await page.waitForFunction(() => document.querySelectorAll('.list a').length === 0, { polling });
  });
});
