import type { Messages } from './en.ts';

/** The texts of an admin's screens about recognising visitors and asking them, in German. */
export const deIdentity: Messages['admin']['identity'] = {
  modeTitle: 'Wie Besucher erkannt werden',
  modeLead: 'Was in ihrem Browser liegt, und wie lange. Im Zweifel das Erste.',
  recommended: 'Empfohlen',
  inForce: 'In Kraft',
  gains: 'Gewinn',
  costs: 'Preis',
  forWhom: 'Für',
  facts: { later: 'Nach einem Neustart', across: 'Auf einer anderen deiner Domains', third: 'Drittanbieter-Cookies' },
  later: { yes: 'bekannt', no: 'neu' },
  across: { cookie: 'bekannt, wo Browser Cookies teilen, sonst über einen Link', link: 'bekannt über einen Link' },
  third: { none: 'keine', session: 'bis der Browser schließt', lasting: 'dauerhaft' },
  modes: {
    'first-party': {
      name: 'Erstanbieter',
      text: 'Ein dauerhaftes Cookie auf deiner eigenen Domain.',
      gains: 'Wer wiederkommt, ist in jedem Browser bekannt, und nie geht ein Drittanbieter-Cookie hinaus.',
      costs:
        'Eine zweite Domain kennt nur, wer über einen Link hinüberkommt. Browser mit dem Tracking-Schutz von WebKit vergessen nach 7 Tagen, es sei denn, dein eigener Server setzt das Cookie (oben).',
      forWhom: 'fast jede Website.',
    },
    'first-party-session': {
      name: 'Erstanbieter, bis der Browser schließt',
      text: 'Ein Cookie auf deiner eigenen Domain, das mit der Sitzung endet.',
      gains: 'Keine Vorgeschichte: Niemandem wird von einem Tag zum nächsten gefolgt. Am leichtesten zu begründen.',
      costs:
        'Wer wiederkommt, ist neu; du zählst also mehr Besucher, als es sind. Es endet gewiss: nach 4 stillen Stunden, spätestens nach 24.',
      forWhom: 'Behörden, Gesundheit, Schulen, Intranets.',
    },
    'first-party-with-third-party-session': {
      name: 'Erstanbieter, für eine Sitzung geteilt',
      text: 'Ein dauerhaftes Cookie auf deiner Domain, und bis der Browser schließt eines auf der des Dienstes.',
      gains: 'Wer wiederkommt, ist auf jeder Domain bekannt; mehrere Domains finden in einer Sitzung zusammen.',
      costs:
        'Drittanbieter-Cookies sind zu nennen und brauchen Zustimmung. Wo ein Browser sie trennt oder sperrt, finden Domains nur über Links zusammen.',
      forWhom: 'mehrere Domains, auf denen das Wiederkommen zählt.',
    },
    'third-party': {
      name: 'Drittanbieter',
      text: 'Ein dauerhaftes Cookie auf der Domain des Dienstes, für alle deine Domains.',
      gains: 'Ein Besucher auf allen deinen Domains, auch Tage später, wo der Browser solche Cookies teilt.',
      costs:
        'Firefox und WebKit trennen oder sperren sie, viele Browser mit Chromium auch: Dort springt deine eigene Domain von selbst ein, und eine Person auf zwei Domains zählt vielleicht doppelt. Eine Anfrage mehr auf der ersten Seite; Drittanbieter-Cookies sind zu nennen und brauchen Zustimmung.',
      forWhom: 'mehrere Domains, deren Besucher meist Browser nutzen, die Cookies teilen.',
    },
    'third-party-session': {
      name: 'Drittanbieter, bis der Browser schließt',
      text: 'Ein Cookie auf der Domain des Dienstes, das mit der Sitzung endet.',
      gains: 'Ein Besuch über alle deine Domains, ohne Vorgeschichte.',
      costs: 'Wer wiederkommt, ist neu. Getrennt und gesperrt wie oben; zu nennen, und braucht Zustimmung.',
      forWhom: 'mehrere Domains, und keine Vorgeschichte erwünscht.',
    },
  },
  consentNote:
    'Jeder Modus legt eine Kennung im Browser ab. Wo das Recht eine Einwilligung verlangt, gilt das für alle fünf: Stelle sie unter Einwilligung ein.',
  changeTitle: 'Wenn du speicherst',
  changeWhen: 'Es gilt ab dem nächsten Seitenaufruf eines jeden. Keine Seite muss geändert werden.',
  consequences: {
    carried: 'Wer jetzt bekannt ist, bleibt es: Was der Browser hält, wird übernommen.',
    'ends-with-browser':
      'Ein laufender Besuch geht weiter. Wer danach wiederkommt, ist neu, was der Browser auch hielt.',
    lasts: 'Von da an bleiben sie so lange bekannt, wie du unten einstellst.',
    'service-cleared':
      'Was auf der Domain des Dienstes liegt, wird ein letztes Mal gelesen und entfernt, in jedem Browser beim nächsten Besuch.',
    'service-added':
      'Drittanbieter-Cookies sind dann neu: Nenne sie in der Datenschutzerklärung und frage alle noch einmal.',
  },
  lifetimeTitle: 'Wie lange',
  lifetimeLegend: 'Ein Besucher bleibt bekannt',
  lifetimeSession:
    'Bis der Browser schließt; das bestimmt der gewählte Modus. Das Folgende gilt, sobald ein dauerhafter in Kraft ist.',
  lifetimes: {
    year: 'Ein Jahr, von Besuchen verlängert',
    exempt: '390 Tage ab dem ersten Besuch',
    own: 'Eine andere Zeit',
  },
  lifetimeText: {
    year: 'Vergessen ein Jahr nach dem letzten Besuch.',
    exempt:
      'Nicht verlängert: Nach 13 Monaten ist jeder neu. Das verlangt die französische CNIL für Reichweitenmessung ohne Einwilligung.',
    own: '1 bis 400 Tage, so lange, wie Browser ein Cookie behalten.',
  },
  days: 'Tage',
  daysInvalid: 'Wähle 1 bis 400 Tage.',
  prolonged: 'Jeder Besuch verlängert',
  adoptTitle: 'Umzug von einem anderen System',
  adoptText:
    'Nenne das Cookie, an dem dein früherer Chat Besucher erkannte. Das Tag schickt seinen Wert einmal, damit mitgebrachte Vorgeschichte ihren Besucher findet. Beide dürfen nebeneinander laufen, bis das alte Skript weg ist.',
  adopt: 'Zu übernehmende Cookies',
  adoptHint:
    'Eines je Zeile, höchstens 4. Nur Namen, und nur von Besucher-Cookies: nie das einer Anmeldung oder eines Einkaufs.',
  adoptKnown: { LPVID: 'LivePerson', dp__v: 'Deskpro, heute', dp_v: 'Deskpro, früher' },
  adoptAdd: (name, system) => `${name} hinzufügen (${system})`,
  adoptFull: 'Höchstens 4 Cookies lassen sich übernehmen.',
  servedTitle: 'Cookies vom eigenen Server',
  servedGood: (domains) =>
    `Der Dienst liegt unter deiner eigenen Domain: Auf ${domains} setzt er Cookies selbst, Skripte kommen nicht heran, und kein Browser verkürzt ihr Leben. Besser geht es nicht.`,
  servedRest: (domains) => `Nicht so auf ${domains}: Dort setzt das Tag das Cookie.`,
  servedNot:
    'Der Dienst liegt unter einer anderen Domain als deine Website, darum setzt das Skript des Tags das Cookie. Empfohlen: Lass es deinen eigenen Server setzen. Dann können Skripte es nicht lesen, und Browser beenden es nicht nach 7 Tagen. Porchlight merkt es von selbst.',
  servedWay: 'Auf welchem Weg?',
  served: { host: 'Ein eigener Host', path: 'Ein eigener Pfad' },
  servedText: {
    host: 'Ein Name unter deiner Domain, der zum Dienst führt. Trägt Tag und Chatfenster für alle Subdomains; braucht einen Namen im DNS und ein Zertifikat.',
    path: 'Dein Webserver reicht einen Pfad an den Dienst weiter. Am DNS ändert sich nichts; je Domain einmal nötig. Trägt das Tag und seine Anfragen, nie das Chatfenster.',
  },
  servedProxy: 'Dein Webserver',
  proxies: { nginx: 'nginx', caddy: 'Caddy' },
  servedHost: 'Host deiner Website',
  servedSettings: 'Und sag dem Dienst, wie er heißt und wem er glauben darf:',
  servedTrust:
    'Nenne die Adresse deines Proxys in den Einstellungen des Dienstes (PORCHLIGHT_TRUSTED_PROXIES), und nimm diese Zeile für die Seiten des Hosts:',
  showSnippet: 'Zeigen, wie',
  bannerTitle: 'Wer fragt',
  banner: 'Wer fragt deine Besucher?',
  banners: { own: 'Der Banner von Porchlight', other: 'Meine Website fragt' },
  bannerText: {
    own: 'Klein, in der Sprache des Besuchers, nur geladen, solange es etwas zu fragen gibt. Ein Nein ist so leicht wie ein Ja.',
    other: 'Mit einem Consent-Manager oder einem eigenen Banner; sie gibt die Antwort weiter (unten).',
  },
  bannerOff: 'Niemand wird gefragt, solange „Nicht fragen“ eingestellt ist.',
  previewLabel: 'So sieht der Banner auf deiner Website aus',
  privacy: 'Adresse deiner Datenschutzerklärung',
  privacyHint: 'Verlinkt im Banner. Leer lassen, wenn kein Link erscheinen soll.',
  privacyInvalid: 'Schreibe eine Adresse, die mit https:// beginnt, oder lass sie leer.',
  forgetTitle: 'Wenn jemand ein Ja zurücknimmt',
  forgets: 'Neben den Cookies im Browser vergisst der Server',
  forgetChoices: { nothing: 'Nichts weiter', pages: 'Die angesehenen Seiten', visitor: 'Den Besucher ganz' },
  forgetText: {
    nothing: 'Von da an kommt nichts hinzu. Was mit dem Ja gesammelt wurde, bleibt, wie es das Recht erlaubt.',
    pages: 'Adressen und Titel der Seiten gehen, und woher jemand kam; dass es einen Besuch gab, bleibt gezählt.',
    visitor: 'Besuche, Seiten und Kennung gehen. Gespräche bleiben: Sie wurden mit dir geführt, nicht beobachtet.',
  },
  againTitle: 'Alle noch einmal fragen',
  againText:
    'Ändert sich, was gefragt wird oder wofür, sollen frühere Antworten nicht mehr gelten. Ein Nein bleibt ein Nein, bis der Besucher neu antwortet.',
  againVersion: (version) => `Das ist Frage Nr. ${version}.`,
  again: 'Alle noch einmal fragen',
  againConfirmTitle: 'Jeden Besucher noch einmal fragen?',
  againConfirm:
    'Kein bisheriges Ja gilt mehr. Wo erst gefragt wird, wird niemand vor einem neuen Ja erfasst. Das lässt sich nicht zurücknehmen.',
  againDone: 'Alle werden ab dem nächsten Seitenaufruf noch einmal gefragt.',
  proofsTitle: 'Nachweis der Einwilligung',
  proofsText:
    'Jedes Ja wird aufgehoben: wann, auf welche Frage, auf welchem Weg und von wem. Ein Widerruf löscht es nicht. Ein Nein wird nie gesendet.',
  proofs: 'Als CSV herunterladen',
  passOnTitle: 'Antworten weitergeben',
  passOnText:
    'Für Websites, die selbst fragen. Setze das in deinen Consent-Manager, dorthin, wo er die Wahl des Besuchers meldet:',
  consentMode:
    'Mit dem Google Consent Mode ist nichts einzusetzen: Porchlight hört mit, was dein Consent-Manager Google sagt.',
  gpc: 'Ein Browser, der Global Privacy Control sendet, lehnt Statistik von selbst ab, außer der Besucher hat hier Ja gesagt.',
};
