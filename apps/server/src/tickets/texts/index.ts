import type { HelpLanguage } from '@porchlight/protocol';
import { ar } from './ar.ts';
import { de } from './de.ts';
import { en, type TicketTexts } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';

export type { TicketTexts } from './en.ts';

export const ticketTexts: Record<HelpLanguage, TicketTexts> = { en, de, fr, es, ar };
