import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Attachment } from '@porchlight/protocol';
import type { ElementHandle, Frame } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { heard, violations } from './testing/accessibility.ts';
import { pngOf } from './testing/png.ts';
import { openMessenger, see, useMessengerStage, write } from './testing/stage.ts';

const stage = useMessengerStage();
const folder = mkdtempSync(path.join(tmpdir(), 'porchlight-files-'));

beforeAll(() => {
  writeFileSync(path.join(folder, 'lamp.png'), pngOf(900, 600, [200, 96, 48]));
  writeFileSync(path.join(folder, 'empty.txt'), '');
  writeFileSync(path.join(folder, 'notes.txt'), 'Words.');
  writeFileSync(path.join(folder, 'setup.exe'), Buffer.concat([Buffer.from('MZ'), Buffer.alloc(2_000)]));
  writeFileSync(path.join(folder, 'long.pdf'), Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(1_499_991, 32)]));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function choose(frame: Frame, ...names: string[]): Promise<void> {
  const input = (await frame.waitForSelector('.file-input')) as ElementHandle<HTMLInputElement>;
  await input.uploadFile(...names.map((name) => path.join(folder, name)));
}

const press = (frame: Frame, selector: string) => frame.$eval(selector, (element) => (element as HTMLElement).click());

/** The files of all visitors' messages that say `text`, as the agent sees them. */
async function arrived(text: string): Promise<(Attachment[] | undefined)[]> {
  const all: (Attachment[] | undefined)[] = [];
  for (const { id } of await stage.agent.queue()) {
    for (const { event } of (await stage.agent.open(id)).opened.events)
      if (event.type === 'message' && event.text === text) all.push(event.attachments);
  }
  return all;
}

const names = (files: Attachment[] | undefined) => files?.map(({ name }) => name);

/** Drops or pastes files that the page makes up. */
async function bring(frame: Frame, how: 'drop' | 'paste', count: number, type: string, bytes: number): Promise<void> {
  await frame.evaluate(
    (kind, files, mime, size) => {
      const data = new DataTransfer();
      for (let at = 0; at < files; at++)
        data.items.add(new File([new Uint8Array(size)], `file-${at}.bin`, { type: mime }));
      const target = document.querySelector('#composer');
      const options = { bubbles: true, cancelable: true };
      target?.dispatchEvent(
        kind === 'drop'
          ? new DragEvent('drop', { ...options, dataTransfer: data })
          : new ClipboardEvent('paste', { ...options, clipboardData: data }),
      );
    },
    how,
    count,
    type,
    bytes,
  );
}

