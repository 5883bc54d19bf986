import { cookieModes } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { findConsequences, modeFacts, nameLifetime, offeredModes, readDays } from './modes.ts';

describe('the modes that an admin chooses from', () => {
  it('are all five, the one for most sites first', () => {
    expect(new Set(offeredModes)).toEqual(new Set(cookieModes));
    expect(offeredModes[0]).toBe('first-party');
  });

  it('[MODE5] say of session modes that nobody is known later', () => {
    const known = cookieModes.filter((mode) => modeFacts[mode].isKnownLater);
    expect(known).toEqual(['third-party', 'first-party-with-third-party-session', 'first-party']);
  });

  it.each([
    ['first-party', 'first-party', []],
    ['first-party', 'first-party-session', ['ends-with-browser']],
    ['first-party-session', 'first-party', ['carried', 'lasts']],
    ['first-party', 'third-party', ['carried', 'service-added']],
    ['third-party', 'first-party', ['carried', 'service-cleared']],
    ['third-party', 'first-party-session', ['ends-with-browser', 'service-cleared']],
    ['first-party-session', 'third-party', ['carried', 'lasts', 'service-added']],
    ['third-party', 'third-party-session', ['ends-with-browser']],
    ['first-party-with-third-party-session', 'third-party', ['carried']],
  ] as const)('[MODE12] from %s to %s tell what becomes of identities', (from, to, consequences) => {
    expect(findConsequences(from, to)).toEqual(consequences);
  });
});

describe('the life of an identity', () => {
  it('[MODE13] is one of those that are offered, or an own number', () => {
    expect(nameLifetime({ lifetimeDays: 365, isProlonged: true })).toBe('year');
    expect(nameLifetime({ lifetimeDays: 390, isProlonged: false })).toBe('exempt');
    expect(nameLifetime({ lifetimeDays: 390, isProlonged: true })).toBe('own');
    expect(nameLifetime({ lifetimeDays: 30, isProlonged: true })).toBe('own');
  });

  it('[MODE13] is 1 to 400 whole days', () => {
    expect(['1', ' 30 ', '400'].map(readDays)).toEqual([1, 30, 400]);
    expect(['0', '401', '1.5', '', ' ', '-1', 'ten', '1e9', 'Infinity'].map(readDays)).toEqual(
      Array.from({ length: 9 }, () => null),
    );
  });
});
