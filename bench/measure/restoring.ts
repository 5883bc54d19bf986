import type { Frame, Page } from 'puppeteer-core';
import { launchChromium } from '../../scripts/testing/chromium.ts';
import { type Figure, median } from '../figures.ts';
import type { Workbench } from '../workbench.ts';
import { startDemo } from './start.ts';

const text = 'Is the storm lantern in stock?';

/** The time from a navigation to the open conversation on the next page, in Chromium with a warm cache. */
export async function measureRestoring(bench: Workbench): Promise<Figure[]> {
  bench.say('An open conversation comes back on the next page');
  const { shopUrl } = await startDemo(bench, await bench.makeFolder());
  const browser = await launchChromium(await bench.makeFolder());
  bench.own({ stop: () => browser.close() });
  const page = await browser.newPage();
  // In every document: when the message is first there, by the clock that all documents share.
  await page.evaluateOnNewDocument((wanted) => {
    const look = () => {
      if (!document.body?.textContent?.includes(wanted)) return;
      Object.assign(window, { seenAt: performance.timeOrigin + performance.now() });
      observer.disconnect();
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { childList: true, subtree: true, characterData: true });
  }, text);
  await page.goto(shopUrl);
  const button = await page.waitForSelector('::-p-aria([name="Open chat"][role="button"])');
  await button!.click();
  const frame = await frameOf(page);
  await frame.locator('#composer').fill(text);
  await frame.locator('button.send').click();
  await frame.waitForFunction(() => document.body.innerText.includes('Sent'), { polling: 50 });

  const times: number[] = [];
  const rounds = bench.isQuick ? 5 : 25;
  for (let round = 0; round <= rounds; round++) {
    await page.goto(`${shopUrl}?round=${round}`);
    const began = await page.evaluate(() => performance.timeOrigin);
    const restored = await frameOf(page);
    const seen = await restored.waitForFunction(() => (window as { seenAt?: number }).seenAt, { polling: 20 });
    // The first round fills the browser's caches.
    if (round > 0) times.push((await seen.jsonValue())! - began);
  }
  return [
    {
      key: 'messenger.restoreP50Ms',
      label: 'Navigation → the open conversation on the next page, p50',
      value: median(times),
      unit: 'ms',
      target: { atMost: 300 },
    },
  ];
}

function frameOf(page: Page): Promise<Frame> {
  return page.waitForFrame((frame) => /\/m\/[^/]+\/frame/.test(frame.url()), { timeout: 15_000 });
}
