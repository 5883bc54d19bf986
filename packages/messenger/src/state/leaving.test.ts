import type { CookieMode } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { type Browser, fakeBrowser, site } from '../testing/fake-browser.ts';
import type { KeyRecord } from './keyring.ts';

const visitor = 'vi_123456789012';
const visit = 'vs_123456789012';
const keysName = `pl_ckey-${site}`;
const keys = (browser: Browser): KeyRecord[] => JSON.parse(browser.stored.get(keysName) ?? '[]');

async function openLoaded(browser: Browser, boot: Parameters<Browser['openTab']>[0] = {}) {
  const tab = browser.openTab(boot);
  void tab.load();
  tab.fromPage({ type: 'layout', layout: 'open' });
  tab.fromPage({ type: 'identity', visitor, visit, hasChat: true });
  await browser.clock.advance(0);
  return tab;
}

/** A browser on another domain, to which a hand-off brought a conversation of two messages. */
async function openHandedOver() {
  const browser = fakeBrowser();
  const kept = browser.service.begin('key-of-the-first-domain');
  for (const text of ['Do you ship?', 'And to Austria?']) {
    browser.service.append(
      { type: 'message', id: `ms_${text}`, clientId: text, author: { kind: 'visitor' }, text, at: 1 },
      kept,
    );
  }
  browser.service.carried.set('hd_one', kept);
  return { browser, kept, tab: await openLoaded(browser) };
}
const takeUp = { type: 'continue', handoff: 'hd_one', from: 'shop.example' } as const;
const textsOf = (tab: Awaited<ReturnType<typeof openLoaded>>) =>
  tab.shown.value?.events.value.flatMap(({ event }) => (event.type === 'message' ? [event.text] : []));

describe('a conversation from another domain', () => {
  it('[XD5] [CNV14] is asked for after the click alone, and then is here as if it had begun here', async () => {
    const { browser, tab, kept } = await openHandedOver();
    expect([browser.service.askedFor(/continuations/), keys(browser)]).toEqual([[], []]);
    tab.fromPage(takeUp);
    expect(tab.continuation.value).toEqual({ from: 'shop.example', state: 'asking' });
    await browser.clock.advance(0);
    expect([tab.continuation.value, textsOf(tab)]).toEqual([null, ['Do you ship?', 'And to Austria?']]);
    expect(keys(browser)).toMatchObject([{ isPending: false, conversation: kept.view.id, visitor }]);
    expect(tab.told).toContainEqual({ type: 'conversation', status: 'queued', lastUsedAt: 1 });
    await tab.send('Hello again');
    await browser.clock.advance(0);
    expect(kept.events.at(-1)?.event).toMatchObject({ text: 'Hello again' });
    expect(textsOf(await openLoaded(browser))).toContain('Hello again');
  });

  it('[XD5] [CNV14] [CNV1] gets a key of its own, stored before it is sent, in the header alone', async () => {
    const { browser, tab } = await openHandedOver();
    browser.service.next(/continuations/, 'cut');
    tab.fromPage(takeUp);
    await browser.clock.advance(0);
    const [record] = keys(browser);
    const [asked] = browser.service.askedFor(/continuations/);
    expect(record).toMatchObject({ isPending: true, conversation: null });
    expect(asked).toMatchObject({ secret: record?.key, body: { handoff: 'hd_one', visitor } });
    expect(JSON.stringify([asked?.path, asked?.body])).not.toContain(record?.key);
  });

  it('[XD5] [CNV14] is not lost with an answer, nor by a reload meanwhile', async () => {
    const { browser, tab } = await openHandedOver();
    browser.service.next(/continuations/, 'lost');
    tab.fromPage(takeUp);
    await browser.clock.advance(0);
    browser.closeTab(tab);
    const again = await openLoaded(browser);
    await browser.clock.advance(0);
    expect(textsOf(again)).toEqual(['Do you ship?', 'And to Austria?']);
    expect(new Set(browser.service.askedFor(/continuations/).map(({ secret }) => secret)).size).toBe(1);
  });

  it.each([
    ['continuation_expired', 410, 'expired'],
    ['continuation_used', 409, 'used'],
    ['conversation_ended', 409, 'ended'],
    ['continuation_not_found', 404, 'gone'],
    ['key_invalid', 401, 'gone'],
  ] as const)(
    '[XD5] [CNV14] that is refused with %s is told as %3$s, and loses nothing',
    async (code, status, state) => {
      const { browser, tab } = await openHandedOver();
      tab.type('half a thought');
      browser.service.next(/continuations/, { status, code });
      tab.fromPage(takeUp);
      await browser.clock.advance(0);
      expect(tab.continuation.value).toEqual({ from: 'shop.example', state });
      expect([keys(browser), tab.drafts.read('new')]).toEqual([[], 'half a thought']);
      await tab.send('Then a new one');
      await browser.clock.advance(0);
      expect([tab.continuation.value, textsOf(tab)]).toEqual([null, ['Then a new one']]);
    },
  );

  it('[XD5] [CNV14] leaves a message that is sent meanwhile to a conversation of its own', async () => {
    const { browser, tab, kept } = await openHandedOver();
    browser.service.next(/continuations/, 'cut');
    tab.fromPage(takeUp);
    await tab.send('Something new');
    await browser.clock.advance(5_000);
    expect(kept.events).toHaveLength(2);
    expect(browser.service.texts()).toContainEqual(['Something new']);
    expect(tab.history.value).toHaveLength(2);
  });

  it('[XD5] [CNV14] tells the page what its hand-offs send along, as long as the conversation goes on', async () => {
    const browser = fakeBrowser();
    const tab = await openLoaded(browser);
    const proofs = () => tab.told.flatMap((one) => (one.type === 'proof' ? [one.proof] : []));
    await tab.send('Hello');
    await browser.clock.advance(0);
    const before = proofs().length;
    expect(proofs().at(-1)).toMatch(/^proof-/);
    await browser.clock.advance(1_800_000);
    expect(proofs().length).toBeGreaterThan(before);
    browser.service.append({ type: 'ended', by: 'agent', at: 1 });
    await tab.shown.value?.load();
    tab.fromPage({ type: 'layout', layout: 'closed' });
    const again = await openLoaded(browser);
    expect(again.told).toContainEqual({ type: 'proof', proof: null });
  });
});

