import { type EntryTexts, textsFrom } from './texts.ts';

const visitorId = 'zufällige Besucherkennung, `vi_…`';
const visitId =
  'zufällige Kennung des Besuchs, Cookie-Modus und Umgang des Browsers mit Drittanbieter-Cookies, `vs_….4-`';
const visitor = {
  purpose: 'Erkennt diesen Browser beim nächsten Besuch auf dieser Website wieder.',
  value: visitorId,
};
const visitorUnread = {
  purpose: 'Erkennt diesen Browser beim nächsten Besuch auf dieser Website wieder; Skripte können es nicht lesen.',
  value: visitorId,
};
const visit = { purpose: 'Verbindet die Seiten eines Besuchs, in allen Tabs.', value: visitId };
const chat = {
  purpose:
    'Merkt sich, dass es eine Unterhaltung gibt und wann sie zuletzt benutzt wurde, damit der Chat auf der nächsten Seite wiederkommt.',
  value: 'Zustand der Unterhaltung und ein Zeitpunkt, `open.1763769600000`',
};
const consent = {
  purpose: 'Merkt sich, was erlaubt und was abgelehnt wurde, und zu welcher Fassung des Textes.',
  value: 'Funktional und Statistik als 0 oder 1, und die Fassung des Textes, `10.v1`',
};
const draft = {
  purpose: 'Bewahrt eine Nachricht, die getippt und noch nicht gesendet wurde; sie bleibt in diesem Browser.',
  value: 'der ungesendete Text',
};
const login = 'zufälliges Sitzungszeichen; der Server bewahrt nur dessen Prüfsumme auf';

const trialValue = 'Zufallszahl, einen Augenblick lang';

