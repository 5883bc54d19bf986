import type { enLogin } from './en-login.ts';

/** Die Texte zur eigenen Anmeldung einer Website, auf Deutsch. */
export const deLogin: typeof enLogin = {
  title: 'Wer auf Ihrer Website angemeldet ist',
  lead: 'Melden sich Menschen auf Ihrer Website an? Dann kann Ihr Server Porchlight sagen, wer sie sind. Ihr Team sieht einen belegten Namen, und die Person findet ihre Gespräche auf jedem Gerät wieder. Ohne das bleiben alle Gäste, und der Chat geht genauso.',
  stepsTitle: 'Drei Schritte für die, die Ihren Server betreuen',
  steps: {
    key: 'Legen Sie unten einen Schlüssel an und tragen Sie ihn in die Konfiguration Ihres Servers ein. Niemals in eine Seite.',
    sign: 'Für eine angemeldete Person unterschreibt Ihr Server eine kurze Notiz, wer das ist (ein JWT). Sie gilt wenige Minuten.',
    page: 'Jede Seite reicht sie weiter und sagt, wenn die Person sich abmeldet.',
  },
  signLabel: 'Unterschreibt die Notiz auf Ihrem Server',
  languages: 'Sprache des Beispiels',
  pageLabel: 'Reicht sie auf Ihren Seiten weiter',
  pageNote:
    'Die Adresse ist Ihre eigene: Sie antwortet mit der Notiz für die angemeldete Person und bei Gästen mit nichts. Porchlight fragt dort wieder, wenn es eine neue braucht.',
  consentNote:
    'Bevor der Gast der Zählung zugestimmt hat, wird nichts gesendet, wenn diese Website danach fragt (Einwilligung).',
  keysTitle: 'Schlüssel',
  keysText:
    'Mit einem davon belegt Ihr Server, dass die Notiz von ihm ist. Mit einem zweiten wechseln Sie ohne Unterbrechung.',
  addKey: 'Schlüssel anlegen',
  noKeys: 'Noch kein Schlüssel',
  noKeysText: 'Solange es keinen gibt, kann niemand sagen, wer jemand ist, und alle sind Gäste.',
  columns: { kind: 'Schlüssel', source: 'Erkennbar an', used: 'Zuletzt benutzt', actions: 'Aktionen' },
  kinds: {
    'shared-secret': 'Gemeinsames Geheimnis',
    'public-key': 'Öffentlicher Schlüssel',
    jwks: 'Adresse öffentlicher Schlüssel',
  },
  sources: { 'shared-secret': 'Liegt nur auf Ihrem Server' },
  madeOn: (at) => `Angelegt ${at}`,
  neverUsed: 'Noch nie',
  remove: 'Löschen',
  removeOf: (kind, at) => `Löschen: ${kind}, angelegt ${at}`,
  removeTitle: 'Diesen Schlüssel löschen?',
  removeText:
    'Damit unterschriebene Notizen werden ab sofort abgelehnt, und wer dadurch bekannt war, ist mit der nächsten Seite Gast. Das lässt sich nicht zurücknehmen.',
  removeUsed: (ago) => `Zuletzt benutzt: ${ago}.`,
  removed: 'Der Schlüssel ist gelöscht.',
  kindLegend: 'Womit Ihr Server unterschreibt',
  kindText: {
    'shared-secret':
      'Wir erzeugen ein Geheimnis, und Sie tragen es in die Konfiguration Ihres Servers ein. Genügt für fast jede Website.',
    'public-key':
      'Ihr Server unterschreibt mit einem eigenen privaten Schlüssel, und Sie fügen die öffentliche Hälfte hier ein.',
    jwks: 'Ihr Anmeldedienst (Auth0, Keycloak, Entra ID und ähnliche) veröffentlicht seine Schlüssel unter einer Adresse.',
  },
  algorithm: 'Verfahren',
  algorithms: { ES256: 'ES256, ein Schlüssel auf der Kurve P-256', RS256: 'RS256, ein RSA-Schlüssel' },
  pem: 'Öffentlicher Schlüssel',
  pemHint: 'Der ganze Text mit erster und letzter Zeile. Fügen Sie niemals den privaten ein.',
  pemMissing: 'Fügen Sie den öffentlichen Schlüssel ein.',
  url: 'Adresse der Schlüssel (JWKS)',
  urlHint: 'Beginnt mit https:// und ist aus dem Internet erreichbar. Sie wird sofort ausprobiert.',
  urlMissing: 'Geben Sie eine Adresse ein, die mit https:// beginnt.',
  make: 'Geheimnis erzeugen',
  add: 'Schlüssel hinzufügen',
  added: 'Der Schlüssel ist angelegt. Damit unterschriebene Notizen werden ab sofort angenommen.',
  secretTitle: 'Ihr gemeinsames Geheimnis',
  secretOnce:
    'Es wird nur dieses eine Mal gezeigt und nirgends aufbewahrt. Kopieren Sie es jetzt in die Konfiguration Ihres Servers.',
  secretLabel: 'Gemeinsames Geheimnis',
  secretRule:
    'Wer es hat, kann sich für jede Ihrer Personen ausgeben: Es gehört weder in eine Seite noch in eine App noch in eine Nachricht.',
  secretDone: 'Ich habe es verwahrt',
  joinTitle: 'Wenn ein Gast sich als bekannt erweist',
  joinText: 'Was aus den Gesprächen wird, die vor der Anmeldung begonnen wurden.',
  joinLegend: 'Gespräche, die mitkommen',
  joins: { visit: 'Die dieses Besuchs', all: 'Alle, die dieser Browser noch hat', apart: 'Keine' },
  joinTexts: {
    visit:
      'Wer erst fragt und sich dann anmeldet, behält den Faden, und ältere Chats an einem geteilten Rechner bleiben getrennt.',
    all: 'Auch ältere Chats in diesem Browser werden die der Person. Für Geräte, die eine Person allein benutzt.',
    apart: 'Was ein Gast schrieb, bleibt das eines Gastes und ist nach der Anmeldung nicht zu sehen.',
  },
  switchNote:
    'Meldet sich jemand anderes an, wird nie etwas weitergegeben: Der Browser gilt als neuer Gast, und alles von der Person davor wird gelöscht.',
  historyTitle: 'Was wiederkehrende Gäste sehen',
  historyText: 'Für Menschen ohne Anmeldung, in dem Browser, in dem sie geschrieben haben.',
  historyLegend: 'Frühere Gespräche',
  histories: { all: 'Alle', open: 'Die nicht beendeten', none: 'Nur die des jetzigen Besuchs' },
  historyTexts: {
    all: 'Ein Gast findet alles wieder, was in diesem Browser gesagt wurde.',
    open: 'Was beendet ist, ist nach dem Besuch für den Gast fort. Ihr Team sieht es weiterhin.',
    none: 'Jeder Besuch beginnt leer. Für Rechner, die viele benutzen.',
  },
};
