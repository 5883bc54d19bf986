import { constants } from 'node:fs';
import { lstat, mkdir, open, opendir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { TransferProblem } from '@porchlight/protocol';
import { appError } from '../../platform/errors/index.ts';
import { assertRoom, type Folder, type FolderFile, isNoise, isSafePath, type WrittenFile } from './folder.ts';

/** [HC25] What lies in a folder of a disk; links are not followed. Throws `import_unreadable`, `import_too_large`. */
export async function readDiskFolder(root: string): Promise<Folder> {
  const files: FolderFile[] = [];
  const problems: TransferProblem[] = [];
  let bytes = 0;
  async function walk(below: string): Promise<void> {
    for await (const entry of await opendir(path.join(root, below))) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (isNoise(name)) continue;
      if (entry.isDirectory()) {
        await walk(name);
        continue;
      }
      const { size } = await lstat(path.join(root, name));
      bytes += entry.isFile() ? size : 0;
      assertRoom(files.length + problems.length + 1, bytes);
      if (!entry.isFile()) problems.push({ path: name, reason: 'link', detail: '', isTaken: false });
      else if (!isSafePath(name)) problems.push({ path: name, reason: 'path-unsafe', detail: '', isTaken: false });
      else files.push({ path: name.normalize('NFC'), size, read: () => readFile(path.join(root, name)) });
    }
  }
  try {
    await walk('');
  } catch (error) {
    if ((error as Error).name === 'AppError') throw error;
    throw appError('import_unreadable', `${root} cannot be read as a folder. Name another one.`, { cause: error });
  }
  // As an archive would have them, whatever the disk's order is.
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files, problems };
}

/** A link that took the file's place since is not followed either. */
async function readFile(file: string): Promise<Buffer> {
  const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** Writes files below a folder that is new or empty; answers with how many. Throws `import_unreadable` where it is not. */
export async function writeDiskFolder(root: string, files: AsyncIterable<WrittenFile>): Promise<number> {
  await mkdir(root, { recursive: true });
  for await (const entry of await opendir(root))
    throw appError('import_unreadable', `${root} is not empty (${entry.name}). Name a folder that is new or empty.`);
  let count = 0;
  for await (const { path: name, content } of files) {
    const target = path.join(root, ...name.split('/'));
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content, { flag: 'wx' });
    count += 1;
  }
  return count;
}