const entries: EntryTexts = {
  serviceVisitor: {
    purpose:
      'Erkennt diesen Browser auf allen Domains dieser Website wieder, wo der Browser Cookies zwischen ihnen teilt.',
    value: visitorId,
  },
  serviceVisitorTwin: {
    purpose:
      'Erkennt diesen Browser auf dieser Website wieder, wo der Browser die Cookies des Dienstes je Website trennt.',
    value: visitorId,
  },
  serviceVisit: {
    purpose:
      'Verbindet die Seiten eines Besuchs auf allen Domains dieser Website, wo der Browser Cookies zwischen ihnen teilt.',
    value: 'zufällige Kennung des Besuchs, `vs_…`',
  },
  serviceVisitTwin: {
    purpose: 'Verbindet die Seiten eines Besuchs, wo der Browser die Cookies des Dienstes je Website trennt.',
    value: 'zufällige Kennung des Besuchs, `vs_…`',
  },
  visitor,
  visitorInTab: visitor,
  visitorOnService: visitorUnread,
  visitorByProxy: visitorUnread,
  visit,
  visitInTab: visit,
  tab: { purpose: 'Unterscheidet die Tabs eines Besuchs.', value: 'zufällige Kennung des Tabs, `tb_…`' },
  trial: {
    purpose: 'Findet heraus, ob dieser Browser Cookies annimmt und auf welcher Domain; im selben Augenblick entfernt.',
    value: 'Zufallszahl, weniger als eine Millisekunde lang',
  },
  chat,
  chatInTab: chat,
  window: {
    purpose: 'Hält das Chatfenster von Seite zu Seite und in allen Tabs offen oder geschlossen.',
    value: 'Anordnung und ein Zeitpunkt, `open.1763769600000`',
  },
  carried: {
    purpose:
      'Lässt einen Link zu einer anderen Domain dieser Website die jetzige Unterhaltung dort anbieten; eine Stunde lang gültig.',
    value: 'unterschriebener Nachweis für eine Unterhaltung und einen Besuch; öffnet allein nichts',
  },
  recovery: {
    purpose:
      'Bringt die Unterhaltung zurück, wo der Browser nicht behält, was das Chatfenster selbst speichert; gilt einmal.',
    value: 'zufällige Kennung, eine Zahl, die mit jeder Benutzung wächst, und eine Unterschrift',
  },
  consent,
  consentInTab: consent,
  frameTrial: {
    purpose: 'Findet heraus, ob dieser Browser behält, was das Chatfenster speichert; im selben Augenblick entfernt.',
    value: 'Zufallszahl, weniger als eine Millisekunde lang',
  },
  conversationKeys: {
    purpose:
      'Öffnet die Unterhaltungen, die in diesem Browser begonnen wurden; Seiten der Website können es nicht lesen.',
    value: 'JSON-Liste der Unterhaltungen und Besucherkennungen mit zufälligen Schlüsseln von 256 Bit',
  },
  used: {
    purpose:
      'Sagt, wann der Chat hier zuletzt benutzt wurde, damit gelöscht wird, was er gespeichert hat und lange vergessen ist.',
    value: 'ein Zeitpunkt, `1763769600000`',
  },
  draft,
  draftInTab: draft,
  outbox: {
    purpose:
      'Bewahrt Nachrichten und Dateien, die gesendet und noch nicht bestätigt wurden, damit nichts verloren geht.',
    value: 'unbestätigte Nachrichten und gewählte Dateien, je mit zufälliger Kennung; sonst leer',
  },
  helpVisitor: {
    purpose:
      'Lässt Ihre Antworten zu Artikeln der Hilfe, und wem Sie dort folgen, Ihre bleiben, damit Sie es ändern können; gesetzt beim ersten Mal.',
    value: 'zufälliges Token; der Server behält nur seinen Hash, mit dem, was gesagt wurde oder wem gefolgt wird',
  },
  helpConversations: {
    purpose:
      'Hält Ihre Gespräche in diesem Browser im Hilfe-Center offen; entsteht, wenn Sie das Kontaktformular senden, einen Code aus einer Mail eingeben oder Chats dort zeigen lassen.',
    value:
      'zufälliges Geheimnis von 256 Bit, aus dem die Schlüssel dieser Gespräche folgen; der Server behält nur Prüfsummen',
  },
  consentByForm: { ...consent, purpose: 'Merkt sich dasselbe, wo es in der Hilfe mit einem Formular gewählt wurde.' },
  helpLanguage: {
    purpose: 'Merkt sich die Sprache, die in der Hilfe gewählt wurde; gesetzt durch die Wahl.',
    value: 'die Sprache, `de`',
  },
  adminSession: { purpose: 'Hält Administratoren in der Verwaltung angemeldet.', value: login },
  agentSession: { purpose: 'Hält Mitarbeitende im Arbeitsbereich angemeldet.', value: login },
  remembered: {
    purpose:
      'Meldet Mitarbeitende wieder an, die auf diesem Browser angemeldet bleiben wollten; wird bei jeder Benutzung ersetzt.',
    value: 'zufällige Reihe und ein Einmalwert; der Server bewahrt nur dessen Prüfsumme auf',
  },
  workSite: {
    purpose: 'Öffnet die Website, an der ein Mitglied arbeitet, in weiteren Tabs und nach einem Neuladen.',
    value: 'Kennung der Website, `st_…`',
  },
  node: {
    purpose: 'Führt die Anfragen eines Mitglieds zum selben Server, wo ein Lastverteiler sie auf mehrere verteilt.',
    value: 'ein Zeichen des Servers, das weder Namen noch Adresse verrät; nur wo der Betreiber es eingeschaltet hat',
  },
  portalSession: {
    purpose: 'Behält die Sprache der Hilfe, schützt ihre Formulare und hält dort angemeldet.',
    value:
      'zufälliges Sitzungszeichen, von dem der Server nur die Prüfsumme aufbewahrt; vor einer Anmeldung Sprache, Zeitpunkt und zufällige Kennung',
  },
  portalRemembered: {
    purpose:
      'Meldet in der Hilfe wieder an, wer auf diesem Browser angemeldet bleiben wollte; wird bei jeder Benutzung ersetzt.',
    value: 'zufällige Reihe und ein Einmalwert; der Server bewahrt nur dessen Prüfsumme auf',
  },
  lastSite: {
    purpose: 'Öffnet die Website, an der zuletzt gearbeitet wurde; nur nachdem jemand angemeldet bleiben wollte.',
    value: 'Kennung der Website, `st_…`',
  },
  lastDomain: {
    purpose:
      'Ergänzt bei der nächsten Anmeldung das Ende der E-Mail-Adresse, nie den Namen; nur nachdem jemand angemeldet bleiben wollte.',
    value: 'der Teil der Adresse hinter dem @, `shop.example`',
  },
  loginAttempt: {
    purpose: 'Bindet den zweiten Schritt einer Anmeldung an den Browser, in dem sie begann; öffnet allein nichts.',
    value: 'zufälliges Token dieses Browsers; der Server behält davon nur einen Hash, fünf Minuten lang',
  },
  knownBrowser: {
    purpose:
      'Unterscheidet einen Browser, in dem sich jemand schon angemeldet hat, von einem neuen, von dem eine Mail berichtet.',
    value: 'zufälliges Token dieses Browsers; der Server behält davon nur einen Hash, für jedes Mitglied einen anderen',
  },
  oidcAttempt: {
    purpose:
      'Bindet eine Anmeldung beim Anmeldedienst der Organisation an den Browser, in dem sie begann; öffnet allein nichts.',
    value: 'zufälliges Token dieses Browsers; der Server behält davon nur einen Hash, zehn Minuten lang',
  },
  desk: {
    purpose: 'Merkt sich, wie Mitarbeitende den Arbeitsbereich mögen: hell oder dunkel, mit Ton, mit Tastenkürzeln.',
    value: '`light`, `dark` oder `auto`, dann Ton und Tastenkürzel als `0` oder `1`',
  },
  doctorPlain: {
    purpose:
      'Zeigt dem Betreiber der Website, ob dieser Browser Cookies des Dienstes annimmt; im selben Augenblick entfernt.',
    value: trialValue,
  },
  doctorTwin: {
    purpose:
      'Zeigt dem Betreiber der Website, ob dieser Browser solche Cookies je Website trennt; im selben Augenblick entfernt.',
    value: trialValue,
  },
  doctorOnService: {
    purpose:
      'Zeigt dem Betreiber der Website, dass der Server Cookies der Website setzen kann; im selben Augenblick entfernt.',
    value: trialValue,
  },
  doctorByProxy: {
    purpose:
      'Zeigt dem Betreiber der Website, dass Cookies durch den eigenen Pfad kommen; im selben Augenblick entfernt.',
    value: trialValue,
  },
  doctorStored: {
    purpose: 'Zeigt dem Betreiber der Website, ob Seiten auf Dauer speichern können; im selben Augenblick entfernt.',
    value: trialValue,
  },
  doctorInTab: {
    purpose: 'Zeigt dem Betreiber der Website, ob ein Tab etwas speichern kann; im selben Augenblick entfernt.',
    value: trialValue,
  },
  doctorInFrame: {
    purpose:
      'Zeigt dem Betreiber der Website, ob das Chatfenster auf Dauer speichern kann; im selben Augenblick entfernt.',
    value: trialValue,
  },
  doctorInFrameTab: {
    purpose:
      'Zeigt dem Betreiber der Website, ob das Chatfenster für einen Tab speichern kann; im selben Augenblick entfernt.',
    value: trialValue,
  },
};

