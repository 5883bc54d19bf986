import { describe, expect, it } from 'vitest';
import { type Browser, fakeBrowser } from '../testing/fake-browser.ts';
import { fakeFile } from '../testing/fake-database.ts';
import { readOutbox } from './outbox.ts';

const outbox = (browser: Browser) => readOutbox(browser.database.kept.value);

async function openLoaded(browser: Browser) {
  const tab = browser.openTab();
  void tab.load();
  tab.fromPage({ type: 'identity', visitor: null, visit: null });
  tab.fromPage({ type: 'layout', layout: 'open' });
  await browser.clock.advance(1);
  return tab;
}

const filesOf = (browser: Browser) =>
  [...browser.service.conversations.values()].flatMap(({ events }) =>
    events.flatMap(({ event }) =>
      event.type === 'message' ? [(event.attachments ?? []).map(({ name }) => name)] : [],
    ),
  );

describe('a message with files', () => {
  it('[OUT5] goes after its files, with their progress, and begins a conversation without words', async () => {
    const browser = fakeBrowser();
    const tab = await openLoaded(browser);
    await tab.files.choose([fakeFile('a.txt', 9), fakeFile('b.txt', 6)]);
    browser.service.next(/^\/uploads\/fi_1/, 'cut', 1);
    expect(await tab.send('')).toBe(true);
    expect(tab.files.chosen.value).toEqual([]);
    await browser.clock.advance(10_000);
    expect(filesOf(browser)).toEqual([['a.txt', 'b.txt']]);
    expect(Object.values(tab.files.progress.value)).toEqual([9, 6]);
    const paths = browser.service.asked.map(({ method, path }) => `${method} ${path.replace(/\?.*/, '')}`);
    expect(paths.indexOf('POST /conversations')).toBeGreaterThan(paths.lastIndexOf('PUT /uploads/fi_2'));
    expect(browser.database.kept.files.size).toBe(0);
  });

  it('[OUT5] can be taken back file by file until they have arrived, and the rest goes', async () => {
    const browser = fakeBrowser();
    const tab = await openLoaded(browser);
    await tab.files.choose([fakeFile('a.txt', 9), fakeFile('b.txt', 6)]);
    browser.service.next(/^\/uploads\//, 'cut', 99);
    await tab.send('Two files');
    await browser.clock.advance(0);
    const [waiting] = tab.outbox.value;
    tab.files.discardFile(waiting!.clientId, waiting!.files[0]!.id);
    browser.service.settle();
    await browser.clock.advance(60_000);
    expect(filesOf(browser)).toEqual([['b.txt']]);
    await tab.files.choose([fakeFile('c.txt', 9)]);
    browser.service.next(/^\/uploads/, 'cut', 99);
    await tab.send('');
    await browser.clock.advance(0);
    const [alone] = tab.outbox.value;
    tab.files.discardFile(alone!.clientId, alone!.files[0]!.id);
    await browser.clock.advance(0);
    expect([tab.outbox.value, outbox(browser).items]).toEqual([[], []]);
  });

  it('[OUT2] that is refused says which file it is, and goes without it', async () => {
    const browser = fakeBrowser();
    const tab = await openLoaded(browser);
    await tab.files.choose([fakeFile('a.exe', 9, 'application/x-refused'), fakeFile('b.txt', 6)]);
    await tab.send('Words');
    await tab.send('Later');
    await browser.clock.advance(0);
    expect(browser.service.texts()).toEqual([['Later']]);
    const [refused] = tab.outbox.value;
    expect(refused).toMatchObject({ text: 'Words', refusal: { code: 'file_type_refused' } });
    expect(refused?.files.map(({ refusal }) => refusal?.code ?? null)).toEqual(['file_type_refused', null]);
    tab.files.discardFile(refused!.clientId, refused!.files[0]!.id);
    await browser.clock.advance(1_000);
    expect(browser.service.texts()).toEqual([['Later', 'Words']]);
    expect(filesOf(browser)).toEqual([[], ['b.txt']]);
  });

  it('whose bytes are gone says so, and is brought anew where the server let go of them', async () => {
    const browser = fakeBrowser();
    const tab = await openLoaded(browser);
    await tab.files.choose([fakeFile('a.txt', 9)]);
    browser.service.next(/^\/conversations$/, { status: 404, code: 'file_not_found' });
    await tab.send('Late');
    await browser.clock.advance(1_000);
    expect(filesOf(browser)).toEqual([['a.txt']]);
    expect(browser.service.files.uploads.size).toBe(2);
    browser.service.next(/^\/uploads/, 'cut', 99);
    await tab.files.choose([fakeFile('b.txt', 9)]);
    await tab.send('Gone');
    await browser.clock.advance(0);
    browser.closeTab(tab);
    browser.database.kept.files.clear();
    browser.service.settle();
    const next = await openLoaded(browser);
    await browser.clock.advance(60_000);
    expect(next.outbox.value).toMatchObject([{ text: 'Gone', refusal: { code: 'file_gone' } }]);
  });
});

describe('the outbox of this browser', () => {
  it('[OUT6] [VIS6] is empty in all tabs once somebody logs out in one', async () => {
    const browser = fakeBrowser();
    const one = await openLoaded(browser);
    await one.send('Hello');
    await browser.clock.advance(2);
    const two = await openLoaded(browser);
    browser.service.next(/./, 'cut', 999);
    await two.files.choose([fakeFile('a.txt', 9), fakeFile('b.txt', 9)]);
    await two.send('Not for the next person');
    await two.files.choose([fakeFile('c.txt', 9)]);
    await browser.clock.advance(0);
    expect(one.outbox.value).toHaveLength(1);
    one.fromPage({ type: 'forget' });
    await browser.clock.advance(0);
    for (const tab of [one, two]) expect([tab.outbox.value, tab.files.chosen.value]).toEqual([[], []]);
    expect([browser.database.kept.value, browser.database.kept.files.size]).toEqual([null, 0]);
    browser.service.settle();
    await browser.clock.advance(600_000);
    expect(browser.service.texts().flat()).toEqual(['Hello']);
  });

  it('[OUT6] sends nothing whose key is gone, and drops it after a minute', async () => {
    const browser = fakeBrowser();
    const item = { clientId: 'client-1', key: 'g'.repeat(43), text: 'Of somebody', at: browser.clock.now() };
    browser.database.kept.value = JSON.stringify({ items: [item], chosen: [] });
    const tab = await openLoaded(browser);
    expect(tab.outbox.value).toHaveLength(1);
    await browser.clock.advance(61_000);
    await (await openLoaded(browser)).send('Hello');
    await browser.clock.advance(0);
    expect(browser.service.texts()).toEqual([['Hello']]);
    expect(outbox(browser).items).toEqual([]);
  });

  it('[OUT3] says after a moment that a message may be lost, where the browser keeps none', async () => {
    const browser = fakeBrowser({ refuses: true });
    const tab = await openLoaded(browser);
    browser.service.next(/^\/conversations$/, 'cut', 99);
    await tab.send('Hello');
    await browser.clock.advance(1_000);
    expect(tab.files.isFragile.value).toBe(false);
    await browser.clock.advance(600);
    expect(tab.files.isFragile.value).toBe(true);
    browser.service.settle();
    await browser.clock.advance(60_000);
    expect([tab.files.isFragile.value, browser.service.texts()]).toEqual([false, [['Hello']]]);
  });
});
