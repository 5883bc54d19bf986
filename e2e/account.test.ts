import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findViolations } from './accessibility.ts';
import { fill, isSeen, polling, press, Stage, see } from './stage.ts';

const minute = 60_000;
const password = 'light-the-porch';

let stage: Stage;
let browser: Browser;
let page: Page;
let members = 0;
let email = '';
beforeAll(async () => {
  stage = await Stage.open();
});
beforeEach(async () => {
  members += 1;
  email = `nora${members}@shop.example`;
  await stage.running.app.accounts.addMember({ name: 'Nora Lind', email, password, roles: ['agent', 'admin'] });
  browser = await stage.browser(`account-${members}`);
  page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 900 });
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await stage.keepPictures(task.name);
  await browser.close();
});
afterAll(() => stage.close());

const button = (name: string) => `::-p-aria([name="${name}"][role="button"])`;

async function logIn(on: Page, { isRemembered = false } = {}): Promise<void> {
  await on.goto(`${stage.origins.workspace}/login`);
  await fill(on, 'input[inputmode=email]', email);
  await fill(on, 'input[type=password]', password);
  if (isRemembered) await press(on, '::-p-aria([name="Stay logged in on this device"])');
  await press(on, button('Log in'));
  await see(on, 'Queue');
}

/** What browsers and password managers are told of each field. */
const hints = () =>
  page.$$eval('input', (fields) =>
    fields
      .filter((field) => ['text', 'email', 'password'].includes(field.type))
      .map((field) => `${field.type} ${field.autocomplete}`),
  );

const cookieNames = async () => (await browser.cookies()).map(({ name }) => name).sort();

describe('staying logged in', () => {
  it('[REM1] [REM3] outlives the session, and leaves the end of the address for the next login', async () => {
    await logIn(page, { isRemembered: true });
    expect(await cookieNames()).toEqual(
      expect.arrayContaining(['pl_last_domain', 'pl_last_site', 'pl_site', 'porchlight_agent', 'porchlight_remember']),
    );
    stage.clock.advance(90 * minute);
    await page.goto(`${stage.origins.workspace}/visitors`);
    await see(page, 'Visitors');
    await page.waitForFunction(() => location.pathname === '/visitors', { polling });
    // In an open window, too.
    stage.clock.advance(90 * minute);
    await stage.running.app.accounts.endSessionsOver();
    await page.waitForRequest((request) => request.url().endsWith('/resume'));
    await page.waitForFunction(() => location.pathname === '/visitors', { polling });
    await see(page, 'Visitors');
    await press(page, button('Account of Nora Lind'));
    await press(page, '::-p-aria([name="Log out"][role="menuitem"])');
    await see(page, 'You are logged out.');
    for (const name of ['porchlight_agent', 'pl_site']) expect(await cookieNames()).not.toContain(name);
    // Logged out is logged out, however the browser was remembered.
    await page.goto(`${stage.origins.workspace}/`);
    await see(page, 'Your name is enough: “@shop.example” is added.');
    const values = await page.$$eval('input', (fields) => fields.map(({ value }) => value));
    expect(values.join('')).not.toContain('nora');
    expect(await hints()).toEqual(['text username webauthn', 'password current-password']);
    await fill(page, 'input[inputmode=email]', email.split('@')[0] ?? '');
    await fill(page, 'input[type=password]', password);
    await page.keyboard.press('Enter');
    await see(page, 'Queue');
  });

  it('[REM1] of which a copy was used says so after the next login, until it was read', async () => {
    await logIn(page, { isRemembered: true });
    const stolen = (await browser.cookies()).find(({ name }) => name === 'porchlight_remember')?.value ?? '';
    for (let visit = 0; visit < 2; visit += 1) {
      stage.clock.advance(90 * minute);
      await page.goto(`${stage.origins.workspace}/`);
      await see(page, 'Queue');
    }
    stage.clock.advance(minute);
    const thief = await stage.browser(`thief-${members}`);
    await thief.setCookie({
      name: 'porchlight_remember',
      value: stolen,
      domain: new URL(stage.origins.workspace).hostname,
      path: '/',
      httpOnly: true,
    });
    const copied = await thief.newPage();
    await copied.goto(`${stage.origins.workspace}/`);
    await see(copied, 'Welcome back');
    // The open page is told at once, since its socket ends.
    await see(page, 'Your session has ended');
    await fill(page, 'input[inputmode=email]', email);
    await fill(page, 'input[type=password]', password);
    await press(page, button('Log in'));
    await see(page, 'Somebody else may have been logged in as you');
    expect(await findViolations(page)).toEqual([]);
    await press(page, button('I have read this'));
    await page.waitForFunction(() => !document.body.innerText.includes('Somebody else may have'), { polling });
    await page.reload();
    await see(page, 'Queue');
    expect(await isSeen(page, 'Somebody else may have')).toBe(false);
  });
});

describe('profile and security', () => {
  it('[AUTH1] [REM2] lead into the administration by the password, and ask again for what is sensitive', async () => {
    await logIn(page);
    await page.goto(`${stage.origins.workspace}/admin/account`);
    await see(page, 'You are logged in as Nora Lind.');
    expect(await hints()).toEqual(['email username', 'password current-password']);
    expect(await findViolations(page)).toEqual([]);
    await page.keyboard.type('not the password');
    await page.keyboard.press('Enter');
    await see(page, 'This is not your password.');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await see(page, 'Where you are signed in');
    expect(await findViolations(page)).toEqual([]);
    stage.clock.advance(11 * minute);
    await press(page, button('Log out everywhere else'));
    await see(page, 'Confirm that it is you');
    expect(await findViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await see(page, 'Nothing was changed');
    await press(page, button('Log out everywhere else'));
    await see(page, 'Confirm that it is you');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await see(page, 'You are signed in nowhere else.');
    await page.goto(`${stage.origins.workspace}/`);
    await see(page, 'Welcome back');
  });

  it('[AUTH5] end another browser at once, from the list, on a phone in the dark', async () => {
    await page.setViewport({ width: 390, height: 844 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    const other = await (await stage.browser(`other-${members}`)).newPage();
    await logIn(other);
    await logIn(page);
    await page.goto(`${stage.origins.workspace}/.well-known/change-password`);
    await see(page, 'Where you are signed in');
    expect(new URL(page.url()).pathname).toBe('/account');
    expect(await findViolations(page)).toEqual([]);
    const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(widths[0]).toBeLessThanOrEqual(widths[1] ?? 0);
    await press(page, '[aria-label^="Log out Chrom"]');
    await see(page, 'You are signed in nowhere else.');
    await see(other, 'Your session has ended');
  });

  it('[AUTH2] change the password, and log out everywhere else', async () => {
    await logIn(page);
    const other = await (await stage.browser(`former-${members}`)).newPage();
    await logIn(other, { isRemembered: true });
    await page.goto(`${stage.origins.workspace}/account`);
    await see(page, 'Present password');
    expect(await hints()).toEqual(
      expect.arrayContaining(['text name', 'email username', 'password current-password', 'password new-password']),
    );
    await fill(page, '[autocomplete="current-password"]', password);
    await fill(page, '[autocomplete="new-password"]', 'password1234');
    await press(page, button('Change the password'));
    await see(page, 'This password is on lists');
    await fill(page, '[autocomplete="new-password"]', 'three otters on a porch');
    await press(page, button('Change the password'));
    await see(page, 'Your password is changed.');
    await see(other, 'Your session has ended');
    await page.goto(`${stage.origins.workspace}/`);
    await see(page, 'Queue');
  });
});
