import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '../../../../../scripts/testing/postgres.ts';
import { realClock } from '../clock/index.ts';
import type { Dialect } from './dialect.ts';
import { openStorage } from './open-storage.ts';
import type { Storage, StorageOptions } from './storage.ts';

/** An empty storage of its own for one test. */
export interface TestStorage {
  readonly storage: Storage;
  /** What `openStorage` was given, so that a test can open the same database again. */
  readonly options: StorageOptions;
  /** Closes it and deletes what it stored. */
  close(): Promise<void>;
}

type Wanted = Pick<StorageOptions, 'registryUrl' | 'migrations'> & Partial<Pick<StorageOptions, 'clock'>>;

export interface StorageKind {
  readonly name: Dialect;
  open(wanted: Wanted): Promise<TestStorage>;
}

/** Both databases, so that one test body runs on each: `describe.each(storages())('… on $name', ({ open }) => …)`. */
export function storages(): StorageKind[] {
  return [
    { name: 'sqlite', open: openTestSqlite },
    { name: 'postgres', open: openTestPostgres },
  ];
}

async function openTestSqlite(wanted: Wanted): Promise<TestStorage> {
  const dataDir = await mkdtemp(join(tmpdir(), 'porchlight-db-'));
  return open({ clock: realClock, ...wanted, databaseUrl: null, dataDir }, () => rm(dataDir, { recursive: true }));
}

async function openTestPostgres(wanted: Wanted): Promise<TestStorage> {
  const database = await createTestDatabase();
  return open({ clock: realClock, ...wanted, databaseUrl: database.url, dataDir: tmpdir() }, () => database.drop());
}

async function open(options: StorageOptions, cleanUp: () => Promise<void>): Promise<TestStorage> {
  try {
    const storage = await openStorage(options);
    return {
      storage,
      options,
      async close() {
        await storage.close();
        await cleanUp();
      },
    };
  } catch (error) {
    await cleanUp();
    throw error;
  }
}
