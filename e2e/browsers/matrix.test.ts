import { readFileSync } from 'node:fs';
import { type CookieMode, cookieModes } from '@porchlight/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { matrix, type ScenarioId, type ScenarioSpec } from '../../docs/spec/matrix.ts';
import { type MatrixResult, runMatrix } from './matrix-run.ts';
import { matrixPage, matrixPagePath } from './report.ts';
import type { ConfigurationId } from './test-browser.ts';

// A part of the matrix that takes less than two minutes; `npm run test:browsers` walks the whole.
const browsers = ['chromium', 'chromium-blocked', 'firefox', 'webkitgtk'] as const satisfies ConfigurationId[];
const modes = ['third-party', 'first-party'] as const satisfies CookieMode[];

const scenarios = [
  ...(['holds', 'requests', 'reload', 'other-domain', 'hand-off', 'restart'] as const),
  ...(['script-entries-gone', 'consent-refused', 'logout', 'mode-changed', 'proxied-path'] as const),
] satisfies ScenarioId[];
/** What is long, with several people or restarts in it, is walked in two engines. */
const long: ScenarioId[] = ['logout', 'mode-changed'];
/** What comes out alike whether third-party cookies are blocked or not is walked in one Chromium. */
const alike: ScenarioId[] = ['script-entries-gone', 'proxied-path'];
const isWanted = (scenario: ScenarioId, browser: ConfigurationId) =>
  scenarios.includes(scenario as (typeof scenarios)[number]) &&
  (!long.includes(scenario) || browser === 'chromium' || browser === 'firefox') &&
  (!alike.includes(scenario) || browser !== 'chromium-blocked');

/** What goes with a conversation across domains is for the whole walk. */
const isTalking = (scenario: ScenarioId) => scenario !== 'hand-off' && scenario !== 'other-domain';

let result: MatrixResult;
beforeAll(async () => {
  result = await runMatrix({ browsers, modes, isWanted, isTalking });
}, 600_000);

describe.each(browsers)('%s', (browser) => {
  const check = (...asked: ScenarioId[]) => {
    const cells = result.cells.filter((cell) => cell.browser === browser && asked.includes(cell.scenario));
    expect(cells.filter(({ column }) => column === undefined)).toHaveLength(asked.length * modes.length);
    expect(cells.filter(({ verdict }) => verdict === 'differs')).toEqual([]);
  };

  it('does what was measured when the table was written', () => {
    expect(result.changes.filter((change) => change.includes(browser))).toEqual([]);
  });
  it('[MODE1] [MODE4] [MODE6] [MODE16] holds the visitor where mode and browser allow', () => check('holds'));
  it('[MODE7] asks once more in the first view of a third-party mode alone', () => check('requests'));
  it('[VIS2] [MODE1] knows who reloads, and who comes back after a restart', () => check('reload', 'restart'));
  it('[XD2] [XD3] [XD5] carries the visitor to another domain by a link, and by nothing else', () =>
    check('other-domain', 'hand-off'));
  it('[CON2] holds nothing after a refusal', () => check('consent-refused'));
  if (alike.some((scenario) => !isWanted(scenario, browser))) return;
  it('[MODE15] knows the visitor by what is left when scripts’ entries are gone', () => check('script-entries-gone'));
  it('[MODE9] keeps what the server set through a proxied path', () => check('proxied-path'));
  if (long.some((scenario) => !isWanted(scenario, browser))) return;
  it('[VIS6] [CNV15] is another visitor after a logout, and nothing of the former is left', () => check('logout'));
  it('[MODE12] goes on when the admin changes the mode', () => check('mode-changed'));
});

describe('the table', () => {
  const specs = matrix as Record<string, ScenarioSpec>;
  const wantedOf = (scenario: string, browser: ConfigurationId) =>
    specs[scenario]?.expected[browser]?.map((cell) => (cell !== null && typeof cell === 'object' ? cell.wanted : cell));

  it('is what the page of the docs shows', () => {
    expect(readFileSync(matrixPagePath, 'utf8')).toBe(matrixPage());
  });

  // Other domain without and with a hand-off, and after a restart, by mode: the least that must come out.
  const [shared, apart] = [
    'same/joined/same same/joined/new same/joined/same',
    'new/joined/same new/joined/new new/joined/same',
  ];
  const ownJar = 'new/joined/same new/joined/new';
  it.each([
    ['chromium', `${shared} ${ownJar}`],
    ['chromium-blocked', `${apart} ${ownJar}`],
    ['firefox', `${apart} ${ownJar}`],
    ['firefox-allowed', `${shared} ${ownJar}`],
    ['webkitgtk', `${apart} ${ownJar}`],
  ] as const)('asks for no less than was reached before: %s', (browser, least) => {
    const rank = ['new', 'joined', 'same', 'same visit'];
    for (const [index, cells] of least.split(' ').entries()) {
      for (const [at, scenario] of ['other-domain', 'hand-off', 'restart'].entries()) {
        const [wanted, atLeast] = [wantedOf(scenario, browser)?.[index], cells.split('/')[at]];
        const told = `${scenario} in ${cookieModes[index]}`;
        expect(rank.indexOf(String(wanted)), told).toBeGreaterThanOrEqual(rank.indexOf(String(atLeast)));
        // Session modes must forget: better than "new" would be worse.
        if (scenario === 'restart' && atLeast === 'new') expect(wanted, told).toBe('new');
      }
    }
  });
});
