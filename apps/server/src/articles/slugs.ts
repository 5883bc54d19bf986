import { limits } from '@porchlight/protocol';

/**
 * What an address calls a title: small letters and digits of any script, hyphens between; empty where nothing of the kind
 * is in it. `Häufige Fragen` → `haeufige-fragen`.
 */
export function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[äöüß]/g, (sign) => ({ ä: 'ae', ö: 'oe', ü: 'ue' })[sign] ?? 'ss')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, limits.slugChars)
    .replace(/^-+|-+$/g, '');
}

/** Whether a slug is one that `slugOf` would leave as it is. */
export function isSlug(text: string): boolean {
  return text !== '' && slugOf(text) === text;
}
