import { limits } from '@porchlight/protocol';

/**
 * What an address calls a title: small letters and digits of any script, hyphens between; empty where nothing of the kind
 * is in it. `Häufige Fragen` → `haeufige-fragen`.
 */
export function slugOf(title: string): string {
  const letters = title
    .toLowerCase()
    .replace(/[äöüß]/g, (sign) => ({ ä: 'ae', ö: 'oe', ü: 'ue' })[sign] ?? 'ss')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    // What was one sign may be several now, large ones among them: `㎩` is `Pa`.
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+/, '');
  return cutSlug(letters, limits.slugChars);
}

/** A slug's beginning of at most `chars` UTF-16 units, without half a letter or a hyphen at its end. */
export function cutSlug(slug: string, chars: number): string {
  return slug
    .slice(0, chars)
    .replace(/[\ud800-\udbff]$/, '')
    .replace(/-+$/, '');
}

/** Whether a slug is one that `slugOf` would leave as it is. */
export function isSlug(text: string): boolean {
  return text !== '' && slugOf(text) === text;
}
