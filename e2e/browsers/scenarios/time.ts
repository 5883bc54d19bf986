import { type Stage, scenario } from '../scenario.ts';
import type { Walk } from '../walk.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const firstVisit = (walk: Walk) => walk.visit();
const compareNext = async (walk: Walk, first: Awaited<ReturnType<typeof firstVisit>>) =>
  walk.compare(first, await walk.visit());

async function eightDays({ browser, product }: Stage): Promise<void> {
  product.advance(8 * dayMs);
  await browser.reopen(8);
}

/** The outcome, and whether every id of the visitor lies in cookies that script cannot read. */
async function bySetter(walk: Walk, outcome: string): Promise<string> {
  const ids = (await walk.cookies()).filter(({ name }) => /pl_vi(d|sitor)/.test(name));
  const isHidden = ids.length > 0 && ids.every(({ isHttpOnly }) => isHttpOnly);
  return isHidden ? `${outcome}, HttpOnly` : outcome;
}

export const time = [
  scenario({
    id: 'restart',
    open: { isReopened: true },
    before: firstVisit,
    between: ({ browser }) => browser.reopen(),
    after: compareNext,
  }),
  scenario({
    id: 'half-hour',
    before: firstVisit,
    async between({ product }) {
      product.advance(31 * 60_000);
    },
    after: compareNext,
  }),
  scenario({
    id: 'script-entries-gone',
    before: firstVisit,
    async after(walk, first) {
      await walk.dropScriptEntries();
      return compareNext(walk, first);
    },
  }),
  scenario({
    id: 'eight-days',
    open: { isReopened: true },
    before: firstVisit,
    between: eightDays,
    after: compareNext,
  }),
  scenario({
    id: 'crash',
    open: { isReopened: true, restoresSession: true },
    before: firstVisit,
    between: ({ browser }) => browser.crash(),
    after: compareNext,
  }),
  scenario({
    id: 'restored-late',
    open: { isReopened: true, restoresSession: true },
    before: firstVisit,
    async between({ browser, product }) {
      product.advance(5 * hourMs);
      await browser.reopen();
    },
    after: compareNext,
  }),
  scenario({
    id: 'near-service',
    place: 'near',
    open: { isReopened: true },
    before: firstVisit,
    between: eightDays,
    after: async (walk, first) => bySetter(walk, await compareNext(walk, first)),
  }),
  scenario({
    id: 'proxied-path',
    open: { isReopened: true },
    before: (walk) => walk.visit('shop', { isProxied: true }),
    between: eightDays,
    async after(walk, first) {
      return bySetter(walk, await walk.compare(first, await walk.visit('shop', { isProxied: true })));
    },
  }),
];
