import type { HelpLanguage } from '@porchlight/protocol';
import { ar } from './ar.ts';
import { de } from './de.ts';
import { type CommentTexts, en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';

export type { CommentTexts } from './en.ts';

export const commentTexts: Record<HelpLanguage, CommentTexts> = { en, de, fr, es, ar };
