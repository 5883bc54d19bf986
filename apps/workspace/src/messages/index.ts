import type { MailLanguage } from '@porchlight/protocol';
import type { Messages } from './en.ts';
import { en } from './en.ts';

/** The texts in the language of this browser. Set once, before anything is drawn. */
export let t: Messages = en;

/** The language that texts, dates and numbers are shown in. */
export let language = 'en';

/** Takes the first of the browser's languages that there is a catalogue for; English where none fits. */
export async function loadMessages(wanted: readonly string[]): Promise<void> {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0];
    if (base === 'en') return setMessages(en, tag);
    if (base === 'de') return setMessages((await import('./de.ts')).de, tag);
  }
}

/** The language in which mails are asked for. */
export function mailLanguage(): MailLanguage {
  return language.toLowerCase().startsWith('de') ? 'de' : 'en';
}

function setMessages(messages: Messages, tag: string): void {
  t = messages;
  language = tag;
}
