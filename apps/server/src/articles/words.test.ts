import { describe, expect, it } from 'vitest';
import { slugOf } from './slugs.ts';
import { distanceOf, loadAnalyser, nearestWord } from './words.ts';

describe('words', () => {
  it.each([
    ['en', 'passwords', 'password'],
    ['en', 'installing', 'installed'],
    ['de', 'Häuser', 'Haus'],
    ['de', 'Lampen', 'LAMPE'],
    ['fr', 'recherches', 'recherche'],
    ['es', 'búsquedas', 'busqueda'],
    ['ar', 'المقالات', 'مقال'],
  ] as const)('[HC7] have one stem in %s: %s, %s', async (language, one, other) => {
    const analyse = await loadAnalyser(language);
    expect(analyse(one)[0]?.stem).toBe(analyse(other)[0]?.stem);
  });

  it('[HC7] take no stem for a word, and give none to words that say nothing', async () => {
    const analyse = await loadAnalyser('de');
    const [verb, pronoun] = analyse('sichern sich');
    expect(verb?.stem).not.toBe(pronoun?.plain);
    expect(pronoun?.stem).toBe('');
  });

  it('know where they stand', async () => {
    const analyse = await loadAnalyser('en');
    const text = 'Größe: “naïve” x_y';
    expect(analyse(text).map(({ start, end }) => text.slice(start, end))).toEqual(['Größe', 'naïve', 'x', 'y']);
  });

  it('[HC7] are near when a letter or two differ', () => {
    expect(nearestWord('pasword', ['passion', 'password', 'sword'])).toBe('password');
    expect(nearestWord('opne', ['open', 'opera'])).toBe('open');
    expect(nearestWord('cat', ['car', 'cut'])).toBeNull();
    expect(nearestWord('sicherng', ['sichern', 'sicherung'])).toBe('sicherung');
    expect(nearestWord('zzzzzz', ['password'])).toBeNull();
  });

  it('[HC7] differ by letters put in, left out, changed or swapped', () => {
    expect([
      distanceOf('ab', 'ba', 2),
      distanceOf('ab', 'abc', 2),
      distanceOf('ab', 'xy', 2),
      distanceOf('a', 'abcd', 2),
    ]).toEqual([1, 1, 2, 3]);
  });

  it.each([
    ['Häufige Fragen!', 'haeufige-fragen'],
    ['../../etc/passwd', 'etc-passwd'],
    ['مركز المساعدة', 'مركز-المساعدة'],
    ['  ---  ', ''],
    ['🎉', ''],
    ['x'.repeat(500), 'x'.repeat(80)],
    ['Crème brûlée', 'creme-brulee'],
  ])('[HC2] make the slug of %.20j', (title, slug) => {
    expect(slugOf(title)).toBe(slug);
    expect(slugOf(slug)).toBe(slug);
  });
});
