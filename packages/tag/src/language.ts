/** [LANG2] Tags of the languages that all that visitors see has words in, as far as language and region. */
const spoken = /^(en|de|fr|es|ar)(-([a-z]{2}|\d{3}))?(?![a-z\d])/i;

/** [LANG2] The first of these that there are words for; English where there are none for any. */
export const firstSpoken = (tags: readonly string[]): string =>
  tags.map((tag) => spoken.exec(tag)?.[0]).find((tag) => tag) ?? 'en';

/** [LANG2] What the site wants, then the page's language, then the browser's. */
export const chooseLanguage = (wanted: string): string =>
  firstSpoken([wanted, document.documentElement.lang, ...navigator.languages]);

/** The texts of a catalogue for a language tag such as `de-AT`; English where there are none. */
export const textsIn = <Texts>(catalogue: Record<string, Texts> & { en: Texts }, tag: string): Texts =>
  catalogue[tag.slice(0, 2).toLowerCase()] ?? catalogue.en;

/** Which way a language that there are words in is written. */
export const directionIn = (tag: string): 'ltr' | 'rtl' => (/^ar/i.test(tag) ? 'rtl' : 'ltr');
