import type { Frame } from 'puppeteer-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { heard, violations } from './testing/accessibility.ts';
import { messengerOf, openMessenger, see, useMessengerStage, write } from './testing/stage.ts';

const stage = useMessengerStage();

/** Begins a conversation with this text; answers its id as the agent sees it. */
async function begin(text: string) {
  const { page, frame } = await stage.openShop(stage.context);
  await write(page, frame, text);
  const find = async () => (await stage.agent.queue()).find((item) => item.lastMessage?.text === text);
  await expect.poll(find, { timeout: 30_000 }).toBeTruthy();
  return { page, frame, id: (await find())!.id };
}

const messagesOf = (frame: Frame) => frame.$$eval('.bubble .text', (all) => all.map((one) => one.textContent ?? ''));
const stored = (frame: Frame) => frame.evaluate(() => Object.keys(localStorage).sort());

describe('a conversation', () => {
  it('goes both ways, with marks, typing left out of what is stored, and survives a reload [CNV4]', async () => {
    const { page, frame, id } = await begin('Does the lamp ship to Austria?');
    await stage.agent.say(id, 'Yes: see https://shop.example/shipping.');
    await see(frame, 'Yes: see');
    await see(frame, 'Mia Lindqvist joined');
    await stage.agent.read(id);
    await see(frame, 'Read');
    await expect
      .poll(async () => (await stage.agent.open(id)).opened.conversation.receipts.visitor.readSeq, { timeout: 30_000 })
      .toBeGreaterThan(0);
    const link = await frame.$eval('.bubble a', (a) => [
      (a as HTMLAnchorElement).href,
      a.getAttribute('rel'),
      (a as HTMLAnchorElement).target,
    ]);
    expect(link).toEqual(['https://shop.example/shipping', 'noopener noreferrer nofollow', '_blank']);

    await frame.focus('#composer');
    await page.keyboard.type('half a thou');
    await page.reload();
    const again = await openMessenger(page);
    await see(again, 'Does the lamp ship to Austria?');
    expect(await again.$eval('#composer', (area) => (area as HTMLTextAreaElement).value)).toBe('half a thou');
    expect(await messagesOf(again)).toHaveLength(2);
    expect(await stored(again)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^pl_ckey-/), expect.stringMatching(/^pl_draft-/)]),
    );
  });

  it('[CNV4] is there in a second tab, and both show what either sends', async () => {
    const { page, frame, id } = await begin('first tab');
    const second = await stage.openShop(stage.context);
    await see(second.frame, 'first tab');
    await write(second.page, second.frame, 'second tab');
    await page.bringToFront();
    await see(frame, 'second tab');
    await stage.agent.say(id, 'to both');
    await Promise.all([see(frame, 'to both'), see(second.frame, 'to both')]);
    expect(await messagesOf(frame)).toEqual(await messagesOf(second.frame));
  });

  it('shows that the agent is typing, and tells the agent that the visitor is', async () => {
    const { page, frame, id } = await begin('are you there?');
    const typing = await stage.agent.watchTyping(id);
    // A mark is told as long as somebody types: one that came before our socket stood is lost, as it may be.
    const mark = async () => {
      typing.tell(true);
      return frame.$eval('.typing-place', (place) => place.textContent);
    };
    await expect.poll(mark, { interval: 300, timeout: 30_000 }).toContain('Mia Lindqvist is typing');
    typing.tell(false);
    await frame.waitForFunction(() => !document.querySelector('.typing'));
    await frame.focus('#composer');
    await page.keyboard.type('well');
    await expect.poll(() => typing.heard, { timeout: 30_000 }).toContain(true);
    await page.keyboard.press('Enter');
    await expect.poll(() => typing.heard.at(-1), { timeout: 30_000 }).toBe(false);
    typing.close();
  });

  it('[CNV1] keeps its key where the page cannot read it', async () => {
    const { page, frame } = await begin('secret enough');
    const key = await frame.evaluate(() => {
      const name = Object.keys(localStorage).find((one) => one.startsWith('pl_ckey-'));
      return JSON.parse(localStorage.getItem(name!)!)[0].key as string;
    });
    expect(key).toMatch(/^[\w-]{43}$/);
    const seenByPage = await page.evaluate(() =>
      JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }]),
    );
    expect(seenByPage).not.toContain(key);
  });

  it('shows markup, overrides and addresses as the text that they are', async () => {
    const { frame, id } = await begin('<img src=x onerror=alert(1)> \u202egnp.exe javascript:alert(1)');
    await stage.agent.say(id, '<b>bold</b> مرحبا');
    await see(frame, '<b>bold</b>');
    expect(await frame.$$eval('.bubble img, .bubble b, .bubble a', (all) => all.length)).toBe(0);
    expect((await messagesOf(frame))[0]).toBe('<img src=x onerror=alert(1)> \u202egnp.exe javascript:alert(1)');
  });

  it('is ended by the agent, rated, and followed by a new one', async () => {
    const { frame, id } = await begin('short question');
    await stage.agent.say(id, 'short answer');
    await see(frame, 'short answer');
    await stage.agent.end(id);
    await frame.waitForSelector('.rating');
    await frame.click('.star:nth-child(5)');
    await frame.click('.rating button[type=submit]');
    await see(frame, 'Thank you for telling us');
    await expect.poll(async () => (await stage.agent.open(id)).item.rating?.score, { timeout: 30_000 }).toBe(5);
    await frame.click('.ended .button-primary');
    await frame.waitForSelector('.log-beginning');
  });
});