describe('a logout', () => {
  async function openWithChat(browser = fakeBrowser()) {
    const tab = await openLoaded(browser);
    await tab.send('Private');
    await browser.clock.advance(0);
    browser.clock.socket().welcome();
    tab.type('even more private');
    const other = await openLoaded(browser);
    return { browser, tab, other };
  }

  it('[VIS6] [CNV15] ends the keys on the server, clears all that the frame holds, and tells the page and other tabs', async () => {
    const { browser, tab, other } = await openWithChat();
    const [record] = keys(browser);
    const socket = browser.clock.socket();
    tab.fromPage({ type: 'forget' });
    expect([...browser.stored.keys()]).toEqual([]);
    expect(tab.told.at(-1)).toEqual({ type: 'forgotten' });
    await browser.clock.advance(0);
    const [revoked] = browser.service.askedFor(/revocations/);
    expect(revoked).toMatchObject({ path: '/revocations', secret: null, body: { keys: [record?.key] } });
    expect(socket.isClosed).toBe(true);
    for (const one of [tab, other]) {
      expect([one.shown.value, one.history.value, one.drafts.read('new')]).toEqual([null, [], '']);
      expect(Object.values(one.drafts.texts.value)).toEqual([]);
    }
    expect((await openLoaded(browser)).history.value).toEqual([]);
  });

  it('[VIS6] [CNV15] clears at once without a network, and ends the keys when there is one', async () => {
    const { browser, tab } = await openWithChat();
    browser.service.next(/revocations/, 'cut', 2);
    tab.fromPage({ type: 'forget' });
    expect([...browser.stored.keys()]).toEqual([]);
    await browser.clock.advance(10_000);
    expect(browser.service.askedFor(/revocations/)).toHaveLength(3);
  });

  it('[VIS6] [CNV15] is not undone by answers to what was asked before', async () => {
    const browser = fakeBrowser();
    await (await openLoaded(browser)).send('Private');
    await browser.clock.advance(0);
    const tab = browser.openTab();
    void tab.load();
    tab.fromPage({ type: 'forget' });
    await browser.clock.advance(0);
    expect([tab.shown.value, tab.history.value, keys(browser)]).toEqual([null, [], []]);
  });
});

