import type { FromFrame } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { type Browser, fakeBrowser } from '../testing/fake-browser.ts';
import type { Messenger } from './messenger.ts';

/** A tab of a page, which says who is here. */
async function open(browser: Browser, login: string | null = null) {
  const told: FromFrame[] = [];
  const tab = browser.openTab({}, (message) => told.push(message));
  const identify = async (next: string | null, visitor: 'vi_123456789012' | 'vi_another-one' = 'vi_123456789012') => {
    tab.fromPage({ type: 'identity', visitor, visit: 'vs_123456789012', hasChat: true, login: next });
    await browser.clock.advance(100);
  };
  tab.fromPage({ type: 'identity', visitor: 'vi_123456789012', visit: 'vs_123456789012', hasChat: true, login });
  void tab.load();
  await browser.clock.advance(100);
  return { tab, told, identify };
}

/** A conversation that the person has had in another browser. */
function addElsewhere(browser: Browser, login: string, text: string) {
  const { service } = browser;
  const key = `${login}-key-`.padEnd(43, 'k');
  const kept = service.begin(`elsewhere-${login}`);
  const author = { kind: 'visitor' } as const;
  service.append({ type: 'message', id: 'ms_elsewhere1', clientId: 'elsewhere-1', author, text, at: 1 }, kept);
  service.logins.set(login, [{ key, kept }]);
  return { key, kept };
}

const shownTexts = (tab: Messenger) =>
  tab.shown.value?.events.value.flatMap(({ event }) => (event.type === 'message' ? [event.text] : [])) ?? [];
const tokenRequests = (browser: Browser) =>
  browser.service.askedFor(/tokens/).map(({ body }) => (body as { login?: string }).login ?? null);

