import { demoLogins } from '@porchlight/server';
import type { CDPSession, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { codeAt } from '../apps/server/src/accounts/factors/testing.ts';
import { findViolations } from './accessibility.ts';
import { fill, logIn, polling, press, Stage, see } from './stage.ts';

const button = (name: string) => `::-p-aria([name="${name}"][role="button"])`;
const field = (name: string) => `::-p-aria([name="${name}"][role="textbox"])`;

describe('second factors', () => {
  let stage: Stage;
  let admin: Page;
  let mia: Page;
  let devices: CDPSession;
  let device: string;
  let codes: string[];

  beforeAll(async () => {
    stage = await Stage.open();
    admin = await logIn(await stage.browser('admin'), stage.origins.workspace, 'admin');
    await see(admin, 'Add a site');
    const status = await admin.evaluate(async () => {
      const body = JSON.stringify({ roles: ['agent', 'admin'] });
      const headers = { 'content-type': 'application/json' };
      return (await fetch('/api/admin/second-factor-rule', { method: 'PUT', headers, body })).status;
    });
    expect(status).toBe(200);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await stage.keepPictures(task.name);
  });
  afterAll(() => stage.close());

  /** Answers by itself, as somebody who always puts their finger on it. */
  async function plugIn(page: Page) {
    devices = await page.createCDPSession();
    await devices.send('WebAuthn.enable');
    const { authenticatorId } = await devices.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    device = authenticatorId;
  }

  /** Leaves the session behind, as logging out does, and opens the login. */
  async function leave(page: Page, path = '/login') {
    await page.evaluate(async () => {
      const headers = { 'content-type': 'application/json' };
      for (const at of ['agent', 'admin']) await fetch(`/api/${at}/logout`, { method: 'POST', headers, body: '{}' });
    });
    await page.goto(`${stage.origins.workspace}${path}`);
  }

  async function typePassword(page: Page, who: keyof typeof demoLogins) {
    await fill(page, '::-p-aria([name="E-mail address"])', demoLogins[who].email);
    await fill(page, 'input[type=password]', demoLogins[who].password);
    await press(page, button('Log in'));
  }

  async function readCodes(page: Page): Promise<string[]> {
    await see(page, 'I have put them away');
    return page.$$eval('ul[aria-label="Recovery codes"] li', (items) => items.map((item) => item.textContent ?? ''));
  }

  it('[AUTH4] a role that needs one leads to its set-up, and nowhere else', async () => {
    mia = await logIn(await stage.browser('mia'), stage.origins.workspace, 'mia');
    await see(mia, 'Protect your account');
    expect(await findViolations(mia)).toEqual([]);
    await mia.goto(`${stage.origins.workspace}/inbox`);
    await see(mia, 'Protect your account');
  });

  it('[AUTH4] a passkey is set up, with recovery codes that are shown once', async () => {
    await plugIn(mia);
    await press(mia, button('Add a passkey'));
    await fill(mia, field('Name of the passkey'), 'Work laptop');
    await press(mia, button('Go on'));
    codes = await readCodes(mia);
    expect(new Set(codes).size).toBe(10);
    expect(await findViolations(mia)).toEqual([]);
    await press(mia, button('I have put them away'));
    await see(mia, 'Queue');
  });

  it('[AUTH4] the passkey logs in alone', async () => {
    await devices.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: device, enabled: false });
    await leave(mia);
    await see(mia, 'Log in with a passkey');
    expect(
      await mia.$eval('input[type=email], input[inputmode=email]', (one) => one.getAttribute('autocomplete')),
    ).toBe('username webauthn');
    expect(await findViolations(mia)).toEqual([]);
    await devices.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: device, enabled: true });
    if (new URL(mia.url()).pathname === '/login') await press(mia, button('Log in with a passkey')).catch(() => null);
    await see(mia, 'Queue');
  });

  it('[AUTH4] the password asks for it as the second step', async () => {
    await devices.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: device, enabled: false });
    await leave(mia);
    await typePassword(mia, 'mia');
    await see(mia, 'One more step');
    expect(await findViolations(mia)).toEqual([]);
    await devices.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: device, enabled: true });
    await press(mia, button('Use your passkey'));
    await see(mia, 'Queue');
  });

  it('[AUTH4] without the device a recovery code opens, and only once', async () => {
    await devices.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: device });
    for (const says of ['Queue', 'This recovery code is wrong or was used already.']) {
      await leave(mia);
      await typePassword(mia, 'mia');
      await see(mia, 'One more step');
      await press(mia, button('Use a recovery code'));
      await fill(mia, field('Recovery code'), (codes[0] as string).toUpperCase());
      await press(mia, button('Go on'));
      await see(mia, says);
    }
    await press(mia, button('Back to the password'));
    await see(mia, 'Welcome back');
  });

  it('[AUTH4] an app is set up by the key under the picture, by keyboard alone', async () => {
    const code = (secret: string) => codeAt(secret, stage.clock.now());
    await leave(admin, '/admin/login');
    await typePassword(admin, 'admin');
    await see(admin, 'Protect your account');
    await press(admin, button('Set up an app'));
    await admin.waitForSelector('svg[aria-label="QR code with the key for your app"] path');
    expect(await findViolations(admin)).toEqual([]);
    const secret = await admin.$eval('section[aria-label="Key for the app"]', (key) =>
      (key.textContent ?? '').replaceAll(/\s/g, ''),
    );
    await admin.waitForFunction(() => (document.activeElement as HTMLInputElement)?.autocomplete === 'one-time-code', {
      polling,
    });
    await admin.keyboard.type('12345');
    await admin.keyboard.press('Enter');
    await see(admin, 'Enter the six digits.');
    await fill(admin, field('Code from your app'), code(secret));
    await admin.keyboard.press('Enter');
    expect(await readCodes(admin)).toHaveLength(10);
    await press(admin, button('I have put them away'));
    await admin.waitForFunction(() => !location.pathname.includes('second-factor'), { polling });
    stage.clock.advance(60_000);
    await leave(admin, '/admin/login');
    await typePassword(admin, 'admin');
    await see(admin, 'One more step');
    await admin.waitForFunction(() => (document.activeElement as HTMLInputElement)?.autocomplete === 'one-time-code', {
      polling,
    });
    await admin.keyboard.type('000000');
    await admin.keyboard.press('Enter');
    await see(admin, 'This code is wrong');
    await fill(admin, field('Code from your app'), code(secret));
    await admin.keyboard.press('Enter');
    await see(admin, 'Add a site');
  });

  it('[AUTH4] their owner sees them, and may not remove the last one that a role asks for', async () => {
    await admin.goto(`${stage.origins.workspace}/admin/account`);
    await see(admin, 'Your role needs a second factor: the last one cannot be removed.');
    await see(admin, '10 are left');
    expect(await findViolations(admin)).toEqual([]);
    await plugIn(admin);
    await press(admin, button('Add a passkey…'));
    await fill(admin, field('Name of the passkey'), 'Security key');
    await press(admin, button('Go on'));
    await see(admin, 'Added ');
    await press(admin, button('Rename Security key'));
    await fill(admin, field('Name of the passkey'), 'Blue key');
    await press(admin, button('Save'));
    await see(admin, 'Blue key');
    await press(admin, button('Remove Authenticator app'));
    await see(admin, 'Remove Authenticator app?');
    expect(await findViolations(admin)).toEqual([]);
    await press(admin, button('Remove'));
    await see(admin, 'It is removed.');
    await see(admin, 'Not set up');
  });

  it('[AUTH4] an admin resets those of another, who then sets up new ones', async () => {
    await admin.goto(`${stage.origins.workspace}/admin/members`);
    await see(admin, 'Who needs a second factor');
    await press(admin, button('Reset the second factor of Mia Lindqvist'));
    await see(admin, 'Reset the second factor of Mia Lindqvist?');
    expect(await findViolations(admin)).toEqual([]);
    await press(admin, button('Reset second factor'));
    await see(admin, 'The second factor of Mia Lindqvist is reset.');
    await leave(mia);
    await typePassword(mia, 'mia');
    await see(mia, 'Protect your account');
  });
});
