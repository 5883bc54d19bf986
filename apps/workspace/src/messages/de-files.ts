import type { enFiles } from './en-files.ts';

/** The texts of files in messages, in German. */
export const deFiles: typeof enFiles = {
  attach: 'Dateien anhängen',
  attached: 'Dateien zum Senden',
  drop: 'Dateien hier ablegen, um sie anzuhängen',
  remove: (name) => `${name} entfernen`,
  progress: (name) => `Hochladen von ${name}`,
  sizeOf: (sent, whole) => `${sent} von ${whole}`,
  waiting: 'Unterbrochen; es geht von selbst weiter',
  one: 'Datei',
  many: (count) => `${count} Dateien`,
  open: (name) => `${name} in neuem Tab öffnen`,
  download: 'Herunterladen',
  preview: (name) => `Bild: ${name}`,
  missing: 'Dieses Bild ließ sich nicht laden.',
  onlyReplies: 'Dateien gehören zu Antworten, nicht zu Notizen.',
  tooMany: (most) => `Eine Nachricht nimmt höchstens ${most} Dateien. Die übrigen blieben weg.`,
  tooLarge: (name, most) => `${name} ist größer als ${most} und blieb weg.`,
  empty: (name) => `${name} ist leer und blieb weg.`,
  folder: 'Ordner lassen sich nicht anhängen. Packe einen in eine Zip-Datei.',
  removeFirst: 'Entferne, was sich nicht anhängen ließ, dann sende.',
  removed: 'Eine Datei wurde weggenommen.',
  unreadable: 'Die Datei lässt sich nicht mehr von der Festplatte lesen. Wähle sie noch einmal aus.',
  refusals: {
    file_type_refused: 'Solche Dateien werden nicht angenommen: Sie könnten dem schaden, der sie öffnet.',
    file_too_large: 'Diese Datei ist zu groß.',
    file_damaged: 'Dieses Bild ist beschädigt, oder es ist nicht, was sein Name sagt.',
    file_used: 'Diese Datei wurde schon gesendet.',
    file_not_found: 'Der Server hat diese Datei nicht mehr. Entferne sie und wähle sie noch einmal aus.',
  },
};