describe('when things go wrong', () => {
  it('takes a message while nobody is there, and says when to expect an answer', async () => {
    await stage.agent.setAvailable(false);
    const { page, frame } = await stage.openShop(stage.context);
    await see(frame, 'Nobody is here right now.');
    await write(page, frame, 'anybody?');
    await frame.waitForSelector('.waiting');
    await see(frame, 'Your message is safe with us.');
  });

  it('keeps and sends what was written while the server was away', async () => {
    const { page, frame } = await begin('before');
    await stage.stopServer();
    await see(frame, 'Reconnecting…');
    await write(page, frame, 'during');
    await frame.waitForSelector('.mark-sending');
    await stage.startServer();
    await frame.waitForFunction(() => !document.querySelector('.mark-sending') && !document.querySelector('.banner'), {
      timeout: 45_000,
    });
    expect(await messagesOf(frame)).toEqual(['before', 'during']);
    await page.reload();
    expect(await messagesOf(await openMessenger(page)).then((all) => all.slice(-1))).toEqual(['during']);
  }, 90_000);
});

describe('for everybody', () => {
  it('works by keyboard alone, and says what it is', async () => {
    const { page, frame } = await stage.openShop(stage.context);
    await frame.waitForFunction(() => document.activeElement?.id === 'composer');
    await page.keyboard.type('line one');
    await page.keyboard.down('Shift');
    await page.keyboard.press('Enter');
    await page.keyboard.up('Shift');
    await page.keyboard.type('line two');
    await page.keyboard.press('Enter');
    await frame.waitForSelector('.row-own .mark:not(.mark-sending)');
    expect(await messagesOf(frame)).toEqual(['line one\nline two']);
    const said = await heard(page);
    expect(said).toEqual(
      expect.arrayContaining([
        'log Conversation',
        'textbox Write a message',
        'button Close the chat window',
        'button More',
      ]),
    );
    expect(said.join('\n')).toContain('You:');
    await page.keyboard.press('Escape');
    await page.waitForSelector('#porchlight >>> div:not(.open) > .launch');
  });

  it.each(['light', 'dark'])('has no accessibility violations in %s', async (scheme) => {
    const { page, frame, id } = await begin(`hello in ${scheme}`);
    await page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value: scheme },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ]);
    expect(await violations(frame)).toEqual([]);
    await stage.agent.say(id, 'Hello! https://shop.example/');
    await see(frame, 'Hello!');
    expect(await violations(frame)).toEqual([]);
    await frame.click('.menu .head-button');
    expect(await violations(frame)).toEqual([]);
    await stage.agent.end(id);
    await frame.waitForSelector('.rating');
    await frame.click('.star:nth-child(2)');
    expect(await violations(frame)).toEqual([]);
    await page.reload();
    const home = await messengerOf(page);
    await home.waitForSelector('.home');
    expect(await violations(home)).toEqual([]);
  });

  it('[CNV8] an e-mail address that cannot be one holds the message back, and leads to the field', async () => {
    const { page, frame } = await stage.openShop(stage.context);
    // By the element, not by its place: the window may still be moving into its own.
    const toggle = () => frame.$eval('.contact-summary', (summary) => (summary as HTMLElement).click());
    await toggle();
    await frame.focus('input[type=email]');
    await page.keyboard.type('ada at example');
    await toggle();
    await write(page, frame, 'Reach me by mail');
    await see(frame, 'This does not look like an e-mail address.');
    await frame.waitForFunction(() => document.activeElement?.matches('input[type=email]'), { polling: 50 });
    expect(await violations(frame)).toEqual([]);
    expect(await frame.$eval('#composer', (area) => (area as HTMLTextAreaElement).value)).toBe('Reach me by mail');
    expect((await stage.agent.queue()).some((item) => item.lastMessage?.text === 'Reach me by mail')).toBe(false);
    await frame.$eval('input[type=email]', (field) => (field as HTMLInputElement).select());
    await page.keyboard.type('ada@example.org');
    await frame.$eval('.send', (button) => (button as HTMLElement).click());
    await frame.waitForSelector('.row-own .mark:not(.mark-sending)');
    const item = (await stage.agent.queue()).find((one) => one.lastMessage?.text === 'Reach me by mail');
    expect((await stage.agent.open(item!.id)).contact.email).toBe('ada@example.org');
  });
});

describe('a mode that ends with the browser’s session', () => {
  beforeEach(() => stage.setMode('first-party-session'));
  afterEach(() => stage.setMode('first-party'));

  it('[CNV4] [CNV16] keeps the conversation while the browser is open, in other tabs too', async () => {
    const { page } = await begin('within one session');
    await page.reload();
    await see(await openMessenger(page), 'within one session');
    const second = await stage.openShop(stage.context);
    await see(second.frame, 'within one session');
  });

  it('[MODE5] [CNV16] shows the next person nothing after the browser was closed', async () => {
    const { page, frame } = await begin('of the person before');
    await frame.focus('#composer');
    await page.keyboard.type('unsent words');
    await page.close();
    // Closing a browser ends its session cookies and the tabs' storage; the frames' other storage stays.
    await stage.context.deleteCookie(...(await stage.context.cookies()).filter(({ session }) => session));
    const next = await stage.openShop(stage.context);
    await next.frame.waitForSelector('.contact');
    expect(await next.frame.evaluate(() => document.body.textContent)).not.toContain('of the person before');
    expect(await next.frame.$eval('#composer', (area) => (area as HTMLTextAreaElement).value)).toBe('');
    expect(await stored(next.frame)).toEqual([]);
  });
});
