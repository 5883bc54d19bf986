import { demoLogins } from '@porchlight/server';
import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clientId, clientSecret, startProvider } from '../apps/server/src/accounts/oidc/testing.ts';
import { findViolations } from './accessibility.ts';
import { fill, logIn, openPage, press, Stage, see } from './stage.ts';

const button = (name: string) => `::-p-aria([name="${name}"][role="button"])`;
const field = (name: string) => `::-p-aria([name="${name}"][role="textbox"])`;

describe('the organisation’s login service', () => {
  let stage: Stage;
  let provider: Awaited<ReturnType<typeof startProvider>>;
  let admin: Page;
  let nora: Page;

  beforeAll(async () => {
    stage = await Stage.open();
    const mail = (who: keyof typeof demoLogins) => ({ email: demoLogins[who].email, email_verified: true });
    provider = await startProvider({
      redirectUri: `${stage.origins.workspace}/login/provider/callback`,
      people: [
        { sub: 'p-admin', name: 'The boss', ...mail('admin'), groups: ['it'] },
        { sub: 'p-nora', name: 'Nora', email: 'nora@shop.example', email_verified: true, groups: ['support'] },
        { sub: 'p-odd', name: 'Odd', email: 'odd@shop.example', email_verified: true, groups: [] },
      ],
    });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await stage.keepPictures(task.name);
  });
  afterAll(async () => {
    await stage.close();
    await provider.stop();
  });

  /** At the service: chooses who one is, or cancels. */
  async function choose(page: Page, who: string) {
    await see(page, 'Cancel');
    expect(new URL(page.url()).origin).toBe(provider.issuer);
    await press(page, button(who));
  }

  it('[AUTH18] is set up in the administration, and says what is missing', async () => {
    admin = await logIn(await stage.browser('admin'), stage.origins.workspace, 'admin');
    await see(admin, 'Add a site');
    await admin.goto(`${stage.origins.workspace}/admin/members`);
    await see(admin, 'No login service is in use.');
    expect(await findViolations(admin)).toEqual([]);
    await press(admin, '::-p-aria([name="Set up"][role="link"])');
    await see(admin, `${stage.origins.workspace}/login/provider/callback`);
    await press(admin, button('Save'));
    await see(admin, 'Type an address that begins with https://.');
    expect(await findViolations(admin)).toEqual([]);
    await fill(admin, field('Issuer'), 'http://127.0.0.1:1');
    await fill(admin, field('Client ID'), clientId);
    await fill(admin, 'input[type=password]', clientSecret);
    await fill(admin, field('Name on the button'), 'Shop account');
    await fill(admin, field('Scopes'), 'email profile groups');
    await press(admin, '::-p-aria([name="Come from the service, at each login"][role="radio"])');
    for (const [at, [value, role]] of [
      ['support', 'agent'],
      ['it', 'admin'],
    ].entries()) {
      await press(admin, button('Add a value'));
      await fill(admin, field(`Value ${at + 1}`), value as string);
      await admin.select(`select[aria-label="Role for value ${at + 1}"]`, role as string);
    }
    await press(admin, '::-p-aria([name="Make a member of whoever comes for the first time"][role="checkbox"])');
    await press(admin, button('Save'));
    await see(admin, 'The login service cannot be used now. It cannot be reached.');
    await fill(admin, field('Issuer'), provider.issuer);
    await press(admin, button('Save'));
    await see(admin, 'Saved.');
    expect(await findViolations(admin)).toEqual([]);
  });

  it('[AUTH18, AUTH20, AUTH21] logs in by its button, and leaves nothing of that in the address', async () => {
    nora = await openPage(await stage.browser('nora'));
    await nora.goto(`${stage.origins.workspace}/inbox/mine`);
    await see(nora, 'Log in with Shop account');
    expect(await findViolations(nora)).toEqual([]);
    await press(nora, button('Log in with Shop account'));
    await choose(nora, 'Nora');
    await nora.waitForFunction(() => location.pathname === '/inbox/mine');
    await see(nora, 'Queue');
    const addresses = await nora.evaluate(() => [location.href, document.referrer]);
    expect(addresses.join()).not.toMatch(/code=|state=|provider/);
  });

  it('[AUTH19] says what went wrong, and leads back', async () => {
    const odd = await openPage(await stage.browser('odd'));
    await odd.goto(`${stage.origins.workspace}/login`);
    await press(odd, button('Log in with Shop account'));
    await choose(odd, 'Cancel');
    await see(odd, 'You are not logged in');
    expect(await findViolations(odd)).toEqual([]);
    await press(odd, '::-p-aria([name="Back to the login"][role="link"])');
    await press(odd, button('Log in with Shop account'));
    await choose(odd, 'Odd');
    await see(odd, 'You have no role here');
    expect(await findViolations(odd)).toEqual([]);
    // Loaded again, there is nothing left to try.
    await odd.reload();
    await see(odd, 'This login is over');
    await odd.goto(`${stage.origins.workspace}/login/provider/callback?code=forged&state=forged`);
    await see(odd, 'This login is over');
    expect(odd.url()).toBe(`${stage.origins.workspace}/login/provider`);
    expect(await findViolations(odd)).toEqual([]);
  });

  it('[AUTH19] a way back that was copied opens nothing in another browser', async () => {
    const thief = await openPage(await stage.browser('thief'));
    const victim = await openPage(await stage.browser('victim'));
    await victim.goto(`${stage.origins.workspace}/login`);
    await press(victim, button('Log in with Shop account'));
    await see(victim, 'Cancel');
    let stolen = '';
    await victim.setRequestInterception(true);
    victim.on('request', (request) => {
      const isBack = request.url().includes('/login/provider/callback');
      if (isBack) stolen = request.url();
      void (isBack ? request.abort() : request.continue());
    });
    await press(victim, button('Nora'));
    await expect.poll(() => stolen).toContain('code=');
    await thief.goto(stolen);
    await see(thief, 'This login is over');
    expect(await thief.evaluate(async () => (await fetch('/api/agent/session')).status)).toBe(401);
  });

  it('[REM2, AUTH18] confirms at the service, and comes back to where one was', async () => {
    await nora.goto(`${stage.origins.workspace}/account`);
    await see(nora, 'You log in with Shop account, so there is no password here.');
    expect(await findViolations(nora)).toEqual([]);
    await press(nora, button('Set up an app…'));
    await see(nora, 'You log in there once more');
    expect(await findViolations(nora)).toEqual([]);
    await press(nora, button('Confirm with Shop account'));
    await choose(nora, 'Nora');
    await see(nora, 'You have confirmed that it is you.');
    expect(new URL(nora.url()).pathname).toBe('/account');
    await press(nora, button('Set up an app…'));
    await nora.waitForSelector('svg[aria-label="QR code with the key for your app"] path');
  });

  it('[AUTH22] turns passwords off once an admin came in through it, and the login shows that', async () => {
    await admin.goto(`${stage.origins.workspace}/admin/login-service`);
    await see(admin, 'Log in to the administration through this service first.');
    const off = '::-p-aria([name="Turn passwords off"][role="checkbox"])';
    expect(await admin.$eval(off, (box) => (box as HTMLInputElement).disabled)).toBe(true);
    await admin.evaluate(() =>
      fetch('/api/admin/logout', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }),
    );
    await admin.goto(`${stage.origins.workspace}/admin/login?next=/admin/login-service`);
    await press(admin, button('Log in with Shop account'));
    await choose(admin, 'The boss');
    await see(admin, 'Nobody gets in any more by password');
    await press(admin, off);
    await press(admin, button('Save'));
    await press(admin, button('Confirm with Shop account'));
    await choose(admin, 'The boss');
    await see(admin, 'You have confirmed that it is you.');
    await press(admin, off);
    await press(admin, button('Save'));
    await see(admin, 'Saved.');
    await admin.goto(`${stage.origins.workspace}/admin/members`);
    await see(admin, 'Passwords are turned off.');
    const page = await openPage(await stage.browser('last'));
    await page.goto(`${stage.origins.workspace}/login`);
    await see(page, 'Here you log in with the account of your organisation.');
    expect(await page.$('input[type=password]')).toBeNull();
    expect(await findViolations(page)).toEqual([]);
  });

  it('[AUTH18] that is down is told on the login page', async () => {
    stage.clock.advance(61 * 60_000);
    await provider.stop();
    const page = await openPage(await stage.browser('down'));
    await page.goto(`${stage.origins.workspace}/login`);
    await press(page, button('Log in with Shop account'));
    await see(page, 'The login service cannot be used now. It cannot be reached.');
    expect(await findViolations(page)).toEqual([]);
  });
});
