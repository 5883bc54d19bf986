import type { Browser, Frame, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chatButton, fill, isSeen, logIn, messengerOf, openPage, press, Stage, see } from './stage.ts';

const yes = '::-p-aria([name="Yes, that is fine"][role="button"])';
const weekMs = 7 * 86_400_000 + 300_000;

describe('a visitor arrives, talks, leaves, and is recognised on return', () => {
  let stage: Stage;
  let visitorBrowser: Browser;
  let agentBrowser: Browser;
  let shopper: Page;
  let mia: Page;
  let jonas: Page;
  let messenger: Frame;

  beforeAll(async () => {
    stage = await Stage.open();
    visitorBrowser = await stage.browser('visitor');
    agentBrowser = await stage.browser('mia');
    const otherAgentBrowser = await stage.browser('jonas');
    mia = await logIn(agentBrowser, stage.origins.workspace, 'mia');
    await see(mia, 'Queue');
    jonas = await logIn(otherAgentBrowser, stage.origins.workspace, 'jonas');
    await see(jonas, 'Queue');
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await stage.keepPictures(task.name);
  });
  afterAll(() => stage.close());

  it('[CON2] nothing is stored and nobody is shown before the visitor says yes', async () => {
    shopper = await visitorBrowser.newPage();
    await shopper.setViewport({ width: 1200, height: 820 });
    await shopper.goto(`${stage.origins.shop}/`);
    await chatButton(shopper);
    expect(await visitorBrowser.cookies()).toEqual([]);
    await mia.goto(`${stage.origins.workspace}/visitors`);
    await see(mia, 'Nobody is on the site right now');
  });

  it('shows the visitor live, with the page and without a reload', async () => {
    await press(shopper, yes);
    await see(mia, 'on the site now');
    await see(mia, 'New');
    await shopper.goto(`${stage.origins.shop}/lamps`);
    await mia.waitForFunction(() => document.body.innerText.includes('/lamps'), { timeout: 10_000 });
    await see(mia, '1 page before');
  });

  it('[CNV12] a message reaches every agent at once; the draft stays with the visitor', async () => {
    await mia.goto(`${stage.origins.workspace}/inbox/queue`);
    await (await chatButton(shopper)).click();
    messenger = await messengerOf(shopper);
    await fill(messenger, '#composer', 'Does the reading lamp come in brass?');
    expect(await isSeen(mia, 'Does the reading lamp come in brass?')).toBe(false);
    await press(messenger, 'button.send');
    await see(messenger, 'Sent');
    await see(mia, 'Does the reading lamp come in brass?');
    await see(jonas, 'Does the reading lamp come in brass?');
  });

  it('[INB1] two agents take it at the same moment: one wins, the other is told who', async () => {
    for (const page of [mia, jonas]) await press(page, '::-p-text(Does the reading lamp come in brass?)');
    const buttons = await Promise.all(
      [mia, jonas].map((page) => page.waitForSelector('::-p-aria([name="Take it"][role="button"])')),
    );
    await Promise.all(
      buttons.map((button) => button?.evaluate((element) => (element as unknown as HTMLElement).click())),
    );
    const winner = await Promise.any(
      (
        [
          ['Mia Lindqvist', jonas],
          ['Jonas Weber', mia],
        ] as const
      ).map(async ([name, loser]) => {
        await see(loser, `${name} answers`);
        return name;
      }),
    );
    if (winner === 'Jonas Weber') [mia, jonas] = [jonas, mia];
    await see(messenger, `${winner} joined`);
  });

  it('both talk, with read marks; notes are not noticed by the visitor', async () => {
    await fill(mia, 'textarea', 'It does, and in black as well.');
    await mia.keyboard.press('Enter');
    await see(messenger, 'It does, and in black as well.');
    await mia.waitForSelector('::-p-aria([name="Read"])');
    await mia.locator('::-p-aria([name="Note"])').click();
    await fill(mia, 'textarea', 'Asks about brass: VIP, be nice.');
    await mia.keyboard.press('Enter');
    await see(mia, 'Only your team sees this');
    await see(jonas, 'Asks about brass');
    await fill(messenger, '#composer', 'And how long does delivery take?');
    await messenger.focus('#composer');
    await shopper.keyboard.press('Enter');
    await see(mia, 'And how long does delivery take?');
    expect(await isSeen(messenger, 'VIP')).toBe(false);
  });

  it('[CNV4] the conversation, draft and window survive another page, a reload and a second tab', async () => {
    await fill(messenger, '#composer', 'a half-written thought');
    await shopper.goto(`${stage.origins.shop}/delivery`);
    messenger = await messengerOf(shopper);
    await see(messenger, 'It does, and in black as well.');
    await messenger.waitForFunction(
      () => document.querySelector<HTMLTextAreaElement>('#composer')?.value === 'a half-written thought',
    );
    await shopper.reload();
    messenger = await messengerOf(shopper);
    await see(messenger, 'And how long does delivery take?');
    const second = await visitorBrowser.newPage();
    await second.goto(`${stage.origins.shop}/`);
    const secondMessenger = await messengerOf(second);
    await see(secondMessenger, 'And how long does delivery take?');
    await fill(mia, 'textarea', '');
    await mia.locator('::-p-aria([name="Reply"])').click();
    await fill(mia, 'textarea', 'Three working days.');
    await mia.keyboard.press('Enter');
    await see(messenger, 'Three working days.');
    await see(secondMessenger, 'Three working days.');
    await second.close();
    await shopper.bringToFront();
  });

  it('the agent ends it and the visitor rates it', async () => {
    await press(mia, '::-p-aria([name="End"][role="button"])');
    await press(mia, '::-p-aria([name="End conversation"][role="button"])');
    await see(messenger, 'How did we do?');
    await press(messenger, 'label.star:last-of-type');
    await press(messenger, '::-p-text(Send rating)');
    await see(messenger, 'Thank you for telling us.');
    await see(mia, 'The visitor gave 5 of 5');
  });

  it('[VIS2] a week later the visitor is recognised, and both sides see what was', async () => {
    await visitorBrowser.close();
    stage.clock.advance(weekMs);
    visitorBrowser = await stage.browser('visitor');
    // A week is longer than a login lasts.
    await mia.goto(`${stage.origins.workspace}/`);
    await see(mia, 'Log in');
    await mia.close();
    mia = await logIn(agentBrowser, stage.origins.workspace, 'mia', weekMs);
    await see(mia, 'Queue');
    await mia.goto(`${stage.origins.workspace}/visitors`);
    shopper = await openPage(visitorBrowser, weekMs);
    await shopper.goto(`${stage.origins.shop}/`);
    await see(mia, '2nd visit');
    await press(mia, '::-p-text(2nd visit)');
    await see(mia, 'Returning');
    await see(mia, '1 conversation');
    await see(mia, 'last chat 1 week ago');
    await (await chatButton(shopper)).click();
    messenger = await messengerOf(shopper);
    await see(messenger, 'Your conversations');
    await messenger.locator('button.card').click();
    await see(messenger, 'It does, and in black as well.');
  });

  it('an agent offers a chat, and it arrives with the next sign of life', async () => {
    await press(shopper, '::-p-aria([name="Close chat"][role="button"])');
    await mia.bringToFront();
    await press(mia, '::-p-aria([name="Offer the chat"][role="button"])');
    await see(mia, 'On its way');
    await shopper.bringToFront();
    await shopper.goto(`${stage.origins.shop}/lamps`);
    await shopper.waitForSelector('::-p-aria([name="Chat now"][role="button"])', { timeout: 10_000 });
    await see(mia, 'sees your offer');
    await press(shopper, '::-p-aria([name="Chat now"][role="button"])');
    messenger = await messengerOf(shopper);
    await see(messenger, 'Can I help you find something?');
    await fill(messenger, '#composer', 'Yes please!');
    await press(messenger, 'button.send');
    await see(messenger, 'Sent');
    await mia.goto(`${stage.origins.workspace}/inbox/mine`);
    await see(mia, 'Yes please!');
  });
});
