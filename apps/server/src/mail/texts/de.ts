import type { MailTexts } from './en.ts';

/** Every text of mails, in German. */
export const de: MailTexts = {
  foot: (host) => `Diese E-Mail kommt vom Chat-Dienst unter ${host}. Antworten darauf liest niemand.`,
  copyLink: 'Wenn die Schaltfläche nichts tut, hilft diese Adresse, in den Browser kopiert:',
  linkLife: (life) => `Der Link gilt einmal und ${life} lang.`,
  codeLife: (life) => `Der Code gilt einmal und ${life} lang.`,
  hours: (count) => `${count} Stunden`,
  days: (count) => `${count} Tage`,
  minutes: (count) => `${count} Minuten`,
  at: (time) => `Wann: ${time} (UTC)`,
  device: (browser, os) => `Womit: ${browser} unter ${os}`,
  country: (name) => `Von wo: ${name}`,
  replyFiles: (count: number) => (count === 1 ? '(mit einer Datei)' : `(mit ${count} Dateien)`),
  unknown: 'unbekannt',
  stop: 'Keine solchen E-Mails mehr? Dann diese Adresse öffnen:',
  stopLink: 'Keine solchen E-Mails mehr',
  invitation: {
    subject: 'Deine Einladung in den Arbeitsplatz',
    text: [
      'Du bist eingeladen, am Arbeitsplatz mit Besuchern zu sprechen.',
      'Wähle zum Beginn einen Namen und ein Passwort. Wenn du das nicht erwartet hast, tu nichts: Ohne dich entsteht kein Konto.',
    ],
    button: 'Einladung annehmen',
  },
  'password-reset': {
    subject: 'Ein neues Passwort wählen',
    text: [
      'Jemand, vermutlich du, hat ein neues Passwort für dieses Konto verlangt.',
      'Wenn du es nicht warst, tu nichts: Dein Passwort bleibt, wie es ist.',
    ],
    button: 'Neues Passwort wählen',
  },
  'email-change': {
    subject: 'Diese Adresse bestätigen',
    text: [
      'Jemand, vermutlich du, möchte sich künftig mit dieser Adresse anmelden.',
      'Wenn du es nicht warst, tu nichts: Es ändert sich nichts.',
    ],
    button: 'Adresse bestätigen',
  },
  'email-changed': {
    subject: 'Deine Adresse wurde geändert',
    text: [
      'Du meldest dich ab jetzt mit einer anderen Adresse an; diese öffnet nichts mehr.',
      'Wenn du es nicht warst, nimm es zurück: Dann gilt wieder diese Adresse, alle werden abgemeldet, und du bekommst eine E-Mail, um ein neues Passwort zu wählen.',
    ],
    button: 'Zurücknehmen',
  },
  'device-code': {
    subject: 'Ihr Code, um das Gespräch fortzusetzen',
    text: [
      'Mit diesem Code setzen Sie Ihr Gespräch auf einem anderen Gerät fort. Öffnen Sie dort den Chat auf derselben Website, wählen Sie „Von anderem Gerät fortsetzen“ und geben Sie ein:',
    ],
    after: [
      'Wenn Sie das nicht verlangt haben, tun Sie nichts. Geben Sie den Code niemandem: er zeigt das ganze Gespräch.',
    ],
  },
  'remembered-login-reused': {
    subject: 'Du wurdest überall abgemeldet',
    text: [
      'Eine Anmeldung, die dein Browser sich gemerkt hatte, wurde mit einer Kopie ein zweites Mal benutzt. Zur Sicherheit haben wir alle Anmeldungen deines Kontos beendet.',
      'Melde dich neu an. Wenn du das Passwort auch anderswo benutzt oder nicht sicher bist, wähle ein neues.',
    ],
    button: 'Anmelden',
  },
  'password-changed': {
    subject: 'Dein Passwort wurde geändert',
    text: [
      'Das Passwort deines Kontos wurde geändert, und alle anderen Anmeldungen sind beendet.',
      'Wenn du es nicht warst, wähle sofort ein neues und sag es einem Admin.',
    ],
    button: 'Neues Passwort wählen',
  },
  'factor-reset': {
    subject: 'Dein zweiter Faktor wurde entfernt',
    text: [
      'Ein Admin hat den zweiten Faktor deines Kontos entfernt, und alle Anmeldungen sind beendet. Richte bei der nächsten Anmeldung einen neuen ein.',
      'Wenn du nicht darum gebeten hast, sag es einem Admin.',
    ],
    button: 'Anmelden',
  },
  'factor-changed': {
    subject: 'Dein zweiter Faktor wurde geändert',
    text: [
      'Der zweite Faktor deines Kontos wurde geändert.',
      'Wenn du es nicht warst, wähle sofort ein neues Passwort und sag es einem Admin.',
    ],
    button: 'Neues Passwort wählen',
  },
  'recovery-code-used': {
    subject: 'Ein Wiederherstellungscode wurde benutzt',
    text: [
      'Jemand hat sich mit einem deiner Wiederherstellungscodes bei deinem Konto angemeldet. Er ist damit verbraucht.',
      'Wenn du es warst und nur noch wenige hast, mach neue. Wenn nicht, wähle sofort ein neues Passwort und sag es einem Admin.',
    ],
    button: 'Neues Passwort wählen',
  },
  'new-device': {
    subject: 'Anmeldung mit einem neuen Gerät',
    text: [
      'Jemand hat sich mit einem Browser bei deinem Konto angemeldet, den wir dort noch nicht gesehen haben.',
      'Wenn du es warst, ist nichts zu tun. Wenn nicht, wähle ein neues Passwort: das beendet alle Anmeldungen.',
    ],
    button: 'Neues Passwort wählen',
  },
  'user-registration': {
    subject: 'Ihr Code für ein neues Konto',
    text: [
      'Jemand, wahrscheinlich Sie, möchte mit dieser Adresse ein Konto in unserer Hilfe anlegen. Geben Sie dort diesen Code ein:',
    ],
    after: [
      'Wenn Sie es nicht waren, tun Sie nichts: Ohne den Code entsteht kein Konto. Geben Sie den Code niemandem.',
    ],
    button: 'Code eingeben',
  },
  'user-invitation': {
    subject: 'Ihre Einladung in unsere Hilfe',
    text: ['Sie sind eingeladen, ein Konto in unserer Hilfe anzulegen. Geben Sie dort diesen Code ein:'],
    after: ['Wenn Sie das nicht erwartet haben, tun Sie nichts: Ohne Sie entsteht kein Konto.'],
    button: 'Code eingeben',
  },
  'user-known': {
    subject: 'Sie haben schon ein Konto',
    text: [
      'Jemand, wahrscheinlich Sie, wollte mit dieser Adresse ein Konto anlegen. Es gibt schon eines: Melden Sie sich damit an, oder wählen Sie ein neues Passwort, wenn Sie Ihres vergessen haben.',
      'Wenn Sie es nicht waren, tun Sie nichts: Es hat sich nichts geändert.',
    ],
    button: 'Anmelden',
  },
  'user-reset': {
    subject: 'Ihr Code für ein neues Passwort',
    text: [
      'Jemand, wahrscheinlich Sie, möchte ein neues Passwort für Ihr Konto in unserer Hilfe. Geben Sie dort diesen Code ein:',
    ],
    after: ['Wenn Sie es nicht waren, tun Sie nichts: Ihr Passwort bleibt, wie es ist. Geben Sie den Code niemandem.'],
    button: 'Code eingeben',
  },
  'user-email-change': {
    subject: 'Ihr Code für diese Adresse',
    text: [
      'Jemand, wahrscheinlich Sie, möchte sich von nun an mit dieser Adresse in unserer Hilfe anmelden. Geben Sie dort diesen Code ein:',
    ],
    after: ['Wenn Sie es nicht waren, tun Sie nichts: Es ändert sich nichts. Geben Sie den Code niemandem.'],
    button: 'Code eingeben',
  },
  'user-email-changed': {
    subject: 'Ihre Adresse wurde geändert',
    text: [
      'Sie melden sich in unserer Hilfe von nun an mit einer anderen Adresse an; diese hier öffnet nichts mehr.',
      'Wenn Sie es nicht waren, nehmen Sie es mit diesem Code zurück: Die Adresse gehört wieder Ihnen, alle werden abgemeldet, und Sie bekommen eine E-Mail, um ein neues Passwort zu wählen.',
    ],
    button: 'Zurücknehmen',
  },
  'user-remembered-login-reused': {
    subject: 'Sie wurden überall abgemeldet',
    text: [
      'Eine Anmeldung in unserer Hilfe, die sich Ihr Browser gemerkt hatte, kam ein zweites Mal, mit einer Kopie. Zur Sicherheit haben wir alle Anmeldungen Ihres Kontos beendet.',
      'Melden Sie sich neu an. Wenn Sie das Passwort auch anderswo benutzen oder nicht sicher sind, wählen Sie ein neues.',
    ],
    button: 'Anmelden',
  },
  'user-password-changed': {
    subject: 'Ihr Passwort wurde geändert',
    text: [
      'Das Passwort Ihres Kontos in unserer Hilfe wurde geändert, und alle anderen Anmeldungen sind beendet.',
      'Wenn Sie es nicht waren, wählen Sie sofort ein neues.',
    ],
    button: 'Neues Passwort wählen',
  },
  'user-deleted': {
    subject: 'Ihr Konto wurde gelöscht',
    text: [
      'Ihr Konto in unserer Hilfe wurde gelöscht, mit allen Anmeldungen. Gespräche, die Sie geführt haben, bleiben bei denen, die Ihnen geantwortet haben.',
      'Wenn Sie es nicht waren, schreiben Sie denen, die die Website betreiben.',
    ],
    button: 'Hilfe öffnen',
  },
  'user-conversations': {
    subject: 'Ihr Code für Ihre Gespräche',
    text: [
      'Jemand, vermutlich Sie, möchte in einem anderen Browser sehen, was Sie uns mit dieser Adresse geschrieben haben. Geben Sie dort diesen Code ein:',
    ],
    after: ['Waren Sie es nicht, tun Sie nichts. Geben Sie den Code niemandem: Er zeigt Ihre Gespräche mit uns.'],
    button: 'Code eingeben',
  },
  'ticket-received': {
    subject: 'Ihre Nachricht ist angekommen',
    text: [
      'Mit dieser Adresse wurde uns eine Nachricht geschickt. Wir antworten per E-Mail, und in unserem Hilfe-Center lesen Sie alles nach.',
    ],
    after: [
      'In dem Browser, in dem Sie geschrieben haben, ist das Gespräch schon offen. In einem anderen fordern Sie dort mit dieser Adresse einen Code an.',
      'Haben Sie nichts geschrieben, tun Sie nichts: Ohne Sie geschieht nichts weiter.',
    ],
    button: 'Gespräch ansehen',
  },
  'ticket-replied': {
    subject: 'Eine Antwort auf Ihre Nachricht',
    text: ['Auf das, was Sie uns geschrieben haben, wurde geantwortet:'],
    after: [
      'Zum Antworten öffnen Sie das Gespräch; eine Antwort auf diese Mail erreicht niemanden. In einem anderen Browser als dem, in dem Sie geschrieben haben, fordern Sie dort mit dieser Adresse einen Code an.',
    ],
    button: 'Gespräch ansehen und antworten',
  },
  'subscription-code': {
    subject: 'Ihr Code, um von Artikeln zu erfahren',
    text: [
      'Jemand, vermutlich Sie, möchte per E-Mail von Artikeln unserer Hilfe erfahren. Geben Sie dort diesen Code ein:',
    ],
    after: [
      'Wenn Sie es nicht waren, tun Sie nichts: Sie bekommen keine solchen E-Mails. Geben Sie den Code niemandem.',
    ],
    button: 'Code eingeben',
  },
  'article-new': {
    subject: 'Neuer Artikel',
    text: ['Ein Thema unserer Hilfe, dem Sie folgen, hat einen neuen Artikel:'],
    button: 'Artikel lesen',
  },
  'article-changed': {
    subject: 'Artikel geändert',
    text: ['Ein Artikel unserer Hilfe, dem Sie folgen, wurde geändert:'],
    button: 'Artikel lesen',
  },
  'comment-answered': {
    subject: 'Ihr Kommentar wurde beantwortet',
    text: [
      'Jemand hat auf einen Kommentar in unserer Hilfe geantwortet, der mit dieser Adresse geschrieben wurde.',
      'Wenn Sie das nicht waren, hat sich jemand vertippt: Beenden Sie diese E-Mails mit dem Link unten.',
    ],
    button: 'Antwort lesen',
  },
  'comments-new': {
    subject: 'Neue Kommentare',
    text: [
      'Zu Artikeln deiner Hilfe gibt es neue Kommentare. Was wartet, wird gezeigt, sobald jemand es freigegeben hat.',
    ],
    button: 'Ansehen',
  },
  'login-service-linked': {
    subject: 'Dein Konto ist mit deinem Anmeldedienst verknüpft',
    text: [
      'Jemand ist zum ersten Mal über den Anmeldedienst deiner Organisation in dein Konto gekommen. Von jetzt an öffnet er dein Konto.',
      'Wenn du es warst, musst du nichts tun. Wenn nicht, sag es sofort einem Admin.',
    ],
    button: 'Anmelden',
  },
};
