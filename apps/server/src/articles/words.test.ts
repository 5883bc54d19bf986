import { describe, expect, it } from 'vitest';
import { slugOf } from './slugs.ts';
import { sortNear, Vocabulary } from './vocabulary.ts';
import { distanceOf, loadAnalyser } from './words.ts';

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
    const nearest = (word: string, known: string[]) =>
      sortNear(new Vocabulary(known).findNear(word, { left: 100 }))[0] ?? null;
    expect(nearest('pasword', ['passion', 'password', 'sword'])).toBe('password');
    expect(nearest('opne', ['open', 'opera'])).toBe('open');
    expect(nearest('oepn', ['open', 'oven'])).toBe('open');
    expect(nearest('poen', ['open'])).toBe('open');
    expect(nearest('cat', ['car', 'cut'])).toBeNull();
    expect(nearest('sicherng', ['sichern', 'sicherung'])).toBe('sicherung');
    expect(nearest('zzzzzz', ['password'])).toBeNull();
  });

  it('[HC26] that are near to nothing cost so many comparisons, and none when they are asked for again', () => {
    const words = Array.from({ length: 3_000 }, (_, at) => `q${String(at).padStart(7, 'x')}`);
    const vocabulary = new Vocabulary(words);
    const budget = { left: 1_000 };
    expect(vocabulary.findNear('qzzzzzzz', budget)).toEqual([]);
    expect(budget.left).toBe(0);
    // What could not be looked at as a whole is not taken for an answer.
    const more = { left: 5_000 };
    expect(vocabulary.findNear('qxxxx12', more).length).toBeGreaterThan(0);
    vocabulary.findNear('qzzzzzzz', more);
    const { left } = more;
    expect(left).toBeLessThan(2_001);
    vocabulary.findNear('qzzzzzzz', more);
    expect(more.left).toBe(left);
    // Words that begin otherwise or are of another length are not looked at.
    for (const word of ['zzzzzzzz', 'q', 'qzzz', 'qzzzzzzzzzzzzzzz']) vocabulary.findNear(word, more);
    expect(more.left).toBe(left);
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
