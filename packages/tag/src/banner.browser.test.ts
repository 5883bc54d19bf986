import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import type { TagSettings } from '@porchlight/protocol';
import axe from 'axe-core';
import type { Page } from 'puppeteer-core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RecordingSite } from './testing/recording-site.ts';
import { readHeld } from './testing/tag-browser.ts';
import { useTagStage } from './testing/tag-stage.ts';

const stage = useTagStage(false);
let shop: RecordingSite;
let page: Page;
beforeEach(() => {
  ({ shop, page } = stage);
  asks('required');
});

function asks(policy: TagSettings['consent']['policy'], overrides: Partial<TagSettings> = {}, textVersion = '1') {
  shop.state.settings = {
    banner: shop.scripts.banner,
    consent: { policy, textVersion, privacyUrl: 'https://shop.example/privacy' },
    look: { accent: '#1f5f56', position: 'end', greeting: '', language: '' },
    ...overrides,
  };
}

const box = '#porchlight-consent >>> .box';
const no = '#porchlight-consent >>> .pair button:first-child';
const yes = '#porchlight-consent >>> .pair button:last-child';
const choose = '#porchlight-consent >>> summary';
const asked = (on = page) => on.waitForSelector(box, { visible: true });
const gone = (on = page) => on.waitForSelector(box, { hidden: true });
const bubbleShown = () => page.waitForFunction(() => document.getElementById('porchlight')?.shadowRoot);
const isAsked = async () => (await page.$(box)) !== null;
const press = (selector: string) => page.locator(selector).click();
const call = (...args: unknown[]) =>
  page.evaluate((list) => (window as never as { Porchlight: (...a: unknown[]) => void }).Porchlight(...list), args);
const views = () => shop.sent('views').map(({ body }) => body);
const proofs = () => shop.sent('consents').map(({ body }) => body);
const held = () => readHeld(page);
const bannerRequests = () => shop.requests.filter(({ path }) => path === shop.scripts.banner.path);
const focused = () =>
  page.evaluate(() => {
    const { activeElement } = document;
    const inner = activeElement?.shadowRoot?.activeElement ?? activeElement;
    return inner?.getAttribute('role') ?? (inner?.textContent || inner?.tagName);
  });

