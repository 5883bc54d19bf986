import type { Icon as IconData } from '@porchlight/design/icons';
import type { ReactNode } from 'react';
import { Icon } from '../../parts/icon.tsx';
import classes from './entry.module.css';

export type EntryTone = 'calm' | 'good' | 'caution' | 'danger';

/** Things that happened, one below the other. */
export function Entries({ children }: { children: ReactNode }): ReactNode {
  return <ol className={classes.entries}>{children}</ol>;
}

/** One thing in a sentence, with the experts' word and the time beside it [INS4]. */
export function Entry(props: {
  icon: IconData;
  tone?: EntryTone;
  term?: string | undefined;
  at?: string | undefined;
  action?: ReactNode;
  children: ReactNode;
}): ReactNode {
  const { icon, tone = 'calm', term, at, action, children } = props;
  return (
    <li className={classes.entry} data-tone={tone}>
      <span className={classes.mark}>
        <Icon icon={icon} size={16} />
      </span>
      <div className={classes.words}>
        {children}
        {(term !== undefined || at !== undefined) && (
          <p className={classes.beside}>
            {at !== undefined && <span>{at}</span>}
            {term !== undefined && <code className={classes.term}>{term}</code>}
          </p>
        )}
      </div>
      {action}
    </li>
  );
}
