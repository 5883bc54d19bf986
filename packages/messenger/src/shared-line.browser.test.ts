import type { Frame, Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { see, useMessengerStage, write } from './testing/stage.ts';

type Tab = { page: Page; frame: Frame };

const stage = useMessengerStage();

/** Begins a conversation in one tab and opens it in two more; the newest is in front. */
async function openThree(text: string): Promise<{ tabs: [Tab, Tab, Tab]; id: string }> {
  const first = await stage.openShop(stage.context);
  await write(first.page, first.frame, text);
  await see(first.frame, text);
  const find = async () => (await stage.agent.queue()).find((item) => item.lastMessage?.text === text);
  await expect.poll(find, { timeout: 30_000 }).toBeTruthy();
  const second = await stage.openShop(stage.context);
  await see(second.frame, text);
  const third = await stage.openShop(stage.context);
  await see(third.frame, text);
  return { tabs: [first, second, third], id: (await find())!.id };
}

const messagesOf = (frame: Frame) => frame.$$eval('.bubble .text', (all) => all.map((one) => one.textContent ?? ''));
const socketsAre = (count: number) =>
  expect.poll(() => stage.countSockets(), { timeout: 10_000, interval: 50 }).toBe(count);
const lockOf = (frame: Frame) =>
  frame.evaluate(async () => {
    const { held } = await navigator.locks.query();
    const mine = held?.find(({ name }) => name?.startsWith('pl-line-'));
    return mine?.clientId ?? null;
  });

/** Looks at a tab until it holds the socket. */
async function holdIn({ page, frame }: Tab): Promise<void> {
  const before = await lockOf(frame);
  await page.bringToFront();
  await expect.poll(() => lockOf(frame), { timeout: 15_000 }).not.toBe(before);
}

/** Waits for a text, in ms from now. */
async function seenAfter(frame: Frame, text: string): Promise<number> {
  const since = performance.now();
  await frame.waitForFunction((wanted) => document.body.textContent.includes(wanted), { polling: 20 }, text);
  return performance.now() - since;
}

describe('tabs of one browser', () => {
  it('[CNV5] open no socket before the messenger has a conversation, and then one for all', async () => {
    const { page, frame } = await stage.openShop(stage.context);
    await frame.waitForSelector('#composer');
    expect(stage.countSockets()).toBe(0);
    await page.close();
    const { tabs, id } = await openThree('one line for three');
    await socketsAre(1);
    await stage.agent.say(id, 'to all of you');
    for (const { frame: one } of tabs) await see(one, 'to all of you');
    for (const { frame: one } of tabs) expect(await messagesOf(one)).toEqual(['one line for three', 'to all of you']);
    await stage.agent.end(id);
    await socketsAre(0);
  });

  it('[CNV4, CNV5] hand the socket over within a second when the tab that holds it closes', async () => {
    const { tabs, id } = await openThree('who holds it?');
    await socketsAre(1);
    // The one in front takes it from the hidden ones after a while; before that the first has it.
    const holder = await lockOf(tabs[2].frame);
    expect(holder).not.toBeNull();
    await tabs[0].page.close();
    await stage.agent.say(id, 'after the first');
    expect(await seenAfter(tabs[2].frame, 'after the first')).toBeLessThan(1_000);
    await tabs[2].page.close();
    await tabs[1].page.bringToFront();
    await stage.agent.say(id, 'after the third');
    expect(await seenAfter(tabs[1].frame, 'after the third')).toBeLessThan(1_000);
    await socketsAre(1);
    expect(await messagesOf(tabs[1].frame)).toEqual(['who holds it?', 'after the first', 'after the third']);
  });

  it('[CNV4, CNV5] go on within a second when the tab that holds the socket is frozen, and in it afterwards', async () => {
    const { tabs, id } = await openThree('frozen');
    await holdIn(tabs[1]);
    const session = await tabs[1].page.createCDPSession();
    await tabs[2].page.bringToFront();
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    await stage.agent.say(id, 'while one froze');
    expect(await seenAfter(tabs[2].frame, 'while one froze')).toBeLessThan(1_000);
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    await see(tabs[1].frame, 'while one froze');
    await socketsAre(1);
    expect(await messagesOf(tabs[1].frame)).toEqual(['frozen', 'while one froze']);
  });

  it('[CNV4, CNV5] go on within a second when the tab that holds the socket crashes', async () => {
    const { tabs, id } = await openThree('crash');
    await holdIn(tabs[1]);
    await tabs[2].page.bringToFront();
    const session = await tabs[1].page.createCDPSession();
    void session.send('Page.crash').catch(() => undefined);
    await stage.agent.say(id, 'after the crash');
    expect(await seenAfter(tabs[2].frame, 'after the crash')).toBeLessThan(1_000);
    await socketsAre(1);
  });
});
