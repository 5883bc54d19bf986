/**
 * The design tokens of every Porchlight surface, as data. `tokens.css` is written from this file
 * (`node packages/design/src/write-tokens.ts`) and a test holds the two together.
 */

/** Colours of one scheme, as `#rrggbb`. A `-soft` colour is a background, a `-text` colour is for words. */
export type ColorTokens = {
  surface: string;
  'surface-raised': string;
  'surface-sunken': string;
  /** What lies under a pointer, on any of the surfaces. */
  'surface-hover': string;
  text: string;
  'text-muted': string;
  /** Hairlines that only decorate. */
  border: string;
  /** Edges of controls: 3:1 against every surface (WCAG 2.2, 1.4.11). */
  'border-strong': string;
  accent: string;
  'accent-hover': string;
  'on-accent': string;
  'accent-soft': string;
  'accent-text': string;
  /** The lamp. Used sparingly: logo, unread marks, one highlight a screen. */
  glow: string;
  'on-glow': string;
  'glow-soft': string;
  'glow-text': string;
  success: string;
  'on-success': string;
  'success-soft': string;
  'success-text': string;
  warning: string;
  'on-warning': string;
  'warning-soft': string;
  'warning-text': string;
  danger: string;
  'danger-hover': string;
  'on-danger': string;
  'danger-soft': string;
  'danger-text': string;
  /** Internal notes, which the visitor never sees. */
  note: string;
  'note-soft': string;
  'note-border': string;
  'note-text': string;
  focus: string;
  /** Laid over the page behind a dialog. */
  scrim: string;
};

export const lightColors: ColorTokens = {
  surface: '#fbf9f5',
  'surface-raised': '#ffffff',
  'surface-sunken': '#f3efe7',
  'surface-hover': '#ede8de',
  text: '#1c2430',
  'text-muted': '#565f6d',
  border: '#e4ded2',
  'border-strong': '#878072',
  accent: '#1d4d6b',
  'accent-hover': '#153c55',
  'on-accent': '#ffffff',
  'accent-soft': '#e1edf4',
  'accent-text': '#1a4a68',
  glow: '#f3a93c',
  'on-glow': '#2b1a02',
  'glow-soft': '#fdf0d8',
  'glow-text': '#8a4f06',
  success: '#23744a',
  'on-success': '#ffffff',
  'success-soft': '#e0f2e7',
  'success-text': '#1b6540',
  warning: '#b45c0a',
  'on-warning': '#ffffff',
  'warning-soft': '#fdecd9',
  'warning-text': '#8f4606',
  danger: '#b3302b',
  'danger-hover': '#962420',
  'on-danger': '#ffffff',
  'danger-soft': '#fce6e3',
  'danger-text': '#a02722',
  note: '#d9961a',
  'note-soft': '#fff4d6',
  'note-border': '#ecd391',
  'note-text': '#6b4a05',
  focus: '#1f6fa3',
  scrim: '#10182273',
};

export const darkColors: ColorTokens = {
  surface: '#14191f',
  'surface-raised': '#1c222a',
  'surface-sunken': '#0f1317',
  'surface-hover': '#272f39',
  text: '#edeae3',
  'text-muted': '#a7aeb8',
  border: '#2d3540',
  'border-strong': '#75808f',
  accent: '#8fc3df',
  'accent-hover': '#abd4ea',
  'on-accent': '#0a2030',
  'accent-soft': '#1b3445',
  'accent-text': '#a6d2ea',
  glow: '#f6b44f',
  'on-glow': '#2b1a02',
  'glow-soft': '#3a2b12',
  'glow-text': '#f8c67a',
  success: '#6cc793',
  'on-success': '#06210f',
  'success-soft': '#17362a',
  'success-text': '#8ad8aa',
  warning: '#eb9d55',
  'on-warning': '#2a1502',
  'warning-soft': '#3c2815',
  'warning-text': '#f3b780',
  danger: '#f08a82',
  'danger-hover': '#f5a59f',
  'on-danger': '#2d0705',
  'danger-soft': '#432120',
  'danger-text': '#f7aaa4',
  note: '#e3ad45',
  'note-soft': '#352a12',
  'note-border': '#5d4a1f',
  'note-text': '#f3d391',
  focus: '#7cc0ea',
  scrim: '#05080ba6',
};

/** A foreground, the backgrounds it may lie on, and the contrast ratio that every one of them reaches. */
export type ContrastPair = { front: keyof ColorTokens; on: (keyof ColorTokens)[]; atLeast: number };

