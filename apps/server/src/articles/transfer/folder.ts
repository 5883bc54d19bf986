import path from 'node:path';
import type { TransferProblem } from '@porchlight/protocol';
import { limits } from '@porchlight/protocol';
import { appError } from '../../platform/errors/index.ts';

/** A file of a folder to import; `size` is what it says of itself, `read` throws where it turns out to be another. */
export type FolderFile = { path: string; size: number; read(): Promise<Buffer> };

/** What is imported, from an archive or from a disk; `problems` are entries that are no plain files in it. */
export type Folder = { files: FolderFile[]; problems: TransferProblem[] };

/** A file of a folder that is exported. */
export type WrittenFile = { path: string; content: Buffer };

const imageEnding = /\.(png|jpe?g|gif|webp|avif)$/i;

/** What an entry is taken for, by its path. */
export function kindOf(file: string): 'manifest' | 'text' | 'image' | 'other' {
  if (file === manifestPath) return 'manifest';
  if (/\.(md|markdown)$/i.test(file)) return 'text';
  return imageEnding.test(file) ? 'image' : 'other';
}

export const manifestPath = 'porchlight.yaml';

/** [HC25] Whether a path leads to a place in the folder, on every system. */
export function isSafePath(file: string): boolean {
  if (file === '' || file.length > 1_000 || /[\p{Cc}\\]/u.test(file) || /^([a-z]:|\/)/i.test(file)) return false;
  return file.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** Leftovers of systems that pack or keep folders: not worth a word. */
export function isNoise(file: string): boolean {
  return file.split('/').some((part) => part === '__MACOSX' || part.startsWith('.') || part === 'Thumbs.db');
}

/** The folder that lies in a folder of its own, as archives are often made, without that one. */
export function withoutOuterFolder(files: readonly FolderFile[]): FolderFile[] {
  const [first] = files;
  const outer = first?.path.split('/')[0] ?? '';
  const hasManifest = files.some((one) => one.path === `${outer}/${manifestPath}`);
  if (!hasManifest || !files.every((one) => one.path.startsWith(`${outer}/`))) return [...files];
  return files.map((one) => ({ ...one, path: one.path.slice(outer.length + 1) }));
}

/** How large a file of its kind may be, bytes. */
export function mostBytesOf(file: string): number {
  return kindOf(file) === 'image' ? limits.fileBytes : limits.articleBodyBytes;
}

/** [HC25] Throws `import_too_large` where it is too much altogether, as it is in archives that are made to burst. */
export function assertRoom(files: number, bytes: number): void {
  if (files > limits.importFiles)
    throw appError('import_too_large', `There are more than ${limits.importFiles} files in it. Bring them in parts.`);
  if (bytes > limits.importContentBytes)
    throw appError(
      'import_too_large',
      `Unpacked it is larger than ${limits.importContentBytes / 1_048_576} MB. Bring it in parts.`,
    );
}

/** The place in the folder that an address in a text leads to; null where it leads elsewhere. */
export function placeOf(text: string, address: string): string | null {
  if (/^([a-z][a-z0-9+.-]*:|\/|#|\?)/i.test(address)) return null;
  let named: string;
  try {
    named = decodeURIComponent(address);
  } catch {
    return null;
  }
  const place = path.posix.normalize(path.posix.join(path.posix.dirname(text), named));
  return isSafePath(place) ? place : null;
}

/**
 * Puts other addresses into a text: those of links and images, `[…](address)`, and of references, `[…]: address`. What
 * `replace` answers null for stays as it is.
 */
export function replaceAddresses(markdown: string, replace: (address: string) => string | null): string {
  return markdown.replace(
    /(\]\(\s*<?|^ {0,3}\[[^\]\n]{1,999}\]:[ \t]*<?)([^\s<>()]+)/gm,
    (whole, before: string, address: string) => {
      const other = replace(address);
      return other === null ? whole : `${before}${other}`;
    },
  );
}
