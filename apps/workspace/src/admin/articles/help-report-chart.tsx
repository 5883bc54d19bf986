import type { ReactNode } from 'react';
import { language, t } from '../../messages/index.ts';
import { DayChart } from '../charts/day-chart.tsx';
import { formatReportDay } from '../charts/days.ts';
import { Legend } from '../charts/legend.tsx';
import type { ReportView } from '../charts/view-choice.tsx';
import { Cell, Table } from '../page.tsx';
import classes from './help-report.module.css';

/** One day; its values stand in the order of the kinds, from the ground up. */
export type DayValues = { day: string; values: number[] };
export type ChartKind = { kind: 'yes' | 'no' | 'missed'; name: string };

const number = (value: number) => value.toLocaleString(language);
const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);

/** Counts by day, as columns or, for whoever reads figures better, as a table of the days on which something was. */
export function DayCounts(props: {
  values: readonly DayValues[];
  kinds: readonly ChartKind[];
  label: string;
  view: ReportView;
}): ReactNode {
  return props.view === 'table' ? <DayTable {...props} /> : <DayColumns {...props} />;
}

function DayTable({ values, kinds, label }: Parameters<typeof DayCounts>[0]): ReactNode {
  const rows = values.filter((one) => sum(one.values) > 0).toReversed();
  const words = t.admin.articles.report;
  if (rows.length === 0) return <p className={classes.nothing}>{words.nothing}</p>;
  return (
    <Table caption={label} head={[words.columns.day, ...kinds.map(({ name }) => name)]}>
      {rows.map((one) => (
        <tr key={one.day}>
          <Cell>
            <b>{formatReportDay(one.day)}</b>
          </Cell>
          {kinds.map(({ kind, name }, at) => (
            <Cell key={kind} label={name}>
              {number(one.values[at] ?? 0)}
            </Cell>
          ))}
        </tr>
      ))}
    </Table>
  );
}

function DayColumns({ values, kinds, label }: Parameters<typeof DayCounts>[0]): ReactNode {
  const most = niceMost(Math.max(0, ...values.map((one) => sum(one.values))));
  const wordsOf = (counts: readonly number[]) => kinds.map(({ name }, at) => `${name} ${number(counts[at] ?? 0)}`);
  const whole = wordsOf(kinds.map((_, at) => sum(values.map((one) => one.values[at] ?? 0))));
  return (
    <>
      <DayChart
        days={values.map(({ day, values: counts }) => ({
          day,
          words: wordsOf(counts).join(' · '),
          parts: kinds.flatMap(({ kind }, at) => {
            const from = sum(counts.slice(0, at)) / most;
            const part = (counts[at] ?? 0) / most;
            return part === 0 ? [] : [{ kind, from, to: from + part }];
          }),
        }))}
        marks={[number(most), number(most / 2), number(0)]}
        label={`${label}: ${whole.join(', ')}`}
        hint={t.admin.articles.report.pointHint}
      />
      {kinds.length > 1 && <Legend kinds={kinds} />}
    </>
  );
}

/** The least of 2, 4, 10, 20, 40, 100 … that is not below `most`, so that its half is whole. */
export function niceMost(most: number): number {
  for (let size = 1; ; size *= 10) for (const step of [2, 4, 10]) if (step * size >= most) return step * size;
}
