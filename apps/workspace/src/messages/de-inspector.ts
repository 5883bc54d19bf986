import type { enInspector } from './en-inspector.ts';

/** The texts of the inspector, in German. */
export const deInspector: typeof enInspector = {
  title: 'Warum wurde dieser Besucher erkannt, oder nicht?',
  text: 'Jeder Besuch erzählt, was der Browser erlaubte, was in ihm aufbewahrt wurde und wer daran zu erkennen war. Ein Cookie ist ein kleiner Zettel, den eine Website im Browser hinterlässt und mit der nächsten Seite zurückbekommt: Daran wird ein Besucher wiedererkannt.',
  search: 'Einen Besuch finden',
  searchPlaceholder: 'Name, Kennung, Seite, Browser, Land …',
  until: 'Bis zu diesem Tag',
  find: 'Finden',
  clear: 'Alle zeigen',
  columns: { visitor: 'Besucher', page: 'Seite', when: 'Beginn', kept: 'Gemerkt durch', known: 'Wiedererkannt' },
  ordinal: (ordinal) => `${ordinal} Besuch`,
  firstVisit: 'erster Besuch',
  pages: (count) => (count === 1 ? '1 Seite' : `${count} Seiten`),
  open: (label, at) => `Besuch von ${label}, ${at}`,
  kept: {
    'third-party-cookie': 'Geteiltes Cookie',
    'partitioned-cookie': 'Getrenntes Cookie',
    'first-party-cookie': 'Eigenes Cookie',
    tab: 'Nur ein Tab',
    page: 'Gar nichts',
  },
  steps: (count) => (count === 1 ? '1 Stufe tiefer' : `${count} Stufen tiefer`),
  known: { none: 'Neu', weak: 'Wahrscheinlich', strong: 'Sicher' },
  emptyTitle: 'Noch kein Besuch',
  empty:
    'Sobald jemand eine Seite öffnet, die das Tag trägt, und zugestimmt hat, wo gefragt wird, steht der Besuch hier.',
  nothingTitle: 'Kein Besuch passt dazu',
  nothingAtAll: 'Kein Besuch dieser Zeit enthält alle diese Wörter.',
  further: 'Weiter zurück suchen',
  lookedTo: (since) => `Gesucht bis zurück zum ${since}.`,
  all: 'Alle Besuche',
  goneTitle: 'Besuch nicht gefunden',
  gone: 'Es gibt ihn nicht mehr, oder er gehört zu einer anderen Website.',
  lasted: (span) => `dauerte ${span}`,
  now: 'läuft gerade',
  verdict: {
    new: 'Ein neuer Besucher',
    weak: 'Wahrscheinlich derselbe Browser wie früher',
    strong: 'Sicher derselbe Browser wie früher',
    elsewhere: 'Neu unter dieser Kennung, bekannt unter einer anderen',
  },
  verdictText: {
    new: 'Nichts, was dieser Browser mitbrachte, erzählte von einem früheren Besuch.',
    weak: 'Er brachte eine Kennung mit, die Skripte der Seite lesen können. Wer sie kopiert, sieht genauso aus: Darum sehen Agenten die Vorgeschichte mit einer Warnung, und kein Gespräch öffnet sich dadurch.',
    strong:
      'Er brachte etwas mit, das nur dieser Browser haben kann: ein Cookie außer Reichweite von Skripten, oder den Schlüssel eines früheren Gesprächs.',
    elsewhere:
      'Dieser Browser brachte keine bekannte Kennung mit; was unten steht, verbindet ihn aber mit anderen Besuchen.',
  },
  outcome: { later: 'Bekannt beim Wiederkommen', across: 'Bekannt auf deinen anderen Domains' },
  later: {
    yes: 'ja',
    week: 'ja, doch dieser Browser vergisst es vielleicht nach 7 Tagen',
    session: 'bis der Browser schließt, höchstens einen Tag',
    tab: 'nur in diesem einen Tab',
    page: 'nein: die nächste Seite ist jemand Neues',
  },
  across: {
    shared: 'ja, auf jeder ihrer Seiten',
    session: 'ja, bis der Browser schließt',
    link: 'nur wo ein Link von der einen zur anderen führt',
  },
  story: 'Wie es dazu kam',
  asked: {
    'first-party': 'Deine Einstellung: ein dauerhaftes Cookie auf deiner eigenen Domain.',
    'first-party-session': 'Deine Einstellung: ein Cookie auf deiner eigenen Domain, das mit der Sitzung endet.',
    'first-party-with-third-party-session':
      'Deine Einstellung: ein dauerhaftes Cookie auf deiner eigenen Domain, und bis der Browser schließt eines des Chatdienstes, das deine Domains verbindet.',
    'third-party':
      'Deine Einstellung: ein dauerhaftes Cookie des Chatdienstes, an dem alle deine Domains den Besucher kennen.',
    'third-party-session':
      'Deine Einstellung: ein Cookie des Chatdienstes bis der Browser schließt, an dem alle deine Domains den Besucher kennen.',
  },
  classes: {
    unpartitioned: 'Dieser Browser gibt dem Chatdienst sein Cookie auf jeder Website zurück.',
    partitioned:
      'Dieser Browser hat für jede Website ein eigenes Fach: Was der Chatdienst auf einer deiner Domains hinterließ, bekommt er auf einer anderen nicht zurück.',
    blocked:
      'Dieser Browser nimmt keine Cookies des Chatdienstes an, weil deine Seiten zu einer anderen Website gehören als er.',
    unknown:
      'Ob dieser Browser Cookies des Chatdienstes annimmt, ist nicht bekannt: Der Besucher ging vor der zweiten Anfrage, die das herausfindet.',
  },
  classTerms: {
    unpartitioned: 'Drittanbieter-Cookies: ungetrennt (unpartitioned)',
    partitioned: 'Drittanbieter-Cookies: getrennt (partitioned)',
    blocked: 'Drittanbieter-Cookies: gesperrt (blocked)',
    unknown: 'Klasse unbekannt',
  },
  places: {
    'third-party-cookie': 'ein Cookie des Chatdienstes für alle deine Domains',
    'partitioned-cookie': 'ein Cookie des Chatdienstes für diese Website allein',
    'first-party-cookie': 'ein Cookie auf deiner eigenen Domain',
    tab: 'das Gedächtnis dieses einen Tabs',
    page: 'die offene Seite selbst',
  },
  reasons: {
    'cookies-blocked': (from, to) => `Dieser Browser nahm das nicht an: ${from}. Also wurde es ${to}.`,
    'cookies-split': (from, to) =>
      `Dieser Browser trennt nach Websites, was gewünscht war: ${from}. Also wurde es ${to}.`,
    'storage-blocked': (from, to) => `Dieser Browser bewahrt nichts auf, auch das nicht: ${from}. Also wurde es ${to}.`,
    'insecure-page': (from, to) =>
      `Die Seite kam unverschlüsselt (http), dort nehmen Browser das nicht an: ${from}. Also wurde es ${to}.`,
  },
  result: {
    'third-party-cookie':
      'Am Ende: gemerkt durch ein Cookie des Chatdienstes, das auf allen deinen Domains gilt und das Skripte deiner Seiten nicht lesen können.',
    'partitioned-cookie': (host) =>
      `Am Ende: gemerkt durch ein Cookie des Chatdienstes, das dieser Browser nur für ${host} aufbewahrt.`,
    'first-party-cookie': (host) => `Am Ende: gemerkt durch ein Cookie auf ${host}.`,
    tab: 'Am Ende: gemerkt in einem Tab. Schließt er, ist der Besucher vergessen.',
    page: 'Am Ende: Nichts ließ sich aufbewahren. Die nächste Seite ist ein neuer Besucher; der Chat geht, solange eine Seite offen bleibt.',
  },
  who: 'Wer das ist',
  whoText: 'Was von der Person bekannt ist, und wie sicher.',
  id: 'Kennung des Besuchers',
  visitId: 'Kennung des Besuchs',
  contact: 'Kontakt',
  noContact: 'Hat weder Namen noch Adresse genannt.',
  seen: 'Gesehen',
  seenText: (visits, since) => `${visits}, seit ${since}`,
  visits: (count) => (count === 1 ? '1 Besuch' : `${count} Besuche`),
  revoked: (at) =>
    `Diese Kennung endete am ${at}, durch eine Abmeldung oder weil die Einwilligung zurückgenommen wurde. Unter ihr kommt niemand wieder.`,
  weakened: (at) =>
    `Am ${at} kam die Kennung von einem Ort, den Skripte lesen, an einen, den sie nicht lesen. Vorher kann sie kopiert worden sein; sie beweist also wenig.`,
  earlier: (name) =>
    `Dein früheres Chatsystem kannte diesen Browser an seinem Cookie ${name}; mitgebrachte Vorgeschichte findet daran ihren Besucher.`,
  aliases: 'Weitere Kennungen dieser Person',
  aliasesText: 'Eine Person kann mehrere haben: eine je Browser, oder je Domain, wo Cookies nicht angenommen werden.',
  noAliases: 'Keine. Nichts verbindet diese Kennung mit einer anderen.',
  evidence: {
    jar: 'Ein Browser zeigte beide Kennungen im selben Augenblick.',
    handoff: 'Ein Link von einer deiner Domains zur anderen nahm die Kennung mit.',
    handoffConfirmed:
      'Ein Link führte von einer deiner Domains zur anderen, und dort wollte der Besucher das Gespräch fortsetzen.',
    key: 'Ein Browser hat Schlüssel zu Gesprächen beider.',
    adopted: 'Dein früheres Chatsystem kannte beide unter einer Kennung.',
  },
  strengths: { strong: 'sicher', weak: 'wahrscheinlich' },
  strengthText: {
    strong: 'Wird als eine Vorgeschichte gezeigt.',
    weak: 'Könnte kopiert sein: Agenten lesen „wahrscheinlich dieselbe Person“, und nichts öffnet sich dadurch.',
  },
  via: (label) => `Auf dem Weg über ${label}.`,
  undoneAt: (at) => `Getrennt am ${at}`,
  moves: 'Wege zwischen deinen Domains',
  movesText: 'Wo Browser Domains trennen, nimmt ein Link einen einmaligen Code mit. Einen Tag lang nachzulesen.',
  noMoves: 'Kein Link führte diesen Besucher von einer deiner Domains zur anderen, oder keiner musste es.',
  left: (from, to) => `Ein Link auf ${from} führte zu ${to}.`,
  arrived: (from, to) => `Kam zu ${to} durch einen Link auf ${from}.`,
  redeemed: (label) =>
    `Die Seite dort löste den Code ein: Agenten sehen beide als wahrscheinlich eine Person, ${label}.`,
  unredeemed:
    'Der Code wurde nie eingelöst: Die Seite wurde vorher geschlossen, trägt kein Tag, oder kam später als 60 Sekunden.',
  offered: 'Ein Gespräch kam mit; es wurde angeboten, und der Besucher hat es nicht aufgenommen.',
  continued: 'Ein Gespräch kam mit, und der Besucher wollte es dort fortsetzen.',
  conversations: 'Gespräche, und wer sie öffnen kann',
  conversationsText:
    'Jedes Gespräch hat eigene Schlüssel. Eine Kennung öffnet nichts; lesen und schreiben kann nur ein Browser mit Schlüssel.',
  noConversations: 'Dieser Besucher hatte kein Gespräch.',
  began: (at) => `Gespräch vom ${at}`,
  statuses: { queued: 'In der Warteschlange', open: 'Offen', ended: 'Beendet' },
  ofVisit: 'begann in diesem Besuch',
  openKeys: (count) =>
    count === 0
      ? 'Kein Schlüssel öffnet es mehr.'
      : count === 1
        ? '1 Schlüssel öffnet es jetzt.'
        : `${count} Schlüssel öffnen es jetzt.`,
  granted: {
    start: 'Der Besucher begann es: Dieser Browser bekam den Schlüssel.',
    continuation:
      'Der Besucher setzte es auf einer anderen deiner Domains fort: Der Browser bekam dort einen eigenen Schlüssel.',
    device:
      'Der Besucher setzte es mit einem Code aus einem Postfach auf einem anderen Gerät fort: Der Browser dort bekam einen eigenen Schlüssel.',
    recovery:
      'Dieser Browser vergisst, was das Chatfenster aufbewahrt; darum hält die Seite ein einmaliges Token bereit. Es kam zurück und wurde gegen einen Schlüssel getauscht.',
    login: 'Die Anmeldung deiner eigenen Website sagte, wer das ist: Der Browser bekam einen Schlüssel.',
    code: 'Der Besucher gab im Hilfe-Center einen Code aus einem Postfach ein: Der Browser bekam dort einen eigenen Schlüssel.',
    messenger:
      'Der Besucher ließ den Chat im Hilfe-Center unter „Meine Gespräche“ zeigen: Der Browser bekam dort einen eigenen Schlüssel. Er endet mit dem, von dem er kommt.',
    other: 'Ein Browser bekam einen Schlüssel.',
  },
  ended: {
    logout: 'Der Besucher meldete sich ab: Der Schlüssel öffnet nichts mehr.',
    switched: 'Jemand anderes meldete sich in diesem Browser an: Der Schlüssel öffnet nichts mehr.',
    reused: 'Zur Sicherheit beendet, weil ein benutztes Token wiederkam: Der Schlüssel öffnet nichts mehr.',
    expired: 'Der Schlüssel war abgelaufen.',
    ended: 'Der Zugang wurde beendet: Der Schlüssel öffnet nichts mehr.',
    other: 'Der Schlüssel öffnet nichts mehr.',
  },
  joined: 'Die Anmeldung deiner eigenen Website sagte, wessen es ist: Es gehört jetzt zu diesem Kontakt.',
  reused:
    'Ein einmaliges Token kam wieder, das schon benutzt war. Jemand kann es kopiert haben; darum endete alles, was es öffnete, und Agenten erfuhren davon.',
  families: 'Was mehrere zusammen öffnet',
  recovery: (uses) =>
    `Dieser Browser vergisst, was das Chatfenster aufbewahrt; darum halten deine Seiten ein einmaliges Token bereit, das den Chat zurückbringt. ${
      uses === 0
        ? 'Es kam noch nicht zurück.'
        : uses === 1
          ? 'Es kam einmal zurück, im Tausch gegen ein neues.'
          : `Es kam ${uses}-mal zurück, jedes Mal im Tausch gegen ein neues.`
    }`,
  login: 'Eine Anmeldung deiner eigenen Website: Solange sie gilt, öffnet dieser Browser die Gespräche des Kontakts.',
  held: 'Ein Browser hält diese Gespräche im Hilfe-Center offen, durch ein Cookie dieser Website allein.',
  goesOn: 'gilt noch',
  familyEnds: {
    reused: 'zur Sicherheit beendet: ein benutztes Token kam wieder',
    logout: 'durch Abmeldung beendet',
    switched: 'beendet: jemand anderes meldete sich an',
    expired: 'abgelaufen',
    replaced: 'durch ein neueres ersetzt',
    other: 'beendet',
  },
  typed: 'Im Chat getippt',
  byLogin: 'Deiner Anmeldung bekannt',
  inThisVisit: 'in diesem Besuch',
  noEvents: 'Seine Schlüssel entstanden, bevor dies aufgezeichnet wurde.',
  consent: 'Wozu der Besucher ja sagte',
  consentText: 'Jedes Ja wird als Nachweis aufbewahrt. Ein Nein bleibt im Browser und wird nie gesendet.',
  noConsent: {
    off: 'Auf dieser Website wird niemand gefragt.',
    notice: 'Kein Ja ist aufgezeichnet. Die Website weist hin und macht weiter, bis jemand ablehnt.',
    required: 'Unter dieser Kennung ist kein Ja dieses Besuchers aufgezeichnet.',
  },
  said: {
    both: 'Stimmte Komfort und Statistik zu',
    functional: 'Stimmte Komfort zu, Statistik nicht',
    analytics: 'Stimmte Statistik zu, Komfort nicht',
    neither: 'Stimmte dem zu, was der Chat braucht, und nicht mehr',
  },
  sources: {
    banner: 'im Banner',
    api: 'über deinen Consent-Manager',
    'consent-mode': 'über deinen Consent-Manager (Google Consent Mode)',
    'chat-click': 'durch Öffnen des Chats',
    'help-center': 'in der Hilfe',
  },
  question: (version) => `Frage Nr. ${version}`,
  rules: 'Regeln dieser Website jetzt',
  history: {
    all: 'Wer wiederkommt, sieht alle früheren Gespräche, deren Schlüssel der Browser hat.',
    open: 'Wer wiederkommt, sieht frühere Gespräche, die nicht beendet sind.',
    none: 'Wer wiederkommt, sieht keines der früheren Gespräche.',
  },
  join: {
    visit: 'Sagt deine Anmeldung, wer es ist, kommen die Gespräche dieses Besuchs zum Kontakt.',
    all: 'Sagt deine Anmeldung, wer es ist, kommen alle Gespräche, deren Schlüssel der Browser hat, zum Kontakt.',
    apart: 'Sagt deine Anmeldung, wer es ist, bleiben frühere Gespräche getrennt.',
  },
  seenPages: 'Seiten dieses Besuchs',
  newestPages: (count) => `Gezeigt sind die neuesten ${count}.`,
};
