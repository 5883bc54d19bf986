import { demoLogins } from '@porchlight/server';
import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findViolations } from './accessibility.ts';
import { look } from './looking.ts';
import { fill, isSeen, logIn, press, Stage, see } from './stage.ts';

const button = (name: string) => `::-p-aria([name="${name}"][role="button"])`;
const password = 'quiet otter under the porch';

describe('the administration', () => {
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

  const open = (path: string, of: Page = page) => of.goto(`${stage.origins.workspace}${path}`);
  const addMember = (name: string, roles: ('viewer' | 'supervisor')[]) =>
    stage.running.app.accounts.addMember({ name, email: `${name.toLowerCase()}@shop.example`, password, roles });
  async function logInAs(name: string, path: string): Promise<Page> {
    const own = await (await stage.browser(name)).newPage();
    await own.setViewport({ width: 1280, height: 900 });
    await open(path, own);
    await fill(own, '::-p-aria([name="E-mail address"])', `${name.toLowerCase()}@shop.example`);
    await fill(own, 'input[type=password]', password);
    await press(own, button('Log in'));
    return own;
  }

  it('[AUTH11] invites somebody, sends the mail again and withdraws', async () => {
    await open('/admin/invitations');
    await see(page, 'Nobody is invited');
    await look(page, 'invitations-empty');
    await press(page, button('Invite somebody'));
    await see(page, 'Language of the mail');
    await page.keyboard.press('Enter');
    await see(page, 'Enter your e-mail address.');
    await page.keyboard.type(demoLogins.mia.email);
    await page.keyboard.press('Enter');
    await see(page, 'Somebody with this address is a member already.');
    await look(page, 'invite');
    await fill(page, '::-p-aria([name="E-mail address"])', 'ida@shop.example');
    await press(page, '::-p-aria([name="Supervisor"][role="checkbox"])');
    await page.$eval('dialog[open] form', (form) => form.requestSubmit());
    await see(page, 'A mail is on its way to ida@shop.example.');
    await see(page, 'Open until');
    await look(page, 'invitations');
    await press(page, button('Send again to ida@shop.example'));
    await see(page, 'The mail was not sent');
    stage.clock.advance(61_000);
    await press(page, button('Send again to ida@shop.example'));
    await page.waitForFunction(
      () => (document.body.innerText.match(/A mail is on its way to ida@shop.example/g) ?? []).length > 0,
      { polling: 100 },
    );
    await press(page, button('Withdraw the invitation of ida@shop.example'));
    await see(page, 'opens nothing any more');
    await press(page, 'dialog[open] ::-p-aria([name="Withdraw"][role="button"])');
    await see(page, 'Nobody is invited');
    await open('/admin/audit');
    await see(page, 'Invitation withdrawn');
    await see(page, 'Invitation sent again');
  });

  it('[AUTH15] makes, changes and removes a team', async () => {
    await open('/admin/teams');
    await press(page, button('Add a team'));
    await fill(page, '::-p-aria([name="Name"][role="textbox"])', 'Weekend');
    await press(page, '::-p-aria([name="Mia Lindqvist"][role="checkbox"])');
    await look(page, 'team');
    await page.$eval('dialog[open] form', (form) => form.requestSubmit());
    await see(page, 'Weekend is saved.');
    await see(page, 'Mia Lindqvist');
    await look(page, 'teams');
    await press(page, button('Edit Weekend'));
    await fill(page, '::-p-aria([name="Name"][role="textbox"])', 'Sunday');
    await page.keyboard.press('Enter');
    await see(page, 'Sunday is saved.');
    await press(page, button('Remove the team Sunday'));
    await press(page, 'dialog[open] ::-p-aria([name="Remove"][role="button"])');
    await see(page, 'There are no teams');
  });

  it('[JOB3] shows mail that could not be sent, tries it again and puts it away', async () => {
    await open('/admin/mail');
    await see(page, 'Everything was sent');
    const by = (await stage.running.storage.read.selectFrom('members').select('id').executeTakeFirst())?.id;
    const invitation = { roles: ['agent' as const], sites: null, language: 'en' as const };
    for (const email of ['nobody at all', 'no one either'])
      await stage.running.app.accountMail.invite(by ?? 'me_nobody', { email, ...invitation });
    while ((await stage.running.app.jobs.count()).dead < 2) await stage.running.app.jobs.runDue();
    await page.reload();
    await see(page, 'This is no address that mail can be sent to.');
    await look(page, 'mail');
    await press(page, button('Put away: Invitation, nobody at all'));
    await see(page, 'It is put away.');
    await press(page, button('Try again: Invitation, no one either'));
    await see(page, 'It is tried again now.');
    await open('/admin/audit?');
    await see(page, 'Mail put away');
    await see(page, 'Mail tried again');
  });

  it('has every part of a site at its side, in German too, and in a menu on a phone', async () => {
    const german = await page.browser().newPage();
    await german.evaluateOnNewDocument(() => {
      Object.defineProperty(navigator, 'languages', { get: () => ['de'] });
    });
    await german.setViewport({ width: 1280, height: 900 });
    const { id } = (await stage.running.storage.read.selectFrom('sites').select('id').executeTakeFirst()) ?? {};
    await open(`/admin/sites/${id}?tab=consent`, german);
    const tabs = '[role=tablist] [role=tab]';
    await german.waitForSelector(tabs);
    const cut = await german.$$eval(tabs, (all) => all.filter((one) => one.scrollWidth > one.clientWidth).length);
    expect([(await german.$$(tabs)).length, cut]).toEqual([15, 0]);
    await look(german, 'site-german');
    // The picture was taken at a phone's width, too, where a menu stands for the tabs.
    await german.waitForSelector('#tab-consent');
    await german.focus('#tab-consent');
    await german.keyboard.press('ArrowDown');
    await german.waitForFunction(() => document.activeElement?.id === 'tab-login', { polling: 100 });
    await german.setViewport({ width: 390, height: 844 });
    await german.waitForSelector('select');
    expect(await german.$(tabs)).toBeNull();
    await german.select('select', 'domains');
    await german.waitForFunction(() => location.search.includes('domains'), { polling: 100 });
    const menu = '[aria-controls=admin-navigation]';
    expect(await german.$eval(menu, (one) => one.getAttribute('aria-expanded'))).toBe('false');
    await german.focus(menu);
    await german.keyboard.press('Enter');
    await see(german, 'Einladungen');
    expect(await findViolations(german)).toEqual([]);
    await press(german, '::-p-aria([name="Teams"][role="link"])');
    await see(german, 'Es gibt keine Teams');
    expect(await german.$eval(menu, (one) => one.getAttribute('aria-expanded'))).toBe('false');
    await german.close();
  });

  it('[AUTH8, AUTH42] offers a supervisor what the role permits, and shows settings as they are', async () => {
    await addMember('Sue', ['supervisor']);
    const sue = await logInAs('Sue', '/admin/');
    await sue.waitForSelector('#admin-navigation a');
    const offered = await sue.$$eval('#admin-navigation a', (all) => all.map((one) => one.textContent));
    expect(offered).toEqual(['Sites', 'Members', 'Invitations', 'Teams']);
    expect(await isSeen(sue, 'Add a site')).toBe(false);
    await press(sue, '::-p-aria([name="Members"][role="link"])');
    await see(sue, 'Mia Lindqvist');
    expect(await isSeen(sue, 'Edit')).toBe(false);
    const { id } = (await stage.running.storage.read.selectFrom('sites').select('id').executeTakeFirst()) ?? {};
    await open(`/admin/sites/${id}?tab=general`, sue);
    await see(sue, 'not change them');
    expect(await sue.$$eval('#site-panel input:enabled, #site-panel button:enabled', (all) => all.length)).toBe(0);
    await look(sue, 'supervisor');
    await sue.close();
  });

  it('[AUTH8, AUTH42] lets a viewer read a conversation, with no way to write', async () => {
    await addMember('Vera', ['viewer']);
    const vera = await logInAs('Vera', '/');
    await see(vera, 'Queue');
    await open('/inbox/ended', vera);
    await vera.waitForSelector('section[aria-label] a[href*="/inbox/ended/"]');
    await press(vera, 'a[href*="/inbox/ended/"]');
    await see(vera, 'Your role lets you read conversations, not answer them.');
    expect(await vera.$$('textarea')).toEqual([]);
    expect(await vera.$('[role=switch]')).toBeNull();
    await vera.keyboard.press('r');
    await vera.keyboard.press('n');
    expect(await vera.$$('textarea')).toEqual([]);
    await look(vera, 'viewer');
    await vera.close();
  });
});
