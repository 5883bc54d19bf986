import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findViolations } from './accessibility.ts';
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

  const pictures = process.env.PORCHLIGHT_PICTURES;
  /** Looked at in light, dark and on a phone, where somebody wants pictures. */
  async function look(name: string): Promise<void> {
    expect(await findViolations(page)).toEqual([]);
    for (const [scheme, width] of [
      ['light', 1280],
      ['dark', 1280],
      ['light', 390],
    ] as const) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await page.setViewport({ width, height: 900 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect([name, width, wide]).toEqual([name, width, expect.toSatisfy((over) => over <= 0)]);
      if (pictures) await page.screenshot({ path: `${pictures}/${name}-${scheme}-${width}.png` });
    }
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
    await page.setViewport({ width: 1280, height: 900 });
  }

  it('[AUTH16] a member gets another role and a team, and is named in the log', async () => {
    await page.goto(`${stage.origins.workspace}/admin/members`);
    await see(page, 'Jonas Weber');
    await look('members');
    await press(page, button('Edit Jonas Weber'));
    await see(page, 'Looks after');
    await look('edit');
    await fill(page, '::-p-aria([name="Teams"][role="textbox"])', 'Care');
    await press(page, '::-p-aria([name="Supervisor"][role="checkbox"])');
    await press(page, button('Save'));
    await see(page, 'Jonas Weber is saved.');
    await see(page, 'Care');
    await page.goto(`${stage.origins.workspace}/admin/audit`);
    await see(page, 'Roles changed');
    await see(page, 'Teams of a member changed');
    await look('audit');
  });

  it('[AUTH16] a member is logged out everywhere, at once', async () => {
    const jonas = await logIn(await stage.browser('jonas'), stage.origins.workspace, 'jonas');
    await see(jonas, 'Queue');
    await page.goto(`${stage.origins.workspace}/admin/members`);
    await press(page, button('Edit Jonas Weber'));
    await page.locator(button('Log out everywhere')).hover();
    await look('edit-foot');
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
    await look('make-token');
    await page.keyboard.press('Tab');
    await page.$eval('form', (form) => form.requestSubmit());
    await see(page, 'Keep this token now');
    await look('token');
    await press(page, button('Close'));
    await see(page, 'by Alma Reyes');
    expect(await page.evaluate(() => document.body.textContent?.includes('pl_'))).toBe(false);
    await look('tokens');
  });
});
