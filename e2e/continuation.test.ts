import type { Browser, Frame, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findViolations } from './accessibility.ts';
import { chatButton, fill, logIn, messengerOf, press, Stage, see } from './stage.ts';

const yes = '::-p-aria([name="Yes, that is fine"][role="button"])';
const goOn = '::-p-aria([name="Continue"][role="button"])';
const asks = '::-p-text(Continue your conversation from shop.localhost)';

describe('a visitor goes on at another domain of the site', () => {
  let stage: Stage;
  let visitorBrowser: Browser;
  let shopper: Page;
  let agent: Page;
  let messenger: Frame;

  beforeAll(async () => {
    stage = await Stage.open();
    visitorBrowser = await stage.browser('visitor');
    agent = await logIn(await stage.browser('mia'), stage.origins.workspace, 'mia');
    await see(agent, 'Queue');
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await stage.keepPictures(task.name);
  });
  afterAll(() => stage.close());

  /** Goes to the blog by a click on a link of the shop's. */
  async function followLink(page: Page): Promise<void> {
    const left = page.waitForNavigation();
    await page.evaluate((href) => {
      const link = document.createElement('a');
      link.href = href;
      document.body.append(link);
      link.click();
    }, `${stage.origins.blog}/`);
    await left;
    await chatButton(page);
  }

  const cookieNames = (page: Page) => page.evaluate(() => document.cookie);

  it('[XD5] a conversation of the shop is offered on the blog, and shown after the click', async () => {
    shopper = await visitorBrowser.newPage();
    await shopper.setViewport({ width: 1200, height: 820 });
    await shopper.goto(`${stage.origins.shop}/`);
    await press(shopper, yes);
    await shopper.waitForFunction(() => document.cookie.includes('pl_sid'));
    await (await chatButton(shopper)).click();
    messenger = await messengerOf(shopper);
    await fill(messenger, '#composer', 'Is the walnut lamp back?');
    await press(messenger, 'button.send');
    await see(messenger, 'Sent');
    await see(agent, 'Is the walnut lamp back?');
    await shopper.goto(`${stage.origins.blog}/`);
    await press(shopper, yes);
    await shopper.waitForFunction(() => document.cookie.includes('pl_sid'));
    await shopper.goto(`${stage.origins.shop}/`);
    // Left before its frame has come: what carries the conversation lies in the tab.
    await shopper.waitForFunction(() => !/\{ \[native code\] \}$/.test(`${window.open}`));
    await followLink(shopper);
    expect(shopper.url()).not.toContain('pl_xd');
    await shopper.waitForSelector(asks);
    expect(await cookieNames(shopper)).not.toContain('pl_chat');
    expect(shopper.frames()).toHaveLength(1);
    await press(shopper, goOn);
    messenger = await messengerOf(shopper);
    await see(messenger, 'Is the walnut lamp back?');
  });

  it('[XD5] [CNV4] goes both ways there, and is there again after a reload', async () => {
    await press(agent, '::-p-text(Is the walnut lamp back?)');
    await see(agent, 'Continued on blog.localhost');
    await see(agent, 'Also known as');
    await fill(agent, 'textarea', 'It came in today.');
    await agent.keyboard.press('Enter');
    await see(messenger, 'It came in today.');
    await shopper.reload();
    messenger = await messengerOf(shopper);
    await see(messenger, 'It came in today.');
    await fill(messenger, '#composer', 'Lovely, thank you');
    await press(messenger, 'button.send');
    await see(agent, 'Lovely, thank you');
  });

  it('[VIS4] shows agents both ids without an accessibility fault, light and dark', async () => {
    for (const scheme of ['light', 'dark']) {
      await agent.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await agent.evaluate(() => {
        for (const one of document.querySelectorAll('details')) one.open = true;
      });
      expect([scheme, await findViolations(agent)]).toEqual([scheme, []]);
    }
  });

  it('[VIS4] agents part the two again, and the visitor notices nothing', async () => {
    await press(agent, 'button[aria-label^="Undo: not the same person"]');
    await see(agent, 'Nothing is deleted');
    expect(await findViolations(agent)).toEqual([]);
    await press(agent, '::-p-aria([name="Show them apart"][role="button"])');
    await see(agent, 'is shown apart now');
    await agent.waitForFunction(() => !document.body.innerText.includes('Also known as'));
    await shopper.reload();
    messenger = await messengerOf(shopper);
    await see(messenger, 'Lovely, thank you');
  });

  it('[VIS6] after a logout the messenger holds nothing any more, in this tab and in others', async () => {
    const other = await visitorBrowser.newPage();
    await other.goto(`${stage.origins.blog}/`);
    const second = await messengerOf(other);
    await see(second, 'Lovely, thank you');
    await shopper.bringToFront();
    await shopper.evaluate(() => (window as never as { Porchlight(call: string): void }).Porchlight('logout'));
    await messenger.waitForFunction(() => Object.keys(localStorage).length === 0);
    for (const frame of [messenger, second])
      await frame.waitForFunction(() => !document.body.innerText.includes('Lovely, thank you'), { polling: 100 });
    await shopper.reload();
    await (await chatButton(shopper)).click();
    messenger = await messengerOf(shopper);
    await see(messenger, 'Your name and e-mail');
    expect(await messenger.evaluate(() => document.body.innerText)).not.toContain('walnut');
  });
});