describe('a mode that ends with the session', () => {
  const boot = { mode: 'first-party-session' as CookieMode };
  async function closeBrowser(nextMode: CookieMode = boot.mode) {
    const browser = fakeBrowser();
    const tab = await openLoaded(browser, boot);
    await tab.send('Private');
    await browser.clock.advance(0);
    tab.type('half a thought');
    browser.closeTab(tab);
    const next = browser.openTab({ mode: nextMode });
    void next.load();
    await browser.clock.advance(0);
    return { browser, next };
  }

  it.each([
    ['the mark of a conversation', null, true],
    ['the visitor of the key', visitor, false],
  ] as const)('[CNV4] [MODE5] [CNV16] goes on where the page has %s', async (_, who, hasChat) => {
    const { browser, next } = await closeBrowser();
    expect(next.phase.value).toBe('loading');
    next.fromPage({ type: 'identity', visitor: who, visit: null, hasChat });
    await browser.clock.advance(0);
    expect(next.history.value).toHaveLength(1);
  });

  it('[MODE2] [MODE5] [CNV16] shows the next person nothing, and ends the keys', async () => {
    const { browser, next } = await closeBrowser();
    const [record] = keys(browser);
    next.fromPage({ type: 'identity', visitor: 'vi_somebodyelse', visit: null, hasChat: false });
    await browser.clock.advance(0);
    expect([next.phase.value, next.history.value, [...browser.stored.keys()]]).toEqual(['ready', [], []]);
    expect(browser.service.askedFor(/revocations/)[0]?.body).toEqual({ keys: [record?.key] });
    expect(browser.service.askedFor(/tokens/)).toEqual([]);
    expect(next.drafts.texts.value).toEqual({});
  });

  it('[CNV16] [MODE12] shows the next person nothing also where the mode is a lasting one by then', async () => {
    const { browser, next } = await closeBrowser('first-party');
    const [record] = keys(browser);
    next.fromPage({ type: 'identity', visitor: 'vi_somebodyelse', visit: null, hasChat: false });
    await browser.clock.advance(0);
    expect([next.phase.value, next.history.value, keys(browser)]).toEqual(['ready', [], []]);
    expect(browser.service.askedFor(/revocations/)[0]?.body).toEqual({ keys: [record?.key] });
  });

  it('[CNV16] [MODE12] outlives the session once it was shown in a lasting mode', async () => {
    const { browser, next } = await closeBrowser('first-party');
    next.fromPage({ type: 'identity', visitor, visit: null, hasChat: true });
    await browser.clock.advance(0);
    expect(next.history.value).toHaveLength(1);
    const later = browser.openTab({ mode: 'first-party' });
    void later.load();
    await browser.clock.advance(0);
    expect(later.history.value).toHaveLength(1);
  });

  it('[MODE5] [CNV16] waits a moment for a page that does not know yet who is here', async () => {
    const { browser, next } = await closeBrowser();
    next.fromPage({ type: 'identity', visitor: null, visit: null, hasChat: false });
    await browser.clock.advance(1_000);
    expect(next.phase.value).toBe('loading');
    next.fromPage({ type: 'identity', visitor, visit, hasChat: false });
    await browser.clock.advance(0);
    expect(next.history.value).toHaveLength(1);
    const { browser: other, next: alone } = await closeBrowser();
    alone.fromPage({ type: 'identity', visitor: null, visit: null, hasChat: false });
    await other.clock.advance(3_000);
    expect([alone.phase.value, alone.history.value]).toEqual(['ready', []]);
  });

  it('[CNV4] keeps in the other modes what it held, whatever the page says', async () => {
    const browser = fakeBrowser();
    const tab = await openLoaded(browser);
    await tab.send('Mine');
    await browser.clock.advance(0);
    const next = browser.openTab();
    void next.load();
    await browser.clock.advance(0);
    expect(next.history.value).toHaveLength(1);
  });
});

describe('an e-mail address that cannot be one', () => {
  it('[CNV8] holds the first message back until it is mended or taken out', async () => {
    const browser = fakeBrowser();
    const tab = await openLoaded(browser);
    tab.contact.typed.value = { name: 'Ada', email: 'ada at example' };
    expect(await tab.send('Hello')).toBe(false);
    expect([tab.contact.asked.value, browser.service.askedFor(/^\/conversations/)]).toEqual([1, []]);
    tab.contact.typed.value = { name: 'Ada', email: 'ada@example.org' };
    expect(await tab.send('Hello')).toBe(true);
    await browser.clock.advance(0);
    expect(browser.service.askedFor(/^\/conversations/)[0]?.body).toMatchObject({
      contact: { name: 'Ada', email: 'ada@example.org' },
    });
  });
});
