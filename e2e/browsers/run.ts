import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type CookieMode, cookieModes } from '@porchlight/protocol';
import { matrix, type ScenarioId } from '../../docs/spec/matrix.ts';
import { runMatrix } from './matrix-run.ts';
import { runRegister } from './register-run.ts';
import { matrixPage, matrixPagePath, tellCells, totalsOf } from './report.ts';
import { type ConfigurationId, configurations } from './test-browser.ts';

// `npm run test:browsers`: walks the matrix and says what came out. Flags choose parts of it.
const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    browser: { type: 'string', multiple: true },
    scenario: { type: 'string', multiple: true },
    mode: { type: 'string', multiple: true },
  },
});

const chosen = <T extends string>(flag: string, given: string[] | undefined, known: readonly T[]): T[] | undefined => {
  const unknown = given?.find((name) => !(known as readonly string[]).includes(name));
  if (unknown === undefined) return given as T[] | undefined;
  process.stderr.write(`--${flag}: "${unknown}" is none of ${known.join(', ')}\n`);
  process.exit(2);
};
const allBrowsers = Object.keys(configurations) as ConfigurationId[];
const browsers = chosen('browser', values.browser, allBrowsers) ?? allBrowsers;
const scenarios = chosen('scenario', values.scenario, Object.keys(matrix) as ScenarioId[]);
const modes = chosen<CookieMode>('mode', values.mode, cookieModes);

const progress = values.json ? process.stderr : process.stdout;
const startedAt = performance.now();
const { cells, changes } = await runMatrix({
  browsers,
  scenarios,
  modes,
  onCells: (found, elapsedMs) => progress.write(tellCells(found, elapsedMs)),
});
const totals = totalsOf(cells);
for (const change of changes) progress.write(`CHANGED  ${change}\n`);
const isWhole = !values.browser && !values.scenario && !values.mode;
// [REG5] by itself walks every mode, so a run of some scenarios or modes goes without.
const compared =
  values.scenario || values.mode
    ? []
    : await runRegister(browsers, (id, problems) => {
        progress.write(`REG5  ${id}: ${problems.length === 0 ? 'holds what is declared' : problems.join('\n  ')}\n`);
      });
const register = Object.fromEntries([...compared].map(([id, { problems }]) => [id, problems]));
const undeclared = Object.values(register).flat().length;
if (isWhole) writeFileSync(matrixPagePath, matrixPage(cells));
const seconds = Math.round((performance.now() - startedAt) / 1000);
progress.write(
  `${totals.cells} cells, ${totals.asExpected} as expected, ${totals.explained} explained, ${totals.differ} differ, ${changes.length} browser changes, ${seconds} s\n`,
);
if (values.json) {
  const { differ: _differ, ...told } = totals;
  process.stdout.write(`${JSON.stringify({ ...told, browsers, changes, register, seconds, results: cells })}\n`);
}
process.exitCode = totals.differ > 0 || undeclared > 0 || changes.length > 0 || totals.cells === 0 ? 1 : 0;
