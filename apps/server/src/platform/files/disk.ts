import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, opendir, rename, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { AppError, appError } from '../errors/index.ts';
import type { ByteRange, Bytes, FileStore } from './file-store.ts';

/** Uploads leave this much of the disk to the database, which often lies on the same one. */
const reservedBytes = 256 * 1_048_576;
/** What is being written lies here; older ones were left by a process that was killed. */
const unfinished = 'unfinished';
const unfinishedMs = 60 * 60_000;

/** Objects as files below `folder`, which is made when missing. */
export function openDiskFiles(folder: string, options: { reservedBytes?: number } = {}): FileStore {
  const reserved = options.reservedBytes ?? reservedBytes;
  const isReady = prepare(folder);
  // Whoever writes first is told; until then nobody listens.
  isReady.catch(() => undefined);
  const pathOf = (name: string) => {
    if (!/^[a-z0-9]{8,64}$/.test(name)) throw new Error(`"${name}" is no name of an object.`);
    return path.join(folder, name.slice(0, 2), name);
  };

  return {
    async write(name, source) {
      const target = pathOf(name);
      const draft = path.join(folder, unfinished, `${name}-${randomBytes(6).toString('hex')}`);
      try {
        await orStorageError(isReady);
        await orStorageError(assertRoom(folder, reserved));
        const file = await orStorageError(open(draft, 'wx', 0o600));
        let size: number;
        try {
          size = await copy(file, source);
          await orStorageError(file.sync());
        } finally {
          await file.close();
        }
        await orStorageError(keep(draft, target));
        return size;
      } catch (error) {
        await rm(draft, { force: true }).catch(() => undefined);
        throw error;
      }
    },
    async read(name: string, range?: ByteRange) {
      const file = await open(pathOf(name)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') throw appError('file_not_found', 'There is no such file, or not any more.');
        throw error;
      });
      return createReadStream('', { fd: file, ...range });
    },
    async remove(names) {
      for (const name of names) await rm(pathOf(name), { force: true });
    },
    async *list(beforeMs) {
      await isReady;
      for await (const shard of await opendir(folder)) {
        if (!shard.isDirectory() || shard.name.length !== 2) continue;
        for await (const entry of await opendir(path.join(folder, shard.name))) {
          const found = await stat(path.join(folder, shard.name, entry.name)).catch(() => null);
          if (found?.isFile() && found.mtimeMs < beforeMs) yield entry.name;
        }
      }
    },
  };
}

async function prepare(folder: string): Promise<void> {
  await mkdir(path.join(folder, unfinished), { recursive: true, mode: 0o700 });
  for await (const entry of await opendir(path.join(folder, unfinished))) {
    const draft = path.join(folder, unfinished, entry.name);
    const found = await stat(draft).catch(() => null);
    if (found && found.mtimeMs < Date.now() - unfinishedMs) await rm(draft, { force: true });
  }
}

async function assertRoom(folder: string, reserved: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < reserved) throw isFull();
}

async function copy(file: FileHandle, source: Bytes): Promise<number> {
  let size = 0;
  for await (const part of source) {
    for (let at = 0; at < part.length; ) {
      const { bytesWritten } = await orStorageError(file.write(part, at, part.length - at));
      at += bytesWritten;
    }
    size += part.length;
  }
  return size;
}

/** Gives the draft its name, which is durable once the folder is. */
async function keep(draft: string, target: string): Promise<void> {
  const folder = path.dirname(target);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await rename(draft, target);
  // Windows opens no folders, and needs none of this.
  const handle = await open(folder).catch(() => null);
  if (!handle) return;
  try {
    await handle.sync();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
  } finally {
    await handle.close();
  }
}

async function orStorageError<T>(attempt: Promise<T>): Promise<T> {
  try {
    return await attempt;
  } catch (error) {
    if (error instanceof AppError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code)) throw isFull(error);
    throw appError('storage_failed', 'The file could not be stored. Try again; if it stays, look into the log.', {
      cause: error,
      retryAfterS: 5,
    });
  }
}

function isFull(cause?: unknown): AppError {
  return appError('storage_full', 'There is no room for files at the moment. Try again later.', {
    cause,
    retryAfterS: 60,
  });
}
