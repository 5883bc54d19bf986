import type { BrowserContext, Page } from 'puppeteer-core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RecordingSite } from './testing/recording-site.ts';
import { readHeld, startTagBrowser, type TagBrowser } from './testing/tag-browser.ts';
import { useTagStage } from './testing/tag-stage.ts';

const stage = useTagStage(false);
let shop: RecordingSite;
let chromium: TagBrowser;
let context: BrowserContext;
let page: Page;
beforeEach(() => {
  ({ shop, chromium, context, page } = stage);
});

const views = () => shop.sent('views').map(({ body }) => body);
const beats = () => shop.sent('beats').map(({ body }) => body);
const call = (...args: unknown[]) =>
  page.evaluate((list) => (window as never as { Porchlight: (...a: unknown[]) => void }).Porchlight(...list), args);
const bubbleShown = () => page.waitForFunction(() => document.getElementById('porchlight')?.shadowRoot);
const held = () => readHeld(page);
const consentRequired = { consent: { policy: 'required' as const, textVersion: 'v1', privacyUrl: '' } };

describe('page views', () => {
  it('[VIS2] [SES2] sends one on load, keeps the ids of the answer, and continues them on the next page', async () => {
    await page.goto(shop.url('/start?q=1#part'), { referer: 'https://search.example/' });
    await shop.until(() => views().length === 1);
    expect(views()[0]).toMatchObject({
      v: 1,
      visitor: null,
      visit: null,
      jar: 'first-party-cookie',
      steps: [],
      kind: 'load',
      url: shop.url('/start?q=1'),
      title: 'Shop',
      previous: null,
      consent: 'not-asked',
    });
    await page.waitForFunction(() => document.cookie.includes('pl_sid'));
    await page.goto(shop.url('/next'));
    await shop.until(() => views().length === 2);
    const [first, second] = views();
    const now = await held();
    expect(second.visitor).toBe(now['cookie pl_vid-st_testsite']);
    expect(now['cookie pl_sid-st_testsite']).toBe(`${second.visit}.4-`);
    expect(second.tab).toBe(first.tab);
    expect(second.tab).toBe(now['session pl_tab']);
    expect(second.view).not.toBe(first.view);
    expect(Object.keys(now).sort()).toEqual([
      'cookie pl_sid-st_testsite',
      'cookie pl_vid-st_testsite',
      'session pl_tab',
    ]);
  });

  it('[MODE16] sends no cookie to the service, and a plain request that needs no preflight', async () => {
    await chromium.browser.setCookie({
      name: 'foreign',
      value: 'x',
      domain: 'chat.localhost',
      sameSite: 'None',
    } as never);
    await page.goto(shop.url('/'));
    await shop.until(() => views().length === 1);
    expect(shop.sent('views')[0]).toMatchObject({ cookie: undefined, origin: shop.url('') });
  });

  it('[SES4] counts a navigation inside the page once for each change of address', async () => {
    await page.goto(shop.url('/a'));
    await shop.until(() => views().length === 1);
    await page.evaluate(() => {
      history.pushState(null, '', '/b');
      history.replaceState({ scroll: 1 }, '', '/b?sort=up');
      document.title = 'B';
    });
    await shop.until(() => views().length === 2);
    await page.evaluate(() => {
      history.replaceState({ scroll: 2 }, '', '/b?sort=up');
      location.hash = 'part';
      history.pushState(null, '', '/c');
    });
    await shop.until(() => views().length === 3);
    await page.evaluate(() => history.go(-1));
    await shop.until(() => views().length === 4);
    expect(views().map(({ kind, url, referrer }) => [kind, url, referrer])).toEqual([
      ['load', shop.url('/a'), ''],
      ['spa', shop.url('/b?sort=up'), shop.url('/a')],
      ['spa', shop.url('/c'), shop.url('/b?sort=up')],
      ['spa', shop.url('/b?sort=up'), shop.url('/c')],
    ]);
    expect(views()[1].title).toBe('B');
    expect(views()[1].previous).toMatchObject({ view: views()[0].view, visibleMs: expect.any(Number) });
  });

  it('[SES4] counts a page that comes back from the back/forward cache', async () => {
    await page.goto(shop.url('/a'));
    await shop.until(() => views().length === 1);
    await page.goto(shop.url('/b'));
    await shop.until(() => views().length === 2);
    await page.goBack();
    await shop.until(() => views().length === 3);
    expect(views()[2]).toMatchObject({ kind: 'restored', url: shop.url('/a'), previous: null });
  });

  it('[SES4] counts a prerendered page when it is shown, and stores nothing before', async () => {
    await page.evaluateOnNewDocument(() => {
      Object.defineProperty(document, 'prerendering', { value: true, configurable: true });
    });
    await page.goto(shop.url('/a'), { waitUntil: 'networkidle0' });
    expect(shop.requests.filter(({ path }) => path.startsWith('/t/'))).toEqual([]);
    expect(await held()).toEqual({});
    await page.evaluate(() => document.dispatchEvent(new Event('prerenderingchange')));
    await shop.until(() => views().length === 1);
  });

  it('carries out the calls that were made before the tag arrived', async () => {
    shop.state.head = `<script>window.Porchlight=window.Porchlight||function(){(Porchlight.q=Porchlight.q||[]).push(arguments)};
Porchlight('section','shoes');Porchlight('attributes',{sku:'x1',price:9.5,bad:{},no:undefined});
Porchlight('event','viewed',{colour:'red'});Porchlight('on','ready',()=>{window.isReady=true});window.kept=Porchlight;
</script>${shop.tagLine('st_testsite')}`;
    await page.goto(shop.url('/'));
    await shop.until(() => shop.sent('events').length === 1);
    expect(views()).toHaveLength(1);
    expect(views()[0]).toMatchObject({ sections: ['shoes'], attributes: { sku: 'x1', price: 9.5 } });
    expect(shop.sent('events')[0]?.body).toMatchObject({
      view: views()[0].view,
      events: [{ name: 'viewed', data: { colour: 'red' } }],
      sections: null,
      attributes: null,
    });
    await page.waitForFunction(() => (window as never as { isReady: boolean }).isReady);
    await page.evaluate(() => (window as never as { kept: (...a: unknown[]) => void }).kept('event', 'late'));
    await shop.until(() => shop.sent('events').length === 2);
  });

  it('tells sections, attributes and events of a page already told, and takes newPage as a view of its own', async () => {
    await page.goto(shop.url('/'));
    await page.waitForFunction(() => document.cookie.includes('pl_sid'));
    await call('section', ['a', 'b']);
    await call('newPage', { title: 'Step 2', url: '/checkout/2', section: 'checkout' });
    await shop.until(() => views().length === 2 && shop.sent('events').length === 1);
    expect(shop.sent('events')[0]?.body.sections).toEqual(['a', 'b']);
    expect(views()[1]).toMatchObject({
      kind: 'spa',
      title: 'Step 2',
      url: shop.url('/checkout/2'),
      sections: ['checkout'],
      attributes: {},
    });
  });

  it('[SES4] gives what is told right after a navigation to the new page', async () => {
    await page.goto(shop.url('/a'));
    await page.waitForFunction(() => document.cookie.includes('pl_sid'));
    // Calls made before their script has come are carried out when it comes.
    await page.waitForFunction(() => document.getElementById('porchlight')?.shadowRoot);
    await page.evaluate(() => {
      const call = (window as never as { Porchlight: (...a: unknown[]) => void }).Porchlight;
      call('section', 'old');
      history.pushState(null, '', '/b');
      call('section', 'new');
      call('attributes', { sku: 'x' });
      call('event', 'viewed');
    });
    await shop.until(() => shop.sent('events').length === 1);
    expect(views()[1]).toMatchObject({ url: shop.url('/b'), sections: ['new'], attributes: { sku: 'x' } });
    expect(shop.sent('events')[0]?.body).toMatchObject({ view: views()[1].view, events: [{ name: 'viewed' }] });
  });

  it('breaks nothing by wrong calls', async () => {
    await page.goto(shop.url('/'));
    await shop.until(() => views().length === 1);
    for (const args of [
      [],
      ['nonsense'],
      [null],
      ['consent'],
      ['attributes', 5],
      ['on', 'ready'],
      ['newPage', { url: 'http://[' }],
    ]) {
      await call(...args);
    }
    await call('newPage', {});
    await shop.until(() => views().length === 2);
  });
});