describe('a login of the site’s own', () => {
  it('[CNV7] brings the person’s conversation along, by a key that no storage holds', async () => {
    const browser = fakeBrowser();
    const { key } = addElsewhere(browser, 'ann', 'Said elsewhere');
    const { tab, told } = await open(browser, 'ann');
    expect(shownTexts(tab)).toEqual(['Said elsewhere']);
    expect([...browser.stored.values()].join()).not.toContain(key);
    expect([...browser.stored.values()].join()).not.toContain('ann');
    expect(told.findLast(({ type }) => type === 'conversation')).toMatchObject({ status: 'queued' });
    await tab.send('And said here');
    await browser.clock.advance(100);
    expect(browser.service.texts()).toEqual([['Said elsewhere', 'And said here']]);
  });

  it('[CNV7] that comes later, too; and what was begun here stays beside it', async () => {
    const browser = fakeBrowser();
    const { tab, identify } = await open(browser);
    await tab.send('Begun as a guest');
    await browser.clock.advance(100);
    addElsewhere(browser, 'ann', 'Said elsewhere');
    await identify('ann');
    expect(tab.history.value).toHaveLength(2);
    expect(shownTexts(tab)).toEqual(['Begun as a guest']);
    const asked = browser.service.askedFor(/tokens/).at(-1)?.body as { keys: string[]; login: string };
    expect(asked).toMatchObject({ keys: [expect.any(String)], login: 'ann' });
    // Said once: the keys speak for themselves from then on.
    await identify('ann');
    expect(tokenRequests(browser).filter((login) => login === 'ann')).toHaveLength(1);
  });

  it('[CNV7] goes along with the first message, so that the conversation is that person’s', async () => {
    const browser = fakeBrowser();
    browser.service.logins.set('ann', []);
    const { tab } = await open(browser, 'ann');
    await tab.send('Hello');
    await browser.clock.advance(100);
    expect(browser.service.askedFor(/^\/conversations$/)[0]?.body).toMatchObject({ login: 'ann' });
  });

  it('[CNV7] that is over takes away what it brought, and the page hears of it', async () => {
    const browser = fakeBrowser();
    addElsewhere(browser, 'ann', 'Said elsewhere');
    const { tab, told, identify } = await open(browser, 'ann');
    await identify('over');
    expect(told.filter(({ type }) => type === 'login-over')).toHaveLength(1);
    expect([tab.history.value, tab.shown.value]).toEqual([[], null]);
    addElsewhere(browser, 'ann-again', 'Said elsewhere, too');
    await identify('ann-again');
    expect(shownTexts(tab)).toEqual(['Said elsewhere, too']);
  });

  it('[CNV7] that the page lets go of takes away what it brought, and nothing else', async () => {
    const browser = fakeBrowser();
    const { tab, identify } = await open(browser);
    await tab.send('Begun as a guest');
    await browser.clock.advance(100);
    addElsewhere(browser, 'ann', 'Said elsewhere');
    await identify('ann');
    await identify(null);
    expect(tab.history.value).toHaveLength(1);
    expect(shownTexts(tab)).toEqual(['Begun as a guest']);
  });

  it('[VIS6] [CNV7] of somebody else shows nothing of the former one', async () => {
    const browser = fakeBrowser();
    const { key } = addElsewhere(browser, 'ann', 'Ann’s');
    const { tab, told, identify } = await open(browser, 'ann');
    addElsewhere(browser, 'bo', 'Bo’s');
    tab.fromPage({ type: 'forget' });
    expect([tab.history.value, tab.shown.value]).toEqual([[], null]);
    await identify('bo', 'vi_another-one');
    expect(shownTexts(tab)).toEqual(['Bo’s']);
    expect(told.some(({ type }) => type === 'forgotten')).toBe(true);
    expect(browser.service.askedFor(/revocations/)[0]?.body).toEqual({ keys: [key] });
  });

  it('[VIS6] ends in every tab of the browser with the logout in one', async () => {
    const browser = fakeBrowser();
    addElsewhere(browser, 'ann', 'Said elsewhere');
    const first = await open(browser, 'ann');
    await first.tab.send('Begun here'.repeat(2));
    const second = await open(browser, 'ann');
    first.tab.fromPage({ type: 'forget' });
    // The page of the other tab heard it as well.
    await second.identify(null);
    for (const { tab } of [first, second]) expect([tab.history.value, tab.shown.value]).toEqual([[], null]);
    expect(browser.stored.size).toBe(0);
  });

  it.each(['cut' as const, { status: 503, code: 'storage_busy' } as const])(
    '[CNV4] [CNV7] is brought along as soon as the server answers again: %o',
    async (fate) => {
      const browser = fakeBrowser();
      addElsewhere(browser, 'ann', 'Said elsewhere');
      const { tab, identify } = await open(browser);
      browser.service.next(/tokens/, fate, 2);
      await identify('ann');
      expect(shownTexts(tab)).toEqual([]);
      await browser.clock.advance(20_000);
      expect(shownTexts(tab)).toEqual(['Said elsewhere']);
    },
  );

  it('[CNV7] answers to what the page let go of are nobody’s', async () => {
    const browser = fakeBrowser();
    addElsewhere(browser, 'ann', 'Said elsewhere');
    const { tab } = await open(browser);
    const say = (login: string | null) =>
      tab.fromPage({ type: 'identity', visitor: 'vi_123456789012', visit: 'vs_123456789012', hasChat: true, login });
    say('ann');
    say(null);
    await browser.clock.advance(100);
    expect([tab.history.value, tab.shown.value]).toEqual([[], null]);
  });

  it('[MODE17] [CNV7] is shown with nothing that an earlier session left', async () => {
    const browser = fakeBrowser();
    const mode = 'first-party-session' as const;
    const earlier = browser.openTab({ mode }, () => undefined);
    earlier.fromPage({ type: 'identity', visitor: 'vi_123456789012', visit: 'vs_123456789012', hasChat: true });
    void earlier.load();
    await browser.clock.advance(100);
    await earlier.send('Of an earlier session');
    await browser.clock.advance(100);
    browser.end();
    browser.service.logins.set('ann', []);
    const tab = browser.openTab({ mode }, () => undefined);
    tab.fromPage({
      type: 'identity',
      visitor: 'vi_another-one',
      visit: 'vs_another-one1',
      hasChat: false,
      login: 'ann',
    });
    void tab.load();
    await browser.clock.advance(5_000);
    const asked = browser.service.askedFor(/tokens/).map(({ body }) => body as { keys: string[]; login?: string });
    expect(asked.filter(({ login }) => login === 'ann')).toEqual([
      { keys: [], visit: 'vs_another-one1', login: 'ann' },
    ]);
    expect(tab.history.value).toEqual([]);
  });
});
