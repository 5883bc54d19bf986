import type { ReactNode } from 'react';
import { language, t } from '../../messages/index.ts';
import unseen from '../../parts/unseen.module.css';
import charts from '../charts/charts.module.css';
import { DayChart } from '../charts/day-chart.tsx';
import { type Kind, type Shares, stack } from './report.ts';
import classes from './report-chart.module.css';
import { formatShare } from './report-words.ts';

/** Each browser as one bar of its shares; choosing one shows it alone over time. */
export function BrowserShares(props: {
  all: (Shares & { browser: string })[];
  kinds: Kind[];
  chosen: string | null;
  onChoose: (browser: string | null) => void;
}): ReactNode {
  const { all, kinds, chosen, onChoose } = props;
  const { report } = t.admin;
  const whole: Shares = { total: 0, newVisitors: 0, byKind: {} };
  for (const one of all) {
    whole.total += one.total;
    for (const kind of kinds) whole.byKind[kind] = (whole.byKind[kind] ?? 0) + (one.byKind[kind] ?? 0);
  }
  const rows: [string | null, string, Shares][] = [
    [null, report.allBrowsers, whole],
    ...all.map((one): [string, string, Shares] => [one.browser, one.browser, one]),
  ];
  return (
    <fieldset className={classes.browsers}>
      <legend className={unseen.unseen}>{report.byBrowser}</legend>
      {rows.map(([browser, name, shares]) => (
        <label key={name} className={classes.browser}>
          <input type="radio" name="report-browser" checked={chosen === browser} onChange={() => onChoose(browser)} />
          <span className={classes.browserName}>{name}</span>
          <Bar shares={shares} kinds={kinds} />
          <span className={classes.count}>{report.visits(shares.total, shares.total.toLocaleString(language))}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Bar({ shares, kinds }: { shares: Shares; kinds: Kind[] }): ReactNode {
  return (
    <span className={classes.bar}>
      {stack(shares, kinds).map(({ kind, from, to }) => (
        <span
          key={kind}
          className={`${charts.kind} ${classes.part}`}
          data-kind={kind}
          style={{ flexGrow: to - from }}
          title={`${t.admin.report.kinds[kind]}: ${formatShare(shares, kind)}`}
        >
          <span className={unseen.unseen}>
            {t.admin.report.kinds[kind]}: {formatShare(shares, kind)}
          </span>
        </span>
      ))}
    </span>
  );
}

/** Each day as a column of its shares, with its visits below. */
export function DayShares(props: { all: (Shares & { day: string })[]; kinds: Kind[]; label: string }): ReactNode {
  const { all, kinds, label } = props;
  const { report } = t.admin;
  const most = Math.max(1, ...all.map((one) => one.total));
  const percent = (share: number) => share.toLocaleString(language, { style: 'percent' });
  return (
    <DayChart
      days={all.map((one) => ({
        day: one.day,
        parts: stack(one, kinds),
        words: wordsOf(one, kinds),
        volume: one.total / most,
      }))}
      marks={[percent(1), percent(0.5), percent(0)]}
      label={label}
      hint={report.pointHint}
    />
  );
}

function wordsOf(one: Shares, kinds: Kind[]): string {
  const { report } = t.admin;
  const parts = kinds
    .filter((kind) => (one.byKind[kind] ?? 0) > 0)
    .map((kind) => `${report.kinds[kind]} ${formatShare(one, kind)}`);
  const visits = one.total === 0 ? report.noVisits : report.visits(one.total, one.total.toLocaleString(language));
  return [visits, ...parts].join(' · ');
}
