import type { enTransfer } from './en-transfer.ts';

const texts = (count: number) => `${count} ${count === 1 ? 'Text' : 'Texte'}`;

export const deTransfer: typeof enTransfer = {
  title: 'Import und Export',
  exportTitle: 'Export',
  exportText:
    'Alle Themen, Artikel, Sprachen, Entwürfe und Bilder als Ordner von Markdown-Dateien in einem Zip. Frühere Fassungen und Stimmen sind nicht darin.',
  export: 'Als Zip herunterladen',
  importTitle: 'Import',
  importText:
    'Ein Zip von Markdown-Dateien mit Front Matter. Was schon hier ist und dasselbe sagt, bleibt; was anders ist, wird eine neue Fassung; gelöscht wird nichts.',
  file: 'Zip-Archiv',
  tooLarge: (most) => `Ein Archiv hat höchstens ${most} MB. Bringen Sie die Artikel in Teilen.`,
  import: 'Importieren',
  uploading: 'Das Archiv wird geholt …',
  progressLabel: 'Wie weit der Import ist',
  progress: (done, total) => `${done} von ${total} Dateien`,
  report: 'Bericht des Imports',
  done: ({ added, changed, unchanged, topics, images }, told) =>
    `${texts(added)} neu, ${changed} geändert, ${unchanged} wie zuvor. Themen: ${topics}. Bilder: ${images}. ${
      told === 0 ? 'Alles wurde genommen.' : `Unten stehen: ${told}.`
    }`,
  notTaken: 'Was nicht genommen wurde, und warum',
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
