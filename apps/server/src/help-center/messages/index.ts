import { type Language, languages } from '@porchlight/cookies';
import { bestLanguage } from '../accept-language.ts';
import { de } from './de.ts';
import { en, type Messages } from './en.ts';

export type { Messages } from './en.ts';
export { type Language, languages };

export const catalogues: Record<Language, Messages> = { en, de };

/**
 * [LANG1] the language of an answer: that of the address first, then the browser's best (RFC 9110, `q` and `*`), then
 * English. What is no language here counts as absent.
 */
export function chooseLanguage(asked: unknown, acceptLanguage: string | undefined): Language {
  const named = languages.find((one) => one === asked);
  if (named) return named;
  return bestLanguage(acceptLanguage, languages) ?? 'en';
}
