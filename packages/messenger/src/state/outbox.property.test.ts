import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeBrowser } from '../testing/fake-browser.ts';
import { fakeFile } from '../testing/fake-database.ts';
import { readOutbox } from './outbox.ts';

type Tab = ReturnType<ReturnType<typeof fakeBrowser>['openTab']>;

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('say' as const), tab: fc.nat(2), files: fc.nat(2) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('say and crash' as const), tab: fc.nat(2), after: fc.nat(14) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('crash' as const), tab: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('new tab' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('network' as const),
      path: fc.constantFrom(/^\/conversations$/, /\/messages$/, /^\/uploads/, /^\/tokens$/, /./),
      fate: fc.constantFrom('lost' as const, 'cut' as const, { status: 503, code: 'shutting_down' as const }),
      times: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(0, 1, 300, 2_000, 30_000) }),
  },
);

describe('the outbox over any history', () => {
  it('[OUT1] [OUT2] [CNV4] [MSG1] sends each message once and in order, with its files, whatever is cut off, crashes or repeats', async () => {
    const property = fc.asyncProperty(fc.array(step, { maxLength: 24 }), async (steps) => {
      const browser = fakeBrowser();
      const tabs: Tab[] = [];
      const said: string[] = [];
      /** Said in the moment of a crash, and nothing typed over it since: it went, or it is still in the field. */
      let unsure: string | null = null;
      const filesOf = new Map<string, number>();
      const open = async () => {
        const tab = browser.openTab();
        void tab.load();
        tab.fromPage({ type: 'identity', visitor: null, visit: null });
        tab.fromPage({ type: 'layout', layout: 'open' });
        await browser.clock.advance(1);
        tabs.push(tab);
      };
      const close = (tab: Tab) => {
        browser.closeTab(tab);
        tabs.splice(tabs.indexOf(tab), 1);
      };
      await open();
      for (const [at, one] of steps.entries()) {
        if (tabs.length === 0) await open();
        const tab = tabs['tab' in one ? one.tab % tabs.length : 0] as Tab;
        const canSpeak = tab.phase.value === 'ready' && tab.files.chosen.value.length === 0;
        const text = `m${at}`;
        if (one.kind === 'new tab') await open();
        else if (one.kind === 'crash') close(tab);
        else if (one.kind === 'network') browser.service.next(one.path, one.fate, one.times);
        else if (one.kind === 'wait') await browser.clock.advance(one.ms);
        else if (one.kind === 'say' && canSpeak) {
          const files = Array.from({ length: one.files }, (_, index) => fakeFile(`${text}-${index}.txt`, 9));
          if (files.length > 0) await tab.files.choose(files);
          filesOf.set(text, files.length);
          said.push(text);
          unsure = null;
          tab.type(text);
          await tab.send(text);
        } else if (one.kind === 'say and crash' && canSpeak) {
          tab.type(text);
          unsure = text;
          void tab.send(text);
          for (let turn = 0; turn < one.after; turn++) await Promise.resolve();
          close(tab);
        }
      }
      browser.service.settle();
      await open();
      await browser.clock.advance(600_000);
      const arrived = browser.service.texts().flat();
      const last = tabs.at(-1) as Tab;
      expect(arrived.filter((text) => said.includes(text))).toEqual(said);
      expect(new Set(arrived).size).toBe(arrived.length);
      expect(readOutbox(browser.database.kept.value)).toEqual({ items: [], chosen: [] });
      expect(browser.database.kept.files.size).toBe(0);
      const drafts = Object.values(last.drafts.texts.value).join(' ');
      if (unsure) expect(arrived.includes(unsure) || drafts.includes(unsure)).toBe(true);
      for (const { events } of browser.service.conversations.values())
        for (const { event } of events)
          if (event.type === 'message') expect(event.attachments?.length ?? 0).toBe(filesOf.get(event.text) ?? 0);
      expect(browser.service.conversations.size).toBeLessThanOrEqual(1);
    });
    await fc.assert(property, { numRuns: Number(process.env.OUTBOX_RUNS ?? 80) });
  }, 120_000);
});
