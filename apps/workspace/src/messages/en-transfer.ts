import type { ImportReport, TransferReason } from '@porchlight/protocol';

const reasons: Record<TransferReason, string> = {
  'path-unsafe': 'Its path leads out of the folder.',
  link: 'It is a link, not a file.',
  encrypted: 'It is encrypted.',
  unreadable: 'It is damaged, or no text in UTF-8.',
  'too-large': 'It is too large.',
  'unknown-kind': 'It is neither Markdown nor an image.',
  'manifest-invalid': 'It is not what a help center says of itself.',
  'front-matter-invalid': 'Its front matter cannot be used.',
  'field-unknown': 'Fields that mean nothing here:',
  'language-unknown': 'It says no language, and lies in no folder named after one.',
  'category-unknown': 'Its topic is not here.',
  'groups-unknown': 'It is for groups, and none of these is here.',
  'category-not-taken': 'This topic cannot be taken.',
  'text-too-large': 'The text is too long.',
  'text-too-nested': 'Its parts lie too deep in each other.',
  'slug-taken': 'The address is, or was, that of something else.',
  duplicate: 'There is another file for the same article, language and state.',
  'changed-meanwhile': 'Somebody else changed it at the same moment. Import again.',
  'image-missing': 'An image that it names is not in the folder.',
  'image-refused': 'The image is not taken.',
  'image-unused': 'No text that was taken shows this image.',
  failed: 'It could not be saved.',
};

const texts = (count: number) => `${count} ${count === 1 ? 'text' : 'texts'}`;

/** Bringing articles in and out, in the administration. */
export const enTransfer = {
  title: 'Import and export',
  exportTitle: 'Export',
  exportText:
    'All topics and articles as a folder of Markdown files in a zip: every language, what is published, planned and drafted, and the images.',
  exportWithout: 'Not in it: earlier revisions, votes, comments, subscriptions and settings.',
  export: 'Download as zip',
  importTitle: 'Import',
  importText:
    'A zip of Markdown files with front matter. What is here already and says the same stays; what differs becomes a new revision; nothing is deleted.',
  file: 'Zip archive',
  tooLarge: (most: number) => `An archive has at most ${most} MB. Bring the articles in parts.`,
  import: 'Import',
  progressLabel: { export: 'Progress of the export', import: 'Progress of the import' },
  progress: (done: number, total: number) => `${done} of ${total} files`,
  begins: { export: 'The export begins …', import: 'Sending the archive …' },
  told: {
    export: (percent: number) => `Export: ${percent} percent`,
    import: (percent: number) => `Import: ${percent} percent`,
  },
  cancel: { export: 'Cancel the export', import: 'Stop the import' },
  cancelled: {
    export: 'The export was cancelled. Nothing was saved.',
    import: 'The import was stopped. What was taken until then is there; importing again goes on from it.',
  },
  broken: {
    'broke-off': {
      export: 'The connection broke off before the end of the archive. Nothing was saved. Try again.',
      import:
        'The connection broke off before the end. What was taken until then is there; importing again goes on from it.',
    },
    failed: {
      export: 'The export failed half-way. Nothing was saved. Try again; if it fails again, the server’s log says why.',
      import: 'The import failed half-way. What was taken until then is there; the server’s log says why.',
    },
  },
  leave: 'Articles are being imported or exported. Leave and stop that?',
  exported: (files: number) => `The archive is in your downloads, with ${files} ${files === 1 ? 'file' : 'files'}.`,
  imported: 'The import is done. Its report is under “Import and export”.',
  exportMissing: 'This image could not be read. Texts that show it name a file that is not in the archive.',
  report: { export: 'Report of the export', import: 'Report of the import' },
  done: ({ added, changed, unchanged, topics, images }: ImportReport, told: number) =>
    `${texts(added)} added, ${changed} changed, ${unchanged} as they were. Topics: ${topics}. Images: ${images}. ${
      told === 0 ? 'Everything was taken.' : `Told below: ${told}.`
    }`,
  notTaken: { export: 'What is missing, and why', import: 'What was not taken, and why' },
  columns: { file: 'File', why: 'Why' },
  takenBut: 'The rest of it was taken.',
  more: (count: number) => `And ${count} more.`,
  reasons,
};
