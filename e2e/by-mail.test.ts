import { demoLogins } from '@porchlight/server';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest';
import { findViolations } from './accessibility.ts';
import { fill, logIn, press, Stage, see } from './stage.ts';

const password = 'quiet otter under the porch';

describe('what members do by mail', () => {
  let stage: Stage;
  let browser: Browser;
  beforeAll(async () => {
    stage = await Stage.open();
    browser = await stage.browser('member');
  });
  afterAll(() => stage.close());

  const at = (path: string) => `${stage.origins.workspace}${path}`;
  const pictures = process.env.PICTURES;

  /** A page as `language`, light or dark, wide or narrow. */
  async function open(path: string, look: { scheme?: 'light' | 'dark'; width?: number; language?: string } = {}) {
    const page = await browser.newPage();
    const { scheme = 'light', width = 1280, language = 'en' } = look;
    await page.setViewport({ width, height: 900 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.evaluateOnNewDocument((tag) => {
      Object.defineProperty(navigator, 'languages', { get: () => [tag] });
    }, language);
    await page.goto(at(path));
    return page;
  }

  /** The address of the link in the newest mail of the demo with this subject, as its page shows it. */
  async function linkOf(subject: string): Promise<string> {
    const page = await browser.newPage();
    try {
      for (let tries = 0; ; tries += 1) {
        await page.goto(at('/dev/mail'));
        if ((await page.$(`::-p-text(${subject})`)) || tries > 50) break;
      }
      await press(page, `::-p-text(${subject})`);
      await page.waitForSelector('pre a');
      return await page.$eval('pre a', (one) => one.href);
    } finally {
      await page.close();
    }
  }

  async function keep(page: Page, name: string) {
    if (pictures) await page.screenshot({ path: `${pictures}/${name}.png` });
  }

  it('[AUTH12] a forgotten password is replaced by the link, with the keyboard alone', async () => {
    onTestFailed(() => stage.keepPictures('forgot'));
    const page = await open('/login');
    await press(page, '::-p-aria([name="Forgot your password?"][role="link"])');
    await see(page, 'Send the mail');
    expect(await findViolations(page)).toEqual([]);
    await keep(page, 'forgot');
    const field = '::-p-aria([name="E-mail address"][role="textbox"])';
    expect(await page.$eval('input[type=email]', (one) => one.autocomplete)).toBe('username');
    await page.keyboard.press('Enter');
    await see(page, 'Enter your e-mail address.');
    await fill(page, field, demoLogins.jonas.email);
    await page.keyboard.press('Enter');
    await see(page, 'Look into your mailbox');
    expect(await findViolations(page)).toEqual([]);
    await keep(page, 'asked');

    const link = await linkOf('Choose a new password');
    await page.goto(link);
    await see(page, 'Set the password');
    expect(page.url()).toBe(at('/reset'));
    expect(await page.$$eval('form input', (fields) => fields.map((one) => [one.autocomplete, one.value]))).toEqual([
      ['username', demoLogins.jonas.email],
      ['new-password', ''],
    ]);
    await page.keyboard.type('too short');
    await page.keyboard.press('Enter');
    await see(page, '3 more characters to go.');
    await page.keyboard.type(' for a password');
    expect(await findViolations(page)).toEqual([]);
    await keep(page, 'reset');
    await page.keyboard.press('Enter');
    await see(page, 'Your password is set');
    await keep(page, 'reset-done');
    await page.goto('about:blank');
    await page.goto(link);
    await see(page, 'This link no longer works');
    expect(await findViolations(page)).toEqual([]);
    await keep(page, 'over');
    await page.close();
  });

  it('[AUTH11] an invitation is accepted, and the new member logs in', async () => {
    onTestFailed(() => stage.keepPictures('invitation'));
    const { storage, app } = stage.running;
    const admin = (await storage.read.selectFrom('members').select('id').execute())[0];
    await app.accountMail.invite(admin?.id ?? 'me_nobody', {
      email: 'ada@porchlight.example',
      roles: ['agent'],
      sites: null,
      language: 'en',
    });
    const link = await linkOf('Your invitation to the workspace');
    for (const [scheme, width, language] of [
      ['light', 1280, 'en'],
      ['dark', 1280, 'de'],
      ['light', 390, 'de'],
      ['dark', 390, 'en'],
    ] as const) {
      const page = await open(new URL(link).pathname + new URL(link).hash, { scheme, width, language });
      await see(page, language === 'de' ? 'Konto anlegen' : 'Make the account');
      expect(await findViolations(page)).toEqual([]);
      await keep(page, `invitation-${scheme}-${width}-${language}`);
      await page.close();
    }
    const page = await open(new URL(link).pathname + new URL(link).hash);
    await see(page, 'Make the account');
    expect(await page.$$eval('form input', (fields) => fields.map((one) => one.autocomplete))).toEqual([
      'name',
      'username',
      'new-password',
    ]);
    await page.keyboard.type('Ada');
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await see(page, 'Your account is ready');
    await keep(page, 'invitation-done');
    await press(page, '::-p-aria([name="Log in"][role="link"])');
    await fill(page, '::-p-aria([name="E-mail address"])', 'ada@porchlight.example');
    await fill(page, 'input[type=password]', password);
    await press(page, '::-p-aria([name="Log in"][role="button"])');
    await see(page, 'Inbox');
    await page.close();
  });

  it('[AUTH13] a new address confirms by a click, and the old one takes it back', async () => {
    onTestFailed(() => stage.keepPictures('address'));
    const account = await logIn(await stage.browser('mia'), stage.origins.workspace, 'mia');
    await see(account, 'Queue');
    await account.goto(at('/account'));
    const field = '::-p-aria([name="New e-mail address"][role="textbox"])';
    await fill(account, field, 'mia.new@porchlight.example');
    expect(await account.$eval('input[name=new-email]', (one) => one.autocomplete)).toBe('email');
    await press(account, '::-p-aria([name="Send the mail"][role="button"])');
    await see(account, 'A mail is on its way to mia.new@porchlight.example');
    expect(await findViolations(account)).toEqual([]);
    await keep(account, 'account');
    await account.close();
    const page = await open(new URL(await linkOf('Confirm this address')).href.slice(stage.origins.workspace.length));
    await see(page, 'mia.new@porchlight.example');
    expect(await findViolations(page)).toEqual([]);
    await keep(page, 'confirm');
    await press(page, '::-p-aria([name="Confirm"][role="button"])');
    await see(page, 'Your address is confirmed');
    await page.goto(await linkOf('Your address was changed'));
    await see(page, demoLogins.mia.email);
    await keep(page, 'undo');
    await press(page, '::-p-aria([name="Take it back"][role="button"])');
    await see(page, 'Your address is back');
    expect(await findViolations(page)).toEqual([]);
    await page.close();
  });

  it('[MAIL2] shows the demo’s mails, their HTML in a sandbox', async () => {
    const page = await open('/dev/mail', { width: 390 });
    await see(page, 'Mails of this demo');
    expect(await findViolations(page)).toEqual([]);
    await keep(page, 'mails');
    await press(page, '::-p-text(Choose a new password)');
    const frame = await page.waitForSelector('iframe');
    expect(await frame?.evaluate((one) => one.getAttribute('sandbox'))).toBe(
      'allow-popups allow-popups-to-escape-sandbox',
    );
    const inner = await frame?.contentFrame();
    await inner?.waitForSelector('h1');
    await keep(page, 'mail');
    await page.close();
  });
});
