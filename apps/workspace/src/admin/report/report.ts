import type { IdentityReport } from '@porchlight/protocol';

type Row = IdentityReport['days'][number];

/** What the chart tells apart: where identity was kept, or what the browser allows. */
export type Measure = 'jar' | 'class';

/** Kinds in the order of the chart, from the ground up. `unasked`: a mode without third-party cookies asks nothing. */
export const kindsOf = {
  jar: ['first-party-cookie', 'third-party-cookie', 'partitioned-cookie', 'tab', 'page'],
  class: ['unpartitioned', 'partitioned', 'blocked', 'unasked'],
} as const;
export type Kind = (typeof kindsOf)[Measure][number];

/** Visits of one day or one browser, in all and by kind. */
export type Shares = { total: number; newVisitors: number; byKind: Partial<Record<Kind, number>> };

function kindOf(row: Row, measure: Measure): Kind {
  return measure === 'jar' ? row.jar : (row.class ?? 'unasked');
}

function sum(rows: readonly Row[], measure: Measure): Shares {
  const shares: Shares = { total: 0, newVisitors: 0, byKind: {} };
  for (const row of rows) {
    const kind = kindOf(row, measure);
    shares.total += row.visits;
    shares.newVisitors += row.newVisitors;
    shares.byKind[kind] = (shares.byKind[kind] ?? 0) + row.visits;
  }
  return shares;
}

/** Each of the last `days` days up to `now`, oldest first, days without a visit too; `browser` null for all. */
export function sharesByDay(
  report: IdentityReport,
  { measure, browser, days, now }: { measure: Measure; browser: string | null; days: number; now: number },
): (Shares & { day: string })[] {
  const byDay = Map.groupBy(report.days, (row) => row.day);
  return Array.from({ length: days }, (_, at) => {
    const day = new Date(now - (days - 1 - at) * 86_400_000).toISOString().slice(0, 10);
    const rows = (byDay.get(day) ?? []).filter((row) => browser === null || row.browser === browser);
    return { day, ...sum(rows, measure) };
  });
}

/** Each browser over the whole time, the most used first. */
export function sharesByBrowser(report: IdentityReport, measure: Measure): (Shares & { browser: string })[] {
  return [...Map.groupBy(report.days, (row) => row.browser)]
    .map(([browser, rows]) => ({ browser, ...sum(rows, measure) }))
    .filter((one) => one.total > 0)
    .sort((a, b) => b.total - a.total || a.browser.localeCompare(b.browser));
}

/** The kinds that occur, in the order of the chart. */
export function kindsIn(all: readonly Shares[], measure: Measure): Kind[] {
  return kindsOf[measure].filter((kind) => all.some((one) => (one.byKind[kind] ?? 0) > 0));
}

/** The parts of a whole from the ground up, each from and to between 0 and 1; nothing for a whole without visits. */
export function stack(shares: Shares, kinds: readonly Kind[]): { kind: Kind; from: number; to: number }[] {
  let from = 0;
  return kinds.flatMap((kind) => {
    const part = shares.total === 0 ? 0 : (shares.byKind[kind] ?? 0) / shares.total;
    if (part === 0) return [];
    const one = { kind, from, to: from + part };
    from = one.to;
    return [one];
  });
}
