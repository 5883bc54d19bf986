import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as icons from './icons.ts';
import { logo } from './logo.ts';

describe('icons', () => {
  it.each(Object.entries({ ...icons, logo }))('%s is plain path data that begins at an absolute point', (_, icon) => {
    expect(icon.viewBox).toMatch(/^0 0 (24 24|32 32)$/);
    for (const path of icon.paths) expect(path).toMatch(/^M[\d\sa-zA-Z.,-]+$/);
  });

  it('draws the same mark in logo.svg and in logo.ts', () => {
    const svg = readFileSync(new URL('./logo.svg', import.meta.url), 'utf8');
    expect([...svg.matchAll(/ d="([^"]+)"/g)].map((match) => match[1])).toEqual(logo.paths);
  });
});
