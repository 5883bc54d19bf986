import type { ReactNode } from 'react';
import { countryName } from '../places.ts';
import classes from './country.module.css';

/**
 * A country as its two letters in a small frame, with its name for pointers and screen readers. Not as a flag emoji:
 * half of the desktops have none and would show letters anyway.
 */
export function Country({ code, withName = false }: { code: string | null; withName?: boolean }): ReactNode {
  if (code === null) return null;
  const name = countryName(code);
  return (
    <span className={classes.country}>
      <abbr className={classes.code} title={name} aria-hidden={withName}>
        {code}
      </abbr>
      {withName && <span>{name}</span>}
    </span>
  );
}