describe('time on page', () => {
  it('[SES5] tells the last page with its visible time when it is left, by a request that outlives it', async () => {
    await page.goto(shop.url('/a'));
    await page.waitForFunction(() => document.cookie.includes('pl_sid'));
    await page.goto('about:blank');
    await shop.until(() => beats().length >= 1);
    expect(beats()[0]).toMatchObject({ state: 'left', view: views()[0].view, visitor: expect.stringMatching(/^vi_/) });
    expect(beats()[0].visibleMs).toBeGreaterThan(0);
    expect(shop.sent('beats')[0]?.origin).toBe(shop.url(''));
    expect(beats().map(({ state }) => state)).not.toContain('hidden');
  });

  it('beats while visible; a visit that is over is followed by a new one on the same page', async () => {
    shop.state.settings = { beatMs: 100 };
    await page.goto(shop.url('/a'));
    await shop.until(() => beats().filter(({ state }) => state === 'visible').length >= 2);
    shop.state.answers.beats = { body: { isVisitOver: true, offer: null } };
    await shop.until(() => views().length >= 2);
    shop.state.answers = {};
    expect(views()[1]).toMatchObject({ kind: 'resumed', url: shop.url('/a'), previous: { view: views()[0].view } });
  });

  it('sends a page view again with the next beat when the service could not take it', async () => {
    shop.state.settings = { beatMs: 100 };
    let asked = 0;
    shop.state.answers.views = () => (asked++ < 2 ? { status: 503, body: { error: {} } } : (undefined as never));
    await page.goto(shop.url('/a'));
    await shop.until(() => views().length === 3);
    expect(new Set(views().map(({ view }) => view)).size).toBe(1);
    await shop.until(() => beats().length >= 1);
    expect(views()).toHaveLength(3);
  });
});

