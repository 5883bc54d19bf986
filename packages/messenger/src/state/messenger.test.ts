import { describe, expect, it } from 'vitest';
import { type Browser, fakeBrowser, mia, site } from '../testing/fake-browser.ts';
import type { KeyRecord } from './keyring.ts';
import { type OutboxItem, readOutbox } from './outbox.ts';

const names = { keys: `pl_ckey-${site}` };
const keys = (browser: Browser): KeyRecord[] => JSON.parse(browser.stored.get(names.keys) ?? '[]');
const outbox = (browser: Browser): OutboxItem[] => readOutbox(browser.database.kept.value).items;

async function openLoaded(browser: Browser) {
  const tab = browser.openTab();
  void tab.load();
  tab.fromPage({ type: 'layout', layout: 'open' });
  await browser.clock.advance(0);
  return tab;
}

/** A tab with a conversation that has begun, its socket welcome. */
async function openTalking() {
  const browser = fakeBrowser();
  const tab = await openLoaded(browser);
  await tab.send('Hello');
  await browser.clock.advance(0);
  browser.clock.socket().welcome();
  const slot = tab.shown.value!;
  const stream = `conversation.${slot.view.value!.id}` as const;
  browser.service.listeners.add((_kept, one) => browser.clock.socket().receive({ type: 'event', stream, ...one }));
  return { browser, tab, slot };
}

const textsOf = (slot: { events: { value: { event: { type: string; text?: string } }[] } }) =>
  slot.events.value.flatMap(({ event }) => (event.type === 'message' ? [event.text] : []));

describe('starting a conversation', () => {
  it('[CNV1] stores the key before it is sent, and sends it in the header alone', async () => {
    const browser = fakeBrowser();
    const tab = await openLoaded(browser);
    browser.service.next(/^\/conversations$/, 'cut');
    await tab.send('Hello');
    await browser.clock.advance(0);
    const [record] = keys(browser);
    const [start] = browser.service.askedFor(/^\/conversations$/);
    expect(record).toMatchObject({ isPending: true, conversation: null });
    expect(record?.key).toMatch(/^[\w-]{43}$/);
    expect(start?.secret).toBe(record?.key);
    expect(JSON.stringify([start?.path, start?.body])).not.toContain(record?.key);
    await browser.clock.advance(1_000);
    const conversation = tab.shown.value?.view.value?.id;
    expect(keys(browser)).toEqual([{ ...record, isPending: false, conversation, visitor: 'vi_123456789012' }]);
    expect(outbox(browser)).toEqual([]);
  });

  it('passes on visitor, visit and contact, and tells the page who the visitor is', async () => {
    const browser = fakeBrowser();
    const tab = await openLoaded(browser);
    tab.fromPage({ type: 'identity', visitor: null, visit: 'vs_123456789012' });
    tab.contact.typed.value = { name: ' Ada ', email: '' };
    await tab.send('  Hello\r\nthere ');
    await browser.clock.advance(0);
    expect(browser.service.askedFor(/^\/conversations$/)[0]?.body).toMatchObject({
      text: 'Hello\nthere',
      visitor: null,
      visit: 'vs_123456789012',
      contact: { name: 'Ada', email: null },
    });
  });

  it('[VIS4] shows the keys again for a visit that began after they were exchanged, once', async () => {
    const { browser } = await openTalking();
    const tab = await openLoaded(browser);
    const shown = () => browser.service.askedFor(/^\/tokens$/).map(({ body }) => (body as { visit: unknown }).visit);
    const before = shown().length;
    for (const visit of [null, 'vs_123456789012', 'vs_123456789012'] as const) {
      tab.fromPage({ type: 'identity', visitor: 'vi_123456789012', visit });
      await browser.clock.advance(0);
    }
    expect(shown().slice(before)).toEqual(['vs_123456789012']);
  });

  it('an agent’s offer travels with the first message', async () => {
    const browser = fakeBrowser();
    const tab = await openLoaded(browser);
    tab.fromPage({ type: 'offer', offer: { id: 'of_123456789012', text: 'Help?', agentName: 'Mia', at: 1 } });
    expect(tab.screen.value).toBe('thread');
    await tab.send('Yes');
    await browser.clock.advance(0);
    expect(browser.service.askedFor(/^\/conversations$/)[0]?.body).toMatchObject({ offer: 'of_123456789012' });
    expect(tab.offer.value).toBeNull();
  });

  it('two tabs that start at once use one key and one conversation', async () => {
    const browser = fakeBrowser();
    const [one, two] = [await openLoaded(browser), await openLoaded(browser)];
    void one.send('from one');
    void two.send('from two');
    await browser.clock.advance(2_000);
    expect(keys(browser)).toHaveLength(1);
    expect(browser.service.texts()).toEqual([['from one', 'from two']]);
    expect(two.shown.value?.view.value?.id).toBe(one.shown.value?.view.value?.id);
  });

  it('a lost answer loses and doubles nothing, also over a reload', async () => {
    const browser = fakeBrowser();
    const tab = await openLoaded(browser);
    browser.service.next(/^\/conversations$/, 'lost', 99);
    await tab.send('Hello');
    await browser.clock.advance(0);
    browser.service.next(/^\/conversations$/, 'cut', 0);
    expect(outbox(browser)).toHaveLength(1);
    const reloaded = await openLoaded(browser);
    await browser.clock.advance(60_000);
    expect(browser.service.texts()).toEqual([['Hello']]);
    expect(textsOf(reloaded.shown.value!)).toEqual(['Hello']);
    expect(outbox(browser)).toEqual([]);
  });

  it('[CNV5] no socket is opened before there is a conversation', async () => {
    const browser = fakeBrowser();
    const tab = await openLoaded(browser);
    await browser.clock.advance(60_000);
    expect(browser.clock.sockets).toEqual([]);
    await tab.send('Hello');
    await browser.clock.advance(0);
    expect(browser.clock.sockets).toHaveLength(1);
  });
});

