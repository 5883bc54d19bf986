import { type CookieMode, cookieModes } from '@porchlight/protocol';
import {
  type Cell,
  type ColumnId,
  columns,
  type Measurement,
  matrix,
  type Row,
  type ScenarioId,
  type ScenarioSpec,
} from '../../docs/spec/matrix.ts';
import { closeDrivers, openBrowser } from './drivers.ts';
import { Network } from './network.ts';
import { Product, type ServicePlace } from './product.ts';
import type { Scenario, Stage } from './scenario.ts';
import { choice } from './scenarios/choice.ts';
import { navigation } from './scenarios/navigation.ts';
import { pages } from './scenarios/pages.ts';
import { time } from './scenarios/time.ts';
import { type BrowserFacts, compareFacts, measureFacts } from './self-check.ts';
import { type ConfigurationId, configurations } from './test-browser.ts';
import { type Figures, Walk } from './walk.ts';

const scenarios: readonly Scenario[] = [...navigation, ...time, ...choice, ...pages];

/** `explained`: not what is wanted, and a measurement shows that the browser prevents it. */
export type Verdict = 'as expected' | 'explained' | 'differs';

export type CellResult = {
  scenario: ScenarioId;
  browser: ConfigurationId;
  mode: CookieMode;
  /** What was looked at besides who the visitor is. */
  column?: ColumnId;
  expected: string;
  seen: string;
  verdict: Verdict;
  figures?: Figures;
};

export type MatrixChoice = {
  browsers: readonly ConfigurationId[];
  /** All of them where it is left out. */
  isWanted?: ((scenario: ScenarioId, browser: ConfigurationId) => boolean) | undefined;
  modes?: readonly CookieMode[] | undefined;
  /** Whether a conversation is begun before a scenario that has columns for it; in all of them where it is left out. */
  isTalking?: ((scenario: ScenarioId) => boolean) | undefined;
  /** How often a scenario is walked in a browser until nothing differs; once where it is left out. */
  attempts?: number | undefined;
  onCells?: (cells: CellResult[], elapsedMs: number) => void;
};

/** `flaky`: which scenario in which browser differed, and did not at the next attempt. */
export type MatrixResult = { cells: CellResult[]; changes: string[]; flaky: string[] };

/**
 * Walks the scenarios in the browsers and compares what the server stored with the expected table.
 *
 * Firefox walks beside the others, each lane on a network and servers of its own, since one waits while the other works.
 * A browser that fails its self-check is walked all the same; `changes` then says what it does otherwise.
 */
export async function runMatrix(choice: MatrixChoice): Promise<MatrixResult> {
  const isFirefox = (id: ConfigurationId) => configurations[id].engine === 'firefox';
  const lanes = [choice.browsers.filter(isFirefox), choice.browsers.filter((id) => !isFirefox(id))];
  try {
    const results = await Promise.all(lanes.map((browsers) => walkLane({ ...choice, browsers })));
    return {
      cells: results.flatMap(({ cells }) => cells),
      changes: results.flatMap(({ changes }) => changes),
      flaky: results.flatMap(({ flaky }) => flaky),
    };
  } finally {
    await closeDrivers();
  }
}

async function walkLane(choice: MatrixChoice): Promise<MatrixResult> {
  const { browsers, isWanted = () => true, isTalking = () => true, modes, attempts = 1, onCells } = choice;
  const network = await Network.open();
  const products = new Map<ServicePlace, Product>();
  const cells: CellResult[] = [];
  const changes: string[] = [];
  const flaky: string[] = [];
  try {
    for (const browser of browsers) {
      const facts = await measureFacts(browser, network);
      changes.push(...compareFacts(browser, facts));
      for (const one of scenarios) {
        const row = rowOf(one.id, browser);
        if (!row || !isWanted(one.id, browser)) continue;
        const chosen = cookieModes.filter(
          (mode, index) => row[index] !== null && (modes === undefined || modes.includes(mode)),
        );
        if (chosen.length === 0) continue;
        const startedAt = performance.now();
        const place = one.place ?? 'own';
        const product = products.get(place) ?? (await Product.open(network, place));
        products.set(place, product);
        const isToTalk = isTalking(one.id);
        const walk = () => walkCells({ one, row, browser, chosen, facts, isToTalk, network, product });
        let found = await walk();
        for (let attempt = 1; attempt < attempts && found.some(({ verdict }) => verdict === 'differs'); attempt++) {
          const first = found.filter(({ verdict }) => verdict === 'differs');
          const again = await walk();
          const was = first
            .map(({ mode, column, seen }) => `${mode}${column ? `, ${column}` : ''}: ${seen}`)
            .join('; ');
          if (again.every(({ verdict }) => verdict !== 'differs')) flaky.push(`${browser} ${one.id} (${was})`);
          found = again;
        }
        cells.push(...found);
        onCells?.(found, performance.now() - startedAt);
      }
    }
  } finally {
    for (const product of products.values()) await product.close();
    await network.close();
  }
  return { cells, changes, flaky };
}

type ScenarioWalk = {
  one: Scenario;
  row: Row;
  browser: ConfigurationId;
  chosen: readonly CookieMode[];
  facts: BrowserFacts;
  isToTalk: boolean;
  network: Network;
  product: Product;
};

