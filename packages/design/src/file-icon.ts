import type { Icon } from './icons.ts';

/** Apart from the others, so that a bundle has it in the part that shows it. */
export const file: Icon = {
  viewBox: '0 0 24 24',
  kind: 'stroke',
  paths: ['M14 3v4a1 1 0 0 0 1 1h4M17 21h-10a2 2 0 0 1-2-2v-14a2 2 0 0 1 2-2h7l5 5v11a2 2 0 0 1-2 2'],
};