const surfaces: (keyof ColorTokens)[] = ['surface', 'surface-raised', 'surface-sunken', 'surface-hover'];

/** Every pair a surface may use. Words need 4.5:1, edges and marks 3:1 (WCAG 2.2, 1.4.3 and 1.4.11). */
export const contrastPairs: ContrastPair[] = [
  {
    front: 'text',
    on: [...surfaces, 'accent-soft', 'glow-soft', 'success-soft', 'warning-soft', 'danger-soft', 'note-soft'],
    atLeast: 7,
  },
  { front: 'text-muted', on: [...surfaces, 'accent-soft', 'glow-soft', 'note-soft'], atLeast: 4.5 },
  { front: 'on-accent', on: ['accent', 'accent-hover'], atLeast: 4.5 },
  { front: 'accent-text', on: [...surfaces, 'accent-soft'], atLeast: 4.5 },
  { front: 'on-glow', on: ['glow'], atLeast: 4.5 },
  { front: 'glow-text', on: [...surfaces, 'glow-soft'], atLeast: 4.5 },
  { front: 'on-success', on: ['success'], atLeast: 4.5 },
  { front: 'success-text', on: [...surfaces, 'success-soft'], atLeast: 4.5 },
  { front: 'on-warning', on: ['warning'], atLeast: 4.5 },
  { front: 'warning-text', on: [...surfaces, 'warning-soft'], atLeast: 4.5 },
  { front: 'on-danger', on: ['danger', 'danger-hover'], atLeast: 4.5 },
  { front: 'danger-text', on: [...surfaces, 'danger-soft'], atLeast: 4.5 },
  { front: 'note-text', on: [...surfaces, 'note-soft'], atLeast: 4.5 },
  { front: 'accent', on: surfaces, atLeast: 3 },
  { front: 'success', on: surfaces, atLeast: 3 },
  { front: 'warning', on: surfaces, atLeast: 3 },
  { front: 'danger', on: surfaces, atLeast: 3 },
  { front: 'border-strong', on: ['surface', 'surface-raised', 'surface-sunken'], atLeast: 3 },
  { front: 'focus', on: [...surfaces, 'accent-soft', 'note-soft'], atLeast: 3 },
];

/** Spaces in CSS pixels. */
export const space = { 1: 4, 2: 8, 3: 12, 4: 16, 5: 24, 6: 32, 7: 48, 8: 64 } as const;

/** Corner radii in CSS pixels. */
export const radius = { sm: 6, md: 10, lg: 16, xl: 22, full: 999 } as const;

/** Sizes of controls in CSS pixels; `touch` is the least height of a target on a coarse pointer. */
export const size = { 'control-sm': 28, control: 36, touch: 44, icon: 20, 'icon-sm': 16 } as const;

/** Faces that every system already has; nothing is downloaded. */
export const font = {
  sans: `system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif`,
  display: `ui-serif, 'Iowan Old Style', 'Palatino Linotype', Palatino, 'URW Palladio L', P052, Georgia, serif`,
  mono: `ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'Liberation Mono', monospace`,
} as const;

/** Type sizes and line heights in CSS pixels at the browser's default size; written in rem. */
export const text = {
  xs: { size: 12, leading: 16 },
  sm: { size: 13, leading: 18 },
  md: { size: 15, leading: 22 },
  lg: { size: 17, leading: 26 },
  xl: { size: 20, leading: 28 },
  '2xl': { size: 26, leading: 32 },
  '3xl': { size: 34, leading: 40 },
} as const;

export const weight = { regular: 400, medium: 500, semibold: 600, bold: 700 } as const;

/** Durations in milliseconds; all of them are 0 under reduced motion. */
export const duration = { fast: 120, base: 200, slow: 320 } as const;

export const easing = { out: 'cubic-bezier(0.2, 0.8, 0.2, 1)', 'in-out': 'cubic-bezier(0.6, 0, 0.3, 1)' } as const;

export const lightShadows = {
  sm: '0 1px 2px #2a210f14, 0 1px 1px #2a210f0a',
  md: '0 2px 6px #2a210f14, 0 6px 20px #2a210f12',
  lg: '0 4px 12px #2a210f14, 0 16px 48px #2a210f24',
  glow: '0 0 0 6px #f3a93c2e',
} as const;

export const darkShadows: Record<keyof typeof lightShadows, string> = {
  sm: '0 1px 2px #00000066',
  md: '0 2px 6px #00000059, 0 6px 20px #0000004d',
  lg: '0 4px 12px #00000066, 0 16px 48px #00000080',
  glow: '0 0 0 6px #f6b44f2b',
};
