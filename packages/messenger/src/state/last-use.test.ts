import type { CookieMode } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { type Browser, fakeBrowser, site } from '../testing/fake-browser.ts';

const dayMs = 86_400_000;

async function open(browser: Browser, mode: CookieMode = 'first-party') {
  const tab = browser.openTab({ mode });
  tab.fromPage({ type: 'identity', visitor: 'vi_123456789012', visit: null, hasChat: true });
  void tab.load();
  await browser.clock.advance(100);
  return tab;
}

describe('what nobody comes back to', () => {
  it('[CNV4] is kept for a year after its last use, and then cleared unseen, with its keys', async () => {
    const browser = fakeBrowser();
    const tab = await open(browser);
    await tab.send('Hello');
    await browser.clock.advance(100);
    for (const days of [364, 364]) {
      for (const one of browser.tabs()) browser.closeTab(one);
      await browser.clock.advance(days * dayMs);
      expect((await open(browser)).history.value).toHaveLength(1);
    }
    for (const one of browser.tabs()) browser.closeTab(one);
    await browser.clock.advance(366 * dayMs);
    const late = await open(browser);
    expect(late.history.value).toEqual([]);
    expect([...browser.stored.keys()]).toEqual([]);
    expect(browser.service.askedFor(/revocations/)).toHaveLength(1);
  });

  it('[MODE5, MODE17] is kept for a day in session modes', async () => {
    const browser = fakeBrowser();
    const tab = await open(browser, 'first-party-session');
    await tab.send('Hello');
    await browser.clock.advance(100);
    browser.closeTab(tab);
    await browser.clock.advance(dayMs + 1);
    expect((await open(browser, 'first-party-session')).history.value).toEqual([]);
    expect([...browser.stored.keys()]).toEqual([]);
  });

  it('leaves nothing behind where nothing was kept', async () => {
    const browser = fakeBrowser();
    await open(browser);
    expect(browser.stored.has(`pl_used-${site}`)).toBe(false);
  });
});