describe('consent', () => {
  it('[CON2] stores nothing, sends nothing and makes no frame before a yes', async () => {
    shop.state.settings = { ...consentRequired, beatMs: 50 };
    await page.goto(shop.url('/a'));
    await bubbleShown();
    await page.evaluate(() => history.pushState(null, '', '/b'));
    await call('event', 'viewed');
    await call('attributes', { sku: 'x' });
    await page.goto(shop.url('/c'));
    await bubbleShown();
    expect(shop.requests.filter(({ path }) => /^\/[tm]\//.test(path))).toEqual([]);
    expect(await held()).toEqual({});
    expect(await context.cookies()).toEqual([]);
    expect(await page.$$('iframe')).toEqual([]);
  });

  it('[CON1] [CON5] begins with a yes, which is told with its version; the next page knows it', async () => {
    shop.state.settings = consentRequired;
    await page.goto(shop.url('/a'));
    await bubbleShown();
    await call('consent', { functional: true, analytics: true });
    await shop.until(() => shop.sent('consents').length === 1);
    expect(views()[0]).toMatchObject({ kind: 'load', consent: 'granted' });
    expect(shop.sent('consents')[0]?.body).toMatchObject({
      visitor: expect.stringMatching(/^vi_/),
      choices: { functional: true, analytics: true },
      textVersion: 'v1',
      source: 'api',
    });
    const stored = (await context.cookies()).find(({ name }) => name === 'pl_consent-st_testsite');
    expect(stored).toMatchObject({ value: '11.v1', path: '/', sameSite: 'Lax' });
    expect(Math.round((stored!.expires - Date.now() / 1000) / 86_400)).toBe(180);
    await page.goto(shop.url('/b'));
    await call('consent', { functional: true, analytics: true });
    await shop.until(() => views().length === 2);
    expect(shop.sent('consents')).toHaveLength(1);
  });

  it('[CON4] deletes at once and sends nothing more after a withdrawal, in other tabs too', async () => {
    shop.state.settings = { ...consentRequired, beatMs: 50 };
    await page.goto(shop.url('/a'));
    await call('consent', { functional: true, analytics: true });
    await shop.until(() => beats().length >= 1);
    await call('consent', { functional: false, analytics: false });
    expect(await held()).toEqual({ 'cookie pl_consent-st_testsite': '00.v1' });
    const sentThen = shop.sent('beats').length + views().length;
    await page.evaluate(() => history.pushState(null, '', '/b'));
    await page.goto(shop.url('/c'));
    await bubbleShown();
    await page.goto('about:blank');
    expect(shop.sent('beats').length + views().length).toBe(sentThen);
    expect(shop.sent('consents')).toHaveLength(1);
  });

  it('[CON1] `notice` collects until a no, and keeps the no in this browser alone', async () => {
    shop.state.settings = { consent: { policy: 'notice', textVersion: 'v1', privacyUrl: '' } };
    await page.goto(shop.url('/a'));
    await shop.until(() => views().length === 1);
    expect(views()[0].consent).toBe('not-asked');
    await bubbleShown();
    await call('consent', { functional: false, analytics: false });
    await page.goto(shop.url('/b'));
    await bubbleShown();
    expect(views()).toHaveLength(1);
    expect(shop.sent('consents')).toEqual([]);
  });

  it('[CON3] Global Privacy Control refuses analytics until a yes here', async () => {
    await page.evaluateOnNewDocument(() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }));
    await page.goto(shop.url('/a'));
    await bubbleShown();
    expect(views()).toEqual([]);
    expect(await held()).toEqual({});
    await call('consent', { functional: false, analytics: true });
    await shop.until(() => views().length === 1);
    expect(views()[0].consent).toBe('granted');
  });

  it('tells a listener what holds now, and each change', async () => {
    shop.state.settings = consentRequired;
    await page.goto(shop.url('/a'));
    await page.waitForFunction(() => 'Porchlight' in window);
    await page.evaluate(() => {
      const told: unknown[] = [];
      Object.assign(window, { told });
      (window as never as { Porchlight: (...a: unknown[]) => void }).Porchlight('on', 'consent', (state: unknown) =>
        told.push(state),
      );
    });
    const told = (count: number) =>
      page.waitForFunction((n) => (window as never as { told: unknown[] }).told.length === n, {}, count);
    await told(1);
    await call('consent', { functional: true, analytics: false });
    await told(2);
    expect(await page.evaluate(() => (window as never as { told: unknown[] }).told)).toEqual([
      null,
      { functional: true, analytics: false },
    ]);
  });
});

