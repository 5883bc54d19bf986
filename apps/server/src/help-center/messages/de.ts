import type { Messages } from './en.ts';

export const de: Messages = {
  helpCenter: 'Hilfe',
  sitesTitle: 'Antworten zu jeder Website, und was sie in Ihrem Browser speichert:',
  helpOf: (site) => `Hilfe von ${site}`,
  siteLink: (site) => `${site}: Cookies und gespeicherte Werte`,
  logIn: 'Anmelden',
  noSites: 'Es gibt noch keine Website.',
  cookiesOf: (site) => `Cookies von ${site}`,
  cookiesTitle: (site) => `Was ${site} in Ihrem Browser speichert`,
  cookiesText:
    'Diese Liste kommt aus dem Programm selbst und ist nicht von Hand geschrieben. Die Werte sind zufällige Kennungen, Zeitpunkte und Einstellungen. Der einzige Text darunter ist, was Sie getippt und noch nicht gesendet haben; er bleibt in Ihrem Browser.',
  noneBeforeYes: 'Nichts von „Statistik“ wird gespeichert, bevor Sie zustimmen.',
  categories: { necessary: 'Notwendig', functional: 'Funktional', analytics: 'Statistik' },
  foreign: 'Von anderen gesetzt',
  foreignText: 'Der Betreiber dieses Dienstes erklärt, dass andere Programme auf denselben Hosts dies setzen.',
  columns: { name: 'Name', purpose: 'Wozu', store: 'Wo', lifetime: 'Wie lange' },
  setBy: (who) => `Gesetzt von: ${who}.`,
  members: 'Nur für das Team der Website.',
  stores: {
    cookie: 'Cookie',
    localStorage: 'Browserspeicher',
    sessionStorage: 'der Tab',
    indexedDB: 'Browserdatenbank',
  },
  sameAs: 'Dieselbe Liste als',
  and: 'und',
  missing: 'Seite nicht gefunden',
  missingTitle: 'Hier ist keine Seite',
  missingText:
    'Vielleicht ist die Adresse falsch geschrieben, oder die Seite gibt es nicht mehr. Auf der Startseite der Hilfe stehen alle.',
  inThisLanguage: 'Deutsch',
};
