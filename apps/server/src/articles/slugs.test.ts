import { limits } from '@porchlight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutSlug, isSlug, slugOf } from './slugs.ts';

describe('slugs', () => {
  it.each([
    ['Häufige Fragen', 'haeufige-fragen'],
    ['  --Ünïcode: أهلًا, 語!  ', 'uenicode-اهلا-語'],
    ['㎀ and ㎩', 'pa-and-pa'],
    ['İstanbul', 'istanbul'],
    ['🎉', ''],
    ['../../etc/passwd', 'etc-passwd'],
  ])('[HC2] of %j is %j', (title, slug) => {
    expect(slugOf(title)).toBe(slug);
  });

  it('[HC2] of any title stay as they are, are short, and go into addresses', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.nat(limits.slugChars), (title, chars) => {
        const slug = slugOf(title);
        expect(slug === '' || isSlug(slug)).toBe(true);
        expect(slug.length).toBeLessThanOrEqual(limits.slugChars);
        expect(decodeURIComponent(encodeURIComponent(slug))).toBe(slug);
        const cut = cutSlug(slug, chars);
        expect(cut === '' || isSlug(cut)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('[HC2] are never cut within a letter', () => {
    const slug = slugOf(`a${'𠮷'.repeat(60)}`);
    expect([slug.length, slug.endsWith('𠮷')]).toEqual([79, true]);
  });
});
