import type { Frame, Page } from 'puppeteer-core';
import type { TestDocument, TestPage } from './test-browser.ts';

const patienceMs = 10_000;

/** A page of Chromium or Firefox, by puppeteer. */
export function wrapPage(page: Page): TestPage {
  page.setDefaultTimeout(patienceMs);
  return {
    ...wrapFrame(page.mainFrame()),
    async goto(url) {
      // In the background a page counts as not looked at.
      await page.bringToFront();
      await page.goto(url, { waitUntil: 'load' });
    },
    async reload() {
      await page.bringToFront();
      await page.reload({ waitUntil: 'load' });
    },
    async leave(action) {
      await page.bringToFront();
      await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), action()]);
    },
    async frame(urlPart) {
      return wrapFrame(await page.waitForFrame((frame) => frame.url().includes(urlPart), { timeout: patienceMs }));
    },
    show: () => page.bringToFront(),
    close: () => page.close(),
  };
}

function wrapFrame(frame: Frame): TestDocument {
  return {
    evaluate: <T>(expression: string) => frame.evaluate(expression) as Promise<T>,
    async click(selector) {
      const element = await frame.waitForSelector(selector, { timeout: patienceMs });
      await element?.click();
      await element?.dispose();
    },
    async type(selector, text) {
      const element = await frame.waitForSelector(selector, { timeout: patienceMs });
      await element?.type(text);
      await element?.dispose();
    },
  };
}
