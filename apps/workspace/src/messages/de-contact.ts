import type { enContact } from './en-contact.ts';

/** The texts about who somebody says to be, and lines of what became of that, in German. */
export const deContact: typeof enContact = {
  confirmed: 'bestätigt',
  confirmedText: 'Die Anmeldung eurer eigenen Website sagt es, mit Unterschrift.',
  notConfirmed: 'nicht bestätigt',
  notConfirmedText: 'Im Chat getippt: Jeder kann jeden Namen und jede Adresse tippen.',
};
