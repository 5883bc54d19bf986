import type { PointerEvent, ReactNode } from 'react';
import { useState } from 'react';
import classes from './charts.module.css';
import { formatReportDay } from './days.ts';

/** A part of a column, from and to between 0, the ground, and 1, the top of the chart. */
export type ChartPart = { kind: string; from: number; to: number };

/** One day: its column from the ground up, its figures in words, and how far its grey bar below reaches, 0 to 1. */
export type ChartDay = { day: string; parts: readonly ChartPart[]; words: string; volume?: number };

const gap = 0.12;

/**
 * Each day as a column of its parts; what the pointer is on is told in words above. Figures for whoever reads them
 * better stand in a table that the screen offers beside it.
 */
export function DayChart(props: {
  days: readonly ChartDay[];
  /** What stands at the top, at half the height and at the ground. */
  marks: readonly [string, string, string];
  /** The picture's name, which says the whole. */
  label: string;
  /** Told as long as the pointer is on no day. */
  hint: string;
}): ReactNode {
  const { days, marks, label, hint } = props;
  const [at, setAt] = useState<number | null>(null);
  const told = at === null ? undefined : days[at];
  const read = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    setAt(Math.min(days.length - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * days.length))));
  };
  return (
    <div className={classes.days}>
      <p className={classes.readout}>
        {told ? (
          <>
            <b>{formatReportDay(told.day)}</b> {told.words}
          </>
        ) : (
          hint
        )}
      </p>
      <div className={classes.plot}>
        <div className={classes.scale} aria-hidden="true">
          {marks.map((mark) => (
            <span key={mark}>{mark}</span>
          ))}
        </div>
        <svg
          className={classes.chart}
          viewBox={`0 0 ${days.length} 100`}
          preserveAspectRatio="none"
          role="img"
          aria-label={label}
          onPointerMove={read}
          onPointerDown={read}
          onPointerLeave={() => setAt(null)}
        >
          {[0, 50, 100].map((y) => (
            <line key={y} className={classes.grid} x1="0" x2={days.length} y1={y} y2={y} />
          ))}
          {at !== null && <rect className={classes.here} x={at} y="0" width="1" height="100" />}
          {days.map(({ day, parts }, x) =>
            parts.map(({ kind, from, to }) => (
              <rect
                key={`${day} ${kind}`}
                className={`${classes.kind} ${classes.piece}`}
                data-kind={kind}
                x={x + gap}
                y={(1 - to) * 100}
                width={1 - 2 * gap}
                height={(to - from) * 100}
              />
            )),
          )}
        </svg>
      </div>
      {days.some(({ volume }) => volume !== undefined) && <Volumes days={days} />}
      <div className={classes.axis} aria-hidden="true">
        {[0, Math.floor((days.length - 1) / 2), days.length - 1].map((mark) => (
          <span key={mark}>{formatReportDay(days[mark]?.day ?? '')}</span>
        ))}
      </div>
    </div>
  );
}

function Volumes({ days }: { days: readonly ChartDay[] }): ReactNode {
  return (
    <svg className={classes.volume} viewBox={`0 0 ${days.length} 100`} preserveAspectRatio="none" aria-hidden="true">
      {days.map(({ day, volume = 0 }, x) => (
        <rect key={day} x={x + gap} y={100 - volume * 100} width={1 - 2 * gap} height={volume * 100} />
      ))}
    </svg>
  );
}
