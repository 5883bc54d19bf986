import { demoSiteId } from '@porchlight/server';
import type { Browser, Frame, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { signToken } from '../apps/server/src/contacts/testing/tokens.ts';
import { findViolations } from './accessibility.ts';
import { chatButton, fill, isSeen, logIn, messengerOf, polling, press, Stage, see } from './stage.ts';

const yes = '::-p-aria([name="Yes, that is fine"][role="button"])';
const button = (name: string) => `::-p-aria([name="${name}"][role="button"])`;
type Said = { identified?: { name: string | null } };

describe('people who are logged in on the site', () => {
  let stage: Stage;
  let admin: Page;
  let agent: Page;
  let secret: string;
  let first: Page;
  let messenger: Frame;
  let elsewhere: Page;
  let elsewhereMessenger: Frame;

  beforeAll(async () => {
    stage = await Stage.open();
    admin = await logIn(await stage.browser('admin'), stage.origins.workspace, 'admin');
    await see(admin, 'Add a site');
    agent = await logIn(await stage.browser('mia'), stage.origins.workspace, 'mia');
    await see(agent, 'Queue');
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await stage.keepPictures(task.name);
  });
  afterAll(() => stage.close());

  const openTab = () => admin.goto(`${stage.origins.workspace}/admin/sites/${demoSiteId}?tab=login`);
  const keys = async () => await stage.running.app.contacts.keys.findAll(stage.running.app.sites.getSite(demoSiteId));

  /** What the site's own server would sign for one of its users. */
  function tokenOf(sub: string, name: string): string {
    const now = Math.floor(stage.clock.now() / 1_000);
    return signToken({ sub, aud: demoSiteId, iat: now, exp: now + 600, name, email: `${sub}@shop.example` }, secret);
  }

  /** A visitor's first page, with a yes. */
  async function arrive(browser: Browser): Promise<Page> {
    const page = await browser.newPage();
    await page.setViewport({ width: 1200, height: 820 });
    await page.goto(`${stage.origins.shop}/`);
    await press(page, yes);
    await page.waitForFunction(() => document.cookie.includes('pl_sid'), { polling });
    return page;
  }
  const say = (page: Page, ...call: string[]) =>
    page.evaluate((all) => (window as never as { Porchlight(...a: string[]): void }).Porchlight(...all), call);

  /** The page says who is here, and waits until it has heard that this is so. */
  async function identify(page: Page, sub: string, name: string): Promise<void> {
    await page.evaluate(() => {
      const here = window as never as Said & { Porchlight(...a: unknown[]): void };
      delete here.identified;
      here.Porchlight('on', 'identified', (contact: Said['identified']) =>
        Object.assign(here, { identified: contact }),
      );
    });
    await say(page, 'identify', tokenOf(sub, name));
    await page.waitForFunction((wanted) => (window as never as Said).identified?.name === wanted, { polling }, name);
  }
  const openChat = async (page: Page) => {
    await (await chatButton(page)).click();
    return messengerOf(page);
  };
  const cookie = (page: Page, name: string) =>
    page.evaluate((start) => document.cookie.split('; ').find((one) => one.startsWith(start)) ?? null, name);
  const contentOf = (frame: Frame) => frame.evaluate(() => document.body.innerText);

  it('[VIS9] an admin makes a shared secret, which is shown once', async () => {
    await openTab();
    await see(admin, 'No key yet');
    expect(await findViolations(admin)).toEqual([]);
    await press(admin, button('Add a key…'));
    await press(admin, button('Make the secret'));
    await see(admin, 'It is shown this once');
    expect(await findViolations(admin)).toEqual([]);
    secret = await admin.$eval('dialog[open] pre', (element) => element.textContent ?? '');
    expect(secret).toMatch(/^[\w-]{43}$/);
    await press(admin, button('I have put it away'));
    await see(admin, 'Shared secret (HS256)');
    await admin.reload();
    await see(admin, 'Shared secret (HS256)');
    expect(await isSeen(admin, secret)).toBe(false);
  });

  it('[VIS9] a key that cannot prove anything is refused beside its field', async () => {
    await press(admin, button('Add a key…'));
    await press(admin, 'input[name=key-kind][value=public-key]');
    await press(admin, button('Add the key'));
    await see(admin, 'Paste the public key.');
    await fill(admin, 'dialog[open] textarea', '-----BEGIN PRIVATE KEY-----');
    await press(admin, button('Add the key'));
    await see(admin, 'This is a private key');
    await press(admin, 'input[name=key-kind][value=jwks]');
    await fill(admin, 'dialog[open] input[type=url]', 'https://192.168.0.1/keys.json');
    await press(admin, button('Add the key'));
    await see(admin, 'is not an address of a public server');
    expect(await findViolations(admin)).toEqual([]);
    await press(admin, button('Cancel'));
    expect(await keys()).toHaveLength(1);
  });

  it('[CNV6] [CNV7] what comes along, and what guests see again, is chosen there', async () => {
    const site = () => stage.running.app.sites.getSite(demoSiteId);
    await press(admin, 'input[name=join][value=apart]');
    await press(admin, 'input[name=history][value=open]');
    await press(admin, button('Save'));
    await see(admin, 'Saved. It holds from the next page view.');
    expect(site()).toMatchObject({ joinPolicy: 'apart', historyPolicy: 'open' });
    await stage.running.app.sites.changeSite(demoSiteId, { joinPolicy: 'visit', historyPolicy: 'all' });
  });

  it('[VIS7] [CNV7] a guest who logs in keeps the conversation, and agents see a proved name', async () => {
    first = await arrive(await stage.browser('first'));
    messenger = await openChat(first);
    await fill(messenger, '#composer', 'Where is my walnut lamp?');
    await press(messenger, 'button.send');
    await see(messenger, 'Sent');
    await see(agent, 'Where is my walnut lamp?');
    await press(agent, '::-p-text(Where is my walnut lamp?)');
    await identify(first, 'ann', 'Ann Example');
    await see(agent, 'Ann Example');
    expect(await contentOf(messenger)).toContain('Where is my walnut lamp?');
    const held = await messenger.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
    expect(held).not.toContain('ann');
  });

  it('[CNV7] in a second browser the same person finds it, and both go on', async () => {
    elsewhere = await arrive(await stage.browser('second'));
    elsewhereMessenger = await openChat(elsewhere);
    expect(await contentOf(elsewhereMessenger)).not.toContain('walnut');
    await identify(elsewhere, 'ann', 'Ann Example');
    await see(elsewhereMessenger, 'Where is my walnut lamp?');
    await fill(elsewhereMessenger, '#composer', 'I am on my phone now');
    await press(elsewhereMessenger, 'button.send');
    await see(agent, 'I am on my phone now');
    await see(messenger, 'I am on my phone now');
    await elsewhere.reload();
    await identify(elsewhere, 'ann', 'Ann Example');
    elsewhereMessenger = await messengerOf(elsewhere);
    await see(elsewhereMessenger, 'I am on my phone now');
  });

  it('[VIS6] [CNV7] somebody else in the first browser sees nothing of it, in no tab', async () => {
    const tab = await first.browser().newPage();
    await tab.goto(`${stage.origins.shop}/lamps`);
    const second = await messengerOf(tab);
    await see(second, 'Where is my walnut lamp?');
    await first.bringToFront();
    const before = await cookie(first, 'pl_vid');
    await identify(first, 'bo', 'Bo Example');
    for (const frame of [messenger, second])
      await frame.waitForFunction(() => !document.body.innerText.includes('walnut'), { polling });
    expect(await cookie(first, 'pl_vid')).not.toBe(before);
    await first.reload();
    await identify(first, 'bo', 'Bo Example');
    messenger = await openChat(first);
    await see(messenger, 'Your name and e-mail');
    expect(await contentOf(messenger)).not.toContain('walnut');
    await fill(messenger, '#composer', 'Do you have chairs?');
    await press(messenger, 'button.send');
    await see(agent, 'Do you have chairs?');
    // Who was here before goes on where they are.
    await see(elsewhereMessenger, 'I am on my phone now');
    expect(await contentOf(elsewhereMessenger)).not.toContain('chairs');
  });

  it('[VIS6] a logout leaves nothing behind', async () => {
    await say(elsewhere, 'logout');
    await elsewhereMessenger.waitForFunction(
      () => !document.body.innerText.includes('walnut') && Object.keys(localStorage).length === 0,
      { polling },
    );
    await elsewhere.reload();
    elsewhereMessenger = await openChat(elsewhere);
    await see(elsewhereMessenger, 'Your name and e-mail');
    expect(await contentOf(elsewhereMessenger)).not.toMatch(/walnut|phone/);
    expect(await cookie(elsewhere, 'pl_chat')).toBeNull();
  });

  it('[VIS8] a refused token leaves a guest who can chat all the same', async () => {
    const heard: string[] = [];
    elsewhere.on('console', (message) => heard.push(message.text()));
    await say(elsewhere, 'identify', signToken({ sub: 'ann', aud: demoSiteId, exp: 9_999_999_999 }, secret));
    await expect.poll(() => heard.filter((text) => text.includes('was refused'))).toHaveLength(1);
    await fill(elsewhereMessenger, '#composer', 'Just a guest');
    await press(elsewhereMessenger, 'button.send');
    await see(agent, 'Just a guest');
  });

  it('[VIS9] a deleted key proves nothing any more', async () => {
    await openTab();
    await press(admin, 'button[aria-label^="Delete: Shared secret"]');
    await see(admin, 'Delete this key?');
    expect(await findViolations(admin)).toEqual([]);
    await press(admin, `dialog[open] ${'::-p-aria([name="Delete"][role="button"])'}`);
    await see(admin, 'No key yet');
    expect(await keys()).toEqual([]);
  });
});
