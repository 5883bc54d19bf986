import type { FromFrame } from '@porchlight/protocol';
import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { readHeld } from './testing/tag-browser.ts';
import { useTagStage } from './testing/tag-stage.ts';

const stage = useTagStage(false);

const token = (generation: number) => `rt_abcdefghijklmnopqrstuv.${generation}.${'m'.repeat(43)}`;
const entry = 'local pl_msg-st_testsite';
const chat = 'cookie pl_chat-st_testsite';

async function open(path: string, page = stage.page): Promise<void> {
  await page.goto(stage.shop.url(path));
  await stage.ready(page);
  await page.evaluate(() => (window as never as { Porchlight: (name: string) => void }).Porchlight('open'));
  await frameOf(page);
}

async function frameOf(page: Page) {
  const frame = await page.waitForFrame(async (candidate) => candidate.url().includes('/frame#'));
  await frame.waitForFunction(() => 'port' in window);
  return frame;
}

async function tell(message: FromFrame, page = stage.page): Promise<void> {
  const frame = await frameOf(page);
  await frame.evaluate((told) => (window as never as { port: MessagePort }).port.postMessage(told), message);
}

/** What the frame was told of it last. */
async function told(page = stage.page) {
  const frame = await frameOf(page);
  return frame.evaluate(() => {
    const { heard } = window as never as {
      heard: { type: string; recovery?: string | null; marker?: string | null }[];
    };
    const last = heard.filter(({ type }) => type === 'identity').at(-1);
    return { recovery: last?.recovery, marker: last?.marker };
  });
}

const held = (page = stage.page) => readHeld(page);
const eventually = (read: () => Promise<unknown>) => expect.poll(read, { timeout: 10_000, interval: 50 });

describe('what the page keeps for a frame whose storage does not last', () => {
  it('[CNV3] is kept, given to the next page’s frame, and replaced', async () => {
    await open('/a');
    expect(await told()).toEqual({ recovery: null, marker: null });
    await tell({ type: 'recovery', token: token(1) });
    await eventually(async () => (await held())[entry]).toBe(token(1));
    await open('/b');
    expect(await told()).toEqual({ recovery: token(1), marker: null });
    await tell({ type: 'recovery', token: token(2) });
    await eventually(async () => (await held())[entry]).toBe(token(2));
    await tell({ type: 'recovery', token: null });
    await eventually(async () => entry in (await held())).toBe(false);
  });

  it('[CNV3] is told to the frames of other tabs, also when it is gone', async () => {
    await open('/a');
    const other = await stage.openPage();
    await open('/b', other);
    await tell({ type: 'recovery', token: token(1) });
    await eventually(async () => (await told(other)).recovery).toBe(token(1));
    await tell({ type: 'recovery', token: null });
    await eventually(async () => (await told(other)).recovery).toBe(null);
  });

  it('[CNV3, VIS6] is gone with a logout, also where the page is left before its frame was there', async () => {
    await open('/a');
    await tell({ type: 'conversation', status: 'open', lastUsedAt: 1 });
    await tell({ type: 'recovery', token: token(1) });
    await eventually(async () => (await held())[entry]).toBe(token(1));
    await stage.call('logout');
    expect(await held()).not.toHaveProperty([entry]);
    await eventually(async () => (await told()).recovery).toBe(null);
    await stage.page.evaluate((name, value) => localStorage.setItem(name, value), entry.slice(6), token(1));
    const domain = new URL(stage.shop.url('/')).hostname;
    await stage.context.setCookie({ name: chat.slice(7), value: 'gone.1763769600000', domain, path: '/' } as never);
    await stage.page.goto(stage.shop.url('/b'));
    await eventually(async () => entry in (await held())).toBe(false);
  });

  it('[CNV3] takes nothing that is no token', async () => {
    await open('/a');
    await tell({ type: 'recovery', token: token(1) });
    await eventually(async () => (await held())[entry]).toBe(token(1));
    for (const wrong of ['ada@example.com', '', {}, 'rt_x'] as string[]) await tell({ type: 'recovery', token: wrong });
    await tell({ type: 'conversation', status: 'open', lastUsedAt: 1 });
    await eventually(async () => chat in (await held())).toBe(true);
    expect((await held())[entry] ?? token(1)).toBe(token(1));
  });

  it('[CON4] stays when analytics are refused: the chat needs it', async () => {
    await open('/a');
    await tell({ type: 'recovery', token: token(1) });
    await eventually(async () => (await held())[entry]).toBe(token(1));
    await stage.call('consent', { functional: false, analytics: false });
    expect((await held())[entry]).toBe(token(1));
  });

  it('[CNV3, MODE5] in session modes is bound to a mark in the session’s entry, and cleared unread without it', async () => {
    stage.shop.state.settings = { mode: 'first-party-session' };
    await open('/a');
    const { marker } = await told();
    expect(marker).toMatch(/^[\w-]{8,43}$/);
    await tell({ type: 'conversation', status: 'queued', lastUsedAt: 1 });
    await tell({ type: 'recovery', token: token(1) });
    await eventually(async () => (await held())[chat]).toBe(`queued.1.${marker}`);
    await tell({ type: 'conversation', status: 'open', lastUsedAt: 2 });
    await eventually(async () => (await held())[chat]).toBe(`open.2.${marker}`);
    await open('/b');
    expect(await told()).toEqual({ recovery: token(1), marker });
    const cookies = await stage.context.cookies();
    expect(cookies.find(({ name }) => name.startsWith('pl_chat'))?.session).toBe(true);
    await stage.context.deleteCookie(...cookies.filter(({ session }) => session));
    await open('/c');
    expect((await told()).recovery).toBe(null);
    expect(await held()).not.toHaveProperty([entry]);
  });
});
