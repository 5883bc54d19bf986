import type { Browser, Frame, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findViolations } from './accessibility.ts';
import { chatButton, fill, logIn, messengerOf, press, Stage, see } from './stage.ts';

const pictures = process.env.PICTURES;

describe('a visitor goes on on another device', () => {
  let stage: Stage;
  let desktop: Browser;
  let phone: Browser;

  beforeAll(async () => {
    stage = await Stage.open();
    [desktop, phone] = await Promise.all([stage.browser('desktop'), stage.browser('phone')]);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await stage.keepPictures(task.name);
  });
  afterAll(() => stage.close());

  async function openChat(browser: Browser, width: number, scheme: 'light' | 'dark'): Promise<[Page, Frame]> {
    const page = await browser.newPage();
    await page.setViewport({ width, height: 800 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.goto(`${stage.origins.shop}/`);
    await press(page, '::-p-aria([name="Yes, that is fine"][role="button"])');
    await (await chatButton(page)).click();
    return [page, await messengerOf(page)];
  }

  async function keep(page: Page, name: string) {
    if (pictures) await page.screenshot({ path: `${pictures}/${name}.png` });
  }

  /** The code of the newest mail, as the demo shows it. */
  async function readCode(): Promise<string> {
    const page = await desktop.newPage();
    try {
      for (let tries = 0; tries < 50; tries += 1) {
        await page.goto(`${stage.origins.workspace}/dev/mail`);
        if (await page.$('::-p-text(Your code to continue)')) break;
      }
      await press(page, '::-p-text(Your code to continue)');
      await page.waitForSelector('pre');
      const text = await page.$eval('pre', (one) => one.textContent ?? '');
      return /^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$/m.exec(text)?.[0] ?? '';
    } finally {
      await page.close();
    }
  }

  it('[CNV9] with a code from a mail, typed into the messenger there', async () => {
    const [page, messenger] = await openChat(desktop, 1200, 'light');
    await fill(messenger, '#composer', 'Is the walnut lamp back?');
    await press(messenger, 'button.send');
    await see(messenger, 'Sent');
    await press(messenger, '::-p-aria([name="More"][role="button"])');
    await press(messenger, '::-p-text(Continue on another device)');
    await see(messenger, 'You get a mail with a code.');
    expect(
      await messenger.$eval('.menu-panel input', (one) => [one.type, one.autocomplete, one.matches(':focus')]),
    ).toEqual(['email', 'email', true]);
    await page.keyboard.press('Enter');
    await see(messenger, 'This does not look like an e-mail address.');
    await keep(page, 'on-device');
    expect(await findViolations(page)).toEqual([]);
    await page.keyboard.type('visitor@mail.example');
    await page.keyboard.press('Enter');
    await see(messenger, 'Look into your mailbox.');
    await keep(page, 'on-device-sent');

    const code = await readCode();
    const [other, there] = await openChat(phone, 390, 'dark');
    await press(there, '::-p-text(Continue from another device)');
    const field = await there.waitForSelector('[autocomplete=one-time-code]');
    expect(await field?.evaluate((one) => (one as HTMLInputElement).autocomplete)).toBe('one-time-code');
    await other.keyboard.type('abcd efgh jkmn');
    await other.keyboard.press('Enter');
    await see(there, 'This code was used, has expired or was never given.');
    await keep(other, 'from-device');
    expect(await findViolations(other)).toEqual([]);
    await fill(there, '[autocomplete=one-time-code]', code.toLowerCase());
    await other.keyboard.press('Enter');
    await see(there, 'Is the walnut lamp back?');
    await fill(there, '#composer', 'I am on my phone now.');
    await press(there, 'button.send');
    await see(messenger, 'I am on my phone now.');
    await other.reload();
    await see(await messengerOf(other), 'Is the walnut lamp back?');

    const agent = await logIn(await stage.browser('mia'), stage.origins.workspace, 'mia');
    await press(agent, '::-p-text(I am on my phone now.)');
    await see(agent, 'Continued on another device');
  });
});
