/**
 * Measures the figures of ARCHITECTURE.md and prints a table, or with `--json` one line. `--quick` measures less, in
 * under 50 seconds; `--only=modes` what has this word in its name.
 */
import { parseArgs } from 'node:util';
import { type Figure, isReached, toJson, toTable } from './figures.ts';
import { measureChat } from './measure/chat.ts';
import { measureFlatness } from './measure/flatness.ts';
import { measureHelpCenter } from './measure/help-center.ts';
import { measureHelpPages } from './measure/help-pages.ts';
import { measureIngest } from './measure/ingest.ts';
import { measureLogins } from './measure/logins.ts';
import { measureModes } from './measure/modes.ts';
import { measurePageSpeed } from './measure/page-speed.ts';
import { measureRestoring } from './measure/restoring.ts';
import { measureReturning } from './measure/returning.ts';
import { measureSizes } from './measure/sizes.ts';
import { measureStart } from './measure/start.ts';
import { type Workbench, withWorkbench } from './workbench.ts';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
  },
});

type Measure = (bench: Workbench) => Promise<Figure[]>;

// Named, so that `--only` finds them.
const ingestOnSqlite: Measure = (bench) => measureIngest(bench, 'sqlite');
const ingestOnPostgres: Measure = (bench) => measureIngest(bench, 'postgres');
const flatnessOnSqlite: Measure = (bench) => measureFlatness(bench, 'sqlite');
const flatnessOnPostgres: Measure = (bench) => measureFlatness(bench, 'postgres');

const quickMeasures: Measure[] = [
  ingestOnSqlite,
  ingestOnPostgres,
  measureModes,
  measureChat,
  measureRestoring,
  measureStart,
  measureSizes,
];
const longMeasures: Measure[] = [
  flatnessOnSqlite,
  flatnessOnPostgres,
  measurePageSpeed,
  measureHelpCenter,
  measureHelpPages,
  measureReturning,
  measureLogins,
];
const all = flags.quick ? quickMeasures : [...quickMeasures, ...longMeasures];
const isChosen = (measure: Measure) => flags.only?.some((word) => measure.name.toLowerCase().includes(word)) ?? true;
const measures = all.filter(isChosen);

const figures: Figure[] = [];
for (const measure of measures) figures.push(...(await withWorkbench(flags.quick, measure)));

if (flags.json) console.log(JSON.stringify(toJson(figures)));
else {
  const missed = figures.filter((figure) => !isReached(figure));
  console.log(`\n${toTable(figures)}\n`);
  console.log(missed.length === 0 ? 'Every target is reached.' : `${missed.length} of the targets are missed.`);
}
