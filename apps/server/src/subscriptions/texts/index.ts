import type { HelpLanguage } from '@porchlight/protocol';
import { ar } from './ar.ts';
import { de } from './de.ts';
import { en, type SubscriptionTexts } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';

export const subscriptionTexts: Record<HelpLanguage, SubscriptionTexts> = { en, de, fr, es, ar };
