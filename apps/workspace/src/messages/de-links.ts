import type { enLinks } from './en-links.ts';

/** The texts of the screens that one-time links lead to, in German. */
export const deLinks: typeof enLinks = {
  forgot: 'Passwort vergessen?',
  toLogin: 'Zur Anmeldung',
  logIn: 'Anmelden',
  looking: 'Der Link wird geprüft',
  missingTitle: 'Diese Adresse ist nicht vollständig',
  missing: 'Öffne den ganzen Link aus der E-Mail. Der Teil nach „#“ macht ihn gültig, und er fehlte.',
  invalidTitle: 'Dieser Link gilt nicht mehr',
  mailOffTitle: 'Von hier kann noch keine E-Mail verschickt werden',
  mailOff: 'Wer diese Installation betreibt, hat noch keinen Mailserver eingetragen. Bitte einen Admin um Hilfe.',
  invitation: {
    title: 'Willkommen',
    lead: 'Du bist in den Arbeitsplatz eingeladen. Wähle deinen Namen und ein Passwort.',
    submit: 'Konto anlegen',
    invalid: 'Eine Einladung gilt einmal und sieben Tage lang. Bitte darum, sie noch einmal zu schicken.',
    doneTitle: 'Dein Konto ist fertig',
    done: 'Melde dich mit deiner Adresse und dem gewählten Passwort an.',
    taken: 'Zu dieser Adresse gibt es schon ein Konto. Melde dich damit an.',
  },
  reset: {
    askTitle: 'Passwort vergessen?',
    askLead:
      'Gib die Adresse ein, mit der du dich anmeldest. Du bekommst eine E-Mail mit einem Link, um ein neues Passwort zu wählen.',
    askSubmit: 'E-Mail schicken',
    askedTitle: 'Sieh in dein Postfach',
    asked: (email) =>
      `Wenn es zu ${email} ein Konto gibt, ist eine E-Mail unterwegs. Der Link darin gilt einmal und eine Stunde lang.`,
    askedHint: 'Nach einigen Minuten nichts da? Sieh im Spam nach oder prüfe die Adresse.',
    again: 'Andere Adresse versuchen',
    title: 'Ein neues Passwort wählen',
    lead: 'Alle Anmeldungen deines Kontos enden, auf jedem Gerät.',
    password: 'Neues Passwort',
    submit: 'Passwort setzen',
    invalid: 'Ein Link für ein neues Passwort gilt einmal und eine Stunde lang. Fordere einen neuen an.',
    askAgain: 'Neuen Link anfordern',
    doneTitle: 'Dein Passwort ist gesetzt',
    done: 'Du wurdest überall abgemeldet. Melde dich mit dem neuen Passwort an.',
  },
  change: {
    title: 'E-Mail-Adresse',
    text: 'Die neue Adresse bekommt eine E-Mail und gilt, sobald du dort bestätigst. Die jetzige erfährt davon und kann es sieben Tage lang zurücknehmen.',
    label: 'Neue E-Mail-Adresse',
    submit: 'E-Mail schicken',
    same: 'Das ist schon deine Adresse.',
    asked: (email) =>
      `Eine E-Mail ist unterwegs an ${email}, wenn die Adresse niemand anderem gehört. Bestätige dort binnen eines Tages.`,
  },
  confirm: {
    title: 'Adresse bestätigen',
    lead: 'Ab jetzt meldest du dich mit dieser Adresse an:',
    submit: 'Bestätigen',
    invalid: 'Ein Link zum Bestätigen gilt einmal und einen Tag lang. Ändere die Adresse noch einmal.',
    doneTitle: 'Deine Adresse ist bestätigt',
    done: 'Melde dich ab jetzt mit ihr an. Die frühere Adresse weiß davon und kann es sieben Tage lang zurücknehmen.',
    taken: 'Diese Adresse benutzt inzwischen jemand anderes. Wähle eine andere.',
  },
  undo: {
    title: 'Änderung zurücknehmen',
    lead: 'Dein Konto bekommt diese Adresse zurück, und alle Anmeldungen enden:',
    submit: 'Zurücknehmen',
    invalid: 'Ein Link zum Zurücknehmen gilt einmal und sieben Tage lang. Bitte einen Admin um Hilfe.',
    doneTitle: 'Deine Adresse ist wieder da',
    done: 'Alle wurden abgemeldet. Sieh in dein Postfach: Dort ist ein Link, um ein neues Passwort zu wählen.',
    taken: 'Diese Adresse benutzt inzwischen jemand anderes. Bitte einen Admin um Hilfe.',
  },
};
