import type { ReactNode } from 'react';
import classes from './charts.module.css';

/** What the colours mean: names in a row, or, where they need explaining, each with its text. */
export function Legend({ kinds }: { kinds: readonly { kind: string; name: string; text?: string }[] }): ReactNode {
  const isExplained = kinds.some(({ text }) => text !== undefined);
  return (
    <ul className={`${classes.legend} ${isExplained ? classes.explained : classes.row}`}>
      {kinds.map(({ kind, name, text }) => (
        <li key={kind}>
          <span className={`${classes.kind} ${classes.swatch}`} data-kind={kind} />
          {text === undefined ? (
            name
          ) : (
            <span>
              <b>{name}</b> {text}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