describe('coming back', () => {
  it('[CNV4, CNV6] opens the newest conversation that goes on and lists the others', async () => {
    const { browser } = await openTalking();
    browser.service.append({ type: 'ended', by: 'agent', at: 1 });
    const second = await openLoaded(browser);
    expect(second.screen.value).toBe('home');
    second.show(null);
    await second.send('Again');
    await browser.clock.advance(0);
    const third = await openLoaded(browser);
    expect(third.screen.value).toBe('thread');
    expect(textsOf(third.shown.value!)).toEqual(['Again']);
    expect(third.history.value).toHaveLength(2);
  });

  it('drops a key that opens nothing, but never one whose start was not acknowledged', async () => {
    const browser = fakeBrowser();
    const record = (key: string, isPending: boolean) => ({
      key: key.repeat(43),
      at: browser.clock.now(),
      isPending,
      conversation: null,
    });
    const waiting: Partial<OutboxItem> = { clientId: 'client-123', key: 'b'.repeat(43), text: 'Still here' };
    browser.stored.set(names.keys, JSON.stringify([record('a', false), record('b', true)]));
    browser.database.kept.value = JSON.stringify({ items: [waiting], chosen: [] });
    const tab = await openLoaded(browser);
    expect(keys(browser).map(({ key }) => key[0])).toEqual(['b']);
    expect(browser.service.texts()).toEqual([['Still here']]);
    expect(textsOf(tab.shown.value!)).toEqual(['Still here']);
  });

  it('waits for the server as long as it takes', async () => {
    const { browser } = await openTalking();
    browser.service.next(/^\/tokens$/, 'cut', 3);
    const tab = await openLoaded(browser);
    expect([tab.phase.value, tab.isLate.value]).toEqual(['loading', true]);
    await browser.clock.advance(5_000);
    browser.clock.socket().welcome();
    expect([tab.phase.value, tab.isLate.value]).toEqual(['ready', false]);
    expect(textsOf(tab.shown.value!)).toEqual(['Hello']);
  });

  it('opens a long conversation at its end, with the way back to its beginning', async () => {
    const { browser } = await openTalking();
    for (let count = 1; count <= 50; count++) {
      const text = `answer ${count}`;
      const author = { kind: 'agent', ...mia } as const;
      browser.service.append({
        type: 'message',
        id: `ms_${count}`,
        clientId: `agent-${count}`,
        author,
        text,
        at: count,
      });
    }
    const tab = await openLoaded(browser);
    const slot = tab.shown.value!;
    expect(textsOf(slot)).toHaveLength(20);
    expect(textsOf(slot).at(-1)).toBe('answer 50');
    while (slot.hasEarlier.value) await tab.loadEarlier(slot);
    expect(textsOf(slot)).toHaveLength(51);
    expect(textsOf(slot)[0]).toBe('Hello');
  });

  it('forgets what another tab has cleared', async () => {
    const { browser, tab } = await openTalking();
    const other = await openLoaded(browser);
    expect(textsOf(other.shown.value!)).toEqual(['Hello']);
    browser.clear(tab);
    await browser.clock.advance(0);
    expect(other.shown.value).toBeNull();
    expect(other.history.value).toEqual([]);
  });

  it('without storage it works as long as the page lives', async () => {
    const browser = fakeBrowser({ refuses: true });
    const tab = await openLoaded(browser);
    tab.type('Hel');
    expect(tab.drafts.read('new')).toBe('Hel');
    await tab.send('Hello');
    await tab.send('again');
    await browser.clock.advance(0);
    expect(browser.service.texts()).toEqual([['Hello', 'again']]);
    expect(browser.stored.size).toBe(0);
  });
});

