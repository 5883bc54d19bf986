import type { enRecognition } from './en-recognition.ts';

/** The texts about how a visitor was recognised, and by which other ids they are known, in German. */
export const deRecognition: typeof enRecognition = {
  aliases: 'Weitere Kennungen dieser Person',
  strong: (label) => `Auch bekannt als ${label}`,
  weak: (label) => `Wahrscheinlich dieselbe Person wie ${label}`,
  weakHint: 'Was darauf hindeutet, könnte jemand kopiert haben. Sage dem einen nichts Vertrauliches vom anderen.',
  evidence: {
    jar: 'ein Browser hatte beide Kennungen',
    handoff: (hosts) => `Übergang zwischen ${hosts}`,
    confirmed: (hosts) => `hat ein Gespräch fortgesetzt, zwischen ${hosts}`,
    hosts: (one, other) => `${one} und ${other}`,
    someHosts: 'zwei eurer Domains',
    key: 'ein Browser hat die Schlüssel beider Gespräche',
    adopted: 'euer früheres System kannte beide unter einer Kennung',
  },
  elsewhere: 'Neu unter dieser Kennung',
  elsewhereText: 'Was diesen Browser mit anderen Besuchen verbindet, steht oben.',
  undo: 'Trennen',
  undoFor: (label) => `Trennen: nicht dieselbe Person wie ${label}`,
  undoTitle: (label) => `Nicht dieselbe Person wie ${label}?`,
  undoText:
    'Besuche und Gespräche der beiden stehen dann wieder getrennt. Nichts wird gelöscht, und was der Besucher öffnen kann, bleibt, wie es ist.',
  undoConfirm: 'Getrennt zeigen',
  undone: (label) => `${label} steht jetzt getrennt.`,
  undoneAlready: 'Das hat schon jemand getrennt.',
  undoFailed: 'Beide stehen noch zusammen.',
  as: (label) => `als ${label}`,
  probablyAs: (label) => `wahrscheinlich, als ${label}`,
  how: 'Wie dieser Besuch erkannt wurde',
  recognised: (jar) => `Erkannt an: ${jar}.`,
  fresh: (jar) => `Neu hier; gemerkt durch: ${jar}.`,
  jars: {
    'third-party-cookie': () => 'ein Cookie des Chatdienstes, für alle eure Domains',
    'partitioned-cookie': (host) => `ein Cookie des Chatdienstes, das dieser Browser nur für ${host} aufbewahrt`,
    'first-party-cookie': (host) => `ein Cookie auf ${host}`,
    tab: () => 'der Speicher eines Tabs; mit ihm ist es vergessen',
    page: () => 'die Seite selbst; mit ihr ist es vergessen',
  },
  classes: {
    unpartitioned: 'Dieser Browser teilt Drittanbieter-Cookies zwischen allen Websites.',
    partitioned: 'Dieser Browser trennt Drittanbieter-Cookies nach Website.',
    blocked: 'Dieser Browser blockiert Drittanbieter-Cookies.',
  },
  mode: (name) => `Cookie-Modus der Website damals: ${name}.`,
  steps: 'Warum nicht besser',
  places: {
    'third-party-cookie': 'geteiltes Drittanbieter-Cookie',
    'partitioned-cookie': 'getrenntes Drittanbieter-Cookie',
    'first-party-cookie': 'Erstanbieter-Cookie',
    tab: 'Speicher des Tabs',
    page: 'Speicher der Seite',
  },
  reasons: {
    'cookies-blocked': (from, to) => `Der Browser lehnte ab: ${from}. Stattdessen: ${to}.`,
    'cookies-split': (from, to) => `Der Browser trennt Cookies nach Website. Statt „${from}“: ${to}.`,
    'storage-blocked': (from, to) => `Der Browser wollte hier nichts speichern: ${from}. Stattdessen: ${to}.`,
    'insecure-page': (from, to) =>
      `Die Seite ist unverschlüsselt (http) und kann nicht nutzen: ${from}. Stattdessen: ${to}.`,
  },
};
