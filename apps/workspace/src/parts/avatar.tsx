import type { ReactNode } from 'react';
import classes from './avatar.module.css';

const hues = ['accent', 'glow', 'success', 'warning', 'danger', 'note'];

/**
 * The first letters of a name on a soft colour that the name always gets; a dot tells whether they are there. The
 * style sheet draws the letters: as text they would clash with the accessible name of a button around them.
 */
export function Avatar(props: { name: string; size?: 'sm' | 'md' | 'lg'; isOn?: boolean | null }): ReactNode {
  const { name, size = 'md', isOn = null } = props;
  return (
    <span className={classes.avatar} data-size={size} data-hue={hueOf(name)} aria-hidden="true">
      <span data-initials={initialsOf(name)} />
      {isOn !== null && <span className={classes.dot} data-on={isOn} />}
    </span>
  );
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toLocaleUpperCase();
}

function hueOf(name: string): string {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return hues[sum % hues.length] as string;
}
