import { describe, expect, it } from 'vitest';
import { loadLanguage } from './index.ts';

const now = new Date(2026, 10, 22, 12).getTime();
const dayMs = 86_400_000;

describe('loadLanguage', () => {
  it.each([
    ['de-AT', 'de-AT', 'Heute'],
    ['DE', 'DE', 'Heute'],
    ['en-GB', 'en-GB', 'Today'],
    ['fr', 'fr', 'Aujourd’hui'],
    ['es-419', 'es-419', 'Hoy'],
    ['AR-EG', 'AR-EG', 'اليوم'],
    ['de-Latn-CH-1996', 'de', 'Heute'],
    ['est', 'en', 'Today'],
    ['ja', 'en', 'Today'],
    ['', 'en', 'Today'],
    ['no such tag!', 'en', 'Today'],
    ['constructor', 'en', 'Today'],
  ])('[LANG2] reads %j as %s', async (wanted, tag, today) => {
    const language = await loadLanguage([wanted]);
    expect(language.tag).toBe(tag);
    expect(language.day(now, now)).toBe(today);
  });

  it('[LANG2] takes the first that there are words in', async () => {
    expect((await loadLanguage(['', 'ja', 'he-IL', 'fr-CA', 'de'])).tag).toBe('fr-CA');
  });

  it('names today, yesterday, a date, and a date with its year', async () => {
    const { day } = await loadLanguage(['en']);
    expect([0, 1, 3, 400].map((days) => day(now - days * dayMs, now))).toEqual([
      'Today',
      'Yesterday',
      'Thursday, November 19',
      'October 18, 2025',
    ]);
  });

  it('[LANG2] writes dates in the language, with the numerals of its sentences', async () => {
    const dates = await Promise.all(
      ['fr', 'es', 'ar-EG'].map(async (tag) => (await loadLanguage([tag])).day(now - 3 * dayMs, now)),
    );
    expect(dates).toEqual(['jeudi 19 novembre', 'jueves, 19 de noviembre', 'الخميس، 19 نوفمبر']);
  });

  it('[LANG2] has the direction of its words', async () => {
    expect((await loadLanguage(['ar'])).dir).toBe('rtl');
    expect((await loadLanguage(['de'])).dir).toBe('ltr');
    // Nothing here is written in it: English, from left to right.
    expect((await loadLanguage(['he'])).dir).toBe('ltr');
  });
});
