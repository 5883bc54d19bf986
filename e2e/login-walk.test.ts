import { demoLogins } from '@porchlight/server';
import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { codeAt } from '../apps/server/src/accounts/factors/testing.ts';
import { findViolations } from './accessibility.ts';
import { look } from './looking.ts';
import { logIn, polling, Stage, see } from './stage.ts';

const { email, password } = demoLogins.admin;
const field = 'form input:not([type=checkbox])';

describe('logging in by the keyboard alone', () => {
  let stage: Stage;
  let page: Page;
  let secret = '';
  beforeAll(async () => {
    stage = await Stage.open();
    const browser = await stage.browser('member');
    const set = await logIn(browser, stage.origins.workspace, 'admin');
    await see(set, 'Add a site');
    secret = await set.evaluate(setUpApp).then(async ({ enrolment, key }) => {
      const code = codeAt(key, stage.clock.now());
      expect(await set.evaluate(activateApp, { enrolment, code })).toBe(201);
      return key;
    });
    await set.evaluate(() => fetch('/api/admin/logout', { method: 'POST' }));
    await set.close();
    stage.clock.advance(60_000);
    page = await browser.newPage();
    await page.setViewport({ width: 1280, height: 900 });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await stage.keepPictures(task.name);
  });
  afterAll(() => stage.close());

  const autocompletes = () => page.$$eval(field, (all) => all.map((one) => (one as HTMLInputElement).autocomplete));
  const waitForFocus = (autocomplete: string) =>
    page.waitForFunction(
      (wanted) => (document.activeElement as HTMLInputElement | null)?.autocomplete === wanted,
      { polling },
      autocomplete,
    );
  const code = () => codeAt(secret, stage.clock.now());

  it('[AUTH4] leads from the address to the code and in', async () => {
    await page.goto(`${stage.origins.workspace}/login`);
    await waitForFocus('username webauthn');
    expect(await autocompletes()).toEqual(['username webauthn', 'current-password']);
    await look(page, 'login');
    await page.focus(field);
    await page.keyboard.type(email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await waitForFocus('one-time-code');
    expect(await autocompletes()).toEqual(['one-time-code']);
    await look(page, 'second-step');
    await page.focus(field);
    await page.keyboard.type(code());
    await page.keyboard.press('Enter');
    await see(page, 'Queue');
    stage.clock.advance(60_000);
  });

  it('[AUTH1, AUTH40] leads on into the administration, by password and code', async () => {
    await page.goto(`${stage.origins.workspace}/admin/sites`);
    await see(page, 'Confirm that it is you');
    await waitForFocus('current-password');
    // The address is there for password managers, out of the way of everybody else.
    expect(await autocompletes()).toEqual(['username', 'current-password']);
    await look(page, 'enter');
    await page.focus('input[type=password]');
    await page.keyboard.type('not this one');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=alert]');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await see(page, 'One more step');
    await waitForFocus('one-time-code');
    await page.keyboard.type(code());
    await page.keyboard.press('Enter');
    await see(page, 'Add a site');
  });

  it('[AUTH5] leads password managers to where the password is changed', async () => {
    await page.goto(`${stage.origins.workspace}/.well-known/change-password`);
    await page.waitForSelector('input[autocomplete=new-password]');
    expect(new URL(page.url()).pathname).toBe('/account');
    const own = await page.$$eval('form:has(input[autocomplete=new-password]) input', (all) =>
      all.map((one) => one.autocomplete),
    );
    expect(own).toEqual(['username', 'current-password', 'new-password']);
  });

  it('[AUTH6] names the fields of the set-up for password managers', async () => {
    await page.goto('about:blank');
    await page.goto(`${stage.origins.workspace}/setup#${'a'.repeat(43)}`);
    await page.waitForSelector('input[autocomplete=new-password]');
    expect(await autocompletes()).toEqual(['name', 'username', 'new-password']);
    await look(page, 'setup');
    await page.focus(field);
    await page.keyboard.type('Ada');
    await page.keyboard.press('Tab');
    await page.keyboard.type('ada@shop.example');
    await page.keyboard.press('Tab');
    await page.keyboard.type('quiet otter under the porch');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=alert], h1');
    await see(page, 'link');
    expect(await findViolations(page)).toEqual([]);
  });
});

/** Runs in the page: begins the set-up of an app. */
async function setUpApp(): Promise<{ enrolment: string; key: string }> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch('/api/admin/factors/totp', { method: 'POST', headers, body: '{}' });
  const { enrolment, secret } = (await answer.json()) as { enrolment: string; secret: string };
  return { enrolment, key: secret };
}

/** Runs in the page: ends it. */
async function activateApp(body: { enrolment: string; code: string }): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  return (await fetch('/api/admin/factors/totp/activation', init)).status;
}
