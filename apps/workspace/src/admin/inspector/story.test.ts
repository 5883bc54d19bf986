import type { CookieMode, InspectedVisit, Jar, ThirdPartyClass, VisitRecord } from '@porchlight/protocol';
import { cookieModes } from '@porchlight/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { loadMessages } from '../../messages/index.ts';
import { readOutcome, readVerdict, tellStory } from './story.ts';

afterEach(() => loadMessages(['en']));

function buildVisit(overrides: Partial<VisitRecord> = {}): VisitRecord {
  return {
    mode: 'third-party',
    jar: 'first-party-cookie',
    class: 'blocked',
    steps: [
      { from: 'third-party-cookie', to: 'partitioned-cookie', reason: 'cookies-blocked' },
      { from: 'partitioned-cookie', to: 'first-party-cookie', reason: 'cookies-blocked' },
    ],
    recognition: 'none',
    pages: [{ id: 'pv_aaaaaaaa', url: 'https://shop.example/lamps', title: 'Lamps', at: 1, visibleMs: 0 }],
    ...overrides,
  } as VisitRecord;
}

describe('the story of a visit', () => {
  it('[INS4] goes from what was wanted to what was left, each with its term', () => {
    const story = tellStory(buildVisit());
    expect(story.map(({ kind, term, tone }) => [kind, term, tone])).toEqual([
      ['asked', 'mode: third-party', 'calm'],
      ['class', 'third-party cookies: blocked', 'caution'],
      ['step', 'cookies-blocked', 'caution'],
      ['step', 'cookies-blocked', 'caution'],
      ['result', 'pl_vid · first-party cookie', 'good'],
    ]);
    expect(story.at(-1)?.text).toContain('shop.example');
  });

  it('[INS4] has a sentence for every mode, class, jar and reason, in each language', async () => {
    const jars: Jar[] = ['third-party-cookie', 'partitioned-cookie', 'first-party-cookie', 'tab', 'page'];
    const classes: (ThirdPartyClass | null)[] = ['unpartitioned', 'partitioned', 'blocked', null];
    const reasons = ['cookies-blocked', 'cookies-split', 'storage-blocked', 'insecure-page'] as const;
    for (const language of ['en', 'de']) {
      await loadMessages([language]);
      for (const mode of cookieModes)
        for (const jar of jars)
          for (const found of classes) {
            const steps = reasons.map((reason) => ({ from: 'first-party-cookie', to: jar, reason }) as const);
            const story = tellStory(buildVisit({ mode, jar, class: found, steps, pages: [] }));
            expect(story.every(({ text, term }) => /[.:]$/.test(text) && !text.includes('undefined') && term)).toBe(
              true,
            );
          }
    }
  });

  it('[MODE8] says nothing of a class where the mode needs none', () => {
    const story = tellStory(buildVisit({ mode: 'first-party', class: null, steps: [] }));
    expect(story.map(({ kind }) => kind)).toEqual(['asked', 'result']);
    expect(tellStory(buildVisit({ class: null, steps: [] })).map(({ term }) => term)).toContain('class unknown');
  });
});

describe('what a visit comes to', () => {
  const outcome = (mode: CookieMode, jar: Jar, found: ThirdPartyClass | null, browser = 'Firefox 152', os = 'Linux') =>
    Object.values(readOutcome({ mode, jar, class: found, browser, os }));

  it('[MODE1, MODE2, MODE3, MODE4, MODE5] says who is known again, and where', () => {
    expect(outcome('third-party', 'third-party-cookie', 'unpartitioned')).toEqual(['yes', 'shared']);
    expect(outcome('third-party', 'partitioned-cookie', 'partitioned')).toEqual(['yes', 'link']);
    expect(outcome('third-party-session', 'third-party-cookie', 'unpartitioned')).toEqual(['session', 'session']);
    expect(outcome('first-party-with-third-party-session', 'first-party-cookie', 'unpartitioned')).toEqual([
      'yes',
      'session',
    ]);
    expect(outcome('first-party', 'first-party-cookie', null)).toEqual(['yes', 'link']);
    expect(outcome('first-party-session', 'first-party-cookie', null)).toEqual(['session', 'link']);
    expect(outcome('first-party', 'first-party-cookie', null, 'Safari 26', 'macOS')).toEqual(['week', 'link']);
    expect(outcome('first-party', 'first-party-cookie', null, 'Chrome 156', 'iOS')).toEqual(['week', 'link']);
    expect(outcome('first-party', 'tab', null)).toEqual(['tab', 'link']);
    expect(outcome('third-party', 'page', 'blocked')).toEqual(['page', 'link']);
  });

  it('[VIS4] is sure, probable or new, and never probable in the visit that made the id', () => {
    const told = (recognition: VisitRecord['recognition'], ordinal: number, rest: Partial<InspectedVisit> = {}) =>
      readVerdict({ visit: buildVisit({ recognition }), ordinal, aliases: [], conversations: [], ...rest });
    const alias = { visitor: 'vi_other-other', undoneAt: null } as unknown as InspectedVisit['aliases'][number];
    expect(told('none', 1)).toBe('new');
    expect(told('weak', 1)).toBe('new');
    expect(told('weak', 2)).toBe('weak');
    expect(told('strong', 2)).toBe('strong');
    expect(told('none', 1, { aliases: [alias] })).toBe('elsewhere');
    expect(told('none', 1, { aliases: [{ ...alias, undoneAt: 5 }] })).toBe('new');
  });
});