describe('jars', () => {
  it('[MODE6] [MODE8] steps down to the tab where cookies do not stay', async () => {
    await page.evaluateOnNewDocument(() => {
      Object.defineProperty(document, 'cookie', { get: () => '', set: () => {}, configurable: true });
    });
    await page.goto(shop.url('/a'));
    await shop.until(() => views().length === 1);
    await page.waitForFunction(() => sessionStorage.getItem('pl_sid-st_testsite'));
    await page.goto(shop.url('/b'));
    await shop.until(() => views().length === 2);
    expect(views()[1]).toMatchObject({
      jar: 'tab',
      steps: [{ from: 'first-party-cookie', to: 'tab', reason: 'cookies-blocked' }],
      visitor: expect.stringMatching(/^vi_/),
    });
    expect(await context.cookies()).toEqual([]);
  });

  it('[MODE6] [LOAD2] keeps the ids for the page alone where all storage is refused, without an error', async () => {
    const strict = await startTagBrowser({ blockAll: true });
    try {
      shop.state.settings = { beatMs: 100 };
      const blocked = await strict.openPage();
      await blocked.goto(shop.url('/a'));
      await shop.until(() => beats().length >= 1);
      expect(views()[0]).toMatchObject({
        jar: 'page',
        steps: [
          { from: 'first-party-cookie', to: 'tab', reason: 'cookies-blocked' },
          { from: 'tab', to: 'page', reason: 'storage-blocked' },
        ],
      });
      await blocked.evaluate(() => history.pushState(null, '', '/b'));
      await shop.until(() => views().length === 2);
      expect(views()[1].visitor).toBe(beats()[0].visitor);
      expect(views()[1].tab).toBe(views()[0].tab);
      await blocked.goto(shop.url('/c'));
      await shop.until(() => views().length === 3);
      expect(views()[2].visitor).toBe(null);
      expect(strict.errors).toEqual([]);
    } finally {
      await strict.close();
    }
  });
});

