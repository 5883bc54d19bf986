import type { CookieMode, VisitorId } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { type Browser, fakeBrowser, site } from '../testing/fake-browser.ts';

const visitor: VisitorId = 'vi_123456789012';
const draftName = `pl_draft-${site}`;

/** Opens a page of a site in one tab, as the next of those that stood in it. */
async function openIn(browser: Browser, tab: Storage, mode: CookieMode, who: VisitorId = visitor, hasChat = true) {
  const page = browser.openTab({ mode }, undefined, tab);
  void page.load();
  page.fromPage({ type: 'layout', layout: 'open' });
  page.fromPage({ type: 'identity', visitor: who, visit: null, hasChat });
  await browser.clock.advance(100);
  return page;
}

async function typeIn(mode: CookieMode) {
  const browser = fakeBrowser();
  const tab = browser.tabStorage();
  const page = await openIn(browser, tab, mode);
  await page.send('Hello');
  await browser.clock.advance(100);
  page.type('half a thought');
  browser.closeTab(page);
  return { browser, tab };
}

describe('unsent text', () => {
  it.each([
    ['first-party', 'third-party-session'],
    ['third-party', 'first-party-session'],
  ] as const)('[MODE12] [CNV4] goes from the browser into the tab as %s becomes %s', async (former, next) => {
    const { browser, tab } = await typeIn(former);
    const page = await openIn(browser, tab, next);
    expect(page.drafts.read(page.draftName.value)).toBe('half a thought');
    expect([browser.stored.has(draftName), tab.getItem(draftName) !== null]).toEqual([false, true]);
    const beside = await openIn(browser, browser.tabStorage(), next);
    expect(beside.drafts.texts.value).toEqual({});
  });

  it('[MODE12] [CNV4] goes from the tab into the browser as the mode becomes a lasting one', async () => {
    const { browser, tab } = await typeIn('first-party-session');
    const page = await openIn(browser, tab, 'third-party');
    expect(page.drafts.read(page.draftName.value)).toBe('half a thought');
    expect([browser.stored.has(draftName), tab.getItem(draftName)]).toEqual([true, null]);
    const beside = await openIn(browser, browser.tabStorage(), 'third-party');
    expect(beside.drafts.read(beside.draftName.value)).toBe('half a thought');
  });

  it('[MODE12] that stands in the browser already wins over that of a tab which comes later', async () => {
    const { browser, tab } = await typeIn('first-party-session');
    const page = await openIn(browser, browser.tabStorage(), 'first-party');
    page.type('another thought');
    const late = await openIn(browser, tab, 'first-party');
    expect(late.drafts.read(late.draftName.value)).toBe('another thought');
    expect(tab.getItem(draftName)).toBeNull();
  });

  it.each([
    ['first-party-session', 'first-party'],
    ['first-party', 'first-party-session'],
  ] as const)(
    '[CNV16] [MODE12] is cleared unseen with the session of somebody else, from %s to %s',
    async (former, next) => {
      const { browser, tab } = await typeIn(former);
      const page = await openIn(browser, tab, next, 'vi_somebodyelse', false);
      expect(page.drafts.texts.value).toEqual({});
      expect([browser.stored.has(draftName), tab.getItem(draftName)]).toEqual([false, null]);
    },
  );

  it('[MODE17] [CNV16] of a conversation whose key has ended goes with it, also in a tab that was restored', async () => {
    const { browser, tab } = await typeIn('first-party-session');
    for (const kept of browser.service.conversations.values()) kept.key = 'ended';
    const page = await openIn(browser, tab, 'first-party-session');
    expect([page.history.value, page.drafts.texts.value, tab.getItem(draftName)]).toEqual([[], {}, null]);
  });
});
