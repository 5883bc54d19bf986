import type { ColorTokens } from './tokens.ts';
import {
  darkColors,
  darkShadows,
  duration,
  easing,
  font,
  lightColors,
  lightShadows,
  radius,
  size,
  space,
  text,
  weight,
} from './tokens.ts';

/** The text of `tokens.css`: light by default, dark by the system's wish, either one by `data-scheme`. */
export function renderTokensCss(): string {
  const light = renderScheme('light', lightColors, lightShadows);
  const dark = renderScheme('dark', darkColors, darkShadows);
  const still = Object.keys(duration).map((name) => `--pl-duration-${name}: 0ms;`);
  return `${[
    '/* Written from tokens.ts by write-tokens.ts; a test holds the two together. */',
    renderRule(':root,\n:host', renderMeasures()),
    renderRule(":root,\n:host,\n[data-scheme='light'],\n:host([data-scheme='light'])", light),
    `@media (prefers-color-scheme: dark) {\n${indent(
      renderRule(":root:not([data-scheme='light']),\n:host(:not([data-scheme='light']))", dark),
    )}\n}`,
    renderRule("[data-scheme='dark'],\n:host([data-scheme='dark'])", dark),
    `@media (prefers-reduced-motion: reduce) {\n${indent(renderRule(':root,\n:host', still))}\n}`,
  ].join('\n\n')}\n`;
}

function renderMeasures(): string[] {
  return [
    ...Object.entries(space).map(([name, px]) => `--pl-space-${name}: ${px}px;`),
    ...Object.entries(radius).map(([name, px]) => `--pl-radius-${name}: ${px}px;`),
    ...Object.entries(size).map(([name, px]) => `--pl-size-${name}: ${px}px;`),
    ...Object.entries(font).map(([name, stack]) => `--pl-font-${name}: ${stack};`),
    ...Object.entries(text).flatMap(([name, { size, leading }]) => [
      `--pl-text-${name}: ${rem(size)};`,
      `--pl-leading-${name}: ${rem(leading)};`,
    ]),
    ...Object.entries(weight).map(([name, value]) => `--pl-weight-${name}: ${value};`),
    ...Object.entries(duration).map(([name, ms]) => `--pl-duration-${name}: ${ms}ms;`),
    ...Object.entries(easing).map(([name, curve]) => `--pl-ease-${name}: ${curve};`),
    '--pl-focus: 2px solid var(--pl-color-focus);',
    '--pl-focus-offset: 2px;',
  ];
}

function renderScheme(scheme: 'light' | 'dark', colors: ColorTokens, shadows: Record<string, string>): string[] {
  return [
    `color-scheme: ${scheme};`,
    ...Object.entries(colors).map(([name, value]) => `--pl-color-${name}: ${value};`),
    ...Object.entries(shadows).map(([name, value]) => `--pl-shadow-${name}: ${value};`),
  ];
}

function renderRule(selector: string, declarations: string[]): string {
  return `${selector} {\n${declarations.map((line) => `  ${line}`).join('\n')}\n}`;
}

function indent(block: string): string {
  return block.replace(/^/gm, '  ');
}

function rem(px: number): string {
  return `${px / 16}rem`;
}
