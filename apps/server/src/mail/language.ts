import type { HelpLanguage } from '@porchlight/protocol';
import type { MailLanguage } from './compose.ts';

/** The language of mails to somebody who reads this one: mails are in English and German. */
export function mailLanguageOf(language: HelpLanguage): MailLanguage {
  return language === 'de' ? 'de' : 'en';
}
