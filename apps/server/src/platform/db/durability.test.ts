import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { realClock } from '../clock/index.ts';
import * as notes from './fixtures/commands.ts';
import { buildNote, notesOf } from './fixtures/commands.ts';
import { openStorage, type Storage, type StorageHealth } from './index.ts';
import { storages } from './testing.ts';

const run = promisify(execFile);
const writingProcess = fileURLToPath(new URL('./fixtures/writing-process.ts', import.meta.url));
const sqlite = storages()[0]!;
const postgres = storages()[1]!;

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'porchlight-db-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function openIn(dataDir: string): Promise<Storage> {
  const storage = await openStorage({ ...notes, clock: realClock, databaseUrl: null, dataDir });
  onTestFinished(() => storage.close());
  return storage;
}

async function readIds(storage: Storage): Promise<Set<string>> {
  return new Set((await notesOf(storage.read).selectFrom('notes').select('id').execute()).map((row) => row.id));
}

describe.each(storages())('a killed process on $name', ({ open }) => {
  it('leaves everything behind that it acknowledged', async () => {
    const { options, storage, close } = await open(notes);
    onTestFinished(close);
    const where = options.databaseUrl === null ? ['--data', options.dataDir] : ['--url', options.databaseUrl];
    const child: ChildProcess = spawn(process.execPath, [writingProcess, ...where], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    const acknowledged: string[] = [];
    for await (const line of createInterface({ input: child.stdout! })) {
      acknowledged.push(line.replace('ack ', ''));
      if (acknowledged.length === 1_000) child.kill('SIGKILL');
    }
    await exited;
    expect(acknowledged.length).toBeGreaterThanOrEqual(1_000);
    const saved = await readIds(storage);
    expect(acknowledged.filter((id) => !saved.has(id))).toEqual([]);
    await storage.execute(notes.insertNote, buildNote({ id: 'after' }));
  });
});

describe('the way to the disk', () => {
  it('is gone to its end before an answer is given', async () => {
    const folder = await makeFolder();
    const trace = join(folder, 'trace');
    await run('strace', [
      ...['-f', '-y', '-o', trace, '-e', 'trace=fsync,fdatasync,pwrite64,write'],
      ...[process.execPath, writingProcess, '--data', join(folder, 'data'), '--count', '20'],
    ]);
    expect(readOrder(await readFile(trace, 'utf8'))).toEqual(
      Array.from({ length: 20 }, (_, at) => ['log written', 'log synced', `ack ${at + 1}`]).flat(),
    );
  });
});

/** The writes and syncs of the write-ahead log that came to their end, and the answers, in order; repeats once. */
function readOrder(trace: string): string[] {
  const unfinished = new Map<string, string>();
  const order: string[] = [];
  for (const line of trace.split('\n')) {
    const [, thread = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    if (rest.endsWith('<unfinished ...>')) unfinished.set(thread, rest);
    // A call counts from its end, except for an answer, which counts from its beginning.
    const answer = /^write\(1<.*"(ack \d+)\\n"/.exec(rest)?.[1];
    const call = rest.startsWith('<... ') ? (unfinished.get(thread) ?? '') : rest;
    const isEnded = / = \d+$/.test(rest);
    let step = answer;
    if (isEnded && /^pwrite64\(\d+<[^>]*-wal>/.test(call)) step = 'log written';
    if (isEnded && /^f(data)?sync\(\d+<[^>]*-wal>/.test(call)) step = 'log synced';
    if (step && step !== order.at(-1)) order.push(step);
  }
  // What was written before the first note was the schema.
  return order.slice(order.indexOf('ack 1') - 2);
}

interface Disk {
  readonly dataDir: string;
  fill(storage: Storage): Promise<void>;
  free(storage: Storage): Promise<void>;
}

/** A disk of 4 MB of its own; where mounting is not allowed, a bound on the database's size fails the same way. */
async function makeSmallDisk(): Promise<Disk> {
  const folder = await makeFolder();
  const filler = join(folder, 'filler');
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder]);
  } catch {
    return {
      dataDir: folder,
      // The smallest bound is the present size.
      fill: async (storage) => void (await storage.execute(notes.boundPages, 1)),
      free: async (storage) => void (await storage.execute(notes.boundPages, 1_000_000)),
    };
  }
  onTestFinished(async () => void (await run('umount', [folder])));
  return {
    dataDir: join(folder, 'data'),
    fill: async () => void (await writeFile(filler, Buffer.alloc(8_000_000)).catch(() => {})),
    free: () => rm(filler),
  };
}

describe('a full disk', () => {
  it('is told, refuses writes, serves reads, loses nothing, and recovers', async () => {
    const disk = await makeSmallDisk();
    const storage = await openIn(disk.dataDir);
    const changes: StorageHealth[] = [];
    storage.onHealth((health) => changes.push(health));
    const saved = new Set<string>();
    const text = 'x'.repeat(4_000);

    async function writeUntilRefused(prefix: string): Promise<unknown> {
      for (let at = 0; at < 2_000; at++) {
        try {
          saved.add(await storage.execute(notes.insertNote, buildNote({ id: `${prefix}-${at}`, text })));
        } catch (error) {
          return error;
        }
      }
      return null;
    }

    await storage.execute(notes.insertNote, buildNote({ id: 'before' }));
    saved.add('before');
    await disk.fill(storage);
    expect(await writeUntilRefused('full')).toMatchObject({
      code: 'storage_full',
      kind: 'unavailable',
      retryAfterS: 30,
    });
    expect(storage.health).toBe('full');
    const together = await Promise.allSettled(
      ['x', 'y', 'z'].map((id) => storage.execute(notes.insertNote, buildNote({ id, text }))),
    );
    expect(together.map((answer) => answer.status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await readIds(storage)).toEqual(saved);

    await disk.free(storage);
    expect(storage.health).toBe('full');
    await storage.execute(notes.insertNote, buildNote({ id: 'after', text }));
    saved.add('after');
    expect(storage.health).toBe('ok');
    expect(changes).toEqual(['full', 'ok']);
    expect(await readIds(storage)).toEqual(saved);
  });
});

describe('the writer thread', () => {
  it('refuses a command that waits for anything but its database', async () => {
    const { storage, close } = await sqlite.open(notes);
    onTestFinished(close);
    await expect(storage.execute(notes.waitForTimer, null)).rejects.toThrow('something other than its database');
    expect(await storage.execute(notes.insertNote, buildNote())).toBe('a');
  });

  it('refuses an input that cannot be cloned, and nothing beside it', async () => {
    const { storage, close } = await sqlite.open(notes);
    onTestFinished(close);
    const [bad, good] = await Promise.allSettled([
      storage.execute(notes.insertNote, { ...buildNote({ id: 'bad' }), text: (() => 'text') as never }),
      storage.execute(notes.insertNote, buildNote({ id: 'good' })),
    ]);
    expect(bad).toMatchObject({ status: 'rejected', reason: { name: 'DataCloneError' } });
    expect(good.status).toBe('fulfilled');
  });

  it('is started again when it was lost, and what it held is refused', async () => {
    const { storage, close } = await sqlite.open(notes);
    onTestFinished(close);
    const lost = await Promise.allSettled([
      storage.execute(notes.insertNote, buildNote({ id: 'lost' })),
      storage.execute(notes.endWriter, null),
    ]);
    expect(lost.map((answer) => (answer as PromiseRejectedResult).reason.code)).toEqual([
      'storage_failed',
      'storage_failed',
    ]);
    expect(storage.health).toBe('failed');
    expect(await storage.execute(notes.insertNote, buildNote({ id: 'next' }))).toBe('next');
    expect(storage.health).toBe('ok');
    expect([...(await readIds(storage))]).toEqual(['next']);
  });
});

describe('a connection to PostgreSQL', () => {
  it('finds rows by their keys for commands, the first one too', async () => {
    const { storage, close } = await postgres.open(notes);
    onTestFinished(close);
    const planning = await Promise.all([1, 2, 3].map(() => storage.execute(notes.showPlanning, null)));
    expect(planning).toEqual(Array(3).fill('off force_generic_plan'));
  });
});

describe('a PostgreSQL that drops its connections', () => {
  it('is found again by the next command', async () => {
    const { storage, options, close } = await postgres.open(notes);
    onTestFinished(close);
    // Two: within one transaction the list of connections stays as it was first seen.
    const [outside, watcher] = [options, options].map(
      ({ databaseUrl }) => new pg.Client({ connectionString: databaseUrl! }),
    ) as [pg.Client, pg.Client];
    for (const client of [outside, watcher]) {
      await client.connect();
      onTestFinished(() => client.end());
    }
    await outside.query('BEGIN; LOCK TABLE notes IN ACCESS EXCLUSIVE MODE');
    const held = storage.execute(notes.insertNote, buildNote({ id: 'held' })).catch((error: unknown) => error);
    const others = "datname = current_database() AND application_name = 'porchlight writer'";
    for (let waiting = 0; waiting === 0; ) {
      const blocked = await watcher.query(
        `SELECT 1 FROM pg_stat_activity WHERE ${others} AND wait_event_type = 'Lock'`,
      );
      waiting = blocked.rows.length;
    }
    await outside.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${others}`);
    expect(await held).toMatchObject({ code: 'storage_failed' });
    expect(storage.health).toBe('failed');
    await outside.query('ROLLBACK');
    expect(await storage.execute(notes.insertNote, buildNote({ id: 'next' }))).toBe('next');
    expect(storage.health).toBe('ok');
  });
});
