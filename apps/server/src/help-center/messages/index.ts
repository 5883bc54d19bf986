import { type Language, languages } from '@porchlight/cookies';
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
  const wishes = (acceptLanguage ?? '')
    .split(',')
    .slice(0, 20)
    .map((part) => {
      const [tag = '', ...rest] = part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      const weight = rest.find((one) => one.startsWith('q='))?.slice(2) ?? '1';
      return { language: tag.split('-')[0], weight: Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { language } of wishes) {
    const known = languages.find((one) => one === language);
    if (known) return known;
  }
  return 'en';
}