describe('sending', () => {
  it('keeps the order over failures, with growing waits', async () => {
    const { browser, tab, slot } = await openTalking();
    browser.service.next(/\/messages$/, 'cut', 2);
    browser.service.next(/\/messages$/, 'lost', 1);
    for (const text of ['one', 'two', 'three']) await tab.send(text);
    await browser.clock.advance(0);
    expect(outbox(browser).map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    await browser.clock.advance(5_000);
    expect(textsOf(slot)).toEqual(['Hello', 'one', 'two', 'three']);
    expect(outbox(browser)).toEqual([]);
  });

  it('goes on in another tab when the one that sends is gone', async () => {
    const { browser, tab } = await openTalking();
    const other = await openLoaded(browser);
    browser.service.next(/\/messages$/, 'cut', 99);
    await tab.send('left behind');
    await browser.clock.advance(0);
    browser.service.settle();
    browser.closeTab(tab);
    await browser.clock.advance(60_000);
    expect(browser.service.texts()).toEqual([['Hello', 'left behind']]);
    expect(other.outbox.value).toEqual([]);
  });

  it('[MSG5] waits as long as the server asks when there were too many', async () => {
    const { browser, tab } = await openTalking();
    browser.service.next(/\/messages$/, { status: 429, code: 'too_many_messages', retryAfterS: 20 });
    await tab.send('patience');
    await browser.clock.advance(19_000);
    expect(outbox(browser)).toHaveLength(1);
    await browser.clock.advance(2_000);
    expect(outbox(browser)).toEqual([]);
  });

  it('keeps what was refused for good, lets later messages pass, and tries again on request', async () => {
    const { browser, tab, slot } = await openTalking();
    browser.service.next(/\/messages$/, { status: 400, code: 'message_too_long' });
    await tab.send('refused');
    await tab.send('later');
    await browser.clock.advance(0);
    expect(textsOf(slot)).toEqual(['Hello', 'later']);
    expect(outbox(browser)).toMatchObject([
      { text: 'refused', refusal: { code: 'message_too_long', message: 'Because.' } },
    ]);
    tab.retry(outbox(browser)[0]!.clientId);
    await browser.clock.advance(0);
    expect(textsOf(slot)).toEqual(['Hello', 'later', 'refused']);
  });

  it('[MSG1] a client id that another text has taken is replaced', async () => {
    const { browser, tab, slot } = await openTalking();
    browser.service.next(/\/messages$/, { status: 409, code: 'client_id_reused' });
    await tab.send('renamed');
    await browser.clock.advance(0);
    const [first, second] = browser.service.askedFor(/\/messages$/).map(({ body }) => (body as OutboxItem).clientId);
    expect(second).not.toBe(first);
    expect(textsOf(slot)).toEqual(['Hello', 'renamed']);
  });

  it('what an ended conversation does not take can begin a new one', async () => {
    const { browser, tab } = await openTalking();
    browser.service.listeners.clear();
    browser.service.append({ type: 'ended', by: 'agent', at: 1 });
    await tab.send('Too late');
    await browser.clock.advance(0);
    expect(outbox(browser)).toMatchObject([{ refusal: { code: 'conversation_ended' } }]);
    await tab.resendAsNew(outbox(browser)[0]!.clientId);
    await browser.clock.advance(0);
    expect(browser.service.texts()).toEqual([['Hello'], ['Too late']]);
    expect(keys(browser)).toHaveLength(2);
  });

  it('[CNV2] renews its token before it ends, and when the server no longer takes it', async () => {
    const { browser, tab, slot } = await openTalking();
    await browser.clock.advance(541_000);
    await tab.send('nine minutes later');
    await browser.clock.advance(0);
    expect(browser.service.askedFor(/^\/tokens$/)).toHaveLength(1);
    browser.service.dropTokens();
    await tab.send('after a restart');
    await browser.clock.advance(0);
    expect(textsOf(slot).slice(1)).toEqual(['nine minutes later', 'after a restart']);
    for (const value of browser.stored.values()) expect(value).not.toContain('token-');
  });

  it('a message that another tab sent stays on screen until its event comes', async () => {
    const { browser, tab } = await openTalking();
    const other = await openLoaded(browser);
    browser.service.next(/\/messages$/, 'cut', 2);
    await tab.send('shared');
    await browser.clock.advance(0);
    expect(other.outbox.value).toMatchObject([{ text: 'shared' }]);
    browser.service.listeners.clear();
    await browser.clock.advance(500);
    expect(other.outbox.value).toEqual([]);
    expect(other.shown.value?.sent.value).toMatchObject([{ text: 'shared' }]);
    browser.clock.socket().welcome();
    const stream = `conversation.${other.shown.value!.view.value!.id}` as const;
    browser.clock.socket().receive({ type: 'subscribed', stream, head: 2 });
    await browser.clock.advance(0);
    expect(other.shown.value?.sent.value).toEqual([]);
    expect(textsOf(other.shown.value!)).toEqual(['Hello', 'shared']);
  });
});
