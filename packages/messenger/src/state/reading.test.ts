import { describe, expect, it } from 'vitest';
import { type Browser, fakeBrowser, mia, site } from '../testing/fake-browser.ts';
import type { KeyRecord } from './keyring.ts';

const names = { keys: `pl_ckey-${site}`, draft: `pl_draft-${site}` };
const keys = (browser: Browser): KeyRecord[] => JSON.parse(browser.stored.get(names.keys) ?? '[]');

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

describe('reading', () => {
  const say = (text: string) =>
    ({
      type: 'message',
      id: 'ms_123456789012',
      clientId: `agent-${text}`,
      author: { kind: 'agent', ...mia },
      text,
      at: 5,
    }) as const;

  it('tells of delivery at once, of reading only what was on screen', async () => {
    const { browser, tab, slot } = await openTalking();
    const seq = browser.service.append(say('Hi'));
    await browser.clock.advance(1_000);
    expect(browser.service.askedFor(/\/receipts$/).at(-1)?.body).toEqual({ deliveredSeq: seq, readSeq: 0 });
    expect(tab.told.findLast(({ type }) => type === 'unread')).toEqual({ type: 'unread', count: 1, preview: 'Hi' });
    slot.see(seq);
    await browser.clock.advance(1_000);
    expect(browser.service.askedFor(/\/receipts$/).at(-1)?.body).toEqual({ deliveredSeq: seq, readSeq: seq });
    expect(tab.told.findLast(({ type }) => type === 'unread')).toEqual({ type: 'unread', count: 0, preview: null });
  });

  it('tells again when the answer was lost', async () => {
    const { browser } = await openTalking();
    browser.service.next(/\/receipts$/, 'cut', 2);
    browser.service.append(say('Hi'));
    await browser.clock.advance(10_000);
    expect(browser.service.askedFor(/\/receipts$/)).toHaveLength(3);
  });

  it('[RT6] comes back after a cut with everything that was said meanwhile', async () => {
    const { browser, tab, slot } = await openTalking();
    browser.clock.socket().drop();
    browser.service.listeners.clear();
    const seq = browser.service.append(say('while you were away'));
    await browser.clock.advance(1_600);
    expect(tab.isLate.value).toBe(true);
    const stream = `conversation.${slot.view.value!.id}` as const;
    browser.clock.socket().welcome();
    browser.clock.socket().receive({ type: 'subscribed', stream, head: seq });
    await browser.clock.advance(0);
    expect(tab.isLate.value).toBe(false);
    expect(textsOf(slot)).toEqual(['Hello', 'while you were away']);
  });

  it('[CNV16] forgets a conversation whose key was revoked, with what was typed for it, and says so', async () => {
    const { browser, tab } = await openTalking();
    tab.type('half a thought');
    browser.service.conversations.clear();
    browser.clock.socket().receive({ type: 'bye', code: 'revoked', message: '' });
    await browser.clock.advance(0);
    expect(keys(browser)).toEqual([]);
    expect([tab.drafts.texts.value, browser.stored.has(names.draft)]).toEqual([{}, false]);
    expect(tab.notice.value).toBe('conversation-lost');
    expect(tab.shown.value).toBeNull();
  });

  it('[CNV4] keeps a key that still opens its conversation, whatever becomes of sockets', async () => {
    const { browser, tab } = await openTalking();
    const held = keys(browser);
    for (let turn = 0; turn < 2; turn += 1) {
      browser.clock.socket().receive({ type: 'bye', code: 'unauthenticated', message: '' });
      await browser.clock.advance(0);
    }
    expect(keys(browser)).toEqual(held);
    expect([tab.notice.value, tab.shown.value === null]).toEqual([null, false]);
  });

  it('shows each event once, whether it came by the socket or with the conversation', async () => {
    const { browser, tab, slot } = await openTalking();
    await tab.end(slot);
    await browser.clock.advance(1_000);
    expect(slot.events.value.filter(({ event }) => event.type === 'ended')).toHaveLength(1);
    await tab.rate(slot, { score: 5, comment: null });
    expect(slot.view.value?.rating).toEqual({ score: 5, comment: null });
    const seqs = slot.events.value.map(({ seq }) => seq);
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
  });

  it('closes the socket when the conversation has ended', async () => {
    const { browser, tab } = await openTalking();
    browser.service.append({ type: 'ended', by: 'agent', at: 9 });
    await browser.clock.advance(0);
    expect(browser.clock.socket().isClosed).toBe(true);
    expect(tab.told.findLast(({ type }) => type === 'conversation')).toMatchObject({ status: 'ended', lastUsedAt: 9 });
  });
});

describe('drafts', () => {
  it('[CNV10] tells that somebody types and never what, and stops telling', async () => {
    const { browser, tab } = await openTalking();
    const marks = () =>
      browser.clock.socket().sent.flatMap((frame) => (frame.type === 'typing' ? [frame.isTyping] : []));
    for (const text of ['I', 'I would', 'I would never say this']) tab.type(text);
    expect(marks()).toEqual([true]);
    await browser.clock.advance(10_000);
    expect(marks()).toEqual([true, false]);
    expect(JSON.stringify([browser.service.asked, browser.clock.socket().sent])).not.toContain('never say');
  });

  it('[CNV12] are kept by conversation, and follow one that gets its name', async () => {
    const browser = fakeBrowser();
    const tab = await openLoaded(browser);
    browser.service.next(/^\/conversations$/, 'cut');
    await tab.send('Hello');
    tab.type('and another thing');
    await browser.clock.advance(1_000);
    const id = tab.shown.value!.view.value!.id;
    expect(JSON.parse(browser.stored.get(names.draft)!)).toEqual({ [id]: 'and another thing' });
    const reloaded = await openLoaded(browser);
    expect(reloaded.drafts.read(reloaded.draftName.value)).toBe('and another thing');
    await reloaded.send('and another thing');
    expect(browser.stored.has(names.draft)).toBe(false);
  });
});
