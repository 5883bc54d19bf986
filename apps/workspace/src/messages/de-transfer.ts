import type { enTransfer } from './en-transfer.ts';

const texts = (count: number) => `${count} ${count === 1 ? 'Text' : 'Texte'}`;

export const deTransfer: typeof enTransfer = {
  title: 'Import und Export',
  exportTitle: 'Export',
  exportText:
    'Alle Themen und Artikel als Ordner von Markdown-Dateien in einem Zip: jede Sprache, Veröffentlichtes, Geplantes und Entwürfe, und die Bilder.',
  exportWithout: 'Nicht darin sind: frühere Fassungen, Stimmen, Kommentare, Abonnements und Einstellungen.',
  export: 'Als Zip herunterladen',
  importTitle: 'Import',
  importText:
    'Ein Zip von Markdown-Dateien mit Front Matter. Was schon hier ist und dasselbe sagt, bleibt; was anders ist, wird eine neue Fassung; gelöscht wird nichts.',
  file: 'Zip-Archiv',
  tooLarge: (most) => `Ein Archiv hat höchstens ${most} MB. Bringen Sie die Artikel in Teilen.`,
  import: 'Importieren',
  progressLabel: { export: 'Fortschritt des Exports', import: 'Fortschritt des Imports' },
  progress: (done, total) => `${done} von ${total} Dateien`,
  begins: { export: 'Der Export beginnt …', import: 'Das Archiv wird gesendet …' },
  told: {
    export: (percent) => `Export: ${percent} Prozent`,
    import: (percent) => `Import: ${percent} Prozent`,
  },
  cancel: { export: 'Export abbrechen', import: 'Import anhalten' },
  cancelled: {
    export: 'Der Export wurde abgebrochen. Es wurde nichts gespeichert.',
    import: 'Der Import wurde angehalten. Was bis dahin genommen wurde, ist da; ein neuer Import macht dort weiter.',
  },
  broken: {
    'broke-off': {
      export:
        'Die Verbindung brach vor dem Ende des Archivs ab. Es wurde nichts gespeichert. Versuchen Sie es noch einmal.',
      import:
        'Die Verbindung brach vor dem Ende ab. Was bis dahin genommen wurde, ist da; ein neuer Import macht dort weiter.',
    },
    failed: {
      export:
        'Der Export ist auf halbem Weg gescheitert. Es wurde nichts gespeichert. Versuchen Sie es noch einmal; scheitert er wieder, steht der Grund im Protokoll des Servers.',
      import:
        'Der Import ist auf halbem Weg gescheitert. Was bis dahin genommen wurde, ist da; der Grund steht im Protokoll des Servers.',
    },
  },
  leave: 'Gerade werden Artikel importiert oder exportiert. Gehen und das anhalten?',
  exported: (files) => `Das Archiv liegt bei Ihren Downloads, mit ${files} ${files === 1 ? 'Datei' : 'Dateien'}.`,
  imported: 'Der Import ist fertig. Sein Bericht steht unter „Import und Export“.',
  exportMissing: 'Dieses Bild ließ sich nicht lesen. Texte, die es zeigen, nennen eine Datei, die nicht im Archiv ist.',
  report: { export: 'Bericht des Exports', import: 'Bericht des Imports' },
  done: ({ added, changed, unchanged, topics, images }, told) =>
    `${texts(added)} neu, ${changed} geändert, ${unchanged} wie zuvor. Themen: ${topics}. Bilder: ${images}. ${
      told === 0 ? 'Alles wurde genommen.' : `Unten stehen: ${told}.`
    }`,
  notTaken: { export: 'Was fehlt, und warum', import: 'Was nicht genommen wurde, und warum' },
  columns: { file: 'Datei', why: 'Warum' },
  takenBut: 'Das Übrige wurde genommen.',
  more: (count) => `Und ${count} weitere.`,
  reasons: {
    'path-unsafe': 'Ihr Pfad führt aus dem Ordner hinaus.',
    link: 'Es ist eine Verknüpfung, keine Datei.',
    encrypted: 'Sie ist verschlüsselt.',
    unreadable: 'Sie ist beschädigt oder kein Text in UTF-8.',
    'too-large': 'Sie ist zu groß.',
    'unknown-kind': 'Sie ist weder Markdown noch ein Bild.',
    'manifest-invalid': 'Sie ist nicht, was eine Hilfe über sich sagt.',
    'front-matter-invalid': 'Ihr Front Matter lässt sich nicht verwenden.',
    'field-unknown': 'Felder, die hier nichts bedeuten:',
    'language-unknown': 'Sie nennt keine Sprache und liegt in keinem Ordner, der nach einer heißt.',
    'category-unknown': 'Ihr Thema ist nicht hier.',
    'groups-unknown': 'Er ist für Gruppen, und keine davon gibt es hier.',
    'category-not-taken': 'Dieses Thema lässt sich nicht nehmen.',
    'text-too-large': 'Der Text ist zu lang.',
    'text-too-nested': 'Seine Teile liegen zu tief ineinander.',
    'slug-taken': 'Die Adresse ist oder war die von etwas anderem.',
    duplicate: 'Es gibt eine weitere Datei für denselben Artikel, dieselbe Sprache und denselben Stand.',
    'changed-meanwhile': 'Jemand anderes hat es im selben Augenblick geändert. Importieren Sie noch einmal.',
    'image-missing': 'Ein Bild, das sie nennt, ist nicht im Ordner.',
    'image-refused': 'Das Bild wird nicht genommen.',
    'image-unused': 'Kein Text, der genommen wurde, zeigt dieses Bild.',
    failed: 'Es ließ sich nicht speichern.',
  },
};
