/** One measured figure: where it stands in the JSON, what people read, and what was to be reached. */
export interface Figure {
  /** Dotted path, `ingest.sqlite.shareOfBareCommit`. */
  readonly key: string;
  readonly label: string;
  readonly value: number;
  readonly unit: 'share' | 'ms' | 'bytes' | 'perSecond' | 'ratio' | 'points';
  readonly target?: { readonly atLeast: number } | { readonly atMost: number };
}

export function isReached({ value, target }: Figure): boolean {
  if (!target) return true;
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
}

/** The figures as one object, nested by the dots of their keys. */
export function toJson(figures: readonly Figure[]): Record<string, unknown> {
  const all: Record<string, unknown> = {};
  for (const { key, value } of figures) {
    const path = key.split('.');
    const last = path.pop()!;
    let place = all;
    for (const step of path) {
      place[step] ??= {};
      place = place[step] as Record<string, unknown>;
    }
    place[last] = Math.round(value * 1_000) / 1_000;
  }
  return all;
}

/** A table for people, with what is missed. */
export function toTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { label, value, unit, target } = figure;
    const limit =
      target && ('atLeast' in target ? `≥ ${show(target.atLeast, unit)}` : `≤ ${show(target.atMost, unit)}`);
    return [label, show(value, unit), limit ?? '', isReached(figure) ? '' : 'MISSED'] as const;
  });
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map(([label, value, limit, missed]) =>
      `${label.padEnd(widths[0]!)}  ${value.padStart(widths[1]!)}  ${limit.padEnd(widths[2]!)}  ${missed}`.trimEnd(),
    )
    .join('\n');
}

function show(value: number, unit: Figure['unit']): string {
  if (unit === 'share') return `${Math.round(value * 100)} %`;
  if (unit === 'ms') return `${value < 100 ? value.toFixed(1) : Math.round(value)} ms`;
  if (unit === 'perSecond') return `${Math.round(value)}/s`;
  if (unit === 'ratio') return value.toFixed(2);
  if (unit === 'points') return String(Math.round(value * 1_000) / 1_000);
  return value >= 10_000_000 ? `${(value / 1_000_000).toFixed(0)} MB` : `${(value / 1_000).toFixed(1)} KB`;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
