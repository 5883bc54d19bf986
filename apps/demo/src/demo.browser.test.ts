import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chatButton, isSeen, press, Stage, see } from '../../../e2e/stage.ts';

const yes = '::-p-aria([name="Yes, that is fine"][role="button"])';
const no = '::-p-aria([name="No, thank you"][role="button"])';
const choices = '::-p-aria([name="Privacy choices"][role="button"])';

let stage: Stage;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let problems: string[];
/** Every address of both sites that a link leads to. */
let addresses: string[];

beforeAll(async () => {
  stage = await Stage.open();
  browser = await stage.browser('demo');
  addresses = await crawl([`${stage.origins.shop}/`, `${stage.origins.blog}/`]);
});
afterAll(() => stage.close());
beforeEach(async () => {
  context = await browser.createBrowserContext();
  page = await context.newPage();
  problems = [];
  // A refusal by the page's own policy is told on the console as an error.
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.setViewport({ width: 1280, height: 860 });
});
afterEach(async () => {
  await context.close();
  expect(problems).toEqual([]);
});

const shop = (path: string) => `${stage.origins.shop}${path}`;
const banner = '#porchlight-consent >>> .box';
const asked = () => page.waitForSelector(banner);
const answered = () => page.waitForSelector(banner, { hidden: true });
const isAsked = async () => (await page.$(banner)) !== null;
const focused = () =>
  page.evaluate(() => {
    const { activeElement } = document;
    const focused = activeElement?.shadowRoot?.activeElement ?? activeElement;
    return focused?.getAttribute('role') || focused?.id || focused?.textContent?.trim();
  });

/** Fetches a page. Names of loopback are told by header, since not every machine resolves them outside a browser. */
async function read(address: string): Promise<{ status: number; policy: string; text: string }> {
  const { host, port, pathname, search } = new URL(address);
  const [answer] = await once(get({ host: '127.0.0.1', port, path: pathname + search, headers: { host } }), 'response');
  const { statusCode = 0, headers } = answer as IncomingMessage;
  return { status: statusCode, policy: `${headers['content-security-policy']}`, text: await text(answer) };
}

/** Follows every link within the two sites. Throws when one leads to anything but a page. */
async function crawl(from: string[]): Promise<string[]> {
  const found = new Set(from);
  for (const address of found) {
    const { status, text: page } = await read(address);
    if (status !== 200) throw new Error(`${address} answers ${status}`);
    for (const [, target = ''] of page.matchAll(/<a\s[^>]*?href="([^"#]+)"/g)) {
      const next = new URL(target, address);
      if ([stage.origins.shop, stage.origins.blog].includes(next.origin)) found.add(next.href);
      else throw new Error(`${address} links away, to ${next.href}`);
    }
  }
  return [...found];
}

/** What the tag tells the service from this page, by the last part of the address. */
function watchTag(name: string) {
  const sent: Record<string, unknown>[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith(`/${name}`))
      sent.push(JSON.parse(request.postData() ?? '{}'));
  });
  return sent;
}

async function until(holds: () => boolean): Promise<void> {
  await expect.poll(holds, { timeout: 10_000 }).toBe(true);
}

async function held(): Promise<string[]> {
  const cookies = (await context.cookies()).map((cookie) => cookie.name);
  return [...cookies, ...(await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]))];
}

describe('both sites', () => {
  it('have some twenty pages, each with the one line of the tag and a strict policy', async () => {
    expect(addresses.filter((address) => address.startsWith(stage.origins.shop)).length).toBeGreaterThanOrEqual(12);
    expect(addresses.filter((address) => address.startsWith(stage.origins.blog)).length).toBe(5);
    for (const address of addresses) {
      const { policy, text } = await read(address);
      const line =
        /<script async crossorigin="anonymous" src="http:\/\/chat\.localhost:\d+\/tag\/st_[\w-]+\.js"><\/script>/g;
      expect(text.match(line), address).toHaveLength(1);
      expect(policy, address).toMatch(/^default-src 'none'; script-src 'self' http/);
      expect(policy, address).not.toContain('unsafe');
      const without = await read(`${address}?tag=off`);
      expect(without.text, address).not.toContain(stage.origins.service);
    }
  });

  it('answer 404 with a page of their own to addresses that they do not have', async () => {
    for (const origin of [stage.origins.shop, stage.origins.blog]) {
      const { status, text } = await read(`${origin}/nowhere/at-all`);
      expect(status).toBe(404);
      expect(text).toContain('<h1>');
    }
  });

  it('are accessible in light and dark, with the question and without, and nothing is refused or fails', async () => {
    for (const scheme of ['light', 'dark']) {
      await page.emulateMediaFeatures([
        { name: 'prefers-color-scheme', value: scheme },
        { name: 'prefers-reduced-motion', value: 'reduce' },
      ]);
      for (const address of addresses) {
        await page.goto(address);
        await chatButton(page);
        await page.evaluate(axe.source);
        const found = await page.evaluate(async () => {
          const { run } = (window as never as { axe: typeof axe }).axe;
          // The chat button has tests of its own.
          const { violations } = await run({ include: 'html', exclude: '#porchlight' });
          return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
        });
        expect(found, `${address} ${scheme}`).toEqual([]);
      }
    }
  }, 180_000);

  it('[LOAD2] fit a phone, with the question above the chat button, and nothing moves', async () => {
    await page.setViewport({ width: 390, height: 844, isMobile: true, hasTouch: true });
    await page.evaluateOnNewDocument(() => {
      const shifts: number[] = [];
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push((entry as PerformanceEntry & { value: number }).value);
      }).observe({ type: 'layout-shift', buffered: true });
    });
    for (const address of addresses) {
      await page.goto(address);
      const bar = await (await asked())?.boundingBox();
      const button = await (await chatButton(page)).boundingBox();
      expect(await page.evaluate(() => document.documentElement.scrollWidth), address).toBe(390);
      expect((bar?.y ?? 0) + (bar?.height ?? 0), address).toBeLessThan(button?.y ?? 0);
      const shifts = await page.evaluate(() => (window as never as { shifts: number[] }).shifts);
      expect(shifts, address).toEqual([]);
    }
  }, 120_000);
});

