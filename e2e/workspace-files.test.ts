import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { demoSiteId } from '@porchlight/server';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findViolations } from './accessibility.ts';
import { fill, logIn, polling, press, Stage, see } from './stage.ts';
import { type Written, writeAsVisitor } from './visitor-writes.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'porchlight-files-'));
/** A picture of 2 by 2 pixels. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg==',
  'base64',
);
const fileOf = (name: string, content: string | Buffer) => {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
};

let stage: Stage;
let browser: Browser;
let visitor: Page;
let page: Page;
let written: Written;
beforeAll(async () => {
  stage = await Stage.open();
  browser = await stage.browser('workspace-files');
  visitor = await (await stage.browser('workspace-files-visitor')).newPage();
  await visitor.goto(`${stage.origins.service}/m/${demoSiteId}/frame`);
  page = await logIn(browser, stage.origins.workspace, 'mia');
  await see(page, 'Queue');
});
beforeEach(async () => {
  await page.bringToFront();
  await page.setViewport({ width: 1360, height: 860 });
  written = await writeAsVisitor(visitor, 'Does it come in brass?', {
    name: 'Ada Moreau',
    email: 'ada@ada.example',
  });
  await page.goto(`${stage.origins.workspace}/inbox/queue/${written.id}`);
  await page.waitForSelector('textarea');
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await stage.keepPictures(task.name);
});
afterAll(async () => {
  await stage.close();
  rmSync(folder, { recursive: true, force: true });
});

const input = async () => {
  const element = await page.waitForSelector('input[type=file]');
  if (!element) throw new Error('Files cannot be chosen.');
  return element as unknown as import('puppeteer-core').ElementHandle<HTMLInputElement>;
};
const count = (selector: string, wanted: number) =>
  page.waitForFunction((one, many) => document.querySelectorAll(one).length === many, { polling }, selector, wanted);
const attached = (state: string, wanted: number) => count(`[data-state=${state}]`, wanted);
const sent = (wanted: number) => count('[data-side=agent]:not([data-unsent])', wanted);

/** Lets the page take files as a paste or a drop would bring them. */
const bring = (event: 'paste' | 'drop', selector: string, names: string[]) =>
  page.$eval(
    selector,
    (element, kind, all) => {
      const data = new DataTransfer();
      for (const name of all) data.items.add(new File([`content of ${name}`], name, { type: 'text/plain' }));
      const about = { bubbles: true, cancelable: true };
      element.dispatchEvent(
        kind === 'paste'
          ? new ClipboardEvent('paste', { ...about, clipboardData: data })
          : new DragEvent('drop', { ...about, dataTransfer: data }),
      );
    },
    event,
    names,
  );

