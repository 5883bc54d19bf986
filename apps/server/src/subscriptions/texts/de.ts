import type { SubscriptionTexts } from './en.ts';

export const de: SubscriptionTexts = {
  title: { article: 'Diesem Artikel folgen', category: 'Diesem Thema folgen' },
  text: {
    article: 'Sie bekommen eine E-Mail, wenn der Artikel geändert wurde und Sie davon wissen sollten.',
    category: 'Sie bekommen eine E-Mail, wenn in diesem Thema ein neuer Artikel erscheint.',
  },
  email: 'E-Mail-Adresse',
  emailHint: 'Wir senden einen Code dorthin, damit niemand anderes Sie anmelden kann. Sie wird niemandem gezeigt.',
  sendCode: 'Code senden',
  asUser: (email) => `Die E-Mails gehen an ${email}.`,
  subscribe: 'Folgen',
  codeTitle: 'Code eingeben',
  codeSent: 'Wenn diese Adresse erreichbar ist, ist ein Code unterwegs. Er gilt eine Stunde.',
  codeText: 'Der Code steht in der E-Mail, die wir an Ihre Adresse gesendet haben.',
  haveCode: 'Einen Code eingeben',
  newCode: 'Einen neuen Code anfordern',
  code: 'Code aus der E-Mail',
  codeHint: 'Zwölf Buchstaben und Ziffern. Striche und Leerzeichen sind egal.',
  confirm: 'Bestätigen und folgen',
  already: 'Sie folgen dem schon.',
  listTitle: 'Wem Sie folgen',
  listNone: 'Sie folgen hier noch nichts. Artikel und Themen haben einen Link dafür.',
  listText: 'Auch jede dieser E-Mails hat einen Link, der sie beendet.',
  gone: 'Nicht mehr da',
  kinds: { article: 'Artikel', category: 'Thema' },
  end: 'Beenden',
  endOf: (title) => `Beenden: ${title}`,
  done: {
    subscribed: 'Ab jetzt bekommen Sie eine E-Mail.',
    ended: 'Beendet. Sie bekommen dazu keine E-Mails mehr.',
  },
  stopTitle: 'Keine solchen E-Mails mehr?',
  stopText: (title) => `Sie bekommen E-Mails zu „${title}“.`,
  stop: 'Diese E-Mails beenden',
  stoppedTitle: 'Beendet',
  stoppedText: 'Sie bekommen dazu keine E-Mails mehr.',
  linkBroken:
    'Dieser Link ist nicht vollständig oder stammt von woanders. Kopieren Sie ihn so aus der E-Mail, wie er dort steht.',
  problemTitle: 'Das hat noch nicht geklappt',
  problems: {
    address_invalid: 'An diese Adresse lässt sich keine E-Mail senden. Prüfen Sie sie.',
    mailed_code_invalid:
      'Dieser Code wurde benutzt, ist abgelaufen oder ging nicht an diese Adresse. Prüfen Sie beides, oder fordern Sie einen neuen an.',
    form_expired:
      'Dieses Formular war lange offen. Was Sie eingegeben haben, steht noch da: Senden Sie es noch einmal.',
    mail_not_set_up: 'Von hier lässt sich gerade keine E-Mail senden. Versuchen Sie es später noch einmal.',
    too_many_requests: 'Das war viel auf einmal. Warten Sie eine Weile, dann versuchen Sie es noch einmal.',
    internal: 'Bei uns ist etwas schiefgegangen. Versuchen Sie es gleich noch einmal.',
  },
  missing: { email: 'Geben Sie Ihre E-Mail-Adresse ein.', code: 'Geben Sie den Code aus der E-Mail ein.' },
  toArticle: 'Zurück zur Hilfe',
};
