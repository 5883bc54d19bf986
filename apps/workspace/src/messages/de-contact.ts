import type { enContact } from './en-contact.ts';

/** The texts about who somebody says to be, and what became of that in a conversation, in German. */
export const deContact: typeof enContact = {
  confirmed: 'bestätigt',
  confirmedText: 'Die Anmeldung eurer eigenen Website sagt es, mit Unterschrift.',
  notConfirmed: 'nicht bestätigt',
  notConfirmedText: 'Im Chat getippt: Jeder kann jeden Namen und jede Adresse tippen.',
  identified: (who) => `Auf eurer Website angemeldet: ${who}`,
  nameless: 'jemand, dessen Namen sie nicht nannte',
  identifiedText:
    'Von eurer eigenen Website unterschrieben: Von hier an weißt du, wer schreibt. Frühere Nachrichten können von jemand anderem am selben Computer sein.',
  reusedTitle: 'Der Zugang wurde zur Sicherheit beendet',
  reusedText:
    'Die Seite des Besuchers hält ein einmaliges Token bereit, das den Chat zurückbringt. Ein schon benutztes kam ein zweites Mal; jemand kann es kopiert haben. Alles, was es öffnete, wurde geschlossen, auch für den Besucher.',
  reusedDo:
    'Sage hier nichts Vertrauliches mehr. Wer als Nächstes schreibt, beginnt ein neues Gespräch: Frage nach etwas, das nur euer Kunde weiß, bevor du weitermachst.',
};
