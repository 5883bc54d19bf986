import type { BrowserContext, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { makeCertificates } from '../../../../e2e/browsers/certificates.ts';
import { type RecordingSite, startRecordingSite } from './recording-site.ts';
import { startTagBrowser, type TagBrowser } from './tag-browser.ts';

/** A customer's site with its service, a browser, and a fresh profile with one page for each test. */
export type TagStage = {
  shop: RecordingSite;
  chromium: TagBrowser;
  context: BrowserContext;
  page: Page;
  openPage(): Promise<Page>;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads the fields that it expects
  sent(name: string): any[];
  call(...args: unknown[]): Promise<unknown>;
  /** Resolves once the page's calls are carried out at once. */
  ready(on?: Page): Promise<unknown>;
};

/** Sets the hooks of a test file; `isSecure`: site and service are https, under `.test`. No page may throw an error. */
export function useTagStage(isSecure: boolean): TagStage {
  const stage = {} as TagStage;
  beforeAll(async () => {
    const { spki, ...tls } = makeCertificates(['shop.test', '*.shop.test', 'blog.test', 'chat.test']);
    [stage.shop, stage.chromium] = await Promise.all([
      startRecordingSite(isSecure ? { tls, top: 'test' } : {}),
      startTagBrowser({ spki }),
    ]);
  });
  afterAll(async () => {
    await stage.chromium.close();
    await stage.shop.stop();
  });
  beforeEach(async () => {
    stage.shop.reset();
    stage.chromium.errors.length = 0;
    stage.context = await stage.chromium.browser.createBrowserContext();
    stage.page = await stage.openPage();
  });
  afterEach(async () => {
    await stage.context.close();
    expect(stage.chromium.errors).toEqual([]);
  });
  stage.openPage = async () => {
    const opened = await stage.context.newPage();
    opened.on('pageerror', (error) => stage.chromium.errors.push(String(error)));
    return opened;
  };
  stage.sent = (name) => stage.shop.sent(name).map(({ body }) => body);
  stage.call = (...args) =>
    stage.page.evaluate(
      (list) => (window as never as { Porchlight: (...a: unknown[]) => unknown }).Porchlight(...list),
      args,
    );
  stage.ready = (on = stage.page) => on.waitForFunction(() => document.getElementById('porchlight')?.shadowRoot);
  return stage;
}
