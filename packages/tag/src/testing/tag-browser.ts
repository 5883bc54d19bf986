import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { launchChromium } from '../../../../scripts/testing/chromium.ts';

/** A browser with a profile of its own, and the errors that its pages threw. */
export type TagBrowser = { browser: Browser; openPage(): Promise<Page>; errors: string[]; close(): Promise<void> };

type BrowserOptions = { blockAll?: boolean; thirdParty?: 'allow' | 'block'; spki?: string };

/**
 * Starts Chromium, which knows the names under `.test`; with `blockAll` it refuses all cookies and, as Chromium does
 * then, all storage. `spki` pins the certificate of the site and the service.
 */
export async function startTagBrowser({ blockAll, thirdParty, spki }: BrowserOptions = {}): Promise<TagBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-tag-'));
  if (blockAll) {
    mkdirSync(join(folder, 'Default'), { recursive: true });
    const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
    writeFileSync(join(folder, 'Default/Preferences'), JSON.stringify(preferences));
  }
  const browser = await launchChromium(folder, thirdParty, { names: '*.test', ...(spki && { spki }) });
  const errors: string[] = [];
  return {
    browser,
    errors,
    async openPage() {
      const page = await browser.newPage();
      page.on('pageerror', (error) => errors.push(String(error)));
      return page;
    },
    async close() {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What the page's own origin holds in this browser: names and values of cookies and both storages. */
export async function readHeld(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() => {
    const held: Record<string, string> = {};
    for (const pair of document.cookie.split('; ').filter(Boolean)) {
      held[`cookie ${pair.split('=')[0]}`] = pair.slice(pair.indexOf('=') + 1);
    }
    for (const [kind, storage] of Object.entries({ local: localStorage, session: sessionStorage })) {
      for (const [name, value] of Object.entries(storage)) held[`${kind} ${name}`] = String(value);
    }
    return held;
  });
}
