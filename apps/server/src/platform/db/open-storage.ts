import type { Storage, StorageOptions } from './storage.ts';

/**
 * Opens the database and brings its schema up to date.
 *
 * Throws `DatabaseTooNewError` and `DatabaseUnusableError`, whose messages are meant for the person who starts it.
 */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  // Each dialect is loaded only where it is used: the other's code would be memory for nothing.
  if (options.databaseUrl === null) {
    const { openSqliteStorage } = await import('./sqlite/storage.ts');
    return openSqliteStorage(options);
  }
  const { openPostgresStorage } = await import('./postgres/storage.ts');
  return openPostgresStorage({ ...options, databaseUrl: options.databaseUrl });
}
