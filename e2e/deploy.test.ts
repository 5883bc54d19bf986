import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rootDir } from '@porchlight/server';
import type { Browser, Frame, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildMessenger, type MessengerManifest } from '../packages/messenger/build.ts';
import { chatButton, fill, logIn, messengerOf, polling, press, Stage, see } from './stage.ts';

/** What the server of the deployed version speaks. */
const spoken = vi.hoisted(() => ({ version: 1 }));
vi.mock('@porchlight/protocol', async (load) => {
  const all = await load<typeof import('@porchlight/protocol')>();
  return Object.defineProperty({ ...all }, 'realtimeVersion', { get: () => spoken.version, enumerable: true });
});

/** A version of the product whose messenger was built anew, with other words and another protocol. */
type Version = { folder: string; manifest: MessengerManifest };

async function buildVersion(folder: string, placeholder: string, protocol: number): Promise<Version> {
  // As `npm run build` does.
  vi.stubEnv('NODE_ENV', 'production');
  for (const bundle of ['packages/tag', 'apps/workspace']) {
    mkdirSync(path.join(folder, bundle), { recursive: true });
    symlinkSync(path.join(rootDir, bundle, 'dist'), path.join(folder, bundle, 'dist'));
  }
  const change = (code: string, from: string, to: string) => {
    if (!code.includes(from)) throw new Error(`The sources say “${from}” no more.`);
    return code.replace(from, to);
  };
  const manifest = await buildMessenger(path.join(folder, 'packages/messenger/dist'), [
    {
      name: 'other-version',
      enforce: 'pre',
      transform(code, id) {
        if (id.endsWith('/messages/en.ts')) return change(code, 'Write a message…', placeholder);
        if (id.endsWith('/protocol/src/realtime.ts'))
          return change(code, 'realtimeVersion = 1;', `realtimeVersion = ${protocol};`);
        return null;
      },
    },
  ]);
  return { folder, manifest };
}

