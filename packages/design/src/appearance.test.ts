import { describe, expect, it } from 'vitest';
import { appearanceTokens, betterAccent, type ChosenSchemes, checkAppearance, mix } from './appearance.ts';
import { readContrast } from './contrast.ts';

const none = { accent: null, page: null };
const plain: ChosenSchemes = { light: none, dark: none };
const failing = (chosen: ChosenSchemes, scheme: 'light' | 'dark') =>
  checkAppearance(chosen, scheme).flatMap(({ what, ratio, needed }) => (ratio < needed ? [what] : []));

describe('the appearance of a help center', () => {
  it('[HC21] is Porchlight’s own where nothing was chosen, and reads well', () => {
    expect([appearanceTokens(plain, 'light'), appearanceTokens(plain, 'dark')]).toEqual([{}, {}]);
    expect([failing(plain, 'light'), failing(plain, 'dark')]).toEqual([[], []]);
  });

  it('[HC21] says what cannot be read, in each scheme', () => {
    const pale = { ...plain, light: { accent: '#ffd34d', page: null } };
    expect(failing(pale, 'light')).toEqual(['link', 'focus']);
    // Dark pages take a readable one of the same colour by themselves.
    expect(failing(pale, 'dark')).toEqual([]);
    expect(failing({ ...plain, light: { accent: null, page: '#777777' } }, 'light')).toEqual([
      'text',
      'muted',
      'link',
      'focus',
    ]);
    expect(failing({ ...plain, dark: { accent: '#102030', page: null } }, 'dark')).toEqual(['link', 'focus']);
    const green = { ...plain, light: { accent: '#0b6b3a', page: '#ffffff' } };
    expect([failing(green, 'light'), failing(green, 'dark')]).toEqual([[], []]);
  });

  it('[HC21] offers the nearest accent that can be read', () => {
    const pale = { ...plain, light: { accent: '#ffd34d', page: null } };
    const better = betterAccent(pale, 'light') ?? '';
    expect(failing({ ...pale, light: { accent: better, page: null } }, 'light')).toEqual([]);
    for (const accent of ['#ffb000', '#00ffcc', '#ff66aa', '#888888', '#ffffff', '#3366ff']) {
      const chosen = { ...plain, light: { accent, page: null } };
      const taken = { ...plain, light: { accent: betterAccent(chosen, 'light'), page: null } };
      expect([accent, failing(taken, 'light'), failing(taken, 'dark')]).toEqual([accent, [], []]);
    }
    expect(betterAccent(plain, 'light')).toBeNull();
    expect(betterAccent({ ...plain, light: { accent: '#0b6b3a', page: null } }, 'light')).toBe('#0b6b3a');
  });

  it('[HC21] has readable text on every accent, and colours that are none never leave it', () => {
    for (let at = 0; at < 4_096; at += 37) {
      const accent = `#${at.toString(16).padStart(3, '0').replace(/./g, '$&$&')}`;
      const tokens = appearanceTokens({ ...plain, light: { accent, page: null } }, 'light');
      expect(readContrast(tokens['on-accent'] ?? '', accent)).toBeGreaterThanOrEqual(4.5);
      for (const colour of Object.values(tokens)) expect(colour).toMatch(/^#[0-9a-f]{6}$/);
    }
    expect(mix('#000000', '#ffffff', 0.5)).toBe('#808080');
  });
});
