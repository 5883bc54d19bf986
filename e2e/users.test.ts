import { demoSiteId } from '@porchlight/server';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findViolations } from './accessibility.ts';
import { fill, logIn, press, Stage, see } from './stage.ts';

const password = 'quiet otter under the porch';
const email = 'ada+help@mail.example';

describe('users of the help center, without JavaScript', () => {
  let stage: Stage;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    stage = await Stage.open();
    browser = await stage.browser('user');
    page = await browser.newPage();
    await page.setViewport({ width: 1280, height: 900 });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await stage.keepPictures(task.name);
  });
  afterAll(() => stage.close());

  const at = (path: string) => `${stage.origins.help}/${demoSiteId}/${path}`;
  const open = (path: string) => page.goto(at(path));
  const pictures = process.env.PORCHLIGHT_PICTURES;

  /** Types into the fields one after the other, as the keyboard reaches them, and sends the form with Enter. */
  async function type(texts: Record<string, string>): Promise<void> {
    for (const [name, text] of Object.entries(texts)) {
      await page.focus(`[name=${name}]`);
      await page.$eval(`[name=${name}]`, (one) => (one as HTMLInputElement).select());
      await page.keyboard.type(text);
    }
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  }

  /** The pages have no script, and their policy lets none run: what is used here is the browser's own. */
  const scripts = () => page.evaluate(() => document.scripts.length);

  /** Looked at in light, dark, on a phone and from right to left; pictures where somebody wants them. */
  async function look(name: string): Promise<void> {
    for (const [scheme, width, direction] of [
      ['light', 1280, 'ltr'],
      ['dark', 1280, 'ltr'],
      ['light', 390, 'ltr'],
      ['dark', 390, 'rtl'],
    ] as const) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await page.setViewport({ width, height: 900 });
      await page.$eval('html', (html, dir) => html.setAttribute('dir', dir), direction);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect([name, width, wide]).toEqual([name, width, expect.toSatisfy((over) => over <= 0)]);
      expect([name, scheme, direction, await findViolations(page)]).toEqual([name, scheme, direction, []]);
      if (pictures) await page.screenshot({ path: `${pictures}/${name}-${scheme}-${width}-${direction}.png` });
    }
    if (page.url().startsWith(stage.origins.help)) expect(await scripts()).toBe(0);
    await page.$eval('html', (html) => html.removeAttribute('dir'));
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
    await page.setViewport({ width: 1280, height: 900 });
  }

  /** The code in the newest mail of the demo with this subject. */
  async function codeOf(subject: string): Promise<string> {
    const mails = await browser.newPage();
    try {
      for (let tries = 0; tries < 50; tries += 1) {
        await mails.goto(`${stage.origins.workspace}/dev/mail`);
        if (await mails.$(`::-p-text(${subject})`)) break;
      }
      await press(mails, `::-p-text(${subject})`);
      const text = await mails
        .locator('pre')
        .map((one) => one.textContent)
        .wait();
      return /[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(text ?? '')?.[0] ?? '';
    } finally {
      await mails.close();
    }
  }

  it('[AUTH33] one registers by a code, sees what is wrong at its field, and nothing typed is lost', async () => {
    await page.goto(stage.origins.help);
    await Promise.all([page.waitForNavigation(), press(page, '::-p-aria([name="Log in"][role="link"])')]);
    await look('login');
    await Promise.all([page.waitForNavigation(), press(page, '::-p-aria([name="Create an account"][role="link"])')]);
    await type({ email: 'nobody' });
    await see(page, 'No mail can be sent to this address.');
    expect(await page.$eval(':focus', (one) => one.getAttribute('name'))).toBe('email');
    await look('register-wrong');
    await type({ email });
    await see(page, 'a mail with a code is on its way');
    await look('code');
    const code = await codeOf('Your code to create an account');
    await type({ code, name: 'Ada Lovelace', password: 'short' });
    await see(page, 'Use at least 12 characters');
    expect(await page.$eval('[name=name]', (one) => (one as HTMLInputElement).value)).toBe('Ada Lovelace');
    expect(await page.$eval('[name=password]', (one) => (one as HTMLInputElement).value)).toBe('');
    await type({ password });
    expect(page.url()).toBe(at('account'));
    await see(page, email);
    await look('account');
  });

  it('[AUTH35, AUTH36] every page of the account, and the way back from each', async () => {
    for (const path of ['email', 'password', 'sessions', 'delete']) {
      await open(`account/${path}`);
      await look(`account-${path}`);
      await Promise.all([page.waitForNavigation(), press(page, '::-p-aria([name="Your account"][role="link"])')]);
      expect(page.url().split('?')[0]).toBe(at('account'));
    }
    await type({ name: 'Ada L.' });
    await see(page, 'Saved.');
    await open('account?lang=de');
    await see(page, 'Wie Sie sich anmelden');
    await look('account-de');
  });

  it('[AUTH31, REM1] logs out, waits after too many tries, and stays logged in', async () => {
    await open('account');
    await Promise.all([page.waitForNavigation(), press(page, '::-p-aria([name="Log out"][role="button"])')]);
    await see(page, 'You are logged out.');
    await type({ email, password: 'not this one' });
    await see(page, 'do not fit each other');
    await look('login-wrong');
    await page.focus('[name=remember]');
    await page.keyboard.press('Space');
    await type({ password });
    expect(page.url()).toBe(at('account'));
    const held = (await browser.cookies()).filter(({ domain }) => domain.startsWith('help.'));
    expect(held.map(({ name, httpOnly }) => [name, httpOnly]).sort()).toEqual([
      [`porchlight_portal-${demoSiteId}`, true],
      [`porchlight_portal_remember-${demoSiteId}`, true],
    ]);
    // After the browser was closed, the session is over and the memory is not.
    await browser.deleteCookie(...held.filter(({ name }) => !name.includes('remember')));
    await open('account/sessions');
    await see(page, 'stays logged in');
  });

  it('[AUTH34] a forgotten password', async () => {
    await open('forgot-password');
    await look('forgot');
    await type({ email });
    const code = await codeOf('Your code for a new password');
    await type({ code, password: 'a wholly other phrase' });
    await see(page, 'Your new password is set.');
    await open('take-back');
    await look('take-back');
  });

  it('[AUTH37] admins see who is a user, invite, and lock out', async () => {
    const admin = await logIn(await stage.browser('admin'), stage.origins.workspace, 'admin');
    await see(admin, 'Add a site');
    await admin.goto(`${stage.origins.workspace}/admin/sites/${demoSiteId}?tab=users`);
    await see(admin, 'Ada L.');
    const workspacePage = page;
    page = admin;
    try {
      await look('admin-users');
      await press(admin, '::-p-aria([name="Invite a user…"][role="button"])');
      await fill(admin, '::-p-aria([name="E-mail address"][role="textbox"])', 'grace@mail.example');
      await look('admin-invite');
      await press(admin, '::-p-aria([name="Send the invitation"][role="button"])');
      await see(admin, 'grace@mail.example');
      await see(admin, 'Open invitations');
      await press(admin, '::-p-aria([name="Deactivate Ada L."][role="button"])');
      await see(admin, 'Every login of theirs ends at once');
      await press(admin, '::-p-aria([name="Deactivate"][role="button"])');
      await see(admin, 'Deactivated');
      await look('admin-deactivated');
    } finally {
      page = workspacePage;
    }
  });
});
