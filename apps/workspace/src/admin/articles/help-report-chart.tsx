import type { PointerEvent, ReactNode } from 'react';
import { useState } from 'react';
import { language, t } from '../../messages/index.ts';
import { Cell, Table } from '../page.tsx';
import { formatReportDay } from '../report-words.ts';
import classes from './help-report.module.css';

/** One day; its values stand in the order of the kinds, from the ground up. */
export type DayValues = { day: string; values: number[] };
export type ChartKind = { kind: 'yes' | 'no' | 'missed'; name: string };

const number = (value: number) => value.toLocaleString(language);
const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);

/** Counts by day, as columns or, for whoever reads figures better, as a table of the days on which something was. */
export function DayChart(props: {
  values: readonly DayValues[];
  kinds: readonly ChartKind[];
  label: string;
  view: 'chart' | 'table';
}): ReactNode {
  return props.view === 'table' ? <DayTable {...props} /> : <DayColumns {...props} />;
}

function DayTable({ values, kinds, label }: Parameters<typeof DayChart>[0]): ReactNode {
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

/** What the pointer is on is told in words above; the picture's name says the whole. */
function DayColumns({ values, kinds, label }: Parameters<typeof DayChart>[0]): ReactNode {
  const [at, setAt] = useState<number | null>(null);
  const totals = values.map((one) => sum(one.values));
  const most = niceMost(Math.max(0, ...totals));
  const read = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    setAt(
      Math.min(values.length - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * values.length))),
    );
  };
  const told = at === null ? null : values[at];
  const whole = kinds.map(({ name }, kind) => `${name} ${number(sum(values.map((one) => one.values[kind] ?? 0)))}`);
  return (
    <div className={classes.chart}>
      <p className={classes.readout}>
        {told ? (
          <>
            <b>{formatReportDay(told.day)}</b>{' '}
            {kinds.map(({ name }, kind) => `${name} ${number(told.values[kind] ?? 0)}`).join(' · ')}
          </>
        ) : (
          t.admin.articles.report.pointHint
        )}
      </p>
      <div className={classes.plot}>
        <div className={classes.scale} aria-hidden="true">
          {[most, most / 2, 0].map((mark) => (
            <span key={mark}>{number(mark)}</span>
          ))}
        </div>
        <svg
          className={classes.columns}
          viewBox={`0 0 ${values.length} 100`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`${label}: ${whole.join(', ')}`}
          onPointerMove={read}
          onPointerDown={read}
          onPointerLeave={() => setAt(null)}
        >
          {[0, 50, 100].map((y) => (
            <line key={y} className={classes.grid} x1="0" x2={values.length} y1={y} y2={y} />
          ))}
          {at !== null && <rect className={classes.here} x={at} y="0" width="1" height="100" />}
          {values.map((one, x) =>
            kinds.map(({ kind }, index) => {
              const below = sum(one.values.slice(0, index));
              const height = ((one.values[index] ?? 0) / most) * 100;
              if (height === 0) return null;
              return (
                <rect
                  key={`${one.day} ${kind}`}
                  className={classes.piece}
                  data-kind={kind}
                  x={x + 0.14}
                  y={100 - (below / most) * 100 - height}
                  width="0.72"
                  height={height}
                />
              );
            }),
          )}
        </svg>
      </div>
      <div className={classes.axis} aria-hidden="true">
        {[0, Math.floor((values.length - 1) / 2), values.length - 1].map((mark) => (
          <span key={mark}>{formatReportDay(values[mark]?.day ?? '')}</span>
        ))}
      </div>
      {kinds.length > 1 && (
        <ul className={classes.legend}>
          {kinds.map(({ kind, name }) => (
            <li key={kind}>
              <span className={classes.swatch} data-kind={kind} />
              {name}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The least of 2, 4, 10, 20, 40, 100 … that is not below `most`, so that its half is whole. */
export function niceMost(most: number): number {
  for (let size = 1; ; size *= 10) for (const step of [2, 4, 10]) if (step * size >= most) return step * size;
}
