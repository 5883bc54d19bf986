import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ElementHandle, Frame, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './testing/accessibility.ts';
import { pngOf } from './testing/png.ts';
import { openMessenger, see, useMessengerStage, write } from './testing/stage.ts';

const stage = useMessengerStage();
const folder = mkdtempSync(path.join(tmpdir(), 'porchlight-languages-'));
const files = [path.join(folder, 'lamp.png'), path.join(folder, 'long.pdf')];
beforeAll(() => {
  writeFileSync(path.join(folder, 'lamp.png'), pngOf(900, 600, [200, 96, 48]));
  writeFileSync(path.join(folder, 'long.pdf'), Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(1_499_991, 32)]));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pictures = process.env.PORCHLIGHT_PICTURES;

/** Opens the shop as a page in this language, in a browser of English. */
async function openIn(lang: string): Promise<{ page: Page; frame: Frame }> {
  const { page } = await stage.openShop(stage.context);
  await page.evaluateOnNewDocument((tag) => {
    document.addEventListener('DOMContentLoaded', () => {
      Object.assign(document.documentElement, { lang: tag, dir: tag.startsWith('ar') ? 'rtl' : 'ltr' });
    });
  }, lang);
  await page.reload();
  return { page, frame: await openMessenger(page) };
}

/** Looks in light and dark, wide and on a phone; keeps pictures where a folder is named. */
async function look(page: Page, frame: Frame, name: string): Promise<void> {
  for (const width of [1100, 390]) {
    for (const scheme of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await page.setViewport({ width, height: 800 });
      expect([name, width, scheme, await violations(frame)]).toEqual([name, width, scheme, []]);
      const over = await frame.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect([name, width, scheme, Math.max(0, over)]).toEqual([name, width, scheme, 0]);
      if (pictures) await page.screenshot({ path: `${pictures}/${name}-${scheme}-${width}.png` });
    }
  }
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
  await page.setViewport({ width: 1100, height: 800 });
}

const boxOf = (frame: Frame, selector: string) =>
  frame.$eval(selector, (one) => {
    const { left, right } = one.getBoundingClientRect();
    return { left, right, width: innerWidth };
  });

describe('[LANG2] the chat window', () => {
  it.each([
    ['ar', 'rtl', 'إغلاق الدردشة', 'اكتب رسالة…', 'البحث في مركز المساعدة', 'أدخل الرمز الوارد في بريدك'],
    ['fr-CA', 'ltr', 'Fermer le chat', 'Écrire un message…', 'Rechercher dans le centre d’aide', 'Saisissez le code'],
    ['es-419', 'ltr', 'Cerrar el chat', 'Escriba un mensaje…', 'Buscar en el centro de ayuda', 'Introduzca el código'],
  ])('speaks the page’s language, %s', async (lang, dir, button, placeholder, search, device) => {
    const { page, frame } = await openIn(lang);
    expect(await frame.$eval('html', (root) => [root.lang, root.dir])).toEqual([lang, dir]);
    expect(await page.$eval('#porchlight >>> .launch', (one) => one.ariaLabel)).toBe(button);
    expect(await page.$eval('#porchlight', (host) => host.shadowRoot?.querySelector('div')?.lang)).toBe(lang);
    await see(frame, search);
    expect(await frame.$eval('#composer', (field) => (field as HTMLTextAreaElement).placeholder)).toBe(placeholder);
    await frame.click('.contact:last-of-type > .contact-summary');
    await see(frame, device);
    await look(page, frame, `home-${lang}`);
  });

  it('is mirrored in Arabic, and each message runs its own way', async () => {
    const { page, frame } = await openIn('ar');
    const text = 'هل يُشحن المصباح Birch إلى النمسا؟';
    await write(page, frame, text);
    await expect
      .poll(async () => (await stage.agent.queue()).some((item) => item.lastMessage?.text === text), {
        timeout: 30_000,
      })
      .toBe(true);
    const { id } = (await stage.agent.queue()).find((item) => item.lastMessage?.text === text)!;
    await stage.agent.say(id, 'Yes: see https://shop.example/shipping, it takes 3 days.');
    await stage.agent.say(id, 'نعم، خلال 3 أيام.');
    await see(frame, 'خلال 3 أيام');
    await see(frame, 'اليوم');
    await write(page, frame, 'Thank you! شكرًا');
    await see(frame, 'Thank you!');
    expect(await frame.$$eval('.bubble .text', (all) => all.map((one) => getComputedStyle(one).direction))).toEqual([
      'rtl',
      'ltr',
      'rtl',
      'ltr',
    ]);
    const own = await boxOf(frame, '.row-own .bubble');
    const theirs = await boxOf(frame, '.row:not(.row-own) .bubble');
    expect(own.left).toBeLessThan(own.width - own.right);
    // Beside the face of who answers.
    expect(theirs.width - theirs.right).toBeLessThan(60);
    for (const arrow of ['.flip-in-rtl .icon', '.send .icon'])
      expect(await frame.$eval(arrow, (icon) => getComputedStyle(icon).transform)).toBe('matrix(-1, 0, 0, 1, 0, 0)');
    const send = await boxOf(frame, '.send');
    expect(send.left).toBeLessThan(send.width / 2);
    const input = (await frame.waitForSelector('.file-input')) as ElementHandle<HTMLInputElement>;
    await input.uploadFile(...files);
    await see(frame, '1.4 م.ب');
    await write(page, frame, '');
    await frame.waitForSelector('.row-own .file-picture img, .row-own .file-card');
    await look(page, frame, 'thread-ar');
    await stage.agent.end(id);
    await see(frame, 'كيف كانت خدمتنا؟');
    await frame.click('.star:nth-child(4)');
    await look(page, frame, 'rating-ar');
  });

  it('is English where nothing else fits, from left to right', async () => {
    const { page, frame } = await openIn('he');
    expect(await frame.$eval('html', (root) => [root.lang, root.dir])).toEqual(['en-US', 'ltr']);
    expect(await page.$eval('#porchlight >>> .launch', (one) => one.ariaLabel)).toBe('Close chat');
  });
});

it('[LANG2, CON1] the banner speaks the page’s language, from right to left', async () => {
  const { page } = await openIn('ar');
  await page.evaluate(() => (window as never as { Porchlight(...call: string[]): void }).Porchlight('consent', 'show'));
  const box = await page.waitForSelector('#porchlight-consent >>> .box');
  await page.evaluate(() => (window as never as { Porchlight(...call: string[]): void }).Porchlight('close'));
  expect(await box?.evaluate((one) => [one.getAttribute('lang'), (one as HTMLElement).dir, one.ariaLabel])).toEqual([
    'ar',
    'rtl',
    'هل تسمح لنا بتذكّر زيارتك؟',
  ]);
  await page.click('#porchlight-consent >>> summary');
  if (pictures)
    for (const width of [1100, 390]) {
      await page.setViewport({ width, height: 800 });
      await page.screenshot({ path: `${pictures}/banner-ar-${width}.png` });
    }
});
