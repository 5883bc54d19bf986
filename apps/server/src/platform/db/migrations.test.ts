import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fakeClock, realClock } from '../clock/index.ts';
import * as notes from './fixtures/commands.ts';
import {
  DatabaseTooNewError,
  DatabaseUnusableError,
  type Migration,
  openStorage,
  type StorageOptions,
} from './index.ts';
import { storages } from './testing.ts';

const writingProcess = fileURLToPath(new URL('./fixtures/writing-process.ts', import.meta.url));

async function listTables(options: StorageOptions): Promise<string[]> {
  const storage = await openStorage(options);
  const rows = await storage.read.introspection.getTables();
  await storage.close();
  return rows.map((table) => table.name).sort();
}

describe.each(storages())('migrations on $name', ({ open }) => {
  async function openEmpty(migrations: Migration[]): Promise<StorageOptions> {
    const test = await open({ ...notes, migrations, clock: fakeClock(1_700_000_000_000) });
    onTestFinished(() => test.close());
    return test.options;
  }

  it('run in order, once, and leave a trace', async () => {
    const options = await openEmpty(notes.migrations.slice(0, 1));
    const storage = await openStorage({
      ...options,
      migrations: notes.migrations,
      clock: fakeClock(1_800_000_000_000),
    });
    const { rows } = await sql`SELECT * FROM migrations ORDER BY id`.execute(storage.read);
    expect(rows).toEqual([
      { id: '0001-notes', applied_at: 1_700_000_000_000 },
      { id: '0002-counters', applied_at: 1_800_000_000_000 },
    ]);
    await storage.close();
    expect(await listTables({ ...options, migrations: notes.migrations })).toEqual(['counters', 'migrations', 'notes']);
  });

  it('change nothing when one of them fails', async () => {
    const options = await openEmpty([]);
    const broken = { id: '0003-broken', up: () => Promise.reject(new Error('no')) };
    await expect(openStorage({ ...options, migrations: [...notes.migrations, broken] })).rejects.toThrow('no');
    expect(await listTables({ ...options, migrations: [] })).toEqual(['migrations']);
  });

  it('refuse a database made by a newer version, and change nothing', async () => {
    const options = await openEmpty(notes.migrations);
    const older = [notes.migrations[0]!];
    const error = await openStorage({ ...options, migrations: older }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DatabaseTooNewError);
    expect((error as Error).message).toMatch(/newer version .*0002-counters.* Nothing was changed/);
    expect(await listTables(options)).toEqual(['counters', 'migrations', 'notes']);
  });

  it('run once when two processes start together', async () => {
    const options = await openEmpty([]);
    const where = options.databaseUrl === null ? ['--data', options.dataDir] : ['--url', options.databaseUrl];
    const start = () => promisify(execFile)(process.execPath, [writingProcess, ...where, '--count', '0']);
    await Promise.all([start(), start()]);
    const storage = await openStorage({ ...options, migrations: notes.migrations });
    const { rows } = await sql`SELECT id FROM migrations ORDER BY id`.execute(storage.read);
    expect(rows).toEqual([{ id: '0001-notes' }, { id: '0002-counters' }]);
    await storage.close();
  });

  it('must be listed in order', async () => {
    const options = await openEmpty([]);
    const migrations = [...notes.migrations].reverse();
    await expect(openStorage({ ...options, migrations })).rejects.toThrow('0001-notes is not in order');
  });
});

describe('a database that cannot be opened', () => {
  const base = { ...notes, clock: realClock, databaseUrl: null };

  async function makeFolder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'porchlight-db-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    return folder;
  }

  it('is told by its path when the folder cannot be made', async () => {
    const folder = await makeFolder();
    await writeFile(join(folder, 'file'), '');
    const error = await openStorage({ ...base, dataDir: join(folder, 'file', 'data') }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(DatabaseUnusableError);
    expect(error.message).toContain(join(folder, 'file', 'data', 'porchlight.db'));
  });

  it('is left as it is when the file is no database', async () => {
    const dataDir = await makeFolder();
    const content = 'not a database, but long enough to be looked at. '.repeat(100);
    await writeFile(join(dataDir, 'porchlight.db'), content);
    await expect(openStorage({ ...base, dataDir })).rejects.toThrow(DatabaseUnusableError);
    expect(await readFile(join(dataDir, 'porchlight.db'), 'utf8')).toBe(content);
  });

  it('is told without the password when PostgreSQL does not answer', async () => {
    const databaseUrl = 'postgres://porchlight:secret-word@127.0.0.1:1/porchlight';
    const error = await openStorage({ ...base, dataDir: '', databaseUrl }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(DatabaseUnusableError);
    expect(error.message).toContain('127.0.0.1:1/porchlight');
    expect(error.message).not.toContain('secret-word');
  });
});
