import type { MailLanguage } from '@porchlight/protocol';
import { de } from './de.ts';
import { type AccountTexts, en } from './en.ts';

export type { AccountTexts } from './en.ts';

export const accountTexts: Record<MailLanguage, AccountTexts> = { en, de };
