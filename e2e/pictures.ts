import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { rootDir } from '@porchlight/server';
import type { Page } from 'puppeteer-core';
import { chatButton, fill, logIn, messengerOf, press, Stage, see } from './stage.ts';

// The README's pictures, taken from the running product: npm run pictures.
const folder = path.join(rootDir, 'docs/images');
mkdirSync(folder, { recursive: true });

async function take(page: Page, name: string): Promise<void> {
  await page.bringToFront();
  // Fonts and transitions come to rest before the picture is taken.
  for (const frame of page.frames()) {
    await frame.evaluate(async () => {
      await document.fonts.ready;
      const passing = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
      await Promise.all(passing.map((animation) => animation.finished.catch(() => undefined)));
    });
  }
  await page.screenshot({ path: path.join(folder, `${name}.png`) as `${string}.png` });
}

const stage = await Stage.open();
try {
  const agent = await logIn(await stage.browser('agent'), stage.origins.workspace, 'mia');
  await see(agent, 'Queue');
  const visitorBrowser = await stage.browser('visitor');
  const shopper = await visitorBrowser.newPage();
  await shopper.setViewport({ width: 1280, height: 800 });
  await shopper.goto(`${stage.origins.blog}/`);
  await press(shopper, '::-p-aria([name="Yes, that is fine"][role="button"])');
  await shopper.goto(`${stage.origins.shop}/`);
  await press(shopper, '::-p-aria([name="Yes, that is fine"][role="button"])');
  await shopper.goto(`${stage.origins.shop}/lamps`);
  await (await chatButton(shopper)).click();
  const messenger = await messengerOf(shopper);
  await fill(messenger, '#composer', 'Hello! Does the reading lamp come in brass?');
  await press(messenger, 'button.send');
  await see(messenger, 'Sent');
  await see(agent, 'come in brass');
  await press(agent, '::-p-text(come in brass)');
  await fill(agent, 'textarea', 'Hi there! It does, and in black as well. Both are in stock.');
  await agent.keyboard.press('Enter');
  await see(messenger, 'Both are in stock');
  await fill(messenger, '#composer', 'Lovely. How long does delivery to Lyon take?');
  await press(messenger, 'button.send');
  await see(agent, 'delivery to Lyon');
  await press(agent, '::-p-aria([name="Note"])');
  await fill(agent, 'textarea', 'Ask the warehouse whether brass ships this week.');
  await agent.keyboard.press('Enter');
  await see(agent, 'Ask the warehouse');
  await press(agent, '::-p-aria([name="Reply"])');
  await fill(agent, 'textarea', 'Three to four working days.');
  await agent.keyboard.press('Enter');
  await see(messenger, 'Three to four working days');
  await take(shopper, 'messenger');
  await take(agent, 'workspace');
} finally {
  await stage.close();
}