describe('a deploy of a messenger that was built anew', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'porchlight-deploy-'));
  const [first, second, third] = ['Write a message…', 'Second words', 'Third words'];
  let versions: { first: Version; second: Version; third: Version };
  let stage: Stage;
  let browser: Browser;
  let agent: Page;
  let page: Page;
  let old: Frame;
  /** Scripts of the messenger that pages asked the service for, with the answers' status. */
  const scripts = new Map<string, number>();
  const errors: string[] = [];

  beforeAll(async () => {
    const manifest = path.join(rootDir, 'packages/messenger/dist/manifest.json');
    versions = {
      first: { folder: rootDir, manifest: JSON.parse(readFileSync(manifest, 'utf8')) as MessengerManifest },
      second: await buildVersion(path.join(folder, 'second'), second, 1),
      third: await buildVersion(path.join(folder, 'third'), third, 2),
    };
    stage = await Stage.open(versions.first.folder);
    browser = await stage.browser('visitor');
    agent = await logIn(await stage.browser('mia'), stage.origins.workspace, 'mia');
    await see(agent, 'Queue');
    page = await openShop();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await stage.keepPictures(task.name);
  });
  afterAll(async () => {
    await stage?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function openShop(): Promise<Page> {
    const opened = await browser.newPage();
    await opened.setViewport({ width: 1200, height: 820 });
    opened.on('pageerror', (error) => errors.push(String(error)));
    opened.on('response', (answer) => {
      const name = /\/(assets\/messenger-[^/]+\.js)$/.exec(answer.url())?.[1];
      if (name) scripts.set(name, answer.status());
    });
    await opened.goto(`${stage.origins.shop}/`);
    return opened;
  }

  async function deploy(version: Version): Promise<void> {
    await stage.stop();
    await stage.start(version.folder);
    scripts.clear();
  }

  async function answer(text: string): Promise<void> {
    await fill(agent, 'textarea', text);
    await agent.keyboard.press('Enter');
  }

  const placeholderOf = async (frame: Frame) => {
    await frame.waitForSelector('#composer', { timeout: 15_000 });
    return frame.$eval('#composer', (area) => (area as HTMLTextAreaElement).placeholder);
  };
  const draftOf = (frame: Frame) => frame.$eval('#composer', (area) => (area as HTMLTextAreaElement).value);
  const textsOf = (frame: Frame) =>
    frame.$$eval('.bubble .text', (all) =>
      all.map((one) => one.textContent?.trim() ?? '').filter((text) => text !== ''),
    );
  const mainScriptOf = (frame: Frame) =>
    frame.$eval('script[type=module][src]', (script) => (script as HTMLScriptElement).getAttribute('src'));

  it('[LOAD1] gives every part another name', () => {
    const [one, two] = [versions.first.manifest, versions.second.manifest];
    expect(one.kit).toHaveLength(1);
    expect([one.entry, ...one.kit].filter((name) => [two.entry, ...two.kit].includes(name))).toEqual([]);
  });

  it('[CNV4] [LOAD1] leaves the open window as it was: it goes on, and its later parts still come', async () => {
    await (await chatButton(page)).click();
    old = await messengerOf(page);
    expect(await placeholderOf(old)).toBe(first);
    await fill(old, '#composer', 'Is it in stock?');
    await press(old, 'button.send');
    await see(old, 'Sent');
    await press(agent, '::-p-text(Is it in stock?)');
    await answer('It is.');
    await see(old, 'It is.');
    await old.focus('#composer');
    await page.keyboard.type('half a thought');
    await deploy(versions.second);
    await answer('Shall I keep one for you?');
    await see(old, 'Shall I keep one for you?', 40_000);
    expect([await placeholderOf(old), await draftOf(old)]).toEqual([first, 'half a thought']);

    const [kit = ''] = versions.first.manifest.kit;
    expect([...scripts.keys()]).not.toContain(kit);
    const input = await old.waitForSelector('input.file-input');
    const file = path.join(folder, 'list.txt');
    writeFileSync(file, 'A list of what I need.');
    await (input as unknown as { uploadFile(name: string): Promise<void> }).uploadFile(file);
    await old.waitForSelector('[aria-label*="list.txt"]');
    expect(scripts.get(kit)).toBe(200);
    expect([...scripts.values()].filter((status) => status !== 200)).toEqual([]);
  });

  it('[CNV4] [CNV5] gives a new page the new version, beside the old one on one line', async () => {
    scripts.clear();
    const beside = await openShop();
    const fresh = await messengerOf(beside);
    expect(await placeholderOf(fresh)).toBe(second);
    expect(await mainScriptOf(fresh)).toContain(versions.second.manifest.entry);
    await see(fresh, 'Shall I keep one for you?');
    expect(await draftOf(fresh)).toBe('half a thought');
    await fresh.waitForSelector('[aria-label*="list.txt"]');
    expect([...scripts.keys()].filter((name) => name === versions.first.manifest.entry)).toEqual([]);
    await answer('To both of you.');
    const all = ['Is it in stock?', 'It is.', 'Shall I keep one for you?', 'To both of you.'];
    for (const frame of [old, fresh]) {
      await see(frame, 'To both of you.');
      expect(await textsOf(frame)).toEqual(all);
    }
    await beside.close();
    await page.bringToFront();
  });

  it('[RT2] [CNV4] of another protocol tells the open window to reload, and the draft stays', async () => {
    spoken.version = 2;
    await deploy(versions.third);
    const reload = await old.waitForSelector('.banner-action', { timeout: 40_000 });
    expect([await placeholderOf(old), await draftOf(old)]).toEqual([first, 'half a thought']);
    await Promise.all([old.waitForNavigation({ timeout: 30_000 }), reload?.click()]);
    old = await messengerOf(page);
    expect([await placeholderOf(old), await draftOf(old)]).toEqual([third, 'half a thought']);
    expect(await mainScriptOf(old)).toContain(versions.third.manifest.entry);
    await see(old, 'To both of you.');
    await press(old, 'button.send');
    await see(old, 'Sent');
    await old.waitForFunction(() => !document.querySelector('.banner'), { polling });
    const said = await textsOf(old);
    expect(said.filter((text) => text === 'half a thought')).toHaveLength(1);
    expect(errors).toEqual([]);
  });
});
