import type { enContactForm } from './en-contact-form.ts';

export const deContactForm: typeof enContactForm = {
  isOn: 'Das Hilfe-Center hat ein Kontaktformular',
  isOnText:
    'Was Besucher senden, wird ein Gespräch in der Warteschlange. Deine Antworten gehen per E-Mail an sie und stehen im Hilfe-Center.',
  open: 'Kontaktformular öffnen',
  policy: 'Kontaktformular',
  fieldsTitle: 'Eigene Felder',
  fieldsText:
    'Name, E-Mail-Adresse, Betreff, Nachricht und Dateien werden immer gefragt. Frage darüber hinaus, was du brauchst, und nicht mehr.',
  none: 'Noch keine eigenen Felder.',
  add: 'Feld hinzufügen',
  field: (position) => `Feld ${position}`,
  kind: 'Art',
  kinds: { text: 'Eine Zeile Text', choice: 'Eine Auswahl', file: 'Eine Datei' },
  isRequired: 'Muss beantwortet werden',
  label: (language) => `Was gefragt wird (${language})`,
  answers: (language) => `Antworten, eine je Zeile (${language})`,
  answersHint: 'In jeder Sprache in derselben Reihenfolge.',
  labelMissing: 'Schreib, was gefragt wird, in mindestens einer Sprache.',
  answersMissing: 'Eine Auswahl hat mindestens zwei Antworten.',
  remove: (name) => `„${name}“ entfernen`,
  moveUp: (name) => `„${name}“ nach oben`,
  moveDown: (name) => `„${name}“ nach unten`,
  unnamed: 'Neues Feld',
  pill: 'Formular',
  sent: 'Über das Kontaktformular gesendet',
  answersTo: (email) =>
    `Antworten gehen auch per E-Mail an ${email}, wenn sie nicht binnen einer Minute im Hilfe-Center gelesen werden.`,
};
