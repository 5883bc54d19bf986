import type { Icon } from './icons.ts';

/**
 * The Porchlight mark: a lit porch lamp in a speech bubble. The first path is the bubble with the lamp cut out of
 * it (accent or text colour; the cut-out winds the other way, so either fill rule draws it), the second the light
 * (`--pl-color-glow`).
 */
export const logo: Icon = {
  viewBox: '0 0 32 32',
  kind: 'fill',
  paths: [
    'M9 1.5h14a7.5 7.5 0 0 1 7.5 7.5v10.5a7.5 7.5 0 0 1-7.5 7.5h-6l-5.8 4.4c-.8.6-2 0-2-1V26.98A7.5 7.5 0 0 1 1.5 19.5V9A7.5 7.5 0 0 1 9 1.5zm7 3c-.8 0-1.4.6-1.4 1.4v.9a7.2 7.2 0 0 0-5.7 6.1c-.1.8.5 1.5 1.3 1.5h11.6c.8 0 1.4-.7 1.3-1.5a7.2 7.2 0 0 0-5.7-6.1v-.9c0-.8-.6-1.4-1.4-1.4z',
    'M11 16.2h10l2.6 6c.3.8-.2 1.6-1.1 1.6H9.5c-.9 0-1.4-.8-1.1-1.6z',
  ],
};
