import type { DoctorTexts } from './doctor-texts.ts';

/** Everything the doctor says, in German. */
export const doctorTextsDe: DoctorTexts = {
  title: 'Porchlight-Doktor',
  lead: 'Prüft, wie es Porchlight auf dieser Seite in diesem Browser geht. Nur Sie sehen das.',
  checking: 'Diese Seite wird geprüft …',
  allGood: 'Hier ist alles in Ordnung.',
  done: '{broken} gestört, {look} anzusehen, {ok} in Ordnung.',
  levels: { broken: 'Gestört', look: 'Bitte ansehen', ok: 'In Ordnung' },
  fine: 'In Ordnung: {count} Prüfungen',
  todo: 'Was zu tun ist',
  copy: 'Kopieren',
  copied: 'Kopiert',
  copyOf: 'Kopieren: {title}',
  again: 'Noch einmal prüfen',
  copyReport: 'Bericht kopieren',
  print: 'Drucken',
  close: 'Doktor schließen',
  seen: 'Was der Dienst gesehen hat',
  left: 'Der Code gilt noch {minutes} Minuten und für {checks} Prüfungen, in diesem Browser.',
  codeBad: 'Dieser Code gilt nicht mehr.',
  codeBadText:
    'Er gilt 15 Minuten, für eine Website und den Browser, der ihn zuerst benutzt hat. Einen neuen gibt es hier: Verwaltung, Ihre Website, Doktor.',
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
      'Ihre Sicherheitsrichtlinie weist jede Anfrage ab. Es wird nichts gezählt, und mehr ließ sich nicht prüfen.',
      'Ergänzen Sie die Zeile unten (Content-Security-Policy) und prüfen Sie noch einmal.',
    ],
    tooOften: [
      'Zu viele Prüfungen',
      'Aus Ihrem Netz kamen zu viele in einer Minute.',
      'Warten Sie eine Minute und prüfen Sie noch einmal.',
    ],
    serviceBlocked: [
      'Etwas in diesem Browser blockiert Porchlight',
      'Die Anfrage schlug sofort fehl, obwohl ein Skript derselben Adresse geladen war. So wirken Werbe- und Tracking-Blocker; auch ein Service Worker der Seite kann es sein.',
      'Versuchen Sie es ohne Erweiterungen oder in einem privaten Fenster. Um auch Besucher mit solchen Erweiterungen zu erreichen, lassen Sie den Dienst unter Ihrer eigenen Domain stehen (Verwaltung, Wiedererkennung).',
    ],
    pathBroken: [
      'Ihr eigener Pfad führt nicht zu Porchlight',
      'Das Tag kam von {base}, aber Anfragen daneben bekommen keine richtige Antwort: Es wird nichts gezählt.',
      'Leiten Sie alles unter diesem Pfad weiter, nicht nur das Tag. Für nginx:',
    ],
    serviceDown: [
      'Porchlight antwortet nicht',
      'Es kam keine richtige Antwort (Status {status}). Ihrer Seite selbst schadet das nicht.',
      'Läuft der Dienst, und lässt eine Firewall oder ein Proxy POST-Anfragen durch? Dann prüfen Sie noch einmal.',
    ],
    originListed: ['Diese Adresse steht auf Ihrer Liste', 'Seiten unter {origin} dürfen Porchlight benutzen.'],
    originBlocked: [
      'Diese Adresse ist gesperrt',
      'Ein Eintrag der gesperrten Domains weist {host} ab, was auch immer die Liste sonst erlaubt.',
      'Entfernen Sie den Eintrag: Verwaltung, Domains, Gesperrte Domains.',
    ],
    originNear: [
      'Diese Adresse steht nicht auf Ihrer Liste, aber beinahe',
      '{near} steht darauf, {host} nicht: Mit und ohne „www“ und jeder Port sind verschiedene Adressen.',
      'Ergänzen Sie diese Zeile: Verwaltung, Domains.',
    ],
    originUnlisted: [
      'Diese Adresse steht nicht auf Ihrer Liste',
      'Alles, was diese Seite sendet, wird abgewiesen. Niemand wird hier gezählt, und der Chat geht nicht auf.',
      'Wenn die Seite Ihnen gehört, ergänzen Sie diese Zeile: Verwaltung, Domains.',
    ],
    originNone: [
      'Diese Seite hat keine eigene Adresse',
      'Sie steht in einer Sandbox (CSP „sandbox“ oder ein Frame mit sandbox), gehört zu keiner Domain und lässt sich nicht erlauben.',
      'Ergänzen Sie „allow-same-origin“, oder lassen Sie die Sandbox weg.',
    ],
    httpsOk: ['Die Seite ist verschlüsselt', 'Sie kam über https, wie alles von Porchlight.'],
    httpsLocal: [
      'Nicht verschlüsselt, und hier auch nicht nötig',
      'Das ist Ihr eigener Rechner. Im Internet muss die Seite https sein.',
    ],
    httpsMissing: [
      'Diese Seite ist nicht verschlüsselt',
      'Sie kam über http. Browser verweigern dann einen Teil dessen, was der Chat braucht, und unterwegs kann mitgelesen werden.',
      'Liefern Sie die Seite über https aus, und leiten Sie Besucher von {origin} dorthin.',
    ],
    reachCross: [
      'Der Dienst steht auf einer anderen Domain',
      '{service} liegt nicht unter der Domain dieser Seite. Das geht. Noch besser: eine Adresse unter Ihrer eigenen Domain, dann behalten Browser länger, was sie sich merken (Verwaltung, Wiedererkennung).',
    ],
    reachNear: [
      'Der Dienst steht unter Ihrer eigenen Domain',
      '{service} und diese Seite gehören für jeden Browser zusammen.',
    ],
    reachProxied: [
      'Der Dienst ist über Ihren eigenen Pfad erreichbar',
      '{base} wird weitergeleitet, wie es sein soll.',
    ],
    reachLost: [
      'Ihr eigener Pfad verliert unterwegs seinen Namen',
      'Anfragen über {base} kommen an, aber der Dienst sieht nicht, dass sie durch Ihre Website kamen. Darum setzt er keine Cookies für Sie.',
      'Geben Sie X-Forwarded-Host mit und nennen Sie die Adresse des Proxys in PORCHLIGHT_TRUSTED_PROXIES. Für nginx:',
    ],
    ownCookieCame: [
      'Ihr Server kann Besucher selbst wiedererkennen',
      'Ein Cookie, das Skripte nicht lesen können, wurde gesetzt und kam zurück. Kein Browser verkürzt sein Leben.',
    ],
    ownCookieLost: [
      'Das Cookie des Servers kam nicht zurück',
      'Es wurde gesetzt und ist weg. Das Cookie der Seite springt ein.',
      'Sehen Sie nach, ob ein Proxy die Header „Set-Cookie“ oder „Cookie“ entfernt oder dieser Browser alle Cookies blockiert.',
    ],
    proxyUntrusted: [
      'Vor dem Dienst steht ein Proxy, dem er nicht vertraut',
      'Alle Besucher scheinen von einer Adresse zu kommen: Grenzen treffen alle zugleich, und Länder stimmen nicht.',
      'Nennen Sie dem Dienst die Adresse des Proxys, zum Beispiel:',
    ],
    clockOk: ['Die Uhren stimmen überein', 'Dieses Gerät und der Dienst haben dieselbe Zeit.'],
    clockOff: [
      'Die Uhren gehen {minutes} Minuten auseinander',
      'Zeiten im Chat wirken falsch, und Anmeldungen Ihrer eigenen Nutzer werden womöglich abgewiesen.',
      'Stellen Sie die Uhr dieses Geräts. Stimmt sie, stellen Sie die des Servers (NTP).',
    ],
    cspRefused: [
      'Die Sicherheitsrichtlinie der Seite weist etwas ab: {directive}',
      'Ohne das geht ein Teil von Porchlight hier nicht.',
      'In der Content-Security-Policy Ihrer Seiten muss {directive} so lauten:',
    ],
    cspReported: [
      'Die Richtlinie der Seite würde etwas abweisen: {directive}',
      'Noch meldet sie nur. Sobald sie gilt, geht ein Teil von Porchlight nicht mehr.',
      'Bevor Sie sie in Kraft setzen, muss {directive} so lauten:',
    ],
    cspOk: [
      'Die Sicherheitsrichtlinie der Seite steht nicht im Weg',
      'Skripte, Anfragen, Stile und der Frame des Chats kommen durch.',
    ],
    referrerOk: ['Woher Besucher kommen, wird gesagt', 'Die Referrer-Richtlinie der Seite lässt es durch.'],
    referrerNone: [
      'Andere Seiten erfahren nicht, woher Besucher kommen',
      'Die Referrer-Richtlinie ist „{policy}“. Porchlight geht, aber auf Ihren anderen Domains scheinen Besuche von nirgends zu kommen.',
      'Wenn das keine Absicht ist, senden Sie diesen Header:',
    ],
    isolated: [
      'Eine isolierte Seite, und alles passt',
      'Skripte und Chat tragen die Header, die solche Seiten verlangen.',
    ],
    cookiesRefused: [
      'Dieser Browser behält keine Cookies Ihrer Website',
      'Ein Besucher ist so nur in einem Tab bekannt. Wenige stellen das ein; sie zählen jedes Mal neu.',
      'Sind Cookies in den Einstellungen dieses Browsers blockiert? Wenn nicht, verhindert sie etwas auf der Seite.',
    ],
    domainOk: [
      'Cookies gelten für Ihre ganze Domain',
      'Sie reichen bis {domain} und alles darunter: www und shop teilen ihre Besucher.',
    ],
    domainHost: ['Cookies gelten für diesen Host', 'Über {domain} steht keine Domain, also reichen sie nur so weit.'],
    domainNarrow: [
      'Cookies gelten nur für {domain}',
      'Sie sollten für ganz {wider} gelten, aber der Browser nimmt sie für weniger.',
      'Sehen Sie nach, ob etwas auf der Seite Cookies umschreibt oder dieser Browser sie blockiert.',
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
      'Dieser Browser teilt Cookies zwischen Ihren Domains',
      'Ein Besucher ist auf allen bekannt. Versucht: geteilt {plain}, getrennt {twin}.',
    ],
    classSplit: [
      'Dieser Browser trennt die Cookies des Dienstes nach Websites',
      'Das ist üblich. Auf dieser Domain sind Besucher bekannt; zu Ihren anderen Domains nimmt sie ein Link mit. Versucht: geteilt {plain}, getrennt {twin}.',
    ],
    classBlocked: [
      'Dieser Browser blockiert Cookies anderer Domains',
      'Das tun viele. Porchlight benutzt dann ein Cookie Ihrer eigenen Website. Versucht: geteilt {plain}, getrennt {twin}.',
      'Nichts. Eine Adresse des Dienstes unter Ihrer eigenen Domain ließe die Wiedererkennung länger halten.',
    ],
    classChanged: [
      'Dieser Browser hat es sich mit Cookies anders überlegt',
      'Er verhält sich jetzt anders als zu Beginn dieses Besuchs.',
      'Nichts: Der nächste Besuch findet es neu heraus.',
    ],
    trialLost: [
      'Was dieser Browser mit Cookies macht, ließ sich nicht versuchen',
      'Die Anfragen mit Cookies bekamen keine Antwort.',
      'Prüfen Sie noch einmal. Bleibt es so, entfernt vielleicht ein Proxy „Access-Control-Allow-Credentials“.',
    ],
    noThirdParty: [
      'Keine Cookies anderer Domains',
      'Ihr Cookie-Modus benutzt keine, darum wurden auch keine versucht.',
    ],
    sessionMode: [
      'Nichts überdauert die Browsersitzung',
      'So will es Ihr Cookie-Modus: Wer morgen wiederkommt, ist neu.',
    ],
    adoptable: [
      'Besucher Ihres früheren Chats ließen sich wiedererkennen',
      'Diese Seite hat noch {names}, von LivePerson oder Deskpro.',
      'Um deren Geschichte zu behalten, tragen Sie diese Namen ein: Verwaltung, Wiedererkennung, Früheres System.',
    ],
    consentOff: ['Niemand wird gefragt', 'Ihre Website fragt nicht um Einwilligung, also fragt Porchlight auch nicht.'],
    consentBanner: ['Porchlights eigener Banner fragt', 'Er kommt bei Besuchern, die noch nicht geantwortet haben.'],
    consentMode: ['Google Consent Mode antwortet', 'Die Seite hat eine dataLayer, und Porchlight hört darauf.'],
    consentPage: ['Ihre Seite gibt die Antwort weiter', 'Sie hat Porchlight gesagt, was dieser Besucher erlaubt.'],
    consentNobody: [
      'Niemand fragt um Einwilligung, also wird nichts gezählt',
      'Ihre Website will erst ein Ja. Sie hat keinen Banner von Porchlight, und nichts auf dieser Seite hat eine Antwort weitergegeben.',
      'Schalten Sie den Banner ein (Verwaltung, Einwilligung), oder lassen Sie Ihr Einwilligungswerkzeug nach einem Ja das hier aufrufen:',
    ],
    consentNoNo: [
      'Besucher können hier nicht Nein sagen',
      'Ihre Website zählt, bis jemand ablehnt, aber nichts auf dieser Seite lässt das zu.',
      'Schalten Sie den Banner ein (Verwaltung, Einwilligung), oder lassen Sie Ihr Einwilligungswerkzeug das hier mit der Antwort aufrufen:',
    ],
    consentTwice: [
      'Vielleicht fragen zwei um Einwilligung',
      'Die Seite hat eine dataLayer, wie sie Einwilligungswerkzeuge benutzen, und Porchlights Banner ist an. Besucher werden womöglich zweimal gefragt.',
      'Fragt ein anderes Werkzeug, schalten Sie den Banner aus (Verwaltung, Einwilligung).',
    ],
    choiceYes: ['Sie haben in diesem Browser Ja gesagt', 'Seitenaufrufe werden gezählt.'],
    choiceNo: [
      'Sie haben in diesem Browser Nein gesagt',
      'Seitenaufrufe werden nicht gezählt, und das ist richtig so.',
    ],
    choiceOpen: ['Sie haben in diesem Browser noch nicht geantwortet', 'Bis dahin gilt, was Ihre Website festlegt.'],
    privacyControl: [
      'Dieser Browser bittet, nicht verfolgt zu werden',
      'Er sendet „Global Privacy Control“. Porchlight hält sich daran: keine Seitenaufrufe ohne ein Ja.',
      'Nichts. Um das Zählen zu prüfen, sagen Sie im Banner Ja oder nehmen Sie einen anderen Browser.',
    ],
    frameLate: [
      'Das Chatfenster kommt nicht',
      'Sein Frame hat acht Sekunden lang nicht geantwortet.',
      'Öffnen Sie den Chat. Bleibt er leer, suchen Sie eine Erweiterung oder Firewall, die Frames des Dienstes blockiert.',
    ],
    frameKeeps: [
      'Der Chat merkt sich seine Gespräche',
      'Sein Frame kann speichern, was er braucht, getrennt von Ihrer Seite.',
    ],
    frameForgets: [
      'Der Frame des Chats kann hier nichts speichern',
      'Dieser Browser verbietet es. Das Gespräch kommt durch einen Schlüssel wieder, den Ihre Seite dafür aufbewahrt.',
      'Es ist nichts zu tun.',
    ],
    socketOk: ['Nachrichten kommen sofort an', 'Die Live-Verbindung stand nach {ms} ms.'],
    socketRefused: [
      'Die Live-Verbindung geht nicht auf',
      'Nachrichten kommen dann verspätet an. Meist leitet ein Proxy vor dem Dienst WebSockets nicht weiter, oder eine Firewall trennt sie.',
      'Lassen Sie den Proxy „Upgrade“ weitergeben. Für nginx:',
    ],
    tagOnce: ['Die Zeile steht einmal auf dieser Seite', 'So soll es sein.'],
    tagTwice: [
      'Die Zeile steht {count}-mal auf dieser Seite',
      'Nur die erste wirkt, darum wird nichts doppelt gezählt.',
      'Entfernen Sie die anderen: Oft steht eine in der Seite und eine in einem Tag-Manager.',
    ],
    tagOthers: [
      'Auf dieser Seite ist noch ein Porchlight einer anderen Website',
      'Beide zählen, und das erste zeigt seinen Chat-Knopf.',
      'Wenn das keine Absicht ist, entfernen Sie eine der Zeilen.',
    ],
    tagNew: ['Die Seite hat die jetzige Version', 'Das Tag trägt die heutigen Einstellungen.'],
    tagOld: [
      'Die Seite hat ein älteres Tag',
      'Etwas zwischen Dienst und Browser hat es aufbewahrt: ein CDN, ein Proxy, ein Service Worker oder eine Kopie auf Ihrem Server. Neue Einstellungen gelten nicht.',
      'Laden Sie das Tag jedes Mal vom Dienst, und lassen Sie „/tag/“ dort nicht zwischenspeichern.',
    ],
    worker: [
      'Ein Service Worker Ihrer Website steht dazwischen',
      'Er kann Anfragen selbst beantworten. Die meisten lassen fremde Domains in Ruhe.',
      'Wirken Einstellungen veraltet, lassen Sie ihn alles weitergeben, was zum Dienst geht.',
    ],
  },
};

export const doctorTexts = doctorTextsDe;
