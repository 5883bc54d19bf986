import { PassThrough, type Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import type { TransferProblem, TransferReason } from '@porchlight/protocol';
import type { Entry, ZipFile } from 'yauzl';
import { appError } from '../../platform/errors/index.ts';
import { assertRoom, type Folder, type FolderFile, isNoise, isSafePath, type WrittenFile } from './folder.ts';

const fileTypes = 0o170000;
const plainFile = 0o100000;
const utf8Flag = 0x800;

/**
 * [HC25] What lies in an archive: read entry by entry, and none before it is asked for. Throws `import_unreadable` where
 * it is none, `import_too_large`.
 */
export async function readZip(content: Buffer): Promise<Folder> {
  const { fromBufferPromise } = await import('yauzl');
  const files: FolderFile[] = [];
  const problems: TransferProblem[] = [];
  try {
    // Names are looked at here, one by one: a bad one is no reason to refuse the others.
    const zip = await fromBufferPromise(content, { lazyEntries: true, decodeStrings: false, autoClose: false });
    let bytes = 0;
    for await (const entry of zip.eachEntry()) {
      const name = nameOf(entry);
      if (name.endsWith('/') || (isSafePath(name) && isNoise(name))) continue;
      bytes += entry.uncompressedSize;
      assertRoom(files.length + problems.length + 1, bytes);
      const reason = reasonAgainst(entry, name);
      if (reason) problems.push({ path: shown(name), reason, detail: '', isTaken: false });
      else files.push({ path: name, size: entry.uncompressedSize, read: () => readEntry(zip, entry) });
    }
  } catch (error) {
    if ((error as Error).name === 'AppError') throw error;
    throw appError('import_unreadable', 'This is no zip archive, or it is damaged. Make it anew and try again.', {
      cause: error,
    });
  }
  return { files, problems };
}

function reasonAgainst(entry: Entry, name: string): TransferReason | null {
  if (!isSafePath(name)) return 'path-unsafe';
  const type = (entry.externalFileAttributes >>> 16) & fileTypes;
  // Archives of systems without such types say nothing.
  if (entry.versionMadeBy >>> 8 === 3 && type !== 0 && type !== plainFile) return 'link';
  if (entry.isEncrypted()) return 'encrypted';
  return entry.canDecodeFileData() ? null : 'unreadable';
}

function nameOf(entry: Entry): string {
  // As bytes, since names are not decoded; programs that do not say UTF-8 mostly write it all the same.
  const bytes = entry.fileName as unknown as Buffer;
  const isUtf8 = (entry.generalPurposeBitFlag & utf8Flag) !== 0 || !bytes.toString('utf8').includes('\ufffd');
  return bytes.toString(isUtf8 ? 'utf8' : 'latin1').normalize('NFC');
}

/** Throws where the entry is not what it says: the library ends at the size that it told, and refuses another. */
async function readEntry(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const content = await buffer(await zip.openReadStreamPromise(entry));
  if (crc32(content) !== entry.crc32) throw new Error('The checksum is wrong.');
  return content;
}

function shown(name: string): string {
  return name.replace(/\p{Cc}/gu, '�').slice(0, 200);
}

/** An archive of these files, made as it is read. */
export async function writeZip(files: AsyncIterable<WrittenFile>, madeAt: Date): Promise<Readable> {
  const { ZipFile: Writer } = await import('yazl');
  const zip = new Writer();
  const out = new PassThrough();
  zip.on('error', (error) => out.destroy(error as Error));
  (zip.outputStream as Readable).on('error', (error) => out.destroy(error)).pipe(out);
  const fill = async () => {
    for await (const { path, content } of files) {
      if (out.destroyed) return;
      // What is a picture is packed already.
      zip.addBuffer(content, path, { mtime: madeAt, compress: path.endsWith('.md'), mode: 0o100644 });
      // No more is made than is taken.
      if (out.writableNeedDrain) await new Promise((go) => out.once('drain', go).once('close', go));
    }
    zip.end();
  };
  fill().catch((error: unknown) => out.destroy(error as Error));
  return out;
}
