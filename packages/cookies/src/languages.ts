import type { RegisterTexts } from './texts.ts';
import { german } from './texts-de.ts';
import { english } from './texts-en.ts';

/** The languages of the lists that are made for people [REG4]. */
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

const texts: Record<Language, RegisterTexts> = { en: english, de: german };

/** The texts of a language. */
export function textsOf(language: Language): RegisterTexts {
  return texts[language];
}
