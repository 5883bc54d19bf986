import type { VisitRecord } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { matchVisit, shortForm, wordsOf } from './rules.ts';

const record = {
  id: 'vs_visit-visit',
  visitor: 'vi_visitor-visitor',
  browser: 'Firefox 152',
  os: 'Windows',
  device: 'desktop',
  country: 'FR',
  language: 'fr',
  pages: [
    { id: 'pv_aaaaaaaa', url: 'https://shop.example/lamps', title: 'Lamps', at: 1, visibleMs: 0 },
    { id: 'pv_bbbbbbbb', url: 'https://shop.example/cart', title: 'Größen', at: 2, visibleMs: 0 },
    { id: 'pv_cccccccc', url: 'https://shop.example/', title: 'Home', at: 3, visibleMs: 0 },
  ],
} as unknown as VisitRecord;
const searched = { record, label: 'Amber Heron', contact: { name: null, email: 'ada@example.org' } };
const match = (query: string) => matchVisit(wordsOf(query), searched);

describe('a search for visits', () => {
  it('[INS3] finds every word somewhere, whatever its case', () => {
    for (const query of [
      '',
      'amber',
      'HERON firefox',
      'ada@',
      'vi_visitor-visitor',
      'lamps FR',
      'größen',
      'shop.example',
    ])
      expect([query, match(query).isMatch]).toEqual([query, true]);
    for (const query of ['owl', 'amber safari', 'lamps owl', '%', '_x_'])
      expect([query, match(query).isMatch]).toEqual([query, false]);
  });

  it('[INS3] names the newest page that was meant, and none where words are found elsewhere', () => {
    expect(match('lamps').page?.title).toBe('Lamps');
    expect(match('shop.example').page?.title).toBe('Home');
    expect(match('amber').page).toBeNull();
  });

  it('[INS3] takes ten words', () => {
    expect(wordsOf(` ${'a '.repeat(40)}`)).toHaveLength(10);
  });

  it('[INS2] shortens what could be used', () => {
    expect(shortForm('abcdefghijklmnop')).toBe('abcdefgh');
  });
});
