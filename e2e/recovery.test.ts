import { setTimeout } from 'node:timers/promises';
import type { CookieMode } from '@porchlight/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { closeDrivers, openBrowser } from './browsers/drivers.ts';
import { hosts, Network } from './browsers/network.ts';
import { Product } from './browsers/product.ts';
import type { TestBrowser, TestDocument, TestPage } from './browsers/test-browser.ts';

// What frames keep differs by browser: here are one that keeps it apart by site, one that refuses it on one of the
// customer's sites, and one that keeps it until it is closed.
let network: Network;
let product: Product;
let browser: TestBrowser | null = null;

beforeAll(async () => {
  network = await Network.open();
  product = await Product.open(network);
}, 120_000);
afterEach(async () => {
  await browser?.close();
  browser = null;
});
afterAll(async () => {
  await closeDrivers();
  await product.close();
  await network.close();
});

type Place = { site: string; url: string };

async function addSite(mode: CookieMode, host: 'shop' | 'blog' = 'shop'): Promise<Place> {
  const { id } = await product.addSite(mode);
  const path = network.addPage({
    html: `<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,">
<script>window.Porchlight = window.Porchlight || function () { (Porchlight.q = Porchlight.q || []).push(arguments); };</script>
<script async crossorigin="anonymous" src="${network.origin('chat')}/tag/${id}.js"></script><h1>Shop</h1></html>`,
  });
  return { site: id, url: network.origin(host) + path };
}

async function openChat(page: TestPage, { site, url }: Place): Promise<TestDocument> {
  await page.goto(url);
  await page.evaluate(`void Porchlight('open')`);
  const frame = await page.frame(`/m/${site}/frame`);
  await until(() => frame.evaluate<boolean>(`!!document.querySelector('#composer, .ended')`), 'the composer');
  return frame;
}

async function say(frame: TestDocument, { site }: Place, text: string): Promise<void> {
  await frame.evaluate(`(() => {
    const field = document.querySelector('#composer');
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, ${JSON.stringify(text)});
    return field.dispatchEvent(new Event('input', { bubbles: true }));
  })()`);
  await until(
    () =>
      frame.evaluate<boolean>(
        `(() => { const one = document.querySelector('button.send:enabled'); one?.click(); return !!one; })()`,
      ),
    'the button',
  );
  expect(await product.hasMessage(site as never, text)).toBe(true);
}

const sees = (frame: TestDocument, text: string) =>
  until(() => frame.evaluate<boolean>(`document.body.textContent.includes(${JSON.stringify(text)})`), text);
const kept = (page: TestPage, { site }: Place) =>
  page.evaluate<string | null>(`localStorage.getItem('pl_msg-${site}')`);
const bubbles = (frame: TestDocument) => frame.evaluate<number>(`document.querySelectorAll('.bubble .text').length`);

/** A conversation that is about to begin, and nothing of an earlier one, once all requests are answered. */
async function seesNothing(frame: TestDocument): Promise<void> {
  await until(() => frame.evaluate<boolean>(`!!document.querySelector('.log-beginning')`), 'the beginning');
  await network.quiet();
  expect(await bubbles(frame)).toBe(0);
  expect(await frame.evaluate<boolean>(`!!document.querySelector('.log-beginning')`)).toBe(true);
}

async function until(isTrue: () => Promise<boolean>, what: string): Promise<void> {
  for (const deadline = Date.now() + 15_000; Date.now() < deadline; await setTimeout(50)) if (await isTrue()) return;
  throw new Error(`Waited in vain for ${what}.`);
}

const refusing = { host: hosts.chat, on: hosts.blog };

describe('a conversation and the browser’s end', () => {
  it('[CNV3, CNV4] is there again where frames keep what they store, and the page has nothing to keep', async () => {
    browser = await openBrowser('chromium-blocked', { network });
    const place = await addSite('first-party');
    const page = await browser.newTab();
    await say(await openChat(page, place), place, 'kept apart by site');
    await browser.reopen();
    const again = await browser.newTab();
    await sees(await openChat(again, place), 'kept apart by site');
    expect(await kept(again, place)).toBeNull();
  });

  it.each([
    ['chromium', 'blog'],
    ['webkitgtk', 'shop'],
  ] as const)(
    '[CNV3, CNV4] comes back with a token that is good once where frames do not: %s',
    async (id, host) => {
      browser = await openBrowser(id, { network, ...(id === 'chromium' && { refuses: refusing }) });
      const place = await addSite('first-party', host);
      const page = await browser.newTab();
      await say(await openChat(page, place), place, 'remember me');
      await until(async () => (await kept(page, place)) !== null, 'the token');
      const first = await kept(page, place);
      await sees(await openChat(page, place), 'remember me');
      const second = await browser.newTab();
      const beside = await openChat(second, place);
      await sees(beside, 'remember me');
      await say(beside, place, 'from the second tab');
      await second.close();
      await browser.reopen();
      const again = await browser.newTab();
      const frame = await openChat(again, place);
      await sees(frame, 'from the second tab');
      expect(await bubbles(frame)).toBe(2);
      await until(async () => (await kept(again, place)) !== first, 'another token');
      await again.evaluate(`void Porchlight('logout')`);
      await until(async () => (await kept(again, place)) === null, 'nothing kept');
      await seesNothing(await openChat(again, place));
      expect(await kept(again, place)).toBeNull();
    },
    120_000,
  );

  it('[CNV3, MODE5] in a session mode comes back with the session alone, and ends with it', async () => {
    browser = await openBrowser('chromium', { network, refuses: refusing });
    const place = await addSite('first-party-session', 'blog');
    const page = await browser.newTab();
    await say(await openChat(page, place), place, 'this session');
    await until(async () => (await kept(page, place)) !== null, 'the token');
    await sees(await openChat(page, place), 'this session');
    await browser.reopen();
    const again = await browser.newTab();
    await seesNothing(await openChat(again, place));
    expect(await kept(again, place)).toBeNull();
  });

  it('[CNV3] a token that was copied and used ends what it opens, here too', async () => {
    browser = await openBrowser('chromium', { network, refuses: refusing });
    const place = await addSite('first-party', 'blog');
    const page = await browser.newTab();
    await say(await openChat(page, place), place, 'stolen?');
    await until(async () => (await kept(page, place)) !== null, 'the token');
    const stolen = await kept(page, place);
    await sees(await openChat(page, place), 'stolen?');
    await until(async () => (await kept(page, place)) !== stolen, 'its successor');
    const successor = await kept(page, place);
    await sees(await openChat(page, place), 'stolen?');
    await until(async () => (await kept(page, place)) !== successor, 'the one after it');
    await page.evaluate(`localStorage.setItem('pl_msg-${place.site}', ${JSON.stringify(stolen)})`);
    const frame = await openChat(page, place);
    await until(async () => (await kept(page, place)) === null, 'nothing kept');
    await seesNothing(frame);
  });
});
