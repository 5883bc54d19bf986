import type { Page } from 'puppeteer-core';
import { expect } from 'vitest';
import { findViolations } from './accessibility.ts';

const pictures = process.env.PORCHLIGHT_PICTURES;

/**
 * Looks at a page in light and dark, wide and on a phone: it breaks no accessibility rule, and nothing runs out at the
 * side. Leaves it light and wide; keeps pictures where PORCHLIGHT_PICTURES names a folder.
 */
export async function look(page: Page, name: string): Promise<void> {
  for (const width of [1280, 390]) {
    for (const scheme of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await page.setViewport({ width, height: 900 });
      expect([name, scheme, width, await findViolations(page)]).toEqual([name, scheme, width, []]);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect([name, scheme, width, Math.max(0, over)]).toEqual([name, scheme, width, 0]);
      if (pictures) await page.screenshot({ path: `${pictures}/${name}-${scheme}-${width}.png` });
    }
  }
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
  await page.setViewport({ width: 1280, height: 900 });
}
