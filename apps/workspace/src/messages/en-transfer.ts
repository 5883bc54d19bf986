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
    'All topics, articles, languages, drafts and images as a folder of Markdown files in a zip. Earlier revisions and votes are not in it.',
  export: 'Download as zip',
  importTitle: 'Import',
  importText:
    'A zip of Markdown files with front matter. What is here already and says the same stays; what differs becomes a new revision; nothing is deleted.',
  file: 'Zip archive',
  tooLarge: (most: number) => `An archive has at most ${most} MB. Bring the articles in parts.`,
  import: 'Import',
  uploading: 'Bringing in the archive …',
  progressLabel: 'How far the import is',
  progress: (done: number, total: number) => `${done} of ${total} files`,
  report: 'Report of the import',
  done: ({ added, changed, unchanged, topics, images }: ImportReport, told: number) =>
    `${texts(added)} added, ${changed} changed, ${unchanged} as they were. Topics: ${topics}. Images: ${images}. ${
      told === 0 ? 'Everything was taken.' : `Told below: ${told}.`
    }`,
  notTaken: 'What was not taken, and why',
  columns: { file: 'File', why: 'Why' },
  takenBut: 'The rest of it was taken.',
  more: (count: number) => `And ${count} more.`,
  reasons,
};
