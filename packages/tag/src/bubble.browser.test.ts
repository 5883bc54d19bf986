import type { FromFrame } from '@porchlight/protocol';
import axe from 'axe-core';
import type { BrowserContext, Page } from 'puppeteer-core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RecordingSite } from './testing/recording-site.ts';
import { readHeld } from './testing/tag-browser.ts';
import { useTagStage } from './testing/tag-stage.ts';

const stage = useTagStage(false);
let shop: RecordingSite;
let context: BrowserContext;
let page: Page;
beforeEach(() => {
  ({ shop, context, page } = stage);
});

const offer = { id: 'of_offer0001', text: 'Can I help you choose?', agentName: 'Ada', at: 1 };
const launcher = '#porchlight >>> .launch';
const isOpen = (on = page) => on.waitForSelector('#porchlight >>> .open .panel');
const isClosed = (on = page) => on.waitForSelector('#porchlight >>> div:not(.open) > .launch');

async function visit(path = '/a', on = page): Promise<void> {
  await on.goto(shop.url(path));
  await on.waitForSelector(launcher);
}

/** The messenger's document, once it has taken the channel. */
async function messenger(on = page) {
  const frame = await on.waitForFrame(async (candidate) => candidate.url().includes('/frame#'));
  await frame.waitForFunction(() => 'port' in window);
  return {
    tell: (message: FromFrame) =>
      frame.evaluate((told) => (window as never as { port: MessagePort }).port.postMessage(told), message),
    heard: (type: string) =>
      frame
        .waitForFunction(
          (wanted) =>
            (window as never as { heard: { type: string }[] }).heard.filter((it) => it.type === wanted).at(-1),
          {},
          type,
        )
        .then((handle) => handle.jsonValue()),
    hasFocus: () => frame.waitForFunction(() => document.hasFocus()),
  };
}

const held = (on = page) => readHeld(on);
const outcomes = () => shop.sent('offers').map(({ body }) => [body.offer, body.outcome]);
const button = () => page.$eval(launcher, (it) => ({ name: it.ariaLabel, expanded: it.ariaExpanded }));