describe('the banner’s answers', () => {
  it('[CON1, CON5] yes: collects from this moment, and proves it with its source', async () => {
    await page.goto(shop.url('/a'));
    await asked();
    expect(views()).toEqual([]);
    await press(yes);
    await shop.until(() => proofs().length === 1);
    expect(views()).toMatchObject([{ kind: 'load', consent: 'granted' }]);
    expect(proofs()).toMatchObject(
      [{ choices: { functional: true, analytics: true }, textVersion: '1', source: 'banner', visitor: /^vi_/ }].map(
        (one) => ({ ...one, visitor: expect.stringMatching(/^vi_/) }),
      ),
    );
    expect(await held()).toMatchObject({ 'cookie pl_consent-st_testsite': '11.1' });
    await page.goto(shop.url('/b'));
    await bubbleShown();
    await shop.until(() => views().length === 2);
    expect([bannerRequests().length, await isAsked()]).toEqual([1, false]);
  });

  it('[CON1, CON5] no: keeps the no in this browser, sends nothing, and does not ask again', async () => {
    await page.goto(shop.url('/a'));
    await asked();
    await press(no);
    await gone();
    expect(await held()).toEqual({ 'cookie pl_consent-st_testsite': '00.1' });
    await page.goto(shop.url('/b'));
    await bubbleShown();
    expect(await isAsked()).toBe(false);
    expect(shop.requests.filter(({ path }) => path.startsWith('/t/'))).toEqual([]);
    expect(bannerRequests()).toHaveLength(1);
  });

  it('[CON1] a choice by category: nothing is ticked beforehand, and what is ticked is what holds', async () => {
    await page.goto(shop.url('/a'));
    await asked();
    await press(choose);
    const boxes = await page.$$('#porchlight-consent >>> input');
    const state = () => Promise.all(boxes.map((one) => one.evaluate(({ checked, disabled }) => [checked, disabled])));
    expect(await state()).toEqual([
      [true, true],
      [false, false],
      [false, false],
    ]);
    await boxes[2]?.click();
    await press('#porchlight-consent >>> details button');
    await shop.until(() => proofs().length === 1);
    expect(proofs()[0].choices).toEqual({ functional: false, analytics: true });
    expect(await held()).toMatchObject({ 'cookie pl_consent-st_testsite': '01.1' });
  });

  it('[CON4] is opened again by a call, shows what holds, and takes a yes back as easily as it was given', async () => {
    await page.goto(shop.url('/a'));
    await asked();
    await press(yes);
    await shop.until(() => views().length === 1);
    await page.waitForFunction(() => document.cookie.includes('pl_vid'));
    await call('consent', 'show');
    await asked();
    await press(choose);
    const ticked = await page.$$eval('#porchlight-consent >>> input', (all) => all.map((one) => one.checked));
    expect(ticked).toEqual([true, true, true]);
    await press(no);
    await gone();
    expect(await held()).toEqual({ 'cookie pl_consent-st_testsite': '00.1' });
    await shop.until(() => shop.sent('forget').length === 1);
    expect(shop.sent('forget')[0]?.body).toMatchObject({
      why: 'withdrawn',
      visitor: views()[0].visitor ?? expect.any(String),
    });
  });

  it('[CON4] a tab in the background drops what it holds, too', async () => {
    asks('required', { beatMs: 50 });
    await page.goto(shop.url('/a'));
    await asked();
    await press(yes);
    await page.waitForFunction(() => sessionStorage.getItem('pl_tab'));
    const other = await stage.openPage();
    await other.goto(shop.url('/b'));
    await other.waitForFunction(() => 'Porchlight' in window && sessionStorage.getItem('pl_tab'));
    await other.evaluate(() =>
      (window as never as { Porchlight: (...a: unknown[]) => void }).Porchlight('consent', { analytics: false }),
    );
    await page.waitForFunction(() => !sessionStorage.getItem('pl_tab'), { polling: 100 });
    expect(await page.evaluate(() => document.visibilityState)).toBe('hidden');
    expect(await held()).toEqual({ 'cookie pl_consent-st_testsite': '10.1' });
    expect(await readHeld(other)).toEqual({ 'cookie pl_consent-st_testsite': '10.1' });
  });

  it('[CON1] `notice` tells that it is on already, and a no ends it at once', async () => {
    asks('notice');
    await page.goto(shop.url('/a'));
    await shop.until(() => views().length === 1);
    await asked();
    expect(await page.$eval('#porchlight-consent >>> h2', (title) => title.textContent)).toBe('We remember your visit');
    await page.waitForFunction(() => document.cookie.includes('pl_vid'));
    await press(no);
    await gone();
    expect(await held()).toEqual({ 'cookie pl_consent-st_testsite': '00.1' });
    await page.goto(shop.url('/b'));
    await bubbleShown();
    expect(views()).toHaveLength(1);
    expect(proofs()).toEqual([]);
  });

  it('[CON1] asks anew when the text has another version; until then a yes to the old one counts no more', async () => {
    await page.goto(shop.url('/a'));
    await asked();
    await press(yes);
    await shop.until(() => proofs().length === 1);
    asks('required', {}, '2');
    await page.goto(shop.url('/b'));
    await asked();
    expect(views()).toHaveLength(1);
    await press(yes);
    await shop.until(() => proofs().length === 2);
    expect(proofs()[1].textVersion).toBe('2');
  });

  it('[CON3] a browser with Global Privacy Control has answered: nobody asks it, but its visitor may', async () => {
    for (const policy of ['required', 'notice'] as const) {
      asks(policy);
      const private_ = await stage.openPage();
      await private_.evaluateOnNewDocument(() =>
        Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true }),
      );
      page = private_;
      await page.goto(shop.url('/a'));
      await bubbleShown();
      await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
      expect([policy, await isAsked(), bannerRequests().length, views().length]).toEqual([policy, false, 0, 0]);
    }
    await call('consent', 'show');
    await asked();
    await press(yes);
    await shop.until(() => views().length === 1);
    expect(views()[0].consent).toBe('granted');
  });

  it('[CON1] Escape puts the question off for this page and answers nothing', async () => {
    await page.goto(shop.url('/a'));
    await asked();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    await gone();
    expect([await held(), proofs().length]).toEqual([{}, 0]);
    await page.goto(shop.url('/b'));
    await asked();
  });

  it('[CON1] goes when the page or another tab has answered', async () => {
    await page.goto(shop.url('/a'));
    await asked();
    const other = await stage.openPage();
    await other.goto(shop.url('/b'));
    await asked(other);
    await other.locator(no).click();
    await page.bringToFront();
    await gone();
    await other.close();
    await call('consent', { functional: false, analytics: false });
    await page.goto(shop.url('/c'));
    await bubbleShown();
    expect(await isAsked()).toBe(false);
  });

  it('[CON3] nonsense from the page is no answer, and never a yes', async () => {
    await page.goto(shop.url('/a'));
    await asked();
    for (const nonsense of [undefined, null, 'yes', 'SHOW', 7, true, Number.NaN, '', 'x'.repeat(1_000_000)])
      await call('consent', nonsense);
    expect([await held(), await isAsked()]).toEqual([{}, true]);
    const wrong = [
      { analytics: 'granted', functional: 'true' },
      { analytics: 1, functional: {} },
      { analytics: [true], functional: [[]] },
    ];
    for (const one of wrong) await call('consent', one);
    await gone();
    expect([await held(), views().length, proofs().length]).toEqual([
      { 'cookie pl_consent-st_testsite': '00.1' },
      0,
      0,
    ]);
  });

  it.each(['11.2', '11.', '11', '1', 'yes', '11.1; Path=/x', '22.1', '%31%31.1', '11.1 '])(
    '[CON1] a planted value %j is no answer',
    async (value) => {
      await page.goto(shop.url('/empty'));
      await page.evaluate((text) => {
        // biome-ignore lint/suspicious/noDocumentCookie: what another script of the page may do
        document.cookie = `pl_consent-st_testsite=${text}`;
      }, value);
      const isWellFormed = (await page.evaluate(() => document.cookie)).includes('=11.1') && !value.includes('%');
      await page.goto(shop.url('/a'));
      await bubbleShown();
      if (isWellFormed) return expect(await isAsked()).toBe(false);
      await asked();
      expect(views()).toEqual([]);
    },
  );
});

