import { describe, expect, it } from 'vitest';
import { fakeBrowser, mia } from '../testing/fake-browser.ts';
import { serveSockets } from '../testing/fake-line.ts';
import type { Messenger } from './messenger.ts';

const textsOf = (tab: Messenger) =>
  tab.shown.value?.events.value.flatMap(({ event }) => (event.type === 'message' ? [event.text] : [])) ?? [];

async function openStage() {
  const browser = fakeBrowser();
  const line = serveSockets(browser);
  const open = async () => {
    const tab = browser.openTab();
    tab.fromPage({ type: 'layout', layout: 'open' });
    void tab.load();
    await browser.clock.advance(100);
    return tab;
  };
  const tab = await open();
  await tab.send('Hello');
  await browser.clock.advance(1_000);
  let count = 0;
  const agentSays = (text: string) => {
    count += 1;
    browser.service.append({
      type: 'message',
      id: `ms_agent0000000${count}`,
      clientId: `agent-${count}`,
      author: { kind: 'agent', ...mia },
      text,
      at: browser.clock.now(),
    });
  };
  return { browser, line, tab, open, agentSays };
}

describe('a conversation', () => {
  it.each([
    ['a minute', 60_000],
    ['a day', 86_400_000],
  ])('[CNV4] goes on after %s without a network: nothing missed, nothing doubled', async (_words, ms) => {
    const { browser, line, tab, agentSays } = await openStage();
    line.cut();
    await tab.send('written in the tunnel');
    agentSays('said meanwhile');
    await browser.clock.advance(60_000);
    // Of a longer time the machine sleeps through the most.
    browser.stopTab(tab);
    await browser.clock.advance(ms);
    browser.goOnTab(tab);
    await browser.clock.advance(60_000);
    agentSays('and later');
    tab.type('half a thou');
    line.restore();
    browser.wake();
    await browser.clock.advance(35_000);
    expect(textsOf(tab)).toEqual(['Hello', 'said meanwhile', 'and later', 'written in the tunnel']);
    expect(browser.service.texts()).toEqual([textsOf(tab)]);
    expect(tab.drafts.read(tab.draftName.value)).toBe('half a thou');
    expect(tab.isLate.value).toBe(false);
    expect(line.sockets()).toHaveLength(1);
  });

  it('[CNV2, CNV4] goes on after a night’s sleep, in which nothing ran and all tokens ended', async () => {
    const { browser, line, tab, agentSays } = await openStage();
    browser.stopTab(tab);
    await browser.clock.advance(10_000);
    for (const socket of line.sockets()) socket.isClosed = true;
    agentSays('good morning');
    await browser.clock.advance(8 * 3_600_000);
    browser.service.dropTokens();
    browser.goOnTab(tab);
    browser.wake();
    await browser.clock.advance(6_000);
    agentSays('are you awake?');
    await browser.clock.advance(1_000);
    expect(textsOf(tab)).toEqual(['Hello', 'good morning', 'are you awake?']);
    expect(line.sockets()).toHaveLength(1);
  });

  it('[CNV4] goes on through ten minutes in the background, where timers run once a minute', async () => {
    const { browser, line, tab, agentSays } = await openStage();
    for (let minute = 1; minute <= 10; minute += 1) {
      browser.stopTab(tab);
      agentSays(`minute ${minute}`);
      await browser.clock.advance(59_000);
      browser.goOnTab(tab);
      await browser.clock.advance(1_000);
    }
    expect(textsOf(tab)).toEqual(['Hello', ...Array.from({ length: 10 }, (_, at) => `minute ${at + 1}`)]);
    expect(tab.live.value?.unread.value.count).toBe(10);
    expect(line.sockets()).toHaveLength(1);
  });

  it('[CNV4] is the same in a second window and in a tab that is opened again, with its draft', async () => {
    const { browser, line, tab, open, agentSays } = await openStage();
    const beside = await open();
    tab.type('half a thought');
    await browser.clock.advance(1_000);
    agentSays('to both');
    await browser.clock.advance(1_000);
    expect(line.sockets()).toHaveLength(1);
    for (const one of [tab, beside]) expect(textsOf(one)).toEqual(['Hello', 'to both']);
    browser.closeTab(tab);
    browser.closeTab(beside);
    agentSays('while all was closed');
    const again = await open();
    await browser.clock.advance(1_000);
    expect(textsOf(again)).toEqual(['Hello', 'to both', 'while all was closed']);
    expect(again.drafts.read(again.draftName.value)).toBe('half a thought');
  });

  it('[RT2, CNV4] says when the server speaks another version, and keeps what was typed', async () => {
    const { browser, line, tab, open } = await openStage();
    tab.type('half a thought');
    line.sockets()[0]?.receive({ type: 'bye', code: 'version', message: 'Reload.' });
    await browser.clock.advance(60_000);
    expect(tab.isOutdated.value).toBe(true);
    expect(line.sockets()).toHaveLength(0);
    browser.closeTab(tab);
    const reloaded = await open();
    expect(reloaded.isOutdated.value).toBe(false);
    expect(reloaded.drafts.read(reloaded.draftName.value)).toBe('half a thought');
  });
});
