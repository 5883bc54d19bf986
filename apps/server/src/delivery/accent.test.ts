import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readContrast } from '../../../../packages/design/src/contrast.ts';
import { accentColours } from './accent.ts';

describe('accentColours', () => {
  it('makes every site colour readable in light and dark', () => {
    const channel = fc.integer({ min: 0, max: 255 }).map((value) => value.toString(16).padStart(2, '0'));
    fc.assert(
      fc.property(fc.tuple(channel, channel, channel), (channels) => {
        const colours = accentColours(`#${channels.join('')}`);
        for (const scheme of ['light', 'dark'] as const) {
          const { accent, onAccent } = colours![scheme];
          expect(readContrast(accent, onAccent)).toBeGreaterThanOrEqual(4.5);
        }
        expect(readContrast(colours!.light.accentText, '#f3efe7')).toBeGreaterThanOrEqual(4.5);
        expect(readContrast(colours!.dark.accentText, '#272f39')).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it('keeps a good colour as the site chose it', () => {
    expect(accentColours('#1d4d6b')?.light).toEqual({ accent: '#1d4d6b', onAccent: '#ffffff', accentText: '#1d4d6b' });
  });

  it('does without a colour that is none', () => {
    expect(accentColours('red; }')).toBeNull();
  });
});
