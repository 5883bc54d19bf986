import { PassThrough, type Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
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

/** An archive of these files, made as it is read: one file after the other, and no more of them than are taken. */
export async function writeZip(files: AsyncIterable<WrittenFile>, madeAt: Date): Promise<Readable> {
  const { ZipFile: Writer } = await import('yazl');
  const zip = new Writer();
  const made = zip.outputStream as Readable;
  const out = new PassThrough();
  zip.on('error', (error) => out.destroy(error as Error));
  made.on('error', (error) => out.destroy(error)).pipe(out);
  const fill = async () => {
    for await (const { path, content } of files) {
      if (out.destroyed) return;
      // It is packed beside this thread: until its beginning comes out, all that is added would wait in memory.
      const isComing = until(made, 'data', out);
      // What is a picture is packed already.
      zip.addBuffer(content, path, { mtime: madeAt, compress: path.endsWith('.md'), mode: 0o100644 });
      await isComing;
      await setImmediate();
      if (out.writableNeedDrain) await until(out, 'drain', out);
    }
    zip.end();
  };
  fill().catch((error: unknown) => out.destroy(error as Error));
  return out;
}

/** Waits for the next such event, or for the end of all. */
function until(stream: Readable | PassThrough, event: 'data' | 'drain', whole: PassThrough): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      stream.off(event, go);
      whole.off('close', go);
      resolve();
    };
    stream.on(event, go);
    whole.on('close', go);
    if (whole.destroyed) go();
  });
}
