import { language } from '../../messages/index.ts';
import type { Kind, Shares } from './report.ts';

/** The share of one kind: "37 %", "<1 %" where there is a little, "–" where there is none. */
export function formatShare(shares: Shares, kind: Kind): string {
  const part = shares.byKind[kind] ?? 0;
  if (part === 0) return '–';
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
  const share = part / shares.total;
  return share < 0.01 ? `<${percent.format(0.01)}` : percent.format(share);
}
