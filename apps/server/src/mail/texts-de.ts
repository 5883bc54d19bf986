import type { MailTexts } from './texts-en.ts';

/** Every text of mails, in German. */
export const de: MailTexts = {
  foot: (host) => `Diese E-Mail kommt vom Chat-Dienst unter ${host}. Antworten darauf liest niemand.`,
  copyLink: 'Wenn die Schaltfläche nichts tut, kopieren Sie diese Adresse in Ihren Browser:',
  linkLife: (life) => `Der Link gilt einmal und ${life} lang.`,
  hours: (count) => `${count} Stunden`,
  days: (count) => `${count} Tage`,
  minutes: (count) => `${count} Minuten`,
  at: (time) => `Wann: ${time} (UTC)`,
  device: (browser, os) => `Womit: ${browser} unter ${os}`,
  country: (name) => `Von wo: ${name}`,
  unknown: 'unbekannt',
  invitation: {
    subject: 'Ihre Einladung in den Arbeitsplatz',
    text: [
      'Sie sind eingeladen, am Arbeitsplatz mit Besuchern zu sprechen.',
      'Wählen Sie zum Beginn einen Namen und ein Passwort. Wenn Sie das nicht erwartet haben, tun Sie nichts: ohne Sie entsteht kein Konto.',
    ],
    button: 'Einladung annehmen',
  },
  'password-reset': {
    subject: 'Ein neues Passwort wählen',
    text: [
      'Jemand, vermutlich Sie, hat ein neues Passwort für dieses Konto verlangt.',
      'Wenn Sie es nicht waren, tun Sie nichts: Ihr Passwort bleibt, wie es ist.',
    ],
    button: 'Neues Passwort wählen',
  },
  'email-change': {
    subject: 'Diese Adresse bestätigen',
    text: [
      'Jemand, vermutlich Sie, möchte sich künftig mit dieser Adresse anmelden.',
      'Wenn Sie es nicht waren, tun Sie nichts: es ändert sich nichts.',
    ],
    button: 'Adresse bestätigen',
  },
  'email-changed': {
    subject: 'Ihre Adresse wurde geändert',
    text: [
      'Sie melden sich ab jetzt mit einer anderen Adresse an; diese öffnet nichts mehr.',
      'Wenn Sie es nicht waren, nehmen Sie es zurück: dann gilt wieder diese Adresse, alle werden abgemeldet, und Sie bekommen eine E-Mail, um ein neues Passwort zu wählen.',
    ],
    button: 'Zurücknehmen',
  },
  'device-code': {
    subject: 'Ihr Code, um das Gespräch fortzusetzen',
    text: [
      'Mit diesem Code setzen Sie Ihr Gespräch auf einem anderen Gerät fort. Öffnen Sie dort den Chat auf derselben Website, wählen Sie in seinem Menü „Von anderem Gerät fortsetzen“ und geben Sie ein:',
    ],
    codeLife: (life) => `Der Code gilt einmal und ${life} lang.`,
    after: [
      'Wenn Sie das nicht verlangt haben, tun Sie nichts. Geben Sie den Code niemandem: er zeigt das ganze Gespräch.',
    ],
  },
  'remembered-login-reused': {
    subject: 'Sie wurden überall abgemeldet',
    text: [
      'Eine Anmeldung, die Ihr Browser sich gemerkt hatte, wurde mit einer Kopie ein zweites Mal benutzt. Zur Sicherheit haben wir alle Anmeldungen Ihres Kontos beendet.',
      'Melden Sie sich neu an. Wenn Sie das Passwort auch anderswo benutzen oder nicht sicher sind, wählen Sie ein neues.',
    ],
    button: 'Anmelden',
  },
  'password-changed': {
    subject: 'Ihr Passwort wurde geändert',
    text: [
      'Das Passwort Ihres Kontos wurde geändert, und alle anderen Anmeldungen sind beendet.',
      'Wenn Sie es nicht waren, wählen Sie sofort ein neues und sagen Sie es einem Admin.',
    ],
    button: 'Neues Passwort wählen',
  },
  'factor-reset': {
    subject: 'Ihr zweiter Faktor wurde entfernt',
    text: [
      'Ein Admin hat den zweiten Faktor Ihres Kontos entfernt, und alle Anmeldungen sind beendet. Richten Sie bei der nächsten Anmeldung einen neuen ein.',
      'Wenn Sie nicht darum gebeten haben, sagen Sie es einem Admin.',
    ],
    button: 'Anmelden',
  },
  'factor-changed': {
    subject: 'Ihr zweiter Faktor wurde geändert',
    text: [
      'Der zweite Faktor Ihres Kontos wurde geändert.',
      'Wenn Sie es nicht waren, wählen Sie sofort ein neues Passwort und sagen Sie es einem Admin.',
    ],
    button: 'Neues Passwort wählen',
  },
  'recovery-code-used': {
    subject: 'Ein Wiederherstellungscode wurde benutzt',
    text: [
      'Jemand hat sich mit einem Ihrer Wiederherstellungscodes bei Ihrem Konto angemeldet. Er ist damit verbraucht.',
      'Wenn Sie es waren und nur noch wenige haben, machen Sie neue. Wenn nicht, wählen Sie sofort ein neues Passwort und sagen Sie es einem Admin.',
    ],
    button: 'Neues Passwort wählen',
  },
  'new-device': {
    subject: 'Anmeldung mit einem neuen Gerät',
    text: [
      'Jemand hat sich mit einem Browser bei Ihrem Konto angemeldet, den wir dort noch nicht gesehen haben.',
      'Wenn Sie es waren, ist nichts zu tun. Wenn nicht, wählen Sie ein neues Passwort: das beendet alle Anmeldungen.',
    ],
    button: 'Neues Passwort wählen',
  },
};
