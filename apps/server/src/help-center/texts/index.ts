import type { HelpLanguage } from '@porchlight/protocol';
import { ar } from './ar.ts';
import { de } from './de.ts';
import { en, type Texts } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';

export type { Texts } from './en.ts';

export const texts: Record<HelpLanguage, Texts> = { en, de, fr, es, ar };

/** What each language is called in itself. */
export const languageNames = Object.fromEntries(
  Object.entries(texts).map(([one, { language }]) => [one, language]),
) as Record<HelpLanguage, string>;
