import type { ReactNode } from 'react';
import classes from './charts.module.css';

/** One total; `isWords` where it is none, but told in words, which are set smaller. */
export type Figure = { name: string; value: string; isWords?: boolean };

/** The totals of a report side by side. */
export function Figures({ all }: { all: readonly Figure[] }): ReactNode {
  return (
    <dl className={classes.figures}>
      {all.map(({ name, value, isWords }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd data-words={isWords || undefined}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
