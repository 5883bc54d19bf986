import { describe, expect, it } from 'vitest';
import { loadLanguage } from './index.ts';

const now = new Date(2026, 10, 22, 12).getTime();
const dayMs = 86_400_000;

describe('loadLanguage', () => {
  it.each([
    ['de-AT', 'de-AT', 'Heute'],
    ['DE', 'DE', 'Heute'],
    ['en-GB', 'en-GB', 'Today'],
    ['fr', 'en', 'Today'],
    ['', 'en', 'Today'],
    ['no such tag!', 'en', 'Today'],
  ])('reads %j as %s', async (wanted, tag, today) => {
    const language = await loadLanguage(wanted);
    expect(language.tag).toBe(tag);
    expect(language.day(now, now)).toBe(today);
  });

  it('names today, yesterday, a date, and a date with its year', async () => {
    const { day } = await loadLanguage('en');
    expect([0, 1, 3, 400].map((days) => day(now - days * dayMs, now))).toEqual([
      'Today',
      'Yesterday',
      'Thursday, November 19',
      'October 18, 2025',
    ]);
  });

  it('follows the direction of the site’s language', async () => {
    expect((await loadLanguage('ar')).dir).toBe('rtl');
    expect((await loadLanguage('de')).dir).toBe('ltr');
  });
});
