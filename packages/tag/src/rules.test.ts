import { consentValue, helpLanguages, readConsent } from '@porchlight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardTextsFor } from './cards-texts.ts';
import { accentColors, contrastRatio, luminance, parseHex } from './contrast.ts';
import { fillSettings } from './index.ts';
import { cleanAttributes, cleanList } from './page-data.ts';
import { textsFor } from './texts.ts';
import { countVisibleTime } from './visible-time.ts';
import { layoutValue, readLayout } from './window-layout.ts';

describe('consent', () => {
  const rules = { policy: 'required', textVersion: 'v2', hasGpc: false } as const;

  it.each([
    ['required', false, null, false, false],
    ['required', false, '11.v2', true, true],
    ['required', false, '10.v2', true, false],
    ['required', false, '11.v1', false, false],
    ['notice', false, null, true, true],
    ['notice', false, '00.v2', false, false],
    ['notice', false, '00.v1', false, false],
    ['notice', true, null, true, false],
    ['notice', true, '01.v2', false, true],
    ['off', false, null, true, true],
    ['off', true, null, true, false],
    ['off', false, '10.v2', true, false],
  ] as const)('[CON1] [CON3] %s, privacy control %s, stored %s', (policy, hasGpc, stored, functional, analytics) => {
    expect(readConsent(stored, { ...rules, policy, hasGpc })).toMatchObject({ functional, analytics });
  });

  it('[CON1] reads back every choice it stores', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom('off', 'notice', 'required'),
        fc.boolean(),
        (f, a, policy, hasGpc) => {
          const choices = { functional: f, analytics: a };
          const state = readConsent(consentValue(choices, 'v2'), { policy, textVersion: 'v2', hasGpc });
          expect(state).toEqual({ ...choices, isAnswered: true, isAsked: false });
        },
      ),
    );
  });
});

describe('visible time', () => {
  it('[SES5] counts what was visible, and nothing else', () => {
    let now = 1_000;
    const time = countVisibleTime(() => now, true);
    now += 500;
    time.set(false);
    now += 10_000;
    time.set(false);
    expect(time.readMs()).toBe(500);
    time.set(true);
    now += 250.4;
    expect(time.readMs()).toBe(750);
    time.restart();
    now += 100;
    expect(time.readMs()).toBe(100);
  });

  it('[SES5] a page opened in the background begins at zero', () => {
    let now = 0;
    const time = countVisibleTime(() => now, false);
    now += 60_000;
    time.restart();
    expect(time.readMs()).toBe(0);
  });

  it('[SES5] never counts more than the clock did, whatever the order of events', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(10_000), fc.constantFrom('show', 'hide'))), (events) => {
        let now = 0;
        let expected = 0;
        let isVisible = true;
        const time = countVisibleTime(() => now, true);
        for (const [ms, what] of events) {
          now += ms;
          if (isVisible) expected += ms;
          isVisible = what === 'show';
          time.set(isVisible);
        }
        expect(time.readMs()).toBe(expected);
      }),
    );
  });
});

describe('window layout', () => {
  it('[CNV12] comes back within a day, and is closed otherwise', () => {
    const at = 1_763_769_600_000;
    expect(readLayout(layoutValue('open', at), at + 86_399_999)).toBe('open');
    expect(readLayout(layoutValue('open', at), at + 86_400_000)).toBe('closed');
    expect(readLayout(layoutValue('closed', at), at)).toBe('closed');
    expect(readLayout(null, at)).toBe('closed');
  });
});

describe('colours', () => {
  it('gives text that reads on every accent', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffff }), (value) => {
        const { accent, onAccent } = accentColors(`#${value.toString(16).padStart(6, '0')}`);
        expect(contrastRatio(luminance(parseHex(accent)!), luminance(parseHex(onAccent)!))).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it('falls back to its own accent for anything that is no colour', () => {
    expect(accentColors('#fff')).toEqual({ accent: '#fff', onAccent: '#000' });
    expect(accentColors('red;}body{display:none').accent).toMatch(/^#[\da-f]{6}$/);
  });
});

describe('what a page says of itself', () => {
  it('is cut to plain values within the limits of the wire', () => {
    expect(cleanAttributes({ a: 1, b: 'x', c: null, d: true, e: {}, f: Number.NaN, g: undefined, h: 5n })).toEqual({
      a: 1,
      b: 'x',
      c: null,
      d: true,
    });
    expect(cleanAttributes(null)).toEqual({});
    expect(cleanAttributes({ ['n'.repeat(100)]: 'v'.repeat(1_000) })).toEqual({ ['n'.repeat(80)]: 'v'.repeat(500) });
    expect(cleanList('one')).toEqual(['one']);
    expect(cleanList(undefined)).toEqual([]);
    expect(cleanList(Array.from({ length: 20 }, (_, index) => index))).toHaveLength(10);
  });
});

describe('texts', () => {
  it('[LANG2] count in their language', () => {
    expect(textsFor('de-AT').unread(2)).toBe('2 ungelesene Nachrichten');
    expect(textsFor('AR').unread(2)).toBe('رسالتان لم تُقرأ');
    expect(textsFor('ar').unread(11)).toBe('11 رسالة لم تُقرأ');
    expect(textsFor('ja').unread(1)).toBe('1 unread message');
  });

  it.each(helpLanguages)('[LANG2] say everything in %s', (language) => {
    for (const find of [textsFor, cardTextsFor]) {
      const texts = Object.entries(find(language));
      const said = texts.map(([key, text]) => [key, typeof text === 'function' ? text('{0}' as never) : text]);
      const english = Object.entries(find('en')).map(([key]) => key);
      expect(said.map(([key]) => key)).toEqual(english);
      for (const [key, text] of said) expect(text).toMatch(/From|unread/.test(key) ? /\{0\}/ : /./);
      if (language === 'ar') expect(said.map(([, text]) => text).join()).not.toMatch(/[A-Za-z]/);
      else if (language !== 'en') expect(find(language)).not.toBe(find('en'));
    }
  });
});

describe('settings', () => {
  it('are written in once, whatever they hold', () => {
    const settings = { site: 'st_$&$1' } as never;
    expect(fillSettings('f(__PORCHLIGHT_SETTINGS__);', settings)).toBe('f({"site":"st_$&$1"});');
    expect(() => fillSettings('f()', settings)).toThrow('exactly once');
  });
});
