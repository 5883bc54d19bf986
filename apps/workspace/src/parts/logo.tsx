import { logo } from '@porchlight/design/logo';
import type { ReactNode } from 'react';
import classes from './logo.module.css';

/** The mark: lamp in the text's colour, its light in the glow. */
export function Logo({ size = 28 }: { size?: number }): ReactNode {
  return (
    <svg width={size} height={size} viewBox={logo.viewBox} aria-hidden="true">
      <path className={classes.lamp} d={logo.paths[0]} />
      <path className={classes.light} d={logo.paths[1]} />
    </svg>
  );
}
