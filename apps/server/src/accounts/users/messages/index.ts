import type { HelpLanguage } from '@porchlight/protocol';
import { ar } from './ar.ts';
import { de } from './de.ts';
import { type AccountTexts, en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';

export type { AccountTexts } from './en.ts';

export const accountTexts: Record<HelpLanguage, AccountTexts> = { en, de, fr, es, ar };