describe('the banner itself', () => {
  it('[CON1] makes no as easy as yes: same look, same size, one click, and no first', async () => {
    for (const scheme of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await page.goto(shop.url('/a'));
      await asked();
      const looks = await page.$$eval('#porchlight-consent >>> .pair button', (buttons) =>
        buttons.map((button) => {
          const style = getComputedStyle(button);
          const { width, height, top } = button.getBoundingClientRect();
          return {
            size: [width, height, top],
            style: [...style].map((name) => style.getPropertyValue(name)).join('|'),
          };
        }),
      );
      expect(looks[0]?.size).toEqual(looks[1]?.size);
      const where = /-?[\d.]+px/g;
      expect(looks[0]?.style.replace(where, '')).toBe(looks[1]?.style.replace(where, ''));
    }
  });

  it('[CON1] is accessible, closed and open, in light and dark, and each target is 44 px', async () => {
    for (const scheme of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await page.goto(shop.url('/a'));
      await asked();
      for (const isOpen of [false, true]) {
        if (isOpen) await press(choose);
        await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished)));
        await page.evaluate(axe.source);
        const found = await page.evaluate(async () => {
          const { run } = (window as never as { axe: typeof axe }).axe;
          const { violations } = await run('#porchlight-consent', {
            runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'],
          });
          return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
        });
        expect(found, `${scheme} ${isOpen}`).toEqual([]);
      }
      const heights = await page.$$eval('#porchlight-consent >>> :is(button, a, summary, label)', (targets) =>
        targets.map((target) => [target.textContent, target.getBoundingClientRect().height]),
      );
      for (const [text, height] of heights) expect(height, `${text}`).toBeGreaterThanOrEqual(44);
    }
  });

  it('[CON1] is a dialog with a name that holds no focus and takes none; the keyboard meets it first', async () => {
    await page.goto(shop.url('/a'));
    const dialog = await asked();
    const { role, name } = (dialog && (await page.accessibility.snapshot({ root: dialog }))) ?? {};
    expect([role, name]).toEqual(['dialog', 'May we remember your visit?']);
    expect(await focused()).not.toBe('dialog');
    const order: (string | null | undefined)[] = [];
    for (let at = 0; at < 5; at += 1) {
      await page.keyboard.press('Tab');
      order.push(await focused());
    }
    expect(order).toEqual(['No, thank you', 'Yes, that is fine', 'Let me choose', 'Privacy policy', 'Other page']);
    const live = '#porchlight-consent >>> [role=status]';
    await page.waitForFunction(
      () => document.getElementById('porchlight-consent')?.shadowRoot?.querySelector('[role=status]')?.textContent,
    );
    expect(await page.$eval(live, (told) => told.textContent)).toBe('May we remember your visit?');
    await press(no);
    expect(await page.$eval(live, (told) => told.textContent)).toBe('Your choice is saved.');
  });

  it('[CON1] opened by the visitor it takes the focus, and gives it back', async () => {
    await page.goto(shop.url('/a'));
    await asked();
    await press(yes);
    await page.focus('#other');
    await call('consent', 'show');
    await asked();
    expect(await focused()).toBe('dialog');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('No, thank you');
    await page.keyboard.press('Escape');
    expect([await isAsked(), await focused()]).toEqual([false, 'Other page']);
    expect(await held()).toMatchObject({ 'cookie pl_consent-st_testsite': '11.1' });
    await call('consent', 'show');
    await call('consent', 'show');
    await asked();
    expect(await page.$$(box)).toHaveLength(1);
  });

  it.each([
    ['de', 'de-AT', 'Dürfen wir uns Ihren Besuch merken?', 'de'],
    ['fr', 'fr', 'Pouvons-nous retenir votre visite\u202f?', 'fr'],
    ['es', 'es-MX', '¿Podemos recordar su visita?', 'es'],
    ['ar', 'ar-EG', 'هل تسمح لنا بتذكّر زيارتك؟', 'ar'],
    ['en', 'EN-gb', 'May we remember your visit?', 'en'],
    ['a language that it has not, in an English browser,', 'tlh', 'May we remember your visit?', 'en'],
    ['nonsense', '__proto__', 'May we remember your visit?', 'en'],
    ['nothing', '', 'May we remember your visit?', 'en'],
  ])('[CON1] speaks the language of the page: %s', async (_name, lang, title, expected) => {
    await page.evaluateOnNewDocument((tag) => {
      document.addEventListener('DOMContentLoaded', () => document.documentElement.setAttribute('lang', tag));
    }, lang);
    await page.goto(shop.url('/a'));
    const dialog = await asked();
    expect(await dialog?.evaluate((one) => [one.ariaLabel, one.getAttribute('lang'), one.getAttribute('dir')])).toEqual(
      [title, expected, expected === 'ar' ? 'rtl' : 'ltr'],
    );
  });

  it.each([
    [390, 844],
    [320, 568],
    [844, 390],
    [320, 256],
    [1280, 800],
  ])(
    '[CON1, LOAD2] at %i × %i it lies within the page, beside the chat button, and moves nothing',
    async (width, height) => {
      await page.setViewport({ width, height });
      await page.evaluateOnNewDocument(() => {
        const shifts: number[] = [];
        Object.assign(window, { shifts });
        new PerformanceObserver((list) => {
          // The card grows where the visitor asks it to.
          for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
            if (!entry.hadRecentInput) shifts.push(entry.value);
        }).observe({ type: 'layout-shift', buffered: true });
      });
      await page.goto(shop.url('/a'));
      await asked();
      await press(choose);
      await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished)));
      const at = await (await page.$(box))?.boundingBox();
      const button = await (await page.waitForSelector('#porchlight >>> .launch'))?.boundingBox();
      if (!at || !button) throw new Error('Both must be shown.');
      expect(at.x).toBeGreaterThanOrEqual(0);
      expect(at.y).toBeGreaterThanOrEqual(0);
      expect(at.x + at.width).toBeLessThanOrEqual(width);
      expect(at.y + at.height <= button.y || at.x + at.width <= button.x).toBe(true);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      expect(await page.evaluate(() => (window as never as { shifts: number[] }).shifts)).toEqual([]);
    },
  );

  it('[CON2] steps aside while the chat is open, and comes back unanswered', async () => {
    await page.goto(shop.url('/a'));
    await asked();
    await press('#porchlight >>> .launch');
    await gone();
    await press('#porchlight >>> .launch');
    await asked();
  });

  it('[LOAD2] that cannot be had leaves the page alone, and a later need asks again', async () => {
    for (const answer of [{ status: 500 }, { type: 'text/html', body: '<p>Hi' }, 'cut'] as const) {
      shop.state.answers = { banner: answer };
      await page.goto(shop.url('/a'));
      await bubbleShown();
      await shop.until(() => bannerRequests().length > 0);
      expect([await isAsked(), await held()]).toEqual([false, {}]);
      shop.requests.length = 0;
    }
    shop.state.answers = {};
    await page.goto(shop.url('/b'));
    await asked();
  });

  it('[CON1] links only to addresses', async () => {
    const privacyUrl = 'javascript:alert(1)';
    asks('required', { consent: { policy: 'required', textVersion: '1', privacyUrl } });
    await page.goto(shop.url('/a'));
    await asked();
    expect(await page.$('#porchlight-consent >>> a')).toBeNull();
  });

  it('[LOAD2] weighs at most 3 KB, works under a strict policy, and leaves no style or markup behind', async () => {
    const { path } = shop.scripts.banner;
    const file = readFileSync(new URL(`../dist/${path.split('/').at(-1)}`, import.meta.url));
    expect(brotliCompressSync(file).length).toBeLessThanOrEqual(3_000);
    shop.state.head = `<script nonce="n0nce" async crossorigin="anonymous" src="${shop.service}/tag/st_testsite.js"></script>`;
    shop.state.headers = {
      'content-security-policy': `default-src 'none'; script-src 'nonce-n0nce' 'strict-dynamic'; style-src 'none'; img-src data:; connect-src ${shop.service}; frame-src ${shop.service}; require-trusted-types-for 'script'; trusted-types 'none'`,
    };
    const problems: string[] = [];
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await page.goto(shop.url('/a'));
    await asked();
    await press(choose);
    await press(no);
    await gone();
    expect(problems).toEqual([]);
  });
});