describe('the consent choice', () => {
  it('[CON2] nothing is stored on either site before it, nor after a no but the no itself', async () => {
    for (const origin of [stage.origins.shop, stage.origins.blog]) {
      await page.goto(`${origin}/`);
      await asked();
      await chatButton(page);
      expect(await held()).toEqual([]);
    }
    await press(page, no);
    await answered();
    expect((await held()).filter((name) => !name.startsWith('pl_consent'))).toEqual([]);
    await page.reload();
    await chatButton(page);
    expect(await isAsked()).toBe(false);
  });

  it('[CON1, CON4] is made by keyboard alone, and taken back from the footer', async () => {
    const views = watchTag('views');
    await page.goto(shop('/'));
    await asked();
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('No, thank you');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Yes, that is fine');
    await page.keyboard.press('Enter');
    await answered();
    await until(() => views.length === 1);

    await (await page.waitForSelector(choices))?.focus();
    await page.keyboard.press('Enter');
    await asked();
    expect(await focused()).toBe('dialog');
    await page.keyboard.press('Escape');
    expect(await isAsked()).toBe(false);
    expect(await focused()).toBe('Privacy choices');
    await page.keyboard.press('Enter');
    await asked();
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('No, thank you');
    await page.keyboard.press('Enter');
    expect(await isAsked()).toBe(false);
    expect(await focused()).toBe('Privacy choices');
    expect((await held()).filter((name) => !name.startsWith('pl_consent'))).toEqual([]);
  });
});

describe('the shop', () => {
  it('[SES4] the atelier moves without loading, back and forward, and each move is one page view', async () => {
    const views = watchTag('views');
    const events = watchTag('events');
    await page.goto(shop('/atelier'));
    await press(page, yes);
    await until(() => views.length === 1);
    await page.evaluate(() => Object.assign(window, { isSameDocument: true }));
    await press(page, 'input[value=cone]');
    await press(page, '::-p-text(Next: base)');
    await see(page, 'Choose a base');
    await until(() => views.length === 2);
    await press(page, 'input[value=oak]');
    await press(page, '::-p-text(Next: cord)');
    await until(() => views.length === 3);
    await press(page, '::-p-text(See your lamp)');
    await until(() => views.length === 4);
    await until(() => events.some((one) => JSON.stringify(one).includes('"configured"')));
    expect(await page.$eval('[data-sum]', (sum) => sum.textContent)).toBe('€ 142');
    await page.goBack();
    await see(page, 'Choose a cord');
    await until(() => views.length === 5);
    await page.goForward();
    await see(page, 'Your lamp');
    await until(() => views.length === 6);
    expect(await focused()).toBe('view-Summary');
    expect(await page.title()).toBe('Your lamp · Atelier · Lanterna & Larder');
    expect(await page.evaluate(() => 'isSameDocument' in window)).toBe(true);
    expect(views.map(({ kind, url }) => [kind, new URL(`${url}`).pathname])).toEqual([
      ['load', '/atelier'],
      ['spa', '/atelier/base'],
      ['spa', '/atelier/cord'],
      ['spa', '/atelier/summary'],
      ['spa', '/atelier/cord'],
      ['spa', '/atelier/summary'],
    ]);
    await page.reload();
    await see(page, '€ 142');
  });

  it('tells section and attributes of a product, and what goes into the cart', async () => {
    const told = [watchTag('views'), watchTag('events')];
    const has = (text: string) => until(() => JSON.stringify(told).includes(text));
    await page.goto(shop('/lamps/vesper'));
    await press(page, yes);
    await has('"sections":["lamps","reading lamp"]');
    await has('{"product":"Vesper","price":89,"category":"Lamps"}');
    await press(page, '::-p-aria([name="Add to cart"][role="button"])');
    await has('{"name":"add_to_cart","data":{"product":"Vesper","price":89}}');
  });

  it('keeps a cart of its own only while something is in it', async () => {
    await page.goto(shop('/lamps/vesper'));
    await press(page, no);
    const own = async () => (await held()).filter((name) => name.startsWith('demo'));
    expect(await own()).toEqual([]);
    await press(page, '::-p-aria([name="Add to cart"][role="button"])');
    await press(page, '::-p-text(See the cart)');
    await see(page, 'Together, delivery included');
    expect(await isSeen(page, 'Nothing here yet.')).toBe(false);
    expect(await own()).toEqual(['demo_cart']);
    await press(page, '::-p-aria([name="One more of Vesper"])');
    await see(page, '€ 178');
    await press(page, '::-p-aria([name="One less of Vesper"])');
    await press(page, '::-p-aria([name="One less of Vesper"])');
    await see(page, 'Nothing here yet.');
    expect(await own()).toEqual([]);
  });
});
