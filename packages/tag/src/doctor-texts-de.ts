import type { DoctorTexts } from './doctor-texts.ts';

/** Everything the doctor says, in German. */
export const doctorTexts: DoctorTexts = {
  title: 'Porchlight-Doktor',
  lead: 'Prüft, wie es Porchlight auf dieser Seite in diesem Browser geht. Nur du siehst das.',
  checking: 'Diese Seite wird geprüft …',
  allGood: 'Hier ist alles in Ordnung.',
  done: '{broken} gestört, {look} anzusehen, {ok} in Ordnung.',
  doneToLook: '{look} anzusehen, {ok} in Ordnung.',
  levels: { broken: 'Gestört', look: 'Bitte ansehen', ok: 'In Ordnung' },
  fine: 'In Ordnung: {count} Prüfungen',
  todo: 'Was zu tun ist',
  copy: 'Kopieren',
  copied: 'Kopiert',
  copyOf: 'Kopieren: {title}',
  again: 'Erneut prüfen',
  copyReport: 'Bericht kopieren',
  print: 'Drucken',
  close: 'Doktor schließen',
  seen: 'Was der Dienst gesehen hat',
  left: 'Der Code gilt noch {minutes} Minuten und für {checks} Prüfungen, in diesem Browser.',
  codeBad: 'Dieser Code gilt nicht mehr.',
  codeBadText:
    'Er gilt 15 Minuten, für eine Website und den Browser, der ihn zuerst benutzt hat. Einen neuen gibt es in der Verwaltung deiner Website, Doktor.',
  facts: {
    page: 'Seite',
    origin: 'Herkunft',
    at: 'Zeit',
    service: 'Dienst',
    browser: 'Browser',
    country: 'Land',
    mode: 'Cookie-Modus',
    cookies: 'Angekommene Cookies',
    site: 'Verhältnis',
    domain: 'Domain der Cookies',
    none: 'keine',
  },
  findings: {
    serviceByPolicy: [
      'Diese Seite verbietet, mit Porchlight zu sprechen',
      'Die Sicherheitsrichtlinie der Seite weist jede Anfrage ab. Es wird nichts gezählt, und mehr ließ sich nicht prüfen.',
      'Ergänze die Zeile unten (Content-Security-Policy) und prüfe erneut.',
    ],
    tooOften: [
      'Zu viele Prüfungen',
      'Aus deinem Netz kamen zu viele in einer Minute.',
      'Warte eine Minute und prüfe erneut.',
    ],
    serviceBlocked: [
      'Etwas in diesem Browser blockiert Porchlight',
      'Anfragen schlagen fehl, obwohl Skripte von dort laden. So wirken Werbe- und Tracking-Blocker, seltener ein Service Worker.',
      'Versuche es in einem privaten Fenster ohne Erweiterungen. Solche Besucher erreicht ein Dienst unter deiner eigenen Domain eher (Verwaltung, Erkennen).',
    ],
    pathBroken: [
      'Dein eigener Pfad führt nicht zu Porchlight',
      'Das Tag kam von {base}, aber Anfragen daneben bekommen keine Antwort: Es wird nichts gezählt.',
      'Leite alles unter diesem Pfad weiter, nicht nur das Tag. Für nginx:',
    ],
    serviceDown: [
      'Porchlight antwortet nicht',
      'Status {status}. Der Seite selbst schadet das nicht.',
      'Läuft der Dienst, und kommen POST-Anfragen durch Firewall und Proxy? Dann prüfe erneut.',
    ],
    originListed: ['Diese Adresse steht auf deiner Liste', 'Seiten unter {origin} dürfen Porchlight benutzen.'],
    originBlocked: [
      'Diese Adresse ist gesperrt',
      'Ein Eintrag der gesperrten Domains weist {host} ab, was auch immer die Liste sonst erlaubt.',
      'Entferne den Eintrag: Verwaltung, Domains, Gesperrte Domains.',
    ],
    originNear: [
      'Diese Adresse steht nicht auf deiner Liste, aber beinahe',
      '{near} steht darauf, {host} nicht: Mit und ohne „www“ und jeder Port sind verschiedene Adressen.',
      'Ergänze diese Zeile: Verwaltung, Domains.',
    ],
    originUnlisted: [
      'Diese Adresse steht nicht auf deiner Liste',
      'Alles, was diese Seite sendet, wird abgewiesen. Niemand wird hier gezählt, und der Chat geht nicht auf.',
      'Wenn die Seite dir gehört, ergänze diese Zeile: Verwaltung, Domains.',
    ],
    originNone: [
      'Diese Seite hat keine eigene Adresse',
      'Sie steht in einer Sandbox (CSP „sandbox“ oder ein Frame mit sandbox), gehört zu keiner Domain und lässt sich nicht erlauben.',
      'Ergänze „allow-same-origin“, oder lass die Sandbox weg.',
    ],
    httpsOk: ['Die Seite ist verschlüsselt', 'Sie kam über https, wie alles von Porchlight.'],
    httpsLocal: [
      'Nicht verschlüsselt, und hier auch nicht nötig',
      'Das ist dein eigener Rechner. Im Internet muss die Seite https sein.',
    ],
    httpsMissing: [
      'Diese Seite ist nicht verschlüsselt',
      'Sie kam über http. Browser verweigern dann einen Teil des Chats, und unterwegs kann mitgelesen werden.',
      'Liefere die Seite über https aus, und leite Besucher von {origin} dorthin.',
    ],
    reachCross: [
      'Der Dienst steht auf einer anderen Domain',
      '{service} liegt nicht unter der Domain dieser Seite. Das geht. Unter deiner eigenen Domain behielten Browser länger, was sie sich merken (Verwaltung, Erkennen).',
    ],
    reachNear: [
      'Der Dienst steht unter deiner eigenen Domain',
      '{service} und diese Seite gehören für jeden Browser zusammen.',
    ],
    reachProxied: [
      'Der Dienst ist über deinen eigenen Pfad erreichbar',
      '{base} wird weitergeleitet, wie es sein soll.',
    ],
    reachLost: [
      'Dein eigener Pfad geht unterwegs verloren',
      'Anfragen über {base} kommen an, aber der Dienst sieht nicht, dass sie durch deine Website kamen. Darum setzt er keine Cookies für dich.',
      'Gib X-Forwarded-Host mit und nenne die Adresse des Proxys in PORCHLIGHT_TRUSTED_PROXIES. Für nginx:',
    ],
    ownCookieCame: [
      'Dein Server kann Besucher selbst wiedererkennen',
      'Ein Cookie, das Skripte nicht lesen können, wurde gesetzt und kam zurück. Kein Browser verkürzt sein Leben.',
    ],
    ownCookieLost: [
      'Das Cookie des Servers kam nicht zurück',
      'Es wurde gesetzt und ist weg. Das der Seite springt ein.',
      'Sieh nach, ob ein Proxy „Set-Cookie“ oder „Cookie“ entfernt oder dieser Browser alle Cookies blockiert.',
    ],
    proxyUntrusted: [
      'Vor dem Dienst steht ein Proxy, dem er nicht vertraut',
      'Alle Besucher scheinen von einer Adresse zu kommen: Grenzen treffen alle, und Länder stimmen nicht.',
      'Nenne dem Dienst die Adresse des Proxys, zum Beispiel:',
    ],
    clockOk: ['Die Uhren stimmen überein', 'Dieses Gerät und der Dienst haben dieselbe Zeit.'],
    clockOff: [
      'Die Uhren gehen {minutes} Minuten auseinander',
      'Zeiten im Chat wirken falsch, und Anmeldungen deiner Nutzer werden womöglich abgewiesen.',
      'Stelle die Uhr dieses Geräts. Stimmt sie, stelle die des Servers (NTP).',
    ],
    cspRefused: [
      'Die Sicherheitsrichtlinie der Seite weist etwas ab: {directive}',
      'Ohne das geht ein Teil von Porchlight hier nicht.',
      'In der Content-Security-Policy deiner Seiten muss {directive} so lauten:',
    ],
    cspReported: [
      'Die Richtlinie der Seite würde etwas abweisen: {directive}',
      'Noch meldet sie nur. Sobald sie gilt, geht ein Teil von Porchlight nicht mehr.',
      'Bevor du sie in Kraft setzt, muss {directive} so lauten:',
    ],
    cspOk: [
      'Die Sicherheitsrichtlinie der Seite steht nicht im Weg',
      'Skripte, Anfragen, Stile und der Frame des Chats kommen durch.',
    ],
    referrerOk: ['Woher Besucher kommen, wird gesagt', 'Die Referrer-Richtlinie der Seite lässt es durch.'],
    referrerNone: [
      'Andere Seiten erfahren nicht, woher Besucher kommen',
      'Die Referrer-Richtlinie ist „{policy}“. Porchlight geht, aber auf deinen anderen Domains scheinen Besuche von nirgends zu kommen.',
      'Wenn das keine Absicht ist, sende diesen Header:',
    ],
    isolated: [
      'Eine isolierte Seite, und alles passt',
      'Skripte und Chat tragen die Header, die solche Seiten verlangen.',
    ],
    cookiesRefused: [
      'Dieser Browser behält keine Cookies deiner Website',
      'Ein Besucher ist so nur in einem Tab bekannt. Wer das einstellt, zählt jedes Mal neu.',
      'Blockiert dieser Browser Cookies? Wenn nicht, verhindert sie etwas auf der Seite.',
    ],
    domainOk: [
      'Cookies gelten für deine ganze Domain',
      'Sie reichen bis {domain} und alles darunter: www und shop teilen ihre Besucher.',
    ],
    domainHost: ['Cookies gelten für diesen Host', 'Über {domain} steht keine Domain, also reichen sie nur so weit.'],
    domainNarrow: [
      'Cookies gelten nur für {domain}',
      'Sie sollten für ganz {wider} gelten, aber der Browser nimmt sie für weniger.',
      'Sieh nach, ob etwas auf der Seite Cookies umschreibt oder dieser Browser sie blockiert.',
    ],
    storageOk: ['Seiten können speichern, was sie brauchen', 'Das Chatfenster kann von Seite zu Seite offen bleiben.'],
    storageTab: [
      'Nur der Tab merkt sich etwas',
      'Dieser Browser speichert nichts auf Dauer. Das Chatfenster schließt sich mit dem Tab.',
    ],
    storageRefused: [
      'Dieser Browser speichert nichts',
      'Aller Speicher ist blockiert. Besucher mit dieser Einstellung sind auf jeder Seite neu.',
    ],
    classShared: [
      'Dieser Browser teilt Cookies zwischen deinen Domains',
      'Ein Besucher ist auf allen bekannt. Versucht: geteilt {plain}, getrennt {twin}.',
    ],
    classSplit: [
      'Dieser Browser trennt die Cookies des Dienstes nach Websites',
      'Das ist üblich. Auf dieser Domain sind Besucher bekannt; zu deinen anderen Domains nimmt sie ein Link mit. Versucht: geteilt {plain}, getrennt {twin}.',
    ],
    classBlocked: [
      'Dieser Browser blockiert Cookies anderer Domains',
      'Das tun viele. Porchlight benutzt dann ein Cookie deiner eigenen Website. Versucht: geteilt {plain}, getrennt {twin}.',
      'Nichts. Unter deiner eigenen Domain hielte die Wiedererkennung länger.',
    ],
    classChanged: [
      'Dieser Browser hat es sich mit Cookies anders überlegt',
      'Er verhält sich jetzt anders als zu Beginn dieses Besuchs.',
      'Nichts: Der nächste Besuch findet es neu heraus.',
    ],
    trialLost: [
      'Was dieser Browser mit Cookies macht, ließ sich nicht versuchen',
      'Die Anfragen mit Cookies bekamen keine Antwort.',
      'Prüfe erneut. Bleibt es so, entfernt vielleicht ein Proxy „Access-Control-Allow-Credentials“.',
    ],
    noThirdParty: [
      'Keine Cookies anderer Domains',
      'Dein Cookie-Modus benutzt keine, darum wurden auch keine versucht.',
    ],
    plainThirdParty: [
      'Hier springt das Cookie der Seite ein',
      'Dein Cookie-Modus benutzt Cookies des Dienstes, und die brauchen https.',
    ],
    sessionMode: [
      'Nichts überdauert die Browsersitzung',
      'So will es dein Cookie-Modus: Wer morgen wiederkommt, ist neu.',
    ],
    adoptable: [
      'Besucher deines früheren Chats ließen sich wiedererkennen',
      'Diese Seite hat noch {names}, von LivePerson oder Deskpro.',
      'Um deren Geschichte zu behalten, trage diese Namen ein: Verwaltung, Erkennen.',
    ],
    consentOff: [
      'Niemand wird gefragt',
      'Deine Website fragt nicht um Einwilligung, also fragt Porchlight auch nicht.',
    ],
    consentBanner: ['Porchlights eigener Banner fragt', 'Er kommt bei Besuchern, die noch nicht geantwortet haben.'],
    consentMode: ['Google Consent Mode antwortet', 'Die Seite hat eine dataLayer, und Porchlight hört darauf.'],
    consentPage: ['Deine Seite gibt die Antwort weiter', 'Sie hat Porchlight gesagt, was dieser Besucher erlaubt.'],
    consentNobody: [
      'Niemand fragt um Einwilligung, also wird nichts gezählt',
      'Deine Website will erst ein Ja. Sie hat keinen Banner von Porchlight, und nichts hier hat eine Antwort weitergegeben.',
      'Schalte den Banner ein (Verwaltung, Einwilligung), oder lass dein Einwilligungswerkzeug nach einem Ja das hier aufrufen:',
    ],
    consentNoNo: [
      'Besucher können hier nicht Nein sagen',
      'Deine Website zählt, bis jemand ablehnt, aber nichts auf dieser Seite lässt das zu.',
      'Schalte den Banner ein (Verwaltung, Einwilligung), oder lass dein Einwilligungswerkzeug das hier mit der Antwort aufrufen:',
    ],
    consentTwice: [
      'Vielleicht fragen zwei um Einwilligung',
      'Die Seite hat eine dataLayer, und Porchlights Banner ist an. Besucher werden womöglich zweimal gefragt.',
      'Fragt schon etwas anderes, schalte den Banner aus (Verwaltung, Einwilligung).',
    ],
    choiceYes: ['Du hast in diesem Browser Ja gesagt', 'Seitenaufrufe werden gezählt.'],
    choiceNo: ['Du hast in diesem Browser Nein gesagt', 'Seitenaufrufe werden nicht gezählt, und das ist richtig so.'],
    choiceWaits: ['Du hast in diesem Browser noch nicht geantwortet', 'Solange nicht, wird hier nichts gezählt.'],
    choiceOpen: ['Du hast in diesem Browser noch nicht geantwortet', 'Bis dahin gilt, was deine Website festlegt.'],
    privacyControl: [
      'Dieser Browser bittet, nicht verfolgt zu werden',
      'Er sendet „Global Privacy Control“. Porchlight hält sich daran: keine Seitenaufrufe ohne ein Ja.',
      'Nichts. Um das Zählen zu prüfen, sag im Banner Ja oder nimm einen anderen Browser.',
    ],
    frameLate: [
      'Das Chatfenster kommt nicht',
      'Sein Frame hat acht Sekunden lang nicht geantwortet.',
      'Öffne den Chat. Bleibt er leer, blockiert eine Erweiterung oder Firewall die Frames des Dienstes.',
    ],
    frameKeeps: [
      'Der Chat merkt sich seine Gespräche',
      'Sein Frame kann speichern, was er braucht, getrennt von deiner Seite.',
    ],
    frameForgets: [
      'Der Frame des Chats kann hier nichts speichern',
      'Dieser Browser verbietet es. Das Gespräch kommt durch einen Schlüssel deiner Seite wieder.',
      'Es ist nichts zu tun.',
    ],
    socketOk: ['Nachrichten kommen sofort an', 'Die Live-Verbindung stand nach {ms} ms.'],
    socketRefused: [
      'Die Live-Verbindung geht nicht auf',
      'Nachrichten kommen dann verspätet an. Meist leitet ein Proxy vor dem Dienst WebSockets nicht weiter, oder eine Firewall trennt sie.',
      'Lass den Proxy „Upgrade“ weitergeben. Für nginx:',
    ],
    tagOnce: ['Die Zeile steht einmal auf dieser Seite', 'So soll es sein.'],
    tagTwice: [
      'Die Zeile steht {count}-mal auf dieser Seite',
      'Nur die erste wirkt, darum wird nichts doppelt gezählt.',
      'Entferne die anderen: Oft steht eine in der Seite und eine in einem Tag-Manager.',
    ],
    tagOthers: [
      'Auf dieser Seite ist noch ein Porchlight einer anderen Website',
      'Beide zählen, und das erste zeigt seinen Chat-Knopf.',
      'Wenn das keine Absicht ist, entferne eine der Zeilen.',
    ],
    tagNew: ['Die Seite hat die jetzige Version', 'Das Tag trägt die heutigen Einstellungen.'],
    tagOld: [
      'Die Seite hat ein älteres Tag',
      'Etwas dazwischen bewahrt es auf: CDN, Proxy, Service Worker oder eine Kopie auf deinem Server. Neue Einstellungen gelten nicht.',
      'Lade das Tag jedes Mal vom Dienst, und lass „/tag/“ dort nicht zwischenspeichern.',
    ],
    worker: [
      'Ein Service Worker deiner Website steht dazwischen',
      'Er kann Anfragen selbst beantworten. Die meisten lassen fremde Domains in Ruhe.',
      'Wirken Einstellungen veraltet, lass ihn alles weitergeben, was zum Dienst geht.',
    ],
  },
};