/** Walks one scenario in one browser, in the modes chosen, and judges what came out. */
async function walkCells(walk: ScenarioWalk): Promise<CellResult[]> {
  const { one, row, browser, chosen, facts, isToTalk, network, product } = walk;
  const lookedAt = isToTalk ? columnsOf(one.id, browser) : [];
  const walked = new Map<CookieMode, Walked>();
  for (const together of one.isAlone ? chosen.map((mode) => [mode]) : [chosen])
    for (const [mode, told] of await walkAll(one, browser, together, lookedAt.length > 0, network, product))
      walked.set(mode, told);
  const found = chosen.map((mode): CellResult => {
    const cell = row[cookieModes.indexOf(mode)] as Exclude<Cell, null>;
    const { seen, figures } = walked.get(mode) ?? { seen: 'not walked', figures: null };
    const told = { scenario: one.id, browser, mode, ...judge(cell, seen, facts) };
    return figures ? { ...told, figures } : told;
  });
  for (const column of lookedAt)
    for (const mode of chosen) {
      const cell = rowOf(one.id, browser, column)?.[cookieModes.indexOf(mode)] ?? null;
      const { recalled, seen } = walked.get(mode) ?? { recalled: null, seen: 'not walked' };
      if (cell === null) continue;
      const outcome = recalled?.[column] ?? seen;
      found.push({ scenario: one.id, browser, mode, column, ...judge(cell, outcome, facts) });
    }
  return found;
}

function rowOf(id: ScenarioId, browser: ConfigurationId, column?: ColumnId): Row | undefined {
  const spec: ScenarioSpec = matrix[id];
  return (column ? spec.columns?.[column] : spec.expected)?.[browser];
}

function columnsOf(id: ScenarioId, browser: ConfigurationId): ColumnId[] {
  return (Object.keys(columns) as ColumnId[]).filter((column) => rowOf(id, browser, column) !== undefined);
}

/** What a browser does, taken from its self-check, is what explains an outcome; nothing else does. */
function judge(
  cell: Exclude<Cell, null>,
  seen: string,
  facts: BrowserFacts,
): Pick<CellResult, 'expected' | 'seen' | 'verdict'> {
  const expected = typeof cell === 'string' ? cell : cell.wanted;
  if (seen === expected) return { expected, seen, verdict: 'as expected' };
  if (typeof cell === 'string' || seen !== cell.seen) return { expected, seen, verdict: 'differs' };
  const isMeasured: Record<Measurement, boolean> = {
    'script-cookies-live-seven-days': facts.scriptDays <= 7,
    'frame-storage-split-by-origin': facts.localStorage === 'split' && !facts.isStoredBySite,
    'frame-storage-shared-by-sites': facts.localStorage === 'shared',
  };
  return { expected, seen, verdict: isMeasured[cell.by] ? 'explained' : 'differs' };
}

type Walked = { seen: string; recalled: Record<ColumnId, string> | null; figures: Figures | null };

async function walkAll(
  one: Scenario,
  configuration: ConfigurationId,
  modes: readonly CookieMode[],
  isTalking: boolean,
  network: Network,
  product: Product,
): Promise<Map<CookieMode, Walked>> {
  const outcomes = new Map<CookieMode, Walked>();
  const noteFailure = (mode: CookieMode, error: unknown) =>
    outcomes.set(mode, {
      seen: `failed: ${String((error as Error).message ?? error).split('\n')[0]}`,
      recalled: null,
      figures: null,
    });
  const browser = await openBrowser(configuration, { network, ...one.open });
  try {
    const walks: Walk[] = [];
    const stage: Stage = { network, product, browser, walks };
    for (const mode of modes) {
      const site = await product.addSite(mode, one.site?.(mode));
      walks.push(new Walk({ configuration, mode, network, product, browser, site }));
    }
    const before = new Map<Walk, unknown>();
    const goBefore = async (walk: Walk) => {
      before.set(walk, await one.before?.(walk));
      if (isTalking) await walk.talk();
      // Each open chat keeps a connection, of which this engine has few for one host.
      if (isTalking && one.between && configurations[configuration].engine === 'webkitgtk')
        await (await walk.page()).goto('about:blank');
    };
    const goAfter = async (walk: Walk) => {
      const outcome = await one.after(walk, before.get(walk) as never);
      const errors = walk.pageErrors.length > 0 ? `, page error: ${walk.pageErrors.join(' | ')}` : '';
      const awaited = rowOf(one.id, configuration, 'conversation')?.[cookieModes.indexOf(walk.mode)];
      const recalled = isTalking ? await walk.recall(typeof awaited === 'string' && awaited.endsWith('kept')) : null;
      outcomes.set(walk.mode, { seen: outcome + errors, recalled, figures: walk.figures });
      if (isTalking) await (await walk.page()).goto('about:blank');
    };
    const guarded = async (walk: Walk, step: (walk: Walk) => Promise<void>) => {
      if (outcomes.has(walk.mode)) return;
      await step(walk).catch((error: unknown) => noteFailure(walk.mode, error));
    };
    if (one.between) {
      for (const walk of walks) await guarded(walk, goBefore);
      await one.between(stage);
      if (one.open?.isReopened) for (const walk of walks) walk.takeTo(null);
      for (const walk of walks) await guarded(walk, goAfter);
    } else {
      for (const walk of walks) {
        await guarded(walk, goBefore);
        await guarded(walk, goAfter);
      }
    }
  } catch (error) {
    for (const mode of modes) noteFailure(mode, error);
  } finally {
    await browser.close();
  }
  return outcomes;
}
