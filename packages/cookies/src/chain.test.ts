import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BrowserFacts, chooseJars, type Jar, type ThirdPartyClass } from './chain.ts';
import { type CookieMode, everyMode } from './entry.ts';

const usual: BrowserFacts = {
  thirdParty: 'unpartitioned',
  canKeepCookies: true,
  canKeepInTab: true,
  isSecurePage: true,
};

type Row = [CookieMode, Partial<BrowserFacts>, Jar, Jar[], string[]];
const fp = 'first-party-cookie';
const tp = 'third-party-cookie';
const twin = 'partitioned-cookie';

const rows: Row[] = [
  ['first-party', {}, fp, [fp], []],
  ['first-party', { thirdParty: 'blocked' }, fp, [fp], []],
  ['first-party', { isSecurePage: false }, fp, [fp], []],
  ['first-party', { canKeepCookies: false }, 'tab', ['tab'], [`${fp} tab cookies-blocked`]],
  [
    'first-party',
    { canKeepCookies: false, canKeepInTab: false },
    'page',
    ['page'],
    [`${fp} tab cookies-blocked`, 'tab page storage-blocked'],
  ],
  ['first-party-session', {}, fp, [fp], []],
  ['third-party', {}, tp, [tp], []],
  ['third-party', { canKeepCookies: false }, tp, [tp], []],
  ['third-party', { thirdParty: 'partitioned' }, twin, [twin, fp], [`${tp} ${twin} cookies-blocked`]],
  [
    'third-party',
    { thirdParty: 'partitioned', canKeepCookies: false },
    twin,
    [twin],
    [`${tp} ${twin} cookies-blocked`],
  ],
  [
    'third-party',
    { thirdParty: 'blocked' },
    fp,
    [fp],
    [`${tp} ${twin} cookies-blocked`, `${twin} ${fp} cookies-blocked`],
  ],
  [
    'third-party-session',
    { thirdParty: 'blocked', canKeepCookies: false, canKeepInTab: false },
    'page',
    ['page'],
    [
      `${tp} ${twin} cookies-blocked`,
      `${twin} ${fp} cookies-blocked`,
      `${fp} tab cookies-blocked`,
      'tab page storage-blocked',
    ],
  ],
  ['first-party-with-third-party-session', {}, fp, [fp, tp], []],
  ['first-party-with-third-party-session', { thirdParty: 'partitioned' }, fp, [fp, twin], []],
  ['first-party-with-third-party-session', { thirdParty: 'blocked' }, fp, [fp], []],
];

describe('[MODE6] [MODE8] the chain, by mode and class', () => {
  it.each(rows)('%s with %o ends in %s', (mode, facts, jar, written, steps) => {
    const choice = chooseJars(mode, { ...usual, ...facts });
    expect(choice.jar).toBe(jar);
    expect(choice.written).toEqual(written);
    expect(choice.steps.map(({ from, to, reason }) => `${from} ${to} ${reason}`)).toEqual(steps);
  });

  it('[MODE10] leaves third-party jars alone on plain http, and says why', () => {
    for (const mode of ['third-party', 'third-party-session'] as const) {
      expect(chooseJars(mode, { ...usual, isSecurePage: false })).toEqual({
        jar: fp,
        written: [fp],
        steps: [{ from: tp, to: fp, reason: 'insecure-page' }],
      });
    }
  });
});

describe('any mode in any browser', () => {
  const facts = fc.record({
    thirdParty: fc.constantFrom<ThirdPartyClass>('unpartitioned', 'partitioned', 'blocked'),
    canKeepCookies: fc.boolean(),
    canKeepInTab: fc.boolean(),
    isSecurePage: fc.boolean(),
  });

  it('[MODE8] steps lead without a gap from the jar asked for to the jar obtained, only ever down', () => {
    const order: Jar[] = [tp, twin, fp, 'tab', 'page'];
    fc.assert(
      fc.property(fc.constantFrom(...everyMode), facts, (mode, browser) => {
        const { jar, steps, written } = chooseJars(mode, browser);
        let at: Jar = mode.startsWith('third-party') ? tp : fp;
        for (const step of steps) {
          expect(step.from).toBe(at);
          expect(order.indexOf(step.to)).toBeGreaterThan(order.indexOf(step.from));
          at = step.to;
        }
        expect(jar).toBe(at);
        expect(written[0]).toBe(jar);
      }),
    );
  });

  it('[MODE16] first-party modes never write outside the site', () => {
    fc.assert(
      fc.property(fc.constantFrom<CookieMode>('first-party', 'first-party-session'), facts, (mode, browser) => {
        for (const jar of chooseJars(mode, browser).written) expect([fp, 'tab', 'page']).toContain(jar);
      }),
    );
  });
});
