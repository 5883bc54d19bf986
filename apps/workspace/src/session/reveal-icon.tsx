import { eye } from '@porchlight/design/icons';
import type { ReactNode } from 'react';
import { Icon } from '../parts/icon.tsx';
import classes from './gate.module.css';

/** The eye of password fields; coloured while the password is readable. */
export function RevealIcon({ reveal }: { reveal: boolean }): ReactNode {
  return <Icon icon={eye} size={18} className={reveal ? classes.revealed : undefined} />;
}
