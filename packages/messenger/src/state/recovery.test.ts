import type { CookieMode, FromFrame } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { type Browser, fakeBrowser } from '../testing/fake-browser.ts';
import type { Messenger } from './messenger.ts';

/** The page's own storage, which lasts, and the pages that share it. */
function fakePages(browser: Browser, mode: CookieMode = 'first-party') {
  const kept = { recovery: null as string | null, marker: null as string | null };
  const pages = new Set<Messenger>();
  const identify = (tab: Messenger) =>
    tab.fromPage({
      type: 'identity',
      visitor: 'vi_123456789012',
      visit: 'vs_123456789012',
      hasChat: true,
      recovery: kept.recovery,
      marker: kept.marker,
    });
  return {
    kept,
    async open(): Promise<Messenger & { told: FromFrame[] }> {
      const tab = browser.openTab({ mode }, (message) => {
        if (message.type !== 'recovery') return;
        kept.recovery = message.token;
        for (const other of pages) if (other !== tab) queueMicrotask(() => pages.has(other) && identify(other));
      });
      pages.add(tab);
      identify(tab);
      void tab.load();
      await browser.clock.advance(10);
      return tab;
    },
    close(tab: Messenger) {
      pages.delete(tab);
      browser.closeTab(tab);
    },
    restart() {
      pages.clear();
      browser.end();
    },
    logOut(tab: Messenger) {
      kept.recovery = null;
      tab.fromPage({ type: 'forget' });
      for (const other of pages) if (other !== tab) identify(other);
    },
  };
}

const shownTexts = (tab: Messenger) =>
  tab.shown.value?.events.value.flatMap(({ event }) => (event.type === 'message' ? [event.text] : [])) ?? [];
const recoveries = (browser: Browser) => browser.service.askedFor(/recoveries/).length;

async function talk(browser: Browser, tab: Messenger, text: string): Promise<void> {
  await tab.send(text);
  await browser.clock.advance(100);
}

