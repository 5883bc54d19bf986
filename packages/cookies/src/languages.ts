import type { RegisterTexts } from './texts.ts';
import { arabic } from './texts-ar.ts';
import { german } from './texts-de.ts';
import { english } from './texts-en.ts';
import { spanish } from './texts-es.ts';
import { french } from './texts-fr.ts';

/** The languages of the lists that are made for people [REG4]. */
export const languages = ['en', 'de', 'fr', 'es', 'ar'] as const;
export type Language = (typeof languages)[number];

const texts: Record<Language, RegisterTexts> = { en: english, de: german, fr: french, es: spanish, ar: arabic };

/** The texts of a language. */
export function textsOf(language: Language): RegisterTexts {
  return texts[language];
}
