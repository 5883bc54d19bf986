import { type CookieMode, cookieModes } from '@porchlight/protocol';
import { type Cell, type Measurement, matrix, type Row, type ScenarioId } from '../../docs/spec/matrix.ts';
import { closeDrivers, openBrowser } from './drivers.ts';
import { Network } from './network.ts';
import { Product, type ServicePlace } from './product.ts';
import type { Scenario, Stage } from './scenario.ts';
import { choice } from './scenarios/choice.ts';
import { navigation } from './scenarios/navigation.ts';
import { pages } from './scenarios/pages.ts';
import { time } from './scenarios/time.ts';
import { type BrowserFacts, compareFacts, measureFacts } from './self-check.ts';
import type { ConfigurationId } from './test-browser.ts';
import { Walk } from './walk.ts';

const scenarios: readonly Scenario[] = [...navigation, ...time, ...choice, ...pages];

/** `explained`: not what is wanted, and a measurement shows that the browser prevents it. */
export type Verdict = 'as expected' | 'explained' | 'differs';

export type CellResult = {
  scenario: ScenarioId;
  browser: ConfigurationId;
  mode: CookieMode;
  expected: string;
  seen: string;
  verdict: Verdict;
};

export type MatrixChoice = {
  browsers: readonly ConfigurationId[];
  scenarios?: readonly ScenarioId[] | undefined;
  modes?: readonly CookieMode[] | undefined;
  onCells?: (cells: CellResult[], elapsedMs: number) => void;
};

export type MatrixResult = { cells: CellResult[]; changes: string[] };

/**
 * Walks the scenarios in the browsers, one after the other, and compares what the server stored with the expected table.
 *
 * A browser that fails its self-check is walked all the same; `changes` then says what it does otherwise.
 */
export async function runMatrix({ browsers, scenarios: wanted, modes, onCells }: MatrixChoice): Promise<MatrixResult> {
  const network = await Network.open();
  const products = new Map<ServicePlace, Product>();
  const cells: CellResult[] = [];
  const changes: string[] = [];
  try {
    for (const browser of browsers) {
      const facts = await measureFacts(browser, network);
      changes.push(...compareFacts(browser, facts));
      for (const one of scenarios) {
        const row: Row | undefined = rowOf(one.id, browser);
        if (!row || (wanted && !wanted.includes(one.id))) continue;
        const startedAt = performance.now();
        const place = one.place ?? 'own';
        const product = products.get(place) ?? (await Product.open(network, place));
        products.set(place, product);
        const chosen = cookieModes.filter(
          (mode, index) => row[index] !== null && (modes === undefined || modes.includes(mode)),
        );
        if (chosen.length === 0) continue;
        const seen = await walkAll(one, browser, chosen, network, product);
        const found = chosen.map((mode): CellResult => {
          const cell = row[cookieModes.indexOf(mode)] as Exclude<Cell, null>;
          const outcome = seen.get(mode) ?? 'not walked';
          return {
            scenario: one.id,
            browser,
            mode,
            expected: typeof cell === 'string' ? cell : cell.wanted,
            seen: outcome,
            verdict: judge(cell, outcome, facts),
          };
        });
        cells.push(...found);
        onCells?.(found, performance.now() - startedAt);
      }
    }
  } finally {
    await closeDrivers();
    for (const product of products.values()) await product.close();
    await network.close();
  }
  return { cells, changes };
}

function rowOf(id: ScenarioId, browser: ConfigurationId): Row | undefined {
  return (matrix[id].expected as Partial<Record<ConfigurationId, Row>>)[browser];
}

/** What a browser does, taken from its self-check, is what explains an outcome; nothing else does. */
function judge(cell: Exclude<Cell, null>, outcome: string, facts: BrowserFacts): Verdict {
  if (outcome === (typeof cell === 'string' ? cell : cell.wanted)) return 'as expected';
  if (typeof cell === 'string' || outcome !== cell.seen) return 'differs';
  const isMeasured: Record<Measurement, boolean> = { 'script-cookies-live-seven-days': facts.scriptDays <= 7 };
  return isMeasured[cell.by] ? 'explained' : 'differs';
}

async function walkAll(
  one: Scenario,
  configuration: ConfigurationId,
  modes: readonly CookieMode[],
  network: Network,
  product: Product,
): Promise<Map<CookieMode, string>> {
  const outcomes = new Map<CookieMode, string>();
  const noteFailure = (mode: CookieMode, error: unknown) =>
    outcomes.set(mode, `failed: ${String((error as Error).message ?? error).split('\n')[0]}`);
  const browser = await openBrowser(configuration, { network, ...one.open });
  try {
    const stage: Stage = { network, product, browser };
    const walks: Walk[] = [];
    for (const mode of modes) {
      const site = await product.addSite(mode, one.site?.(mode));
      walks.push(new Walk({ configuration, mode, network, product, browser, site }));
    }
    const before = new Map<Walk, unknown>();
    const goBefore = async (walk: Walk) => {
      before.set(walk, await one.before?.(walk));
    };
    const goAfter = async (walk: Walk) => {
      const outcome = await one.after(walk, before.get(walk) as never);
      const errors = walk.pageErrors.length > 0 ? `, page error: ${walk.pageErrors.join(' | ')}` : '';
      outcomes.set(walk.mode, outcome + errors);
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
