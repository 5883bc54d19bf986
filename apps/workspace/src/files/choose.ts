import { limits } from '@porchlight/protocol';
import { language, t } from '../messages/index.ts';

/** Sorts files that somebody chose into those that can be sent and what is to be told about the others. */
export function chooseFiles(files: readonly File[], alreadyChosen: number): { taken: File[]; problems: string[] } {
  const taken: File[] = [];
  const problems: string[] = [];
  const room = limits.filesPerMessage - alreadyChosen;
  for (const file of files) {
    if (file.size === 0) problems.push(t.files.empty(file.name));
    else if (file.size > limits.fileBytes) problems.push(t.files.tooLarge(file.name, formatSize(limits.fileBytes)));
    else if (taken.length < room) taken.push(file);
    else if (!problems.includes(t.files.tooMany(limits.filesPerMessage)))
      problems.push(t.files.tooMany(limits.filesPerMessage));
  }
  return { taken, problems };
}

/** What a message without words consists of: "File", "3 files". The inbox knows their number alone. */
export function nameFiles(count: number): string {
  return count === 1 ? t.files.one : t.files.many(count);
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** A size in bytes as people read it: "340 kB", "1.2 MB"; a kilobyte is 1,024 bytes, as the limits count. */
export function formatSize(bytes: number): string {
  const step = bytes < 1_024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1_024 ** step;
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 && step > 0 ? 1 : 0,
  }).format(value);
}

/** The size at which a picture is shown, in CSS pixels: its own shape within these bounds, known before it has loaded. */
export function fitPicture({ width, height }: { width: number; height: number }): { width: number; height: number } {
  const most = { width: 280, height: 240 };
  const scale = Math.min(1, most.width / width, most.height / height);
  // A strip of one pixel is nothing that could be clicked.
  return { width: Math.max(48, Math.round(width * scale)), height: Math.max(48, Math.round(height * scale)) };
}