describe('guest of a page', () => {
  for (const [what, answers] of Object.entries({
    down: { views: 'cut', beats: 'cut', bubble: 'cut' },
    failing: { views: { status: 500, body: { error: {} } }, bubble: { status: 500 } },
    'answering HTML': { views: { type: 'text/html', body: '<p>Hi' }, bubble: { type: 'text/html', body: '<p>Hi' } },
    'answering nonsense': { views: { body: { visitor: 'x', visit: 5 } } },
    'never answering': { views: 'hang', bubble: 'hang' },
  } as const)) {
    it(`[LOAD2] is not noticed when the service is ${what}`, async () => {
      shop.state.settings = { beatMs: 100 };
      shop.state.answers = answers as never;
      await page.goto(shop.url('/a'));
      await shop.until(() => views().length >= 1);
      await call('open');
      await call('event', 'x');
      await page.goto(shop.url('/b'));
      await shop.until(() => views().length >= 2);
      expect(Object.keys(await held()).filter((name) => !name.includes('pl_win'))).toEqual(['session pl_tab']);
      expect(await page.evaluate(() => document.body.textContent)).toContain('Words.');
    });
  }

  it('[LOAD2, VIS2] counts a visit once where answers take their time, whatever the page does meanwhile', async () => {
    const release: (() => void)[] = [];
    const slow = () => new Promise<undefined>((resolve) => release.push(() => resolve(undefined)));
    shop.state.settings = { beatMs: 50 };
    shop.state.answers = { views: slow, bubble: slow };
    await page.goto(shop.url('/a'), { waitUntil: 'load' });
    await shop.until(() => views().length === 1);
    // The page goes on as if nothing were there: it moves, and is hidden and shown, each time with a heartbeat.
    await page.evaluate(() => {
      history.pushState(null, '', '/b');
      for (let turn = 0; turn < 10; turn++) document.dispatchEvent(new Event('visibilitychange'));
    });
    expect(await page.evaluate(() => document.body.textContent)).toContain('Words.');
    expect(views()).toHaveLength(1);
    shop.state.answers = {};
    for (const answer of release) answer();
    await shop.until(() => views().length === 2 && beats().length > 0);
    expect(views().map(({ url }) => url)).toEqual([shop.url('/a'), shop.url('/b')]);
    // The first of them made the visit; the second one goes on with it, and no view was told twice.
    expect(views()[0].visit).toBe(null);
    expect(views()[1].visit).toMatch(/^vs_/);
    expect(new Set(views().map(({ view }) => view)).size).toBe(2);
    await bubbleShown();
  });

  it('[LOAD2] does nothing the second time it is embedded, and leaves one global name', async () => {
    const line = shop.tagLine('st_testsite');
    shop.state.head = line + line;
    await page.goto(shop.url('/a'), { waitUntil: 'load' });
    await bubbleShown();
    await page.evaluate(() => history.pushState(null, '', '/b'));
    await shop.until(() => views().length === 2);
    expect(views().map(({ url }) => url)).toEqual([shop.url('/a'), shop.url('/b')]);
    expect(
      await page.evaluate(() => {
        const frame = document.body.appendChild(document.createElement('iframe'));
        const usual = new Set(Object.getOwnPropertyNames(frame.contentWindow));
        frame.remove();
        return Object.getOwnPropertyNames(window).filter((name) => !usual.has(name) && !/ariaQuery|^0$/.test(name));
      }),
    ).toEqual(['Porchlight']);
  });

  it('[LOAD2] serves two sites on one page side by side, with one button', async () => {
    shop.state.head = shop.tagLine('st_testsite') + shop.tagLine('st_othersite');
    await page.goto(shop.url('/a'));
    await shop.until(() => views().length === 2);
    await bubbleShown();
    await page.waitForFunction(() => document.cookie.match(/pl_sid-st_/g)?.length === 2);
    expect(Object.keys(await held()).sort()).toEqual([
      'cookie pl_sid-st_othersite',
      'cookie pl_sid-st_testsite',
      'cookie pl_vid-st_othersite',
      'cookie pl_vid-st_testsite',
      'session pl_tab',
    ]);
    expect(await page.$$('#porchlight')).toHaveLength(1);
  });

  it('[LOAD2] works under a strict CSP with a nonce and under Trusted Types that allow no policy', async () => {
    shop.state.headers = {
      'content-security-policy': `default-src 'none'; script-src 'nonce-n0nce'; connect-src ${shop.service}; frame-src ${shop.service}; img-src data:; style-src 'nonce-n0nce'; require-trusted-types-for 'script'; trusted-types 'none'`,
    };
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    await page.goto(shop.url('/a'));
    await bubbleShown();
    await call('open');
    await shop.until(() => shop.requests.some(({ path }) => path.endsWith('/frame')));
    await shop.until(() => views().length === 1);
    expect(complaints).toEqual([]);
  });

  it('does not run a bubble whose integrity is wrong', async () => {
    shop.state.settings = { bubble: { path: '/assets/bubble-0.js', integrity: `sha384-${'A'.repeat(64)}` } };
    const refused = new Promise((resolve) => {
      page.on('console', (message) => message.text().includes("'integrity' attribute") && resolve(null));
    });
    await page.goto(shop.url('/a'));
    await refused;
    await call('open');
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
    expect(await page.$$('#porchlight')).toEqual([]);
  });
});