describe('button', () => {
  it('[LOAD2] is all that there is before it is used: no frame, no storage, no shift of the page', async () => {
    shop.state.settings = { consent: { policy: 'required', textVersion: 'v1', privacyUrl: '' } };
    await page.evaluateOnNewDocument(() => {
      Object.assign(window, { shifts: 0 });
      new PerformanceObserver((list) => {
        (window as never as { shifts: number }).shifts += list.getEntries().length;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await visit();
    expect(await button()).toEqual({ name: 'Open chat', expanded: 'false' });
    expect(await page.$$('#porchlight >>> iframe')).toEqual([]);
    expect(await held()).toEqual({});
    await page.click(launcher);
    await messenger();
    expect(await page.evaluate(() => (window as never as { shifts: number }).shifts)).toBe(0);
  });

  it('is large enough for a thumb, and passes the accessibility rules open and closed, light and dark', async () => {
    for (const scheme of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await visit();
      const box = await page.$eval(launcher, (it) => it.getBoundingClientRect().toJSON());
      expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(44);
      await page.evaluate(axe.source);
      for (const state of ['closed', 'open']) {
        const found = await page.evaluate(async () => {
          const { run } = (window as never as { axe: typeof axe }).axe;
          const { violations } = await run('#porchlight', { rules: { region: { enabled: false } } });
          return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
        });
        expect(found, `${scheme} ${state}`).toEqual([]);
        await page.click(launcher);
      }
      await page.evaluate(() => localStorage.clear());
    }
  });

  it('speaks the language of the site', async () => {
    shop.state.settings = { look: { accent: '#ffcc00', position: 'start', greeting: '', language: 'de-AT' } };
    await visit();
    expect((await button()).name).toBe('Chat öffnen');
    const { left, color } = await page.$eval(launcher, (it) => ({
      left: it.getBoundingClientRect().left,
      color: getComputedStyle(it).color,
    }));
    expect(left).toBe(20);
    expect(color).toBe('rgb(0, 0, 0)');
  });

  it('stands on the other side of a page that is read from right to left', async () => {
    await page.evaluateOnNewDocument(() => {
      addEventListener('DOMContentLoaded', () => {
        document.documentElement.dir = 'rtl';
      });
    });
    await visit();
    expect(await page.$eval(launcher, (it) => it.getBoundingClientRect().left)).toBe(20);
  });
});

describe('window', () => {
  it('[CON2] [CNV11] opens at a click, makes the frame then, and tells it who the visitor is', async () => {
    await page.goto(shop.url('/a'));
    await page.waitForFunction(() => document.cookie.includes('pl_sid'));
    await (await page.waitForSelector(launcher))!.click();
    const frame = await messenger();
    const now = await held();
    expect(await frame.heard('identity')).toMatchObject({
      type: 'identity',
      visitor: now['cookie pl_vid-st_testsite'],
      visit: now['cookie pl_sid-st_testsite']?.split('.')[0],
      hasChat: false,
      login: null,
    });
    expect(await frame.heard('layout')).toEqual({ type: 'layout', layout: 'open', keepsFocus: false });
    expect(await button()).toEqual({ name: 'Close chat', expanded: 'true' });
    expect(await page.$eval('#porchlight >>> iframe', (it) => [it.title, it.src])).toEqual([
      'Chat',
      `${shop.service}/m/st_testsite/frame#en`,
    ]);
    await frame.hasFocus();
  });

  it('[CON2] tells a frame nothing about the visitor before consent, and keeps only what the chat needs', async () => {
    shop.state.settings = { consent: { policy: 'required', textVersion: 'v1', privacyUrl: '' } };
    await visit();
    await page.click(launcher);
    const frame = await messenger();
    expect(await frame.heard('identity')).toMatchObject({ visitor: null, visit: null, hasChat: false, login: null });
    await frame.tell({ type: 'identity', visitor: 'vi_fromframe' });
    await frame.tell({ type: 'conversation', status: 'open', lastUsedAt: 1_763_769_600_000 });
    await page.waitForFunction(() => document.cookie.includes('pl_chat'));
    expect(await held()).toEqual({
      'cookie pl_chat-st_testsite': 'open.1763769600000',
      'local pl_win-st_testsite': expect.stringMatching(/^open\.\d{13}$/),
    });
    expect(shop.requests.filter(({ path }) => path.startsWith('/t/'))).toEqual([]);
  });

  it('closes by Escape, by its button and by the frame, and gives the focus back', async () => {
    await visit();
    await page.focus(launcher);
    await page.keyboard.press('Enter');
    const frame = await messenger();
    await frame.hasFocus();
    await frame.tell({ type: 'close' });
    await isClosed();
    const focused = () => page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.className);
    expect(await focused()).toBe('launch');
    await page.keyboard.press('Enter');
    await frame.hasFocus();
    await page.focus(launcher);
    await page.keyboard.press('Escape');
    await isClosed();
    expect(await focused()).toBe('launch');
    await page.waitForFunction(() => {
      const panel = document.getElementById('porchlight')?.shadowRoot?.querySelector('.panel');
      return getComputedStyle(panel as Element).visibility === 'hidden';
    });
  });

  it('[CNV4] [CNV12] stays as it was on the next page, after a reload and in a second tab', async () => {
    await visit();
    await page.click(launcher);
    await messenger();
    await visit('/b');
    await isOpen();
    await messenger();
    await page.reload();
    await isOpen();
    const second = await stage.openPage();
    await visit('/c', second);
    await isOpen(second);
    await second.click(launcher);
    await isClosed(second);
    // Still in the background: what arrives meanwhile must not count as read when this tab is looked at again.
    await page.waitForFunction(
      () =>
        document.visibilityState === 'hidden' &&
        !document.querySelector('#porchlight')?.shadowRoot?.querySelector('.open'),
      { polling: 50, timeout: 5_000 },
    );
    await page.bringToFront();
    await isClosed();
    await page.reload();
    await page.waitForSelector(launcher);
    expect(await page.$$('#porchlight >>> iframe')).toEqual([]);
  });

  it('[CNV4] does not take the focus when it comes back by itself', async () => {
    await visit();
    await page.click(launcher);
    await (await messenger()).hasFocus();
    await visit('/b');
    const frame = await messenger();
    expect(await frame.heard('layout')).toEqual({ type: 'layout', layout: 'open', keepsFocus: true });
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
  });

  it('does not come back by itself after a day', async () => {
    await visit();
    await page.evaluate((at) => localStorage.setItem('pl_win-st_testsite', `open.${at}`), Date.now() - 90_000_000);
    await visit('/b');
    await isClosed();
  });

  it('stays open here where the browser refuses to keep the layout', async () => {
    await page.evaluateOnNewDocument(() => {
      Object.defineProperty(window, 'localStorage', {
        get() {
          throw new DOMException('blocked', 'SecurityError');
        },
      });
    });
    await visit();
    await page.click(launcher);
    await messenger();
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await isOpen();
    expect((await button()).expanded).toBe('true');
  });

  it('fills a phone, and hides the button behind it', async () => {
    await page.setViewport({ width: 390, height: 800, hasTouch: true, isMobile: true });
    await visit();
    await page.tap(launcher);
    await messenger();
    await page.waitForFunction(() => {
      const root = document.getElementById('porchlight')?.shadowRoot;
      const { width, height, top } = root!.querySelector('.panel')!.getBoundingClientRect();
      return width === 390 && height === 800 && top === 0;
    });
    expect(await page.$eval(launcher, (it) => getComputedStyle(it).visibility)).toBe('hidden');
  });

  it('survives a router that replaces the body', async () => {
    await visit();
    await page.click(launcher);
    await messenger();
    await page.evaluate(() => {
      document.body = document.createElement('body');
      document.body.textContent = 'New';
    });
    await isOpen();
  });

  it('opens and closes by the page, and tells it', async () => {
    await page.goto(shop.url('/a'));
    await page.waitForFunction(() => 'Porchlight' in window);
    await page.evaluate(() => {
      const told: string[] = [];
      const call = (window as never as { Porchlight: (...a: unknown[]) => void }).Porchlight;
      for (const name of ['open', 'close', 'unread', 'conversation']) {
        call('on', name, (detail: unknown) => told.push(`${name} ${JSON.stringify(detail)}`));
      }
      Object.assign(window, { told });
      call('open');
    });
    const frame = await messenger();
    await page.evaluate(() => (window as never as { Porchlight: (...a: unknown[]) => void }).Porchlight('close'));
    await isClosed();
    await frame.tell({ type: 'unread', count: 1, preview: null });
    await frame.tell({ type: 'conversation', status: 'queued', lastUsedAt: 5 });
    await page.waitForFunction(() => (window as never as { told: string[] }).told.length === 4);
    expect(await page.evaluate(() => (window as never as { told: string[] }).told)).toEqual([
      'open undefined',
      'close undefined',
      'unread 1',
      'conversation {"status":"queued"}',
    ]);
  });
});

describe('messages and offers', () => {
  it('[CNV5] brings the frame back for an open conversation alone, and counts what is unread', async () => {
    await visit();
    await page.click(launcher);
    const frame = await messenger();
    await frame.tell({ type: 'conversation', status: 'open', lastUsedAt: 1_763_769_600_000 });
    await page.click(launcher);
    await page.waitForFunction(() => document.cookie.includes('pl_chat-st_testsite=open'));
    await visit('/b');
    const again = await messenger();
    expect(await again.heard('layout')).toEqual({ type: 'layout', layout: 'closed', keepsFocus: true });
    await again.tell({ type: 'unread', count: 2, preview: '<b>Hello</b> there' });
    await page.waitForSelector('#porchlight >>> .card');
    expect((await button()).name).toBe('Open chat, 2 unread messages');
    expect(await page.$eval('#porchlight >>> .badge', (it) => it.textContent)).toBe('2');
    expect(await page.$eval('#porchlight >>> .live', (it) => it.textContent)).toBe('New message: <b>Hello</b> there');
    await page.click('#porchlight >>> .card .text');
    await isOpen();
    await again.tell({ type: 'unread', count: 0, preview: null });
    await again.tell({ type: 'conversation', status: 'ended', lastUsedAt: 1_763_769_600_001 });
    await page.waitForFunction(() => document.cookie.includes('pl_chat-st_testsite=ended'));
    await page.click(launcher);
    await visit('/c');
    expect(await page.$$('#porchlight >>> iframe')).toEqual([]);
  });

  it('shows an offer that came with a heartbeat once, and hands it to the frame when it is accepted', async () => {
    shop.state.settings = { beatMs: 100 };
    shop.state.answers.beats = { body: { isVisitOver: false, offer } };
    await visit();
    const accept = await page.waitForSelector('#porchlight >>> .card .main');
    expect(await page.$eval('#porchlight >>> .card', (it) => it.textContent)).toContain('Can I help you choose?');
    await accept!.click();
    const frame = await messenger();
    expect(await frame.heard('offer')).toEqual({ type: 'offer', offer });
    await isOpen();
    await shop.until(() => outcomes().length === 2);
    expect(outcomes()).toEqual([
      [offer.id, 'shown'],
      [offer.id, 'accepted'],
    ]);
    expect(await page.$$('#porchlight >>> .card')).toEqual([]);
  });

  it('takes a no for an answer', async () => {
    shop.state.answers.views = () => ({
      status: 201,
      body: { visitor: 'vi_visitor01', visit: 'vs_visit0001', visitorMaxAgeS: null, offer },
    });
    await page.goto(shop.url('/a'));
    const decline = await page.waitForSelector('#porchlight >>> .card .action:not(.main)');
    await decline!.click();
    await shop.until(() => outcomes().length === 2);
    expect(outcomes()[1]).toEqual([offer.id, 'declined']);
    expect(await page.$$('#porchlight >>> .card')).toEqual([]);
    expect(await page.$$('#porchlight >>> iframe')).toEqual([]);
    expect((await context.cookies()).find(({ name }) => name === 'pl_vid-st_testsite')?.session).toBe(true);
  });
});

describe('a conversation from another domain', () => {
  const question = '#porchlight >>> .ask';
  const continuation = { handoff: 'hd_handoff0001', from: 'shop.example' };
  const offerIt = () => {
    shop.state.answers.views = () => ({
      status: 201,
      body: {
        visitor: 'vi_visitor01',
        visit: 'vs_visit0001',
        visitorMaxAgeS: null,
        keep: 'visitor-and-visit',
        class: null,
        asksClass: false,
        continuation,
        offer: null,
      },
    });
  };
  const shown = () => page.$$eval(question, (all) => all.length);

  it('[XD5] is asked about, with a yes and a no of the same weight, and no frame before the answer', async () => {
    offerIt();
    await visit();
    await page.waitForSelector(question);
    expect(await page.$eval(question, (it) => it.querySelector('.text')?.textContent)).toBe(
      'Continue your conversation from shop.example?',
    );
    expect(await page.$eval('#porchlight >>> .live', (it) => it.textContent)).toBe(
      'Continue your conversation from shop.example?',
    );
    expect(await page.$$('#porchlight >>> iframe')).toEqual([]);
    const looks = await page.$$eval(`${question} button`, (all) =>
      all.map((one) => {
        const { color, backgroundColor, fontWeight, borderColor } = getComputedStyle(one);
        return {
          text: one.textContent,
          height: one.offsetHeight,
          look: [color, backgroundColor, fontWeight, borderColor],
        };
      }),
    );
    expect(looks.map(({ text }) => text)).toEqual(['Continue', 'Not now']);
    expect(looks[0]?.look).toEqual(looks[1]?.look);
    expect(Math.min(...looks.map(({ height }) => height))).toBeGreaterThanOrEqual(44);
  });

  it('[XD5] tells the frame after the yes alone, and opens the window', async () => {
    offerIt();
    await visit();
    const yes = await page.waitForSelector(`${question} button`);
    await yes?.click();
    const frame = await messenger();
    expect(await frame.heard('continue')).toEqual({ type: 'continue', ...continuation });
    await isOpen();
    expect(await shown()).toBe(0);
  });

  it('[XD5] takes a no for an answer, also from the window, and gives the focus back', async () => {
    offerIt();
    await visit();
    await page.waitForSelector(question);
    await page.click(launcher);
    await messenger();
    // The question moves into the window, above the messenger and not over it.
    await page.waitForSelector('#porchlight >>> .panel .ask');
    // In one moment, since the window is still on its way up.
    const [cardEnd, frameTop] = await page.$eval('#porchlight >>> .panel', (panel) => [
      panel.querySelector('.ask')!.getBoundingClientRect().bottom,
      panel.querySelector('iframe')!.getBoundingClientRect().top,
    ]);
    expect(frameTop).toBeGreaterThanOrEqual(cardEnd! - 1);
    await page.click(launcher);
    const no = await page.waitForSelector('#porchlight >>> div:not(.open) > .ask button:last-child');
    await no?.click();
    expect(await shown()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.className)).toBe('launch');
    const told = await (await page.waitForFrame((one) => one.url().includes('/frame#'))).evaluate(() =>
      (window as never as { heard: { type: string }[] }).heard.map(({ type }) => type),
    );
    expect(told).not.toContain('continue');
  });

  it('[XD5] is asked about in the language of the site, and passes the accessibility rules', async () => {
    shop.state.settings = { look: { accent: '#1d4d6b', position: 'end', greeting: '', language: 'de' } };
    offerIt();
    for (const scheme of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await visit();
      await page.waitForSelector(question);
      expect(await page.$eval(question, (it) => it.textContent)).toBe(
        'Möchten Sie Ihr Gespräch von shop.example hier fortsetzen?FortsetzenNicht jetzt',
      );
      await page.evaluate(axe.source);
      const found = await page.evaluate(async () => {
        const passing = document.getAnimations();
        await Promise.allSettled(passing.map(({ finished }) => finished));
        const { run } = (window as never as { axe: typeof axe }).axe;
        const { violations } = await run('#porchlight', { rules: { region: { enabled: false } } });
        return violations.map(({ id }) => id);
      });
      expect([scheme, found]).toEqual([scheme, []]);
    }
  });
});

describe('what the frame tells', () => {
  it.each([
    ['first-party', 365],
    ['first-party-session', null],
  ] as const)('[MODE4] [MODE5] keeps the mark of a conversation as long as %s says', async (mode, days) => {
    shop.state.settings = { mode };
    await visit();
    await page.click(launcher);
    const frame = await messenger();
    await frame.tell({ type: 'conversation', status: 'open', lastUsedAt: 5 });
    await page.waitForFunction(() => document.cookie.includes('pl_chat-st_testsite=open'));
    const kept = (await context.cookies()).find(({ name }) => name === 'pl_chat-st_testsite');
    expect(kept?.session).toBe(days === null);
    if (days !== null) expect(((kept?.expires ?? 0) - Date.now() / 1000) / 86_400).toBeCloseTo(days, 0);
    await page.reload();
    const again = await messenger();
    expect(await again.heard('identity')).toMatchObject({ hasChat: true });
  });
});
