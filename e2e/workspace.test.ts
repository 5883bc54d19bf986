import { demoSiteId } from '@porchlight/server';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findViolations } from './accessibility.ts';
import { fill, logIn, press, Stage, see } from './stage.ts';
import { writeAsVisitor } from './visitor-writes.ts';

let stage: Stage;
let browser: Browser;
let visitor: Page;
beforeAll(async () => {
  stage = await Stage.open();
  browser = await stage.browser('workspace');
  visitor = await (await stage.browser('workspace-visitor')).newPage();
  await visitor.goto(`${stage.origins.service}/m/${demoSiteId}/frame`);
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await stage.keepPictures(task.name);
});
afterAll(() => stage.close());

async function leave(page: Page, at: 'agent' | 'admin'): Promise<void> {
  await page.evaluate(
    (one) =>
      fetch(`/api/${one}/logout`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }),
    at,
  );
  await page.close();
}

describe('the workspace', () => {
  it('is worked by keyboard alone, from the queue to the end', async () => {
    const { id, say } = await writeAsVisitor(visitor, 'Is the honey raw?');
    const page = await logIn(browser, stage.origins.workspace, 'mia');
    await see(page, 'Is the honey raw?');
    await page.keyboard.press('/');
    await page.keyboard.type('honey');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForFunction((path) => location.pathname === path, {}, `/inbox/queue/${id}`);
    await page.waitForSelector('textarea');
    await page.keyboard.press('t');
    await see(page, 'You answer');
    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
    await page.keyboard.type('It is, and unfiltered.');
    await page.keyboard.press('Enter');
    await page.waitForSelector('::-p-aria([name="Sent"])');
    await say('Lovely');
    await see(page, 'Lovely');
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await page.waitForSelector('::-p-aria([name="Write a note for your team"][role="textbox"])');
    await page.keyboard.type('Likes honey.');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => /Mia Lindqvist\s*Only your team sees this/.test(document.body.innerText));
    await page.keyboard.press('Escape');
    await page.keyboard.press('e');
    await see(page, 'End this conversation?');
    await page.keyboard.press('Enter');
    await see(page, 'The conversation was ended');
    await leave(page, 'agent');
  });

  it('[CNV4] keeps what is written while the server is away, and sends it once and in order', async () => {
    const { id } = await writeAsVisitor(visitor, 'Are you there?');
    const page = await logIn(browser, stage.origins.workspace, 'mia');
    await see(page, 'Are you there?');
    await page.goto(`${stage.origins.workspace}/inbox/queue/${id}`);
    await fill(page, 'textarea', 'first');
    await page.keyboard.press('Enter');
    await page.waitForSelector('::-p-aria([name="Sent"])');
    await stage.stop();
    for (const text of ['second', 'third']) {
      await fill(page, 'textarea', text);
      await page.keyboard.press('Enter');
    }
    await see(page, 'Waiting for the connection…');
    await see(page, 'Connection lost. Reconnecting');
    await stage.start();
    await page.waitForFunction(() => document.querySelectorAll('[data-side=agent]:not([data-unsent])').length === 3, {
      timeout: 40_000,
    });
    const sent = await page.$$eval('[data-side=agent]', (rows) =>
      rows.map((row) => row.querySelector('p')?.textContent),
    );
    expect(sent).toEqual(['first', 'second', 'third']);
    await page.waitForFunction(() => !document.body.innerText.includes('Connection lost'), { timeout: 40_000 });
    await leave(page, 'agent');
  });

  it('[OUT8] keeps what an agent is writing over a reload, until a logout in any tab', async () => {
    const { id } = await writeAsVisitor(visitor, 'Which honey is it?');
    const page = await logIn(browser, stage.origins.workspace, 'mia');
    await see(page, 'Which honey is it?');
    const kept = () => page.evaluate(() => sessionStorage.getItem('pl_writing'));
    const field = '::-p-aria([name="Write a note for your team"][role="textbox"])';
    const typed = () => page.$eval('textarea', (one) => one.value);
    await page.goto(`${stage.origins.workspace}/inbox/queue/${id}`);
    await page.waitForSelector('textarea');
    await page.keyboard.press('n');
    await fill(page, field, 'Ask Ben about the lime trees');
    await page.reload();
    await page.waitForSelector(field);
    expect(await typed()).toBe('Ask Ben about the lime trees');

    const other = await browser.newPage();
    await other.goto(`${stage.origins.workspace}/inbox/queue/${id}`);
    await press(other, '::-p-aria([name="Account of Mia Lindqvist"][role="button"])');
    await press(other, '::-p-aria([name="Log out"][role="menuitem"])');
    await see(other, 'You are logged out.');
    await other.close();
    await expect.poll(kept).toBe(null);
    await page.close();
  });

  it('makes no style element, and breaks no rule of its policy', async () => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) complaints.push(message.text());
    });
    await page.goto(`${stage.origins.workspace}/login`);
    await page.close();
    const agent = await logIn(browser, stage.origins.workspace, 'mia');
    agent.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) complaints.push(message.text());
    });
    await see(agent, 'Queue');
    await press(agent, '::-p-aria([name="Account of Mia Lindqvist"][role="button"])');
    await see(agent, 'Appearance');
    expect(await agent.$$eval('style', (elements) => elements.length)).toBe(0);
    expect(complaints).toEqual([]);
    await leave(agent, 'agent');
  });

  it('never leaves its own origin after a login', async () => {
    for (const next of ['//elsewhere.localhost/', 'http://elsewhere.localhost/', '/\\elsewhere.localhost']) {
      const page = await browser.newPage();
      await page.goto(`${stage.origins.workspace}/login?next=${encodeURIComponent(next)}`);
      await fill(page, '::-p-aria([name="E-mail address"])', 'mia@porchlight.example');
      await fill(page, 'input[type=password]', 'light-the-porch');
      await press(page, '::-p-aria([name="Log in"][role="button"])');
      await see(page, 'Queue');
      expect(new URL(page.url()).origin).toBe(stage.origins.workspace);
      await leave(page, 'agent');
    }
  });

  it('[AUTH3] says how long to wait after too many wrong passwords', async () => {
    const page = await browser.newPage();
    await page.goto(`${stage.origins.workspace}/login`);
    await fill(page, '::-p-aria([name="E-mail address"])', 'nobody@porchlight.example');
    for (let attempt = 0; attempt < 30; attempt += 1) {
      await fill(page, 'input[type=password]', `wrong-${attempt}`);
      const answered = page.waitForResponse((response) => response.url().endsWith('/api/agent/login'));
      await press(page, '::-p-aria([name="Log in"][role="button"])');
      if ((await answered).status() === 429) break;
      await see(page, 'E-mail address or password is wrong');
    }
    await page.waitForFunction(() =>
      /Too many attempts\. Try again in \d+ (second|minute)/.test(document.body.innerText),
    );
    await page.close();
  });

  it('takes the token of a set-up link out of the address at once, and says when it is used up', async () => {
    const page = await browser.newPage();
    await page.goto(`${stage.origins.workspace}/setup#never-a-token`);
    await see(page, 'Make the account');
    expect(page.url()).toBe(`${stage.origins.workspace}/setup`);
    await fill(page, '::-p-aria([name="Your name"][role="textbox"])', 'Ada');
    await fill(page, '::-p-aria([name="E-mail address"][role="textbox"])', 'ada@porchlight.example');
    await fill(page, 'input[type=password]', 'short');
    await press(page, '::-p-aria([name="Make the account"][role="button"])');
    await see(page, '7 more characters to go.');
    await fill(page, 'input[type=password]', 'four unrelated words');
    await press(page, '::-p-aria([name="Make the account"][role="button"])');
    await see(page, 'This link no longer works');
    await page.close();
  });

  describe.each(['light', 'dark'] as const)('in %s', (scheme) => {
    const look = (page: Page) => page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);

    it('has no accessibility fault on the agents’ screens', async () => {
      const { id } = await writeAsVisitor(visitor, 'Hello <b>you</b>');
      const page = await logIn(browser, stage.origins.workspace, 'mia');
      await look(page);
      await see(page, 'Hello <b>you</b>');
      expect(await findViolations(page)).toEqual([]);
      await page.goto(`${stage.origins.workspace}/inbox/queue/${id}`);
      await see(page, 'First visit');
      expect(await findViolations(page)).toEqual([]);
      await page.keyboard.press('?');
      await see(page, 'Single-key shortcuts');
      expect(await findViolations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.setViewport({ width: 390, height: 844 });
      await page.goto(`${stage.origins.workspace}/visitors`);
      await see(page, 'Nobody is on the site right now');
      expect(await findViolations(page)).toEqual([]);
      await leave(page, 'agent');
    });

    it('has no accessibility fault in the administration', async () => {
      const page = await logIn(browser, stage.origins.workspace, 'admin');
      await look(page);
      await see(page, 'Add a site');
      expect(await findViolations(page)).toEqual([]);
      for (const [tab, text] of [
        ['embed', 'Put this line on every page'],
        ['general', 'Accent colour'],
        ['domains', 'Origins that were refused'],
        ['stored', 'pl_vid'],
      ] as const) {
        await page.goto(`${stage.origins.workspace}/admin/sites/${demoSiteId}?tab=${tab}`);
        await see(page, text);
        expect([tab, await findViolations(page)]).toEqual([tab, []]);
      }
      await page.goto(`${stage.origins.workspace}/admin/members`);
      await press(page, '::-p-aria([name="Add a member"][role="button"])');
      await see(page, 'First password');
      expect(await findViolations(page)).toEqual([]);
      await leave(page, 'admin');
    });
  });
});
