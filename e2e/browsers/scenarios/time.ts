import { endsWithSession } from '../../../packages/messenger/src/mode.ts';
import { isStoredIn } from '../profile-files.ts';
import { type Stage, scenario } from '../scenario.ts';
import { said, type Walk } from '../walk.ts';

/** What the frame keeps of it: the key, and in lasting modes the unsent text. */
const whatWasSaid = ({ mode, site }: Walk) =>
  endsWithSession(mode)
    ? new RegExp(`pl_ckey-${site.id}[^]{0,80}key`)
    : new RegExp(`pl_draft-${site.id}[^]{0,120}${said.draft}`);

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
    between: ({ browser, walks }) => browser.crash((profile) => isStoredIn(profile, walks.map(whatWasSaid))),
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
