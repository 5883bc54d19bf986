import { mkdtemp, open, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { appError } from '../errors/index.ts';
import { openDiskFiles } from './disk.ts';
import type { FileStore } from './file-store.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'porchlight-files-'));
});
// A store that a test opened and never asked may still be making its folders.
afterEach(() => rm(folder, { recursive: true, maxRetries: 10 }));

/** Every kind of store, and how to make an object of it look old. */
const kinds = [
  {
    name: 'disk',
    open: () => openDiskFiles(path.join(folder, 'files')),
    async age(name: string, at: number) {
      await utimes(path.join(folder, 'files', name.slice(0, 2), name), at / 1000, at / 1000);
    },
  },
];

const bytes = (content: string) => [Buffer.from(content)];
const listed = async (store: FileStore, before = Date.now() + 60_000) => {
  const names: string[] = [];
  for await (const name of store.list(before)) names.push(name);
  return names.sort();
};

describe.each(kinds)('files on $name', ({ open: openStore, age }) => {
  let store: FileStore;
  beforeEach(() => {
    store = openStore();
  });

  it('[FILE3] are what was written, whole or in part', async () => {
    async function* parts() {
      yield Buffer.from('Hello, ');
      yield Buffer.from('world');
    }
    expect(await store.write('aaaaaaaa01', parts())).toBe(12);
    expect(await text(await store.read('aaaaaaaa01'))).toBe('Hello, world');
    expect(await text(await store.read('aaaaaaaa01', { start: 0, end: 0 }))).toBe('H');
    expect(await text(await store.read('aaaaaaaa01', { start: 7, end: 11 }))).toBe('world');
    expect(await store.write('aaaaaaaa02', bytes(''))).toBe(0);
    expect(await text(await store.read('aaaaaaaa02'))).toBe('');
  });

  it('[FILE3] are there for whoever opens the store again', async () => {
    await store.write('aaaaaaaa01', bytes('kept'));
    expect(await text(await openStore().read('aaaaaaaa01'))).toBe('kept');
  });

  it('[FILE9] are not there in part when their source breaks off', async () => {
    async function* broken() {
      yield Buffer.from('half');
      throw appError('body_too_large', 'Too much.');
    }
    await expect(store.write('aaaaaaaa01', broken())).rejects.toMatchObject({ code: 'body_too_large' });
    await expect(store.read('aaaaaaaa01')).rejects.toMatchObject({ code: 'file_not_found' });
    expect(await listed(store)).toEqual([]);
  });

  it('[FILE10] are gone once removed, those that are not there too', async () => {
    await store.write('aaaaaaaa01', bytes('1'));
    await store.write('bbbbbbbb02', bytes('2'));
    await store.remove(['aaaaaaaa01', 'cccccccc03', 'aaaaaaaa01']);
    await expect(store.read('aaaaaaaa01')).rejects.toMatchObject({ code: 'file_not_found' });
    expect(await listed(store)).toEqual(['bbbbbbbb02']);
  });

  it('[FILE10] are listed by when they were written', async () => {
    for (const name of ['aaaaaaaa01', 'aaaaaaaa02', 'bbbbbbbb03']) await store.write(name, bytes(name));
    await age('aaaaaaaa01', 1_000_000);
    await age('bbbbbbbb03', 3_000_000);
    expect(await listed(store)).toEqual(['aaaaaaaa01', 'aaaaaaaa02', 'bbbbbbbb03']);
    expect(await listed(store, 2_000_000)).toEqual(['aaaaaaaa01']);
    expect(await listed(store, 4_000_000)).toEqual(['aaaaaaaa01', 'bbbbbbbb03']);
  });

  it.each(['../../../etc/passwd', 'aa/../../x', 'short', '', 'AAAAAAAA01', 'aaaaaaaa\0', 'unfinished/aaaa'])(
    'has no object named %j',
    async (name) => {
      await expect(store.write(name, bytes('x'))).rejects.toThrow();
      await expect(store.read(name)).rejects.toThrow();
      await expect(store.remove([name])).rejects.toThrow();
    },
  );
});

describe('files on a disk', () => {
  const left = async () => {
    const all = await readdir(path.join(folder, 'files'), { recursive: true, withFileTypes: true });
    return all.filter((entry) => entry.isFile()).map((entry) => entry.name);
  };

  it.each(['write', 'sync'] as const)(
    '[FILE9] that gets full while they %s leave nothing half-written',
    async (step) => {
      const store = openDiskFiles(path.join(folder, 'files'));
      await store.write('aaaaaaaa01', bytes('before'));
      const handle = await open(path.join(folder, 'probe'), 'w');
      const spy = vi
        .spyOn(Object.getPrototypeOf(handle) as typeof handle, step)
        .mockRejectedValueOnce(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
      await handle.close();
      await expect(store.write('aaaaaaaa02', bytes('more'))).rejects.toMatchObject({
        code: 'storage_full',
        status: 503,
      });
      expect(await left()).toEqual(['aaaaaaaa01']);
      spy.mockRestore();
      expect(await store.write('aaaaaaaa02', bytes('more'))).toBe(4);
    },
  );

  it('[FILE9] leave room for the database', async () => {
    const store = openDiskFiles(path.join(folder, 'files'), { reservedBytes: Number.MAX_SAFE_INTEGER });
    await expect(store.write('aaaaaaaa01', bytes('x'))).rejects.toMatchObject({ code: 'storage_full' });
    expect(await left()).toEqual([]);
  });

  it('[FILE10] that a process left unfinished an hour ago are gone at the next start', async () => {
    await openDiskFiles(path.join(folder, 'files')).write('aaaaaaaa01', bytes('x'));
    for (const [name, at] of [
      ['old', 1_000],
      ['new', Date.now() / 1_000],
    ] as const) {
      const file = path.join(folder, 'files', 'unfinished', name);
      await (await open(file, 'w')).close();
      await utimes(file, at, at);
    }
    await openDiskFiles(path.join(folder, 'files')).write('aaaaaaaa02', bytes('x'));
    expect((await left()).sort()).toEqual(['aaaaaaaa01', 'aaaaaaaa02', 'new']);
  });

  it('that cannot be written say so without what caused it', async () => {
    const blocked = path.join(folder, 'blocked');
    await (await open(blocked, 'w')).close();
    const store = openDiskFiles(path.join(blocked, 'files'));
    await expect(store.write('aaaaaaaa01', bytes('x'))).rejects.toMatchObject({ code: 'storage_failed', status: 503 });
  });
});
