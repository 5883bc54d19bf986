import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { look } from './looking.ts';
import { fill, logIn, press, Stage, see } from './stage.ts';

const button = (name: string) => `::-p-aria([name="${name}"][role="button"])`;

describe('members, audit log and tokens in the administration', () => {
  let stage: Stage;
  let page: Page;
  beforeAll(async () => {
    stage = await Stage.open();
    page = await logIn(await stage.browser('admin'), stage.origins.workspace, 'admin');
    await see(page, 'Add a site');
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await stage.keepPictures(task.name);
  });
  afterAll(() => stage.close());

  it('[AUTH16] a member gets another role and a team, and is named in the log', async () => {
    await page.goto(`${stage.origins.workspace}/admin/members`);
    await see(page, 'Jonas Weber');
    await look(page, 'members');
    await press(page, button('Edit Jonas Weber'));
    await see(page, 'Looks after');
    await look(page, 'edit');
    await fill(page, '::-p-aria([name="Teams"][role="textbox"])', 'Care');
    await press(page, '::-p-aria([name="Supervisor"][role="checkbox"])');
    await press(page, button('Save'));
    await see(page, 'Jonas Weber is saved.');
    await see(page, 'Care');
    await page.goto(`${stage.origins.workspace}/admin/audit`);
    await see(page, 'Roles changed');
    await see(page, 'Teams of a member changed');
    await look(page, 'audit');
  });

  it('[AUTH16] a member is logged out everywhere, at once', async () => {
    const jonas = await logIn(await stage.browser('jonas'), stage.origins.workspace, 'jonas');
    await see(jonas, 'Queue');
    await page.goto(`${stage.origins.workspace}/admin/members`);
    await press(page, button('Edit Jonas Weber'));
    await page.locator(button('Log out everywhere')).hover();
    await look(page, 'edit-foot');
    await press(page, button('Log out everywhere'));
    await see(page, 'Jonas Weber is logged out everywhere.');
    await see(jonas, 'Your session has ended');
    await page.goto(`${stage.origins.workspace}/admin/audit`);
    await see(page, 'Logged out everywhere');
  });

  it('[AUTH17] a token is told once', async () => {
    await page.goto(`${stage.origins.workspace}/admin/tokens`);
    await see(page, 'There are no tokens.');
    await press(page, button('Make a token'));
    await fill(page, '::-p-aria([name="Name"][role="textbox"])', 'Shop sync');
    await press(page, '::-p-aria([name="Read reports"][role="checkbox"])');
    await look(page, 'make-token');
    await page.keyboard.press('Tab');
    await page.$eval('form', (form) => form.requestSubmit());
    await see(page, 'Keep this token now');
    await look(page, 'token');
    await press(page, button('Close'));
    await see(page, 'by Alma Reyes');
    expect(await page.evaluate(() => document.body.textContent?.includes('pl_'))).toBe(false);
    await look(page, 'tokens');
  });
});
