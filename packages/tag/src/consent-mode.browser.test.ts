import type { ConsentPolicy } from '@porchlight/protocol';
import type { Page } from 'puppeteer-core';
import { beforeEach, expect, it } from 'vitest';
import type { RecordingSite } from './testing/recording-site.ts';
import { readHeld } from './testing/tag-browser.ts';
import { useTagStage } from './testing/tag-stage.ts';

const stage = useTagStage(false);
let shop: RecordingSite;
let page: Page;
beforeEach(() => {
  ({ shop, page } = stage);
});

/** A page whose consent manager says this before the tag comes. */
function says(policy: ConsentPolicy, script: string): void {
  shop.state.settings = {
    consentMode: shop.scripts.consentMode,
    consent: { policy, textVersion: '1', privacyUrl: '' },
    beatMs: 50,
  };
  shop.state.head = `<script>window.dataLayer=window.dataLayer||[];function gtag(){dataLayer.push(arguments)}
${script}</script>${shop.tagLine('st_testsite')}`;
}
const gtag = (...args: unknown[]) =>
  page.evaluate((list) => (window as never as { gtag: (...a: unknown[]) => void }).gtag(...list), args);
const denied = `{analytics_storage:'denied',functionality_storage:'denied',ad_storage:'denied'}`;
const views = () => shop.sent('views').map(({ body }) => body);
const held = () => readHeld(page);
const settled = async () => {
  await page.waitForFunction(() => document.getElementById('porchlight')?.shadowRoot);
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(() => setTimeout(resolve, 150))));
};

it.each(['required', 'notice'] as const)(
  '[CON3] under `%s`, denied by default: nothing before the update',
  async (policy) => {
    says(policy, `gtag('consent','default',${denied});`);
    await page.goto(shop.url('/a'));
    await settled();
    expect([views(), await held()]).toEqual([[], {}]);
    await gtag('consent', 'update', { analytics_storage: 'granted' });
    await shop.until(() => shop.sent('consents').length === 1);
    expect(views()).toMatchObject([{ kind: 'load', consent: 'granted' }]);
    expect(shop.sent('consents')[0]?.body).toMatchObject({
      choices: { functional: false, analytics: true },
      source: 'consent-mode',
      textVersion: '1',
    });
  },
);

it('[CON3] what was granted before the tag came holds from the first view, on each page, and is proved once', async () => {
  says(
    'required',
    `gtag('consent','default',${denied});gtag('consent','update',{analytics_storage:'granted',functionality_storage:'granted'});`,
  );
  await page.goto(shop.url('/a'));
  await shop.until(() => views().length === 1);
  await page.goto(shop.url('/b'));
  await shop.until(() => views().length === 2);
  await settled();
  expect(views().map(({ consent }) => consent)).toEqual(['granted', 'granted']);
  expect(shop.sent('consents')).toHaveLength(1);
});

it('[CON3] no default is a yes under `required`; under `notice` it lets the site go on', async () => {
  const granted = `gtag('consent','default',{analytics_storage:'granted',functionality_storage:'granted'});`;
  says('required', granted);
  await page.goto(shop.url('/a'));
  await settled();
  expect([views(), await held()]).toEqual([[], {}]);
  says('notice', granted);
  await page.goto(shop.url('/b'));
  await shop.until(() => views().length === 1);
  expect([views()[0].consent, shop.sent('consents').length]).toEqual(['not-asked', 0]);
});

it('[CON4] an update to denied deletes at once and ends the collection', async () => {
  says('notice', '');
  await page.goto(shop.url('/a'));
  await shop.until(() => shop.sent('beats').length > 0);
  await gtag('consent', 'update', { analytics_storage: 'denied' });
  await page.waitForFunction(() => document.cookie.includes('pl_consent'));
  expect(Object.keys(await held())).toEqual(['cookie pl_consent-st_testsite']);
  await shop.until(() => shop.sent('forget').length === 1);
  await page.goto(shop.url('/b'));
  await settled();
  expect(views()).toHaveLength(1);
});

it('[CON3] listens beside whoever else wraps dataLayer, and takes nothing from it', async () => {
  says('required', `gtag('consent','default',${denied});`);
  await page.goto(shop.url('/a'));
  await settled();
  const heard = await page.evaluate(() => {
    const { dataLayer } = window as never as { dataLayer: unknown[] & { push(...all: unknown[]): number } };
    const seen: unknown[] = [];
    const inner = dataLayer.push;
    dataLayer.push = (...all: unknown[]) => {
      seen.push(...all);
      return inner.apply(dataLayer, all);
    };
    const length = dataLayer.push({ event: 'a' }, { event: 'b' });
    return [seen.length, length === dataLayer.length, dataLayer.length];
  });
  expect(heard).toEqual([2, true, 3]);
  await gtag('consent', 'update', { analytics_storage: 'granted' });
  await shop.until(() => views().length === 1);
});

it.each([
  `window.dataLayer={push(){}}`,
  `window.dataLayer='consent'`,
  `window.dataLayer=[null,7,['consent'],['consent','update',null],{get length(){throw 1}}]`,
  `window.dataLayer=Object.freeze([])`,
])('[CON3, LOAD2] a dataLayer of nonsense (%s) is no answer and no error', async (script) => {
  says('required', script);
  await page.goto(shop.url('/a'));
  await settled();
  expect([views(), await held()]).toEqual([[], {}]);
});

it('[CON3] is found, too, where the page makes its dataLayer after the tag', async () => {
  says('required', '');
  shop.state.head = shop.tagLine('st_testsite');
  await page.evaluateOnNewDocument(
    (told) => {
      document.addEventListener('DOMContentLoaded', () => {
        Object.assign(window, { dataLayer: [['consent', 'update', told]] });
      });
    },
    { analytics_storage: 'granted' },
  );
  await page.goto(shop.url('/a'));
  await shop.until(() => views().length === 1);
});

it('[CON3] is not asked for where the page has no dataLayer, nor where the site has its own banner', async () => {
  says('required', '');
  shop.state.head = shop.tagLine('st_testsite');
  await page.goto(shop.url('/a'));
  await settled();
  expect(shop.requests.some(({ path }) => path === shop.scripts.consentMode.path)).toBe(false);
});

it('[CON3, LOAD2] when its script cannot be had, nothing is collected and the page goes on', async () => {
  says('notice', '');
  shop.state.answers = { consentMode: { status: 500 } };
  await page.goto(shop.url('/a'));
  await settled();
  expect([views(), await held()]).toEqual([[], {}]);
});