describe('files in the workspace', () => {
  it('are attached by keyboard alone, and shown as what they are', async () => {
    const button = await page.waitForSelector('::-p-aria([name="Attach files"][role="button"])');
    const chosen = page.waitForFileChooser();
    await button?.focus();
    await page.keyboard.press('Enter');
    const chooser = await chosen;
    await chooser.accept([fileOf('lamp.png', picture), fileOf('terms.txt', 'Delivery takes three days.')]);
    await attached('ready', 2);
    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA', { polling });
    await page.keyboard.type('Both are here.');
    await page.keyboard.press('Enter');
    await sent(1);
    await page.waitForFunction(
      () => ((document.querySelector('[data-side=agent] img') as HTMLImageElement | null)?.naturalWidth ?? 0) > 0,
      { polling },
    );
    const links = await page.$$eval('[data-side=agent] a', (all) => all.map((link) => new URL(link.href).origin));
    expect(links).toEqual([stage.origins.files, stage.origins.files]);
    const file = await page.$eval('[data-side=agent] a[download]', (link) => [link.textContent, link.href] as const);
    expect(file[0]).toBe('terms.txt26 bytes');
    // It is handed over to be kept, never shown.
    const other = await browser.newPage();
    await expect(other.goto(file[1])).rejects.toThrow('ERR_ABORTED');
    await other.close();
    expect(await page.$$eval('[data-side=agent] p', (texts) => texts.map((one) => one.textContent))).toEqual([
      'Both are here.',
    ]);
  });

  it('are taken from the clipboard and from a drop, up to ten, and go without words', async () => {
    await bring('paste', 'textarea', ['pasted.txt']);
    await attached('ready', 1);
    await bring(
      'drop',
      'section[aria-label^="Conversation with"]',
      Array.from({ length: 12 }, (_, at) => `${at}.txt`),
    );
    await see(page, 'A message takes 10 files at most');
    await attached('ready', 10);
    await press(page, '::-p-aria([name="Remove pasted.txt"][role="button"])');
    await attached('ready', 9);
    await press(page, '::-p-aria([name="Send"][role="button"])');
    await sent(1);
    expect(await page.$$eval('[data-side=agent] a[download]', (all) => all.length)).toBe(9);
    await see(page, '9 files');
  });

  it('that are refused say why, hold nothing else back, and go away', async () => {
    const chosen = await input();
    await chosen.uploadFile(fileOf('setup.exe', 'MZ'.padEnd(600, 'x')), fileOf('none.txt', ''));
    await see(page, 'none.txt is empty and was left out');
    await see(page, 'could harm whoever opens them');
    await fill(page, 'textarea', 'And this?');
    expect(await page.$eval('::-p-aria([name="Send"][role="button"])', (button) => button.matches(':disabled'))).toBe(
      true,
    );
    await see(page, 'Remove what could not be attached');
    await press(page, '::-p-aria([name="Remove setup.exe"][role="button"])');
    await page.focus('textarea');
    await page.keyboard.press('Enter');
    await sent(1);
  });

  it('[CNV4] wait while the server is away, with what was written, and arrive once', async () => {
    await stage.stop();
    await (await input()).uploadFile(fileOf('later.txt', 'x'.repeat(300_000)));
    await fill(page, 'textarea', 'It comes later.');
    await page.keyboard.press('Enter');
    await fill(page, 'textarea', 'And this after it.');
    await page.keyboard.press('Enter');
    await attached('waiting', 1);
    await stage.start();
    await page.waitForFunction(() => document.querySelectorAll('[data-side=agent]:not([data-unsent])').length === 2, {
      timeout: 40_000,
      polling,
    });
    const rows = await page.$$eval('[data-side=agent]', (all) =>
      all.map((row) => [row.querySelector('p')?.textContent, row.querySelectorAll('a[download]').length]),
    );
    expect(rows).toEqual([
      ['It comes later.', 1],
      ['And this after it.', 0],
    ]);
    // The page of the visitor was on the server that went away.
    await visitor.goto(`${stage.origins.service}/m/${demoSiteId}/frame`);
  });

  it('go with replies alone', async () => {
    await page.keyboard.press('n');
    await page.waitForSelector('::-p-aria([name="Write a note for your team"][role="textbox"])');
    expect(await page.$('input[type=file]')).toBeNull();
    await bring('drop', 'section[aria-label^="Conversation with"]', ['dropped.txt']);
    await attached('ready', 1);
    await page.waitForSelector('::-p-aria([name="Reply to Ada Moreau"][role="textbox"])');
  });

  it.each(['light', 'dark'] as const)('have no accessibility fault in %s, and fit a phone', async (scheme) => {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await (await input()).uploadFile(fileOf('lamp.png', picture), fileOf('terms.txt', 'x'.repeat(90)));
    await attached('ready', 2);
    await press(page, '::-p-aria([name="Send"][role="button"])');
    await sent(1);
    await (await input()).uploadFile(fileOf('more.txt', 'more'), fileOf('setup.exe', 'MZ'.padEnd(600, 'x')));
    await attached('failed', 1);
    expect(await findViolations(page)).toEqual([]);
    await page.setViewport({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await findViolations(page)).toEqual([]);
  });
});

describe('who is writing', () => {
  it('[CNV8] is marked as not confirmed where it was typed', async () => {
    await page.waitForFunction(() => document.querySelectorAll('[data-verified=false]').length === 2, { polling });
    await see(page, 'ada@ada.example');
  });

  it('[CNV3] is doubted at once when a recovery token comes twice', async () => {
    const first = await written.recover(null);
    await written.recover(await written.recover(first));
    expect(await written.recover(first)).toBeUndefined();
    await see(page, 'Access was ended for safety');
  });

  it.each(['light', 'dark'] as const)(
    '[CNV3, CNV7] is told when it becomes sure or doubtful, in %s',
    async (scheme) => {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      const known = await page.evaluate(async () => {
        const id = location.pathname.split('/').at(-1);
        return (await fetch(`/api/agent/conversations/${id}`)).json();
      });
      const at = known.opened.conversation.startedAt;
      known.internal.events = [
        { seq: 1, event: { type: 'identified', name: 'Adele Moreau', email: 'ada@shop.example', at } },
        { seq: 2, event: { type: 'recovery-reused', at } },
      ];
      known.internal.head = 2;
      await page.setRequestInterception(true);
      const respond = (request: import('puppeteer-core').HTTPRequest) =>
        /\/conversations\/cv_[\w-]+$/.test(new URL(request.url()).pathname) && request.resourceType() === 'fetch'
          ? void request.respond({ contentType: 'application/json', body: JSON.stringify(known) })
          : void request.continue();
      page.on('request', respond);
      try {
        await page.reload();
        await see(page, 'Logged in on your website: Adele Moreau, ada@shop.example');
        await see(page, 'Access was ended for safety');
        await see(page, 'Say nothing confidential here');
        // The mark stands beside the name that was confirmed, not beside the one that was typed.
        expect(await page.$eval('h2:has(+ [data-verified=true])', (name) => name.textContent)).toBe('Adele Moreau');
        expect(await findViolations(page)).toEqual([]);
      } finally {
        page.off('request', respond);
        await page.setRequestInterception(false);
      }
    },
  );
});