describe('files', () => {
  it('[OUT7] [CNV4] go with the words, and are there after a reload in the room that was kept for them', async () => {
    const { page, frame } = await stage.openShop(stage.context);
    await choose(frame, 'lamp.png', 'notes.txt', 'empty.txt');
    await frame.waitForSelector('.chosen-picture');
    await see(frame, '“empty.txt” is empty.');
    expect(await violations(frame)).toEqual([]);
    await write(page, frame, 'The lamp in question');
    await expect
      .poll(async () => (await arrived('The lamp in question')).map(names), { timeout: 30_000 })
      .toEqual([['lamp.png', 'notes.txt']]);
    await frame.waitForFunction(() => document.querySelectorAll('.file-open:enabled').length === 2, { polling: 50 });
    await page.reload();
    const again = await openMessenger(page);
    const box = () => again.$eval('.file-picture', (place) => place.getBoundingClientRect().toJSON());
    await again.waitForSelector('.file-picture');
    // Rounded: engines place by fractions of a pixel.
    const size = async () => [await box()].map(({ width, height }) => [Math.round(width), Math.round(height)])[0];
    expect(await size()).toEqual([236, 157]);
    await again.waitForFunction(() => document.querySelector<HTMLImageElement>('.picture')?.naturalWidth, {
      polling: 50,
    });
    expect(await size()).toEqual([236, 157]);
    const source = await again.$eval('.picture', (image) => (image as HTMLImageElement).src);
    expect(new URL(source).origin).not.toBe(new URL(again.url()).origin);
    expect(await heard(page)).toEqual(
      expect.arrayContaining([
        'button Image lamp.png (opens in a new tab)',
        'button File notes.txt, 1 kB (opens in a new tab)',
        'button Attach files',
      ]),
    );
    expect(await violations(again)).toEqual([]);
    const opened = new Promise<string>((resolve) => {
      stage.context.once('targetcreated', (target) => resolve(target.url()));
    });
    await again.focus('.file-picture');
    await page.keyboard.press('Enter');
    expect(await opened).toBeTruthy();
  });

  it('[OUT5] begin a conversation alone, pasted, and are brought once where the page is left in the middle', async () => {
    const { page, frame } = await stage.openShop(stage.context);
    // Everything after the second part hangs, as on a line that went away.
    await frame.evaluate(() => {
      const send = window.fetch;
      let parts = 0;
      window.fetch = (input, init) => {
        if (init?.method === 'PUT') parts += 1;
        return parts > 2 ? new Promise(() => undefined) : send(input, init);
      };
    });
    await choose(frame, 'long.pdf');
    await frame.waitForSelector('.chosen-file');
    await press(frame, '.send');
    await frame.waitForFunction(() => (document.querySelector('progress')?.value ?? 0) > 0, { polling: 50 });
    expect(await violations(frame)).toEqual([]);
    const [, offset] = await frame.$eval('progress', ({ max, value }) => [max, value]);
    await page.close();
    const next = await stage.openShop(stage.context);
    const asked: string[] = [];
    next.page.on('request', (request) => void asked.push(`${request.method()} ${request.url()}`));
    await next.frame.waitForFunction(() => document.querySelector('.file-open:enabled'), { polling: 50 });
    const sizes = async () => (await arrived('')).map((files) => files?.map(({ size }) => size));
    await expect.poll(sizes, { timeout: 30_000 }).toEqual([[1_500_000]]);
    expect(offset).toBeGreaterThan(0);
    expect(asked.filter((one) => one.endsWith('?offset=0'))).toEqual([]);
    expect(await next.frame.$$eval('.file-open', (all) => all.length)).toBe(1);
    await bring(next.frame, 'paste', 1, 'image/png', 10);
    await next.frame.waitForFunction(() => document.querySelectorAll('.chosen-file').length === 1, { polling: 50 });
  });

  it('[OUT5] of which some cannot be taken say so, however many come at once', async () => {
    const { frame } = await stage.openShop(stage.context);
    await bring(frame, 'drop', 500, 'text/plain', 3);
    await see(frame, 'A message takes up to 10 files. 490 were left out.');
    expect(await frame.$$eval('.chosen-file', (all) => all.length)).toBe(10);
    for (let left = 9; left >= 8; left--) {
      await press(frame, '.file-remove');
      await frame.waitForFunction((count) => document.querySelectorAll('.chosen-file').length === count, {}, left);
    }
    expect(await frame.evaluate(() => document.activeElement?.id)).toBe('composer');
    await bring(frame, 'drop', 3, 'text/plain', 0);
    await see(frame, '3 files are empty.');
    expect(await frame.$eval('.file-problems', (place) => place.getAttribute('role'))).toBe('alert');
  });

  it.each(['light', 'dark'])(
    '[OUT2] that are refused say why, and let the rest go without them (%s)',
    async (scheme) => {
      const { page, frame } = await stage.openShop(stage.context);
      await page.emulateMediaFeatures([
        { name: 'prefers-color-scheme', value: scheme },
        { name: 'prefers-reduced-motion', value: 'reduce' },
      ]);
      await choose(frame, 'setup.exe', 'notes.txt');
      await frame.waitForSelector('.chosen-file');
      await write(page, frame, `Try this in ${scheme}`);
      await see(frame, 'Programs and scripts are not taken here.');
      expect(await violations(frame)).toEqual([]);
      const said = await heard(page);
      for (const button of ['Send without this file', 'Remove']) expect(said).toContain(`button ${button}`);
      expect(said.join('\n')).toMatch(/Not sent\./);
      const button = await frame.waitForSelector('::-p-aria(Send without this file)');
      await button?.focus();
      await page.keyboard.press('Enter');
      await expect
        .poll(async () => (await arrived(`Try this in ${scheme}`)).map(names), { timeout: 30_000 })
        .toEqual([['notes.txt']]);
      expect(await frame.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('log');
    },
  );
});

describe('what waits in the browser', () => {
  it('[OUT4] [CNV4] is kept with the next page, and taken back by its sender', async () => {
    const { page, frame } = await stage.openShop(stage.context);
    await choose(frame, 'lamp.png');
    await frame.waitForSelector('.chosen-picture');
    await page.reload();
    const again = await openMessenger(page);
    await again.waitForSelector('.chosen-picture');
    const kept = () =>
      again.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name?.split('-')[0] ?? ''));
    expect(await kept()).toEqual(['pl_outbox']);
    expect(await again.evaluate(() => Object.keys(localStorage).filter((name) => name.includes('outbox')))).toEqual([]);
    await press(again, '.file-remove');
    await again.waitForFunction(() => !document.querySelector('.chosen'), { polling: 50 });
    await page.reload();
    await openMessenger(page);
  });

  it('[OUT3] says that it may be lost where the browser has no room, and sends it all the same', async () => {
    const { page, frame } = await stage.openShop(stage.context);
    await frame.evaluate(() => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
      const send = window.fetch;
      window.fetch = (input, init) =>
        document.title === 'online' || init?.method !== 'POST'
          ? send(input, init)
          : Promise.reject(new TypeError('cut'));
    });
    await write(page, frame, 'No room for this');
    await see(frame, 'This browser keeps no unsent messages.');
    expect(await frame.$eval('.row-own', (row) => row.textContent)).toContain('No room for this');
    expect(await violations(frame)).toEqual([]);
    await frame.evaluate(() => {
      document.title = 'online';
    });
    await expect.poll(async () => (await arrived('No room for this')).length, { timeout: 30_000 }).toBe(1);
    await frame.waitForFunction(() => !document.body.textContent.includes('keeps no unsent'), { polling: 50 });
  });
});
