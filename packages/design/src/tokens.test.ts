import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readContrast } from './contrast.ts';
import { renderTokensCss } from './render-tokens.ts';
import { contrastPairs, darkColors, lightColors } from './tokens.ts';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

describe('tokens', () => {
  it('are the same in TypeScript and in tokens.css', () => {
    expect(css).toBe(renderTokensCss());
  });

  it('name the same colours in both schemes', () => {
    expect(Object.keys(darkColors)).toEqual(Object.keys(lightColors));
  });

  it('knows the contrast of black on white and of a colour on itself', () => {
    expect(readContrast('#000000', '#ffffff')).toBe(21);
    expect(readContrast('#1d4d6b', '#1d4d6b')).toBe(1);
    expect(readContrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
  });

  const schemes = { light: lightColors, dark: darkColors };
  const cases = Object.entries(schemes).flatMap(([scheme, colors]) =>
    contrastPairs.flatMap(({ front, on, atLeast }) =>
      on.map((back) => ({ scheme, front, back, atLeast, ratio: readContrast(colors[front], colors[back]) })),
    ),
  );

  it.each(cases)('$scheme: $front on $back has at least $atLeast:1', ({ ratio, atLeast }) => {
    expect(ratio).toBeGreaterThanOrEqual(atLeast);
  });

  it('stand still where reduced motion is asked for', () => {
    const still = css.slice(css.indexOf('prefers-reduced-motion'));
    for (const name of css.match(/--pl-duration-\w+/g) ?? []) expect(still).toContain(`${name}: 0ms`);
  });
});
