import axe from 'axe-core';
import type { Frame, Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { messengerOf, see, useMessengerStage, write } from './testing/stage.ts';

const stage = useMessengerStage();

/** A conversation with an answer, and half a message that is not sent. */
async function begin(text: string): Promise<{ page: Page; frame: Frame; id: string }> {
  const { page, frame } = await stage.openShop(stage.context);
  await write(page, frame, text);
  const find = async () => (await stage.agent.queue()).find((item) => item.lastMessage?.text === text);
  await expect.poll(find, { timeout: 30_000 }).toBeTruthy();
  const { id } = (await find())!;
  await stage.agent.say(id, 'an answer');
  await see(frame, 'an answer');
  await frame.focus('#composer');
  await page.keyboard.type('half a thou');
  return { page, frame, id };
}

const messagesOf = (frame: Frame) => frame.$$eval('.bubble .text', (all) => all.map((one) => one.textContent ?? ''));
const draftOf = (frame: Frame) => frame.$eval('#composer', (area) => (area as HTMLTextAreaElement).value);

/** The window as it comes back by itself: open, with what was there, without the focus. */
async function isAsItWas(page: Page, text: string): Promise<Frame> {
  await page.waitForSelector('#porchlight >>> .open .panel');
  const frame = await messengerOf(page);
  await see(frame, text);
  expect(await draftOf(frame)).toBe('half a thou');
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY');
  return frame;
}

describe('a conversation', () => {
  it('[CNV4, CNV12] is as it was after a navigation, a reload, in a second window, and in a tab that is opened again', async () => {
    const { page, id } = await begin('carry me along');
    const address = page.url();
    await page.goto(`${address}?page=2`);
    await isAsItWas(page, 'carry me along');
    await page.reload();
    await isAsItWas(page, 'carry me along');
    const window = await stage.context.newPage();
    await window.goto(address);
    const beside = await isAsItWas(window, 'carry me along');
    await page.close();
    await stage.agent.say(id, 'to whoever is left');
    await see(beside, 'to whoever is left');
    await window.close();
    await stage.agent.say(id, 'while all was closed');
    const again = await stage.context.newPage();
    await again.goto(address);
    const frame = await isAsItWas(again, 'while all was closed');
    expect(await messagesOf(frame)).toEqual([
      'carry me along',
      'an answer',
      'to whoever is left',
      'while all was closed',
    ]);
  });

  it('[CNV4] comes back from the back/forward cache with what was said meanwhile', async () => {
    const { page, id } = await begin('there and back');
    const address = page.url();
    await page.goto(`${address}?page=2`);
    await isAsItWas(page, 'there and back');
    await stage.agent.say(id, 'between pages');
    await page.goBack();
    const frame = await isAsItWas(page, 'between pages');
    await stage.agent.say(id, 'and after');
    await see(frame, 'and after');
    expect(await messagesOf(frame)).toEqual(['there and back', 'an answer', 'between pages', 'and after']);
    expect(stage.countSockets()).toBe(1);
  });

  it('[RT2, CNV4] offers to reload where the server speaks another version, and keeps what was typed', async () => {
    const page = await stage.context.newPage();
    page.on('pageerror', (error) => stage.errors.push(String(error)));
    await page.setViewport({ width: 1100, height: 800 });
    // The messenger of an older version, to which this server no longer speaks.
    const { identifier } = await page.evaluateOnNewDocument(() => {
      const { send } = WebSocket.prototype;
      WebSocket.prototype.send = function (text) {
        send.call(this, String(text).replace('"v":1', '"v":0'));
      };
    });
    const first = await stage.openShop(stage.context);
    await page.goto(first.page.url());
    await first.page.close();
    const frame = await messengerOf(page);
    await write(page, frame, 'from the past');
    await frame.waitForSelector('.banner-action');
    await frame.focus('#composer');
    await page.keyboard.type('half a thou');
    await frame.evaluate(axe.source);
    const faults = await frame.evaluate(async () => {
      const { violations } = await (window as never as { axe: typeof axe }).axe.run(document);
      return violations.map(({ id }) => id);
    });
    expect(faults).toEqual([]);
    await page.removeScriptToEvaluateOnNewDocument(identifier);
    await Promise.all([frame.waitForNavigation(), frame.click('.banner-action')]);
    const reloaded = await messengerOf(page);
    await see(reloaded, 'from the past');
    expect(await draftOf(reloaded)).toBe('half a thou');
    await expect.poll(() => stage.countSockets()).toBe(1);
    expect(await reloaded.$('.banner')).toBeNull();
  });
});
