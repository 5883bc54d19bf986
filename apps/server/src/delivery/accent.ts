import type { AccentColours } from '@porchlight/protocol';

type Rgb = readonly [number, number, number];
const enough = 4.5;
const white: Rgb = [255, 255, 255];
const ink: Rgb = [20, 25, 31];
/** The surfaces that accent-coloured text stands on: the darkest light one, the lightest dark one. */
const surfaces = { light: [243, 239, 231] as Rgb, dark: [39, 47, 57] as Rgb };

/** Makes any site colour readable (WCAG 2.2, 4.5:1); null when it is not `#rrggbb`. */
export function accentColours(hex: string): AccentColours | null {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex);
  if (!match) return null;
  const given = [1, 2, 3].map((at) => Number.parseInt(match[at] as string, 16)) as unknown as Rgb;
  // A deep colour stays deep in the dark; it is lightened only as far as it needs to stand out from the window.
  const darkAccent = until(given, white, (colour) => contrast(colour, ink) >= 1.8);
  return {
    light: {
      accent: text(given),
      onAccent: text(onColour(given)),
      accentText: text(until(given, [0, 0, 0], (colour) => contrast(colour, surfaces.light) >= enough)),
    },
    dark: {
      accent: text(darkAccent),
      onAccent: text(onColour(darkAccent)),
      accentText: text(until(given, white, (colour) => contrast(colour, surfaces.dark) >= enough)),
    },
  };
}

/** White where it can be read, since it looks calmer on most colours; ink elsewhere. One of both always can. */
function onColour(colour: Rgb): Rgb {
  return contrast(colour, white) >= enough ? white : contrast(colour, ink) >= enough ? ink : [0, 0, 0];
}

function until(colour: Rgb, towards: Rgb, isEnough: (colour: Rgb) => boolean): Rgb {
  for (let share = 0; share < 1; share += 0.04) {
    const mixed = colour.map((value, at) => Math.round(value + ((towards[at] as number) - value) * share));
    if (isEnough(mixed as unknown as Rgb)) return mixed as unknown as Rgb;
  }
  return towards;
}

function text(colour: Rgb): string {
  return `#${colour.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** Contrast ratio of two colours, 1 to 21 (WCAG 2.2). */
function contrast(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((value) => {
    const channel = value / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