function hoursOrDays(seconds: number): string {
  const hours = Math.round(seconds / 3_600);
  return hours < 72 ? `${hours} Stunden` : `${Math.round(hours / 24)} Tage`;
}

/** [REG4] the register in German. */
export const german = textsFrom(entries, {
  days: (count) => (count === 1 ? '1 Tag' : `${count} Tage`),
  renewed: (life) => `${life}, durch Besuche verlängert`,
  fromFirst: (life) => `${life} ab dem ersten Besuch`,
  session: 'bis der Browser geschlossen wird',
  tab: 'bis der Tab geschlossen wird',
  kept: 'bis es gelöscht wird',
  stale: (seconds) => `bis es gelöscht wird; ${hoursOrDays(seconds)} nach der letzten Benutzung nicht mehr beachtet`,
  conditions: {
    'cookies-refused': 'im Tab, wo Cookies abgelehnt werden',
    'third-party-taken': 'wo der Browser Cookies anderer Domains annimmt',
    'partitioned-taken': 'wo der Browser je Website getrennte Cookies anderer Domains annimmt',
    'not-shared': 'wo der Browser nicht sagt, dass er die Cookies des Dienstes zwischen Websites teilt',
    'frame-storage-lost': 'wo der Browser nicht behält, was das Chatfenster speichert',
    'same-site-service': 'wo der Dienst unter der eigenen Domain der Website liegt',
    'proxied-path': 'wo die Website einen eigenen Pfad an den Dienst weitergibt',
  },
});
