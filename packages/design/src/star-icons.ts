import type { Icon } from './icons.ts';

// Apart from the others, so that a bundle has them in the part that shows them.
export const star: Icon = {
  viewBox: '0 0 24 24',
  kind: 'stroke',
  paths: [
    'M12 17.75l-6.172 3.245l1.179-6.873l-5-4.867l6.9-1l3.086-6.253l3.086 6.253l6.9 1l-5 4.867l1.179 6.873l-6.158-3.245',
  ],
};
export const starFilled: Icon = {
  viewBox: '0 0 24 24',
  kind: 'fill',
  paths: [
    'M8.243 7.34l-6.38 .925l-.113 .023a1 1 0 0 0-.44 1.684l4.622 4.499l-1.09 6.355l-.013 .11a1 1 0 0 0 1.464 .944l5.706-3l5.693 3l.1 .046a1 1 0 0 0 1.352-1.1l-1.091-6.355l4.624-4.5l.078-.085a1 1 0 0 0-.633-1.62l-6.38-.926l-2.852-5.78a1 1 0 0 0-1.794 0l-2.853 5.78z',
  ],
};
