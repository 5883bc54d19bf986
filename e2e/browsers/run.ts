import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type CookieMode, cookieModes } from '@porchlight/protocol';
import { matrix, type ScenarioId } from '../../docs/spec/matrix.ts';
import { endOwn } from './children.ts';
import { runMatrix } from './matrix-run.ts';
import { runRegister } from './register-run.ts';
import { matrixPage, matrixPagePath, tellCells, tellRegister, tellTotals, totalsOf } from './report.ts';
import { type ConfigurationId, configurations } from './test-browser.ts';

// `npm run test:browsers`: walks the matrix, compares each browser with the register, and says what came out. Flags
// choose parts: `--browser`, `--scenario`, `--mode` of the matrix, `--register` the comparison alone.
const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    browser: { type: 'string', multiple: true },
    scenario: { type: 'string', multiple: true },
    mode: { type: 'string', multiple: true },
    register: { type: 'boolean', default: false },
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

// The browsers' drivers listen to these signals, too, and would go on.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => {
    endOwn();
    process.exit(code);
  });
}

const progress = values.json ? process.stderr : process.stdout;
const startedAt = performance.now();
const isWhole = !values.browser && !values.scenario && !values.mode && !values.register;
const { cells, changes, flaky } = values.register
  ? { cells: [], changes: [], flaky: [] }
  : await runMatrix({
      browsers,
      isWanted: (scenario) => scenarios?.includes(scenario) ?? true,
      modes,
      // Decision 0036.
      attempts: process.env.CI ? 2 : 1,
      onCells: (found, elapsedMs) => progress.write(tellCells(found, elapsedMs)),
    });
// [REG5] walks every mode by itself, so a run of some scenarios or modes goes without.
const compared =
  values.scenario || values.mode
    ? new Map<ConfigurationId, { problems: string[] }>()
    : await runRegister(browsers, (id, problems) => progress.write(tellRegister(id, problems)));
const register = Object.fromEntries([...compared].map(([id, { problems }]) => [id, problems]));
const wrong = Object.values(register).flat().length;
const totals = totalsOf(cells);
for (const change of changes) progress.write(`CHANGED  ${change}\n`);
for (const name of flaky) progress.write(`FLAKY    ${name} came out as expected only at the second attempt\n`);
if (isWhole) writeFileSync(matrixPagePath, matrixPage(cells));
const seconds = Math.round((performance.now() - startedAt) / 1000);
progress.write(tellTotals({ ...totals, changes: changes.length, compared: compared.size, wrong, seconds }));
if (values.json) {
  const { differ: _differ, ...told } = totals;
  const line = { ...told, browsers, changes, flaky, register, seconds, results: cells };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
const isNothing = totals.cells === 0 && compared.size === 0;
process.exitCode = totals.differ > 0 || changes.length > 0 || wrong > 0 || isNothing ? 1 : 0;
