import type { ReactNode } from 'react';
import classes from './pill.module.css';
import unseen from './unseen.module.css';

export type PillTone = 'accent' | 'glow' | 'success' | 'warning' | 'danger' | 'note' | 'grey';

/** A short word in a soft colour. */
export function Pill({
  tone = 'grey',
  children,
  title,
}: {
  tone?: PillTone;
  children: ReactNode;
  title?: string;
}): ReactNode {
  return (
    <span className={classes.pill} data-tone={tone} title={title}>
      {children}
    </span>
  );
}

/** A number that wants to be seen; nothing at zero. */
export function Count({
  value,
  label,
  tone = 'glow',
}: {
  value: number;
  label: string;
  tone?: 'glow' | 'grey';
}): ReactNode {
  if (value === 0) return null;
  return (
    <span className={classes.count} data-tone={tone}>
      <span aria-hidden="true">{value > 99 ? '99+' : value}</span>
      <span className={unseen.unseen}>{label}</span>
    </span>
  );
}
