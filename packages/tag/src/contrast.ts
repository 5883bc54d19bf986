/** Red, green and blue from 0 to 255, or null when `color` is not `#rgb` or `#rrggbb`. */
export function parseHex(color: string): [number, number, number] | null {
  const short = /^#([\da-f])([\da-f])([\da-f])$/i.exec(color);
  const hex = short
    ? `#${short
        .slice(1)
        .flatMap((digit) => [digit, digit])
        .join('')}`
    : color;
  if (!/^#[\da-f]{6}$/i.test(hex)) return null;
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Relative luminance as WCAG 2.2 defines it, from 0 to 1. */
export function luminance(rgb: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG contrast ratio of two luminances, from 1 to 21. */
export function contrastRatio(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const fallbackAccent = '#2f4bd8';
/** Black, since between white and anything lighter no text of 4.5:1 would be left on some accents. */
const darkText = '#000';

/** The site's accent, or ours when it is no colour, with the text colour that reads better on it (at least 4.5:1). */
export function accentColors(accent: string): { accent: string; onAccent: string } {
  const rgb = parseHex(accent);
  if (!rgb) return accentColors(fallbackAccent);
  const background = luminance(rgb);
  const dark = luminance(parseHex(darkText)!);
  return { accent, onAccent: contrastRatio(background, 1) >= contrastRatio(background, dark) ? '#fff' : darkText };
}
