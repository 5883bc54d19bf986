import type { TagSettings } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RecordingSite, startRecordingSite } from './testing/recording-site.ts';
import { startTagBrowser, type TagBrowser } from './testing/tag-browser.ts';

let chromium: TagBrowser;
beforeAll(async () => {
  chromium = await startTagBrowser();
});
afterAll(() => chromium.close());

describe('plain http', () => {
  it.each([
    ['third-party', 'test', 1],
    ['first-party-with-third-party-session', 'test', 1],
    ['first-party', 'test', 0],
    ['third-party', 'localhost', 0],
  ] as const)(
    '[MODE10] %s under .%s keeps first-party entries alone, and says so %i times',
    async (mode, top, notes) => {
      const shop: RecordingSite = await startRecordingSite({ top });
      const said: string[] = [];
      try {
        shop.state.settings = { mode: mode as TagSettings['mode'] };
        shop.state.serviceHeaders = { 'set-cookie': 'probe=1; Path=/' };
        const page = await chromium.openPage();
        page.on('console', (message) => said.push(message.text()));
        for (const path of ['/a', '/b']) {
          said.length = 0;
          await page.goto(shop.url(path));
          await page.waitForFunction(() => document.getElementById('porchlight')?.shadowRoot);
          await page.waitForFunction(() => document.cookie.includes('pl_sid'));
        }
        expect(said.filter((text) => text.includes('not https'))).toHaveLength(notes);
        expect(shop.sent('views').map(({ cookie }) => cookie)).toEqual([undefined, undefined]);
        const { visitor } = shop.sent('views')[1]?.body ?? {};
        expect(await page.evaluate(() => document.cookie)).toContain(`pl_vid-st_testsite=${visitor}`);
        await page.close();
      } finally {
        await shop.stop();
      }
      expect(chromium.errors).toEqual([]);
    },
  );
});
