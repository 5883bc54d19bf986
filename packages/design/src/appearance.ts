import { readContrast } from './contrast.ts';
import { type ColorTokens, darkColors, lightColors } from './tokens.ts';

export type Scheme = 'light' | 'dark';
/** The colours that a site chose, as `#rrggbb`; null as Porchlight has it. */
export type ChosenColours = { accent: string | null; page: string | null };
export type ChosenSchemes = Record<Scheme, ChosenColours>;

/** Text of at most normal size, and edges of controls (WCAG 2.2, 1.4.3 and 1.4.11, level AA). */
const enoughForText = 4.5;
const enoughForEdges = 3;

const base: Record<Scheme, ColorTokens> = { light: lightColors, dark: darkColors };
const inks = ['#ffffff', '#000000'] as const;

export type ContrastCheck = {
  what: 'text' | 'muted' | 'link' | 'button' | 'focus';
  /** 1 to 21, of the background that is worst for it. */
  ratio: number;
  needed: number;
};

/** `share` of `over` laid over `under`; colours are `#rrggbb`. */
export function mix(under: string, over: string, share: number): string {
  const channel = (hex: string, at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  const mixed = [1, 3, 5].map((at) => Math.round(channel(under, at) * (1 - share) + channel(over, at) * share));
  return `#${mixed.map((one) => one.toString(16).padStart(2, '0')).join('')}`;
}

/** What words in the accent's colour stand on: pages, cards, and what the accent softly tints. */
const groundsOf = (accent: string, { surface, raised }: { surface: string; raised: string }) => [
  surface,
  raised,
  softOf(accent, surface),
];

/** The accent nearest to `colour` that reads well wherever it stands: nearer to black or white, as far as it takes. */
function readableAccent(colour: string, on: { surface: string; raised: string }): string {
  const [ink] = [...inks].sort((a, b) => readContrast(b, on.surface) - readContrast(a, on.surface));
  for (let share = 0; share < 1; share += 0.02) {
    const mixed = mix(colour, ink ?? '#000000', share);
    if (Math.min(...groundsOf(mixed, on).map((ground) => readContrast(mixed, ground))) >= enoughForText) return mixed;
  }
  return ink ?? '#000000';
}

/**
 * The tokens that a site's colours change, in one scheme. Where an accent is chosen for light pages alone, dark ones
 * have the same as far as it can be read there.
 */
export function appearanceTokens(chosen: ChosenSchemes, scheme: Scheme): Partial<ColorTokens> {
  const tokens = base[scheme];
  const { page } = chosen[scheme];
  const surface = page ?? tokens.surface;
  const surfaces: Partial<ColorTokens> =
    page === null
      ? {}
      : {
          surface,
          'surface-sunken': mix(surface, tokens.text, 0.05),
          'surface-hover': mix(surface, tokens.text, 0.09),
        };
  const own = chosen[scheme].accent;
  const borrowed = scheme === 'dark' ? chosen.light.accent : null;
  if (own === null && borrowed === null) return surfaces;
  const accent = own ?? readableAccent(borrowed ?? tokens.accent, { surface, raised: tokens['surface-raised'] });
  const [onAccent] = [...inks].sort((a, b) => readContrast(b, accent) - readContrast(a, accent));
  return {
    ...surfaces,
    accent,
    'accent-hover': mix(accent, onAccent === '#ffffff' ? '#000000' : '#ffffff', 0.18),
    'on-accent': onAccent ?? '#ffffff',
    'accent-soft': softOf(accent, surface),
    'accent-text': accent,
    focus: accent,
  };
}

const softOf = (accent: string, surface: string) => mix(surface, accent, 0.12);

/** What has to be read in a scheme, and how well it can be: the check of WCAG 2.2 AA. */
export function checkAppearance(chosen: ChosenSchemes, scheme: Scheme): ContrastCheck[] {
  const tokens = { ...base[scheme], ...appearanceTokens(chosen, scheme) };
  const grounds = [tokens.surface, tokens['surface-raised'], tokens['accent-soft']];
  const worst = (colour: string, on: readonly string[]) =>
    Math.min(...on.map((ground) => readContrast(colour, ground)));
  return [
    { what: 'text', ratio: worst(tokens.text, [...grounds, tokens['surface-sunken']]), needed: enoughForText },
    {
      what: 'muted',
      ratio: worst(tokens['text-muted'], [tokens.surface, tokens['surface-sunken']]),
      needed: enoughForText,
    },
    { what: 'link', ratio: worst(tokens['accent-text'], grounds), needed: enoughForText },
    { what: 'button', ratio: readContrast(tokens['on-accent'], tokens.accent), needed: enoughForText },
    { what: 'focus', ratio: worst(tokens.focus, grounds), needed: enoughForEdges },
  ];
}

/** An accent near to this one with which every check is good; the same where it is. */
export function betterAccent(chosen: ChosenSchemes, scheme: Scheme): string | null {
  const accent = chosen[scheme].accent;
  if (accent === null) return null;
  const tokens = { ...base[scheme], ...appearanceTokens(chosen, scheme) };
  return readableAccent(accent, { surface: tokens.surface, raised: tokens['surface-raised'] });
}
