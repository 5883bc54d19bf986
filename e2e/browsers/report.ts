import { fileURLToPath } from 'node:url';
import { cookieModes } from '@porchlight/protocol';
import {
  type Cell,
  type ColumnId,
  columns,
  matrix,
  measurements,
  type Row,
  type ScenarioId,
  type ScenarioSpec,
} from '../../docs/spec/matrix.ts';
import type { CellResult } from './matrix-run.ts';
import { type ConfigurationId, configurations } from './test-browser.ts';

export const matrixPagePath = fileURLToPath(new URL('../../docs/spec/matrix.md', import.meta.url));

export function totalsOf(cells: readonly CellResult[]) {
  const count = (verdict: CellResult['verdict']) => cells.filter((cell) => cell.verdict === verdict).length;
  return {
    cells: cells.length,
    asExpected: count('as expected'),
    explained: count('explained'),
    differ: count('differs'),
  };
}

/** One scenario in one browser, as lines for the terminal. */
export function tellCells(found: readonly CellResult[], elapsedMs: number): string {
  const [first] = found;
  if (!first) return '';
  const isFine = found.every(({ verdict }) => verdict !== 'differs');
  const head = `${isFine ? 'ok     ' : 'DIFFERS'} ${first.browser.padEnd(17)} ${first.scenario.padEnd(20)} ${(elapsedMs / 1000).toFixed(1)} s`;
  const parts = [undefined, ...(Object.keys(columns) as ColumnId[])].flatMap((column) => {
    const told = found
      .filter((one) => one.column === column)
      .map(({ seen, verdict }) => (verdict === 'explained' ? `${seen} (explained)` : seen));
    const cells = (new Set(told).size === 1 ? told.slice(0, 1) : told).join(' | ');
    return cells === '' ? [] : [column ? `${columns[column].title.toLowerCase()}: ${cells}` : cells];
  });
  const wrong = found
    .filter(({ verdict }) => verdict === 'differs')
    .map(
      ({ mode, column, expected, seen }) =>
        `          ${mode}${column ? `, ${columns[column].title.toLowerCase()}` : ''}: expected "${expected}", seen "${seen}"\n`,
    );
  return `${head}  ${parts.join('; ')}\n${wrong.join('')}`;
}

/** How one browser agreed with the register, as lines for the terminal. */
export function tellRegister(id: ConfigurationId, problems: readonly string[]): string {
  const lines = problems.map((problem) => `          ${problem}\n`).join('');
  return `${problems.length === 0 ? 'ok     ' : 'DIFFERS'} ${id.padEnd(17)} register\n${lines}`;
}

type Totals = ReturnType<typeof totalsOf> & { changes: number; compared: number; wrong: number; seconds: number };

/** The line that ends a run. */
export function tellTotals({
  cells,
  asExpected,
  explained,
  differ,
  changes,
  compared,
  wrong,
  seconds,
}: Totals): string {
  const parts = [
    ...(cells > 0 ? [`${cells} cells, ${asExpected} as expected, ${explained} explained, ${differ} differ`] : []),
    ...(compared > 0 ? [`register compared in ${compared} browsers, ${wrong} problems`] : []),
    `${changes} browser changes`,
    `${seconds} s`,
  ];
  return `${parts.join('; ')}\n`;
}

/**
 * The page of the docs: every cell with its outcome. Without results it tells what is expected, which is what a run
 * writes whose cells all came out so.
 */
export function matrixPage(results: readonly CellResult[] | null = null): string {
  const nameOf = (id: string, browser: string, mode: string | undefined, column: string | undefined) =>
    `${id} ${browser} ${mode} ${column}`;
  const seen = new Map(
    (results ?? []).map((cell) => [nameOf(cell.scenario, cell.browser, cell.mode, cell.column), cell]),
  );
  const table = (id: ScenarioId, rows: Partial<Record<ConfigurationId, Row>>, column?: ColumnId) => [
    '| browser | 1 | 2 | 3 | 4 | 5 |',
    '| --- | --- | --- | --- | --- | --- |',
    ...Object.entries(rows).map(([browser, row]) => {
      const told = (row as Row).map((cell, index) =>
        tellCell(cell, seen.get(nameOf(id, browser, cookieModes[index], column))),
      );
      return `| ${configurations[browser as ConfigurationId].title} | ${told.join(' | ')} |`;
    }),
  ];
  const parts = (Object.entries(matrix) as [ScenarioId, ScenarioSpec][]).map(([id, spec]) => {
    const further = (Object.entries(spec.columns ?? {}) as [ColumnId, Partial<Record<ConfigurationId, Row>>][]).flatMap(
      ([column, rows]) => [
        '',
        `*${columns[column].title}* · ${columns[column].rules.join(', ')}`,
        '',
        ...table(id, rows, column),
      ],
    );
    const head = [`### ${spec.title}`, '', `\`${id}\` · ${spec.rules.join(', ')}`, ''];
    return [...head, ...table(id, spec.expected), ...further].join('\n');
  });
  return `${introduction()}\n${parts.join('\n\n')}\n`;
}

function tellCell(cell: Cell, result: CellResult | undefined): string {
  if (cell === null) return '–';
  if (result?.verdict === 'differs') return `**${result.seen}**, expected ${result.expected}`;
  if (typeof cell === 'string') return cell;
  return result?.verdict === 'as expected' ? cell.wanted : `${cell.seen} (explained: wanted ${cell.wanted})`;
}

function introduction(): string {
  const modes = cookieModes.map((mode, index) => `${index + 1} \`${mode}\``).join(', ');
  const reasons = Object.values(measurements).map((text) => `  - ${text}`);
  return `# The matrix: identity in real browsers

\`npm run test:browsers\` walks every scenario in every browser and mode, and writes this page. What is expected stands in
[matrix.ts](matrix.ts); what is seen comes from the server's storage and from the browser's own cookie store. Modes:
${modes}.

- **same visit**: the visitor and the visit go on. **same**: the visitor in a new visit. **joined**: two visitors, joined by
  an alias. **new**: a new visitor, joined to none. **nothing**, **cleared**: the browser holds nothing of ours, and the
  server recorded nothing (more). **–**: the scenario is not for this mode.
- **kept**, **gone**: what was written in the chat window before; a *draft* is text that was not sent. *Left of the former
  user*: what the messenger's frame still holds or shows of it.
- Where the visitor's id lies: **service** a cookie of the service for all sites, **split** one of the service for this site
  alone, **own** a cookie on the customer's domain; **lasting** or **session**.
- *explained*: the browser prevents what is wanted, and a measurement in the same run shows it:
${reasons.join('\n')}

WebKitGTK with ITP is what can be driven here; what it shows is said of no other browser.

## Scenarios
`;
}
