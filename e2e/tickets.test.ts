import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { demoSiteId } from '@porchlight/server';
import type { Browser, ElementHandle, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { look } from './looking.ts';
import { fill, logIn, polling, press, Stage, see } from './stage.ts';

describe('a guest who asks, without JavaScript', () => {
  let stage: Stage;
  let guests: Browser;
  let agents: Browser;
  let agent: Page;
  const folder = mkdtempSync(path.join(tmpdir(), 'porchlight-asked-'));
  beforeAll(async () => {
    stage = await Stage.open();
    guests = await stage.browser('guest');
    agents = await stage.browser('agent');
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await stage.keepPictures(task.name);
  });
  afterAll(async () => {
    await stage.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const at = (below: string) => `${stage.origins.help}/${demoSiteId}/${below}`;
  async function openGuest(): Promise<Page> {
    const page = await guests.newPage();
    await page.setViewport({ width: 1280, height: 900 });
    return page;
  }
  /** Does something that leads to another page. */
  const follow = (page: Page, act: () => Promise<unknown>) => Promise.all([page.waitForNavigation(), act()]);
  /** Clicks what leads to another page; where no script runs, nothing waits for frames. */
  const click = (page: Page, selector: string) => follow(page, () => page.click(selector));
  const text = (page: Page) => page.$eval('main', (main) => (main as HTMLElement).innerText);
  const type = async (page: Page, fields: Record<string, string>) => {
    for (const [name, words] of Object.entries(fields)) {
      await page.focus(`main [name=${name}]`);
      await page.keyboard.type(words);
    }
  };
  const subject = 'My lamp hums at night';

  it('[HC14, HC15] finds the form where the search found little, is told what is missing, and sends it with a file', async () => {
    const page = await openGuest();
    await page.setJavaScriptEnabled(false);
    await page.goto(`${stage.origins.help}/en/search?q=humming`);
    await click(page, 'main ::-p-aria([name="Contact us"][role="link"])');
    expect(await page.$eval('[name=subject]', (field) => (field as HTMLInputElement).value)).toBe('humming');
    await page.setJavaScriptEnabled(true);
    await look(page, 'contact');
    await page.setJavaScriptEnabled(false);
    await page.goto(at('contact?lang=en'));
    const file = path.join(folder, 'lamp.png');
    writeFileSync(file, await page.screenshot({ type: 'png', clip: { x: 0, y: 0, width: 600, height: 400 } }));
    await type(page, { subject, message: 'It hums as soon as it is dark.' });
    const chooser = (await page.$('input[type=file]')) as ElementHandle<HTMLInputElement>;
    await chooser.uploadFile(file);
    await click(page, 'button[value=send]');
    expect(await text(page)).toContain('Type in your e-mail address.');
    expect(await text(page)).toContain('lamp.png');
    expect(await page.$eval(':focus', (one) => one.getAttribute('name'))).toBe('email');
    expect(await page.$eval('[name=message]', (field) => (field as HTMLTextAreaElement).value)).toBe(
      'It hums as soon as it is dark.',
    );
    await page.setJavaScriptEnabled(true);
    await look(page, 'contact-given-back');
    await page.setJavaScriptEnabled(false);
    await page.keyboard.type('ada@mail.example');
    await follow(page, () => page.keyboard.press('Enter'));
    expect(await text(page)).toContain('We have your message');
    expect(await text(page)).toContain('ada@mail.example');
    await page.setJavaScriptEnabled(true);
    await look(page, 'received');
    await page.close();
  });

  it('[HC14] an agent finds it in the queue as a form, sees subject and file, and answers', async () => {
    agent = await logIn(agents, stage.origins.workspace, 'mia');
    await see(agent, 'Queue');
    await press(agent, `::-p-text(${subject})`);
    await see(agent, 'Sent by the contact form');
    await see(agent, 'It hums as soon as it is dark.');
    await agent.waitForSelector('img[alt*="lamp.png"]');
    await look(agent, 'workspace-form');
    await fill(agent, 'textarea', 'That is the transformer. We send you another one.');
    await agent.keyboard.press('Enter');
    await see(agent, 'That is the transformer.');
  });

  it('[HC16, HC18] the guest comes back after the browser was restarted, reads, goes on, closes, rates and saves', async () => {
    await guests.close();
    guests = await stage.browser('guest');
    const page = await openGuest();
    await page.setJavaScriptEnabled(false);
    await page.goto(`${stage.origins.help}/en`);
    await click(page, '::-p-aria([name="My conversations"][role="link"])');
    expect(await text(page)).toContain('New answer');
    await page.setJavaScriptEnabled(true);
    await look(page, 'conversations');
    await page.setJavaScriptEnabled(false);
    await click(page, `.list a`);
    expect(await text(page)).toContain('That is the transformer. We send you another one.');
    await type(page, { message: 'Thank you, that would be kind.' });
    await click(page, '::-p-aria([name="Send"][role="button"])');
    expect(await text(page)).toContain('Your message was sent.');
    expect(await text(page)).toContain('Thank you, that would be kind.');
    await page.setJavaScriptEnabled(true);
    await look(page, 'conversation');
    await see(agent, 'Thank you, that would be kind.');
    // A picture opens from the files' origin, by an address of its own.
    const talk = page.url();
    const address = await page.$eval('.brought a', (link) => (link as HTMLAnchorElement).href);
    await page.goto(address);
    expect(page.url().startsWith(stage.origins.files)).toBe(true);
    // The page's own policy lets nothing be fetched, which is what the test does here.
    await page.setBypassCSP(true);
    await page.goto(talk);
    const transcript = await page.evaluate(async () => {
      const link = document.querySelector<HTMLAnchorElement>('a[href*="transcript.txt"]');
      return link ? await (await fetch(link.href)).text() : '';
    });
    expect(transcript).toContain('It hums as soon as it is dark.');
    expect(transcript).toContain('That is the transformer.');
    await page.setBypassCSP(false);
    await page.setJavaScriptEnabled(false);
    await page.reload();
    await click(page, '::-p-aria([name="Close the conversation"][role="button"])');
    expect(await text(page)).toContain('The conversation is closed.');
    await page.click('input[value="5"]');
    await click(page, '::-p-aria([name="Rate"][role="button"])');
    expect(await text(page)).toContain('You rated the conversation: 5 of 5.');
    await page.setJavaScriptEnabled(true);
    await look(page, 'conversation-closed');
    await see(agent, 'The visitor ended the conversation');
    await page.close();
  });

  it('[HC16] elsewhere it is not open, until a code from the mailbox is typed in; in Arabic, from right to left', async () => {
    const page = await (await guests.createBrowserContext()).newPage();
    await page.goto(at('conversations?lang=ar'));
    expect(await page.$eval('html', (html) => html.dir)).toBe('rtl');
    await look(page, 'conversations-none-ar');
    await page.goto(at('conversations/code?lang=ar'));
    await type(page, { email: 'ada@mail.example' });
    await follow(page, () => page.keyboard.press('Enter'));
    await look(page, 'code-ar');
    const mails = await agents.newPage();
    await mails.goto(`${stage.origins.workspace}/dev/mail`);
    const mailed = 'رمزك لعرض محادثاتك';
    await mails.waitForFunction(
      (wanted) => {
        const isThere = document.body.innerText.includes(wanted);
        if (!isThere) location.reload();
        return isThere;
      },
      { polling },
      mailed,
    );
    await press(mails, `::-p-text(${mailed})`);
    const mail = await mails
      .locator('pre')
      .map((one) => one.textContent)
      .wait();
    const code = /[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(mail ?? '')?.[0] ?? '';
    await type(page, { code });
    await follow(page, () => page.keyboard.press('Enter'));
    expect(await text(page)).toContain(subject);
    await click(page, '.list a');
    await look(page, 'conversation-ar');
    await page.close();
  });

  it('[HC15] while the subject is typed, articles that may answer it are shown by one small script', async () => {
    const page = await openGuest();
    await page.goto(at('contact?lang=en'));
    expect(await page.evaluate(() => [...document.scripts].map((one) => new URL(one.src).pathname))).toEqual([
      expect.stringMatching(/^\/script\/suggest-\w+\.js$/),
    ]);
    await page.type('[name=subject]', 'cookie mode');
    await page.waitForFunction(
      () => (document.querySelectorAll('#suggestions:not([hidden]) a') as NodeListOf<Element>).length > 0,
      { polling },
    );
    await look(page, 'contact-suggestions');
    await page.close();
  });

  it('[HC14] an admin asks for more, and the form does', async () => {
    const admin = await logIn(agents, stage.origins.workspace, 'admin');
    await see(admin, 'Add a site');
    await admin.goto(`${stage.origins.workspace}/admin/sites/${demoSiteId}?tab=contact`);
    await see(admin, 'Your own fields');
    await press(admin, '::-p-aria([name="Add a field"])');
    await fill(admin, '::-p-aria([name="What is asked (English)"])', 'Order number');
    await look(admin, 'admin-contact');
    await press(admin, '[data-save-bar] button[type=submit]');
    await see(admin, 'Saved.');
    const page = await openGuest();
    await page.goto(at('contact?lang=en'));
    expect(await text(page)).toContain('Order number');
    await page.close();
  });
});