describe('recovery', () => {
  it.each([{ isFleeting: true }, { refuses: true }])(
    '[CNV3, CNV4] finds the conversation again after a restart where the storage does not last: %o',
    async (kind) => {
      const browser = fakeBrowser(kind);
      const pages = fakePages(browser);
      await talk(browser, await pages.open(), 'remember me');
      expect(pages.kept.recovery).toMatch(/^rt_/);
      pages.restart();
      const again = await pages.open();
      expect(shownTexts(again)).toEqual(['remember me']);
      await talk(browser, again, 'I came back');
      expect(browser.service.texts()).toEqual([['remember me', 'I came back']]);
    },
  );

  it('[CNV3] keeps nothing with the page where the storage lasts', async () => {
    const browser = fakeBrowser();
    const pages = fakePages(browser);
    await talk(browser, await pages.open(), 'remember me');
    expect(pages.kept.recovery).toBeNull();
    expect(recoveries(browser)).toBe(0);
  });

  it('[CNV3] asks for nothing before a conversation begins, and not on each page after it', async () => {
    const browser = fakeBrowser({ isFleeting: true });
    const pages = fakePages(browser);
    const first = await pages.open();
    expect(recoveries(browser)).toBe(0);
    await talk(browser, first, 'remember me');
    pages.close(first);
    const second = await pages.open();
    expect(shownTexts(second)).toEqual(['remember me']);
    expect(recoveries(browser)).toBe(1);
  });

  it('[CNV3] brings all conversations back, each once', async () => {
    const browser = fakeBrowser({ isFleeting: true });
    const pages = fakePages(browser);
    const tab = await pages.open();
    await talk(browser, tab, 'first');
    browser.service.append({ type: 'ended', by: 'visitor', at: browser.clock.now() });
    await tab.end(tab.shown.value!);
    tab.show(null);
    await talk(browser, tab, 'second');
    pages.restart();
    browser.service.next(/recoveries/, 'cut', 2);
    const again = await pages.open();
    await browser.clock.advance(10_000);
    expect(again.history.value).toHaveLength(2);
    expect(browser.service.recoveries.families).toHaveLength(1);
  });

  it('[CNV3] what was begun before the network was back is found beside the earlier ones, each once', async () => {
    const browser = fakeBrowser({ refuses: true });
    const pages = fakePages(browser);
    await talk(browser, await pages.open(), 'first');
    browser.service.append({ type: 'ended', by: 'visitor', at: browser.clock.now() });
    pages.restart();
    const tab = await pages.open();
    tab.show(null);
    await talk(browser, tab, 'second');
    pages.restart();
    const again = await pages.open();
    expect(again.history.value).toHaveLength(2);
  });

  it('[CNV3, CNV4] what begins after the token was over is found again, too', async () => {
    const browser = fakeBrowser({ refuses: true });
    const pages = fakePages(browser);
    const tab = await pages.open();
    await talk(browser, tab, 'first');
    for (const family of browser.service.recoveries.families) family.isRevoked = true;
    await tab.end(tab.shown.value!);
    tab.show(null);
    await talk(browser, tab, 'second');
    pages.restart();
    const again = await pages.open();
    expect(again.history.value).toHaveLength(2);
    expect(shownTexts(again)).toEqual(['second']);
  });

  it('[CNV3] loses nothing when an answer is lost or a page is left before it came', async () => {
    const browser = fakeBrowser({ refuses: true });
    const pages = fakePages(browser);
    await talk(browser, await pages.open(), 'remember me');
    for (let turn = 0; turn < 3; turn += 1) {
      pages.restart();
      browser.service.next(/recoveries/, 'lost');
      await pages.open();
      pages.restart();
      expect(shownTexts(await pages.open())).toEqual(['remember me']);
    }
  });

  it('[CNV3] two tabs that come back at once both get everything', async () => {
    const browser = fakeBrowser({ refuses: true });
    const pages = fakePages(browser);
    await talk(browser, await pages.open(), 'remember me');
    pages.restart();
    const tabs = await Promise.all([pages.open(), pages.open()]);
    await browser.clock.advance(100);
    for (const tab of tabs) expect(shownTexts(tab)).toEqual(['remember me']);
    expect(browser.service.recoveries.families[0]?.isRevoked).toBe(false);
  });

  it('[CNV3] a tab that sees no storage of the others learns of a conversation by what the page keeps', async () => {
    const browser = fakeBrowser({ refuses: true });
    const pages = fakePages(browser);
    const [first, second] = [await pages.open(), await pages.open()];
    await talk(browser, first, 'from the first');
    await browser.clock.advance(100);
    expect(shownTexts(second)).toEqual(['from the first']);
    browser.service.append({
      type: 'message',
      id: 'ms_1',
      clientId: 'client-1',
      author: { kind: 'agent', id: 'me_123456789012', name: 'Mia' },
      text: 'to both',
      at: browser.clock.now(),
    });
    expect(recoveries(browser)).toBe(2);
  });

  it('[CNV3] lets go of a token that was used before, and begins anew', async () => {
    const browser = fakeBrowser({ isFleeting: true });
    const pages = fakePages(browser);
    await talk(browser, await pages.open(), 'remember me');
    const old = pages.kept.recovery;
    for (let turn = 0; turn < 2; turn += 1) {
      pages.restart();
      await pages.open();
    }
    pages.restart();
    pages.kept.recovery = old;
    const tab = await pages.open();
    expect(pages.kept.recovery).toBeNull();
    expect(tab.shown.value).toBeNull();
    await talk(browser, tab, 'somebody was here');
    expect(pages.kept.recovery).toMatch(/^rt_/);
    pages.restart();
    expect(shownTexts(await pages.open())).toEqual(['somebody was here']);
  });

  it('[CNV3, VIS6] keeps nothing after a logout, in the page nor in other tabs', async () => {
    const browser = fakeBrowser({ refuses: true });
    const pages = fakePages(browser);
    const first = await pages.open();
    await talk(browser, first, 'secret');
    const second = await pages.open();
    expect(shownTexts(second)).toEqual(['secret']);
    pages.logOut(first);
    for (const kept of browser.service.conversations.values()) kept.key = 'revoked';
    await browser.clock.advance(3_000);
    expect(pages.kept.recovery).toBeNull();
    expect(second.shown.value).toBeNull();
    expect(second.history.value).toEqual([]);
    pages.restart();
    expect((await pages.open()).shown.value).toBeNull();
  });

  it('[CNV3, VIS6] an answer that comes after a logout is nobody’s', async () => {
    const browser = fakeBrowser({ refuses: true });
    const pages = fakePages(browser);
    const first = await pages.open();
    await talk(browser, first, 'secret');
    pages.restart();
    const tab = browser.openTab({}, (message) => {
      if (message.type === 'recovery') pages.kept.recovery = message.token;
    });
    const recovery = pages.kept.recovery;
    tab.fromPage({ type: 'identity', visitor: null, visit: null, hasChat: true, recovery, marker: null });
    void tab.load();
    tab.fromPage({ type: 'forget' });
    await browser.clock.advance(5_000);
    expect(pages.kept.recovery).toBeNull();
    expect(tab.shown.value).toBeNull();
  });

  it('[CNV3, MODE5] in a session mode comes back with the mark of the session, and not without', async () => {
    const browser = fakeBrowser({ refuses: true });
    const pages = fakePages(browser, 'first-party-session');
    pages.kept.marker = 'mark-of-this-session';
    await talk(browser, await pages.open(), 'this session');
    expect(browser.service.askedFor(/recoveries/)[0]?.body).toMatchObject({ marker: 'mark-of-this-session' });
    const token = pages.kept.recovery;
    pages.restart();
    expect(shownTexts(await pages.open())).toEqual(['this session']);
    pages.restart();
    Object.assign(pages.kept, { recovery: token, marker: 'another-mark' });
    expect((await pages.open()).shown.value).toBeNull();
  });
});
