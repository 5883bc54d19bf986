import { statfsSync } from 'node:fs';
import type { Refusal } from '../refusals.ts';

interface SqliteError {
  readonly code: 'ERR_SQLITE_ERROR';
  /** SQLite's extended result code. */
  readonly errcode: number;
}

function isSqliteError(error: unknown): error is SqliteError {
  return (error as { code?: unknown } | null)?.code === 'ERR_SQLITE_ERROR';
}

const busy = 5;
const locked = 6;
// Out of memory, read-only, I/O error, corrupt, cannot open, not a database: the database, not the command, is at fault.
const failed = new Set([7, 8, 10, 11, 14, 26]);
const full = 13;
const ioErrorGrowingSharedMemory = 10 | (19 << 8);

/**
 * Tells whether the storage itself refused, and how; null for a fault of the command (a constraint, bad SQL).
 * `dataDir` is asked for its free space, since some writes on a full disk fail with a bare I/O error.
 */
export function readRefusal(error: unknown, dataDir: string): Refusal | null {
  if (!isSqliteError(error)) return null;
  const primary = error.errcode & 0xff;
  if (primary === full || error.errcode === ioErrorGrowingSharedMemory) return 'full';
  if (primary === busy || primary === locked) return 'busy';
  if (!failed.has(primary)) return null;
  return primary === 10 && hasNoRoom(dataDir) ? 'full' : 'failed';
}

function hasNoRoom(dataDir: string): boolean {
  try {
    return statfsSync(dataDir).bavail === 0;
  } catch {
    return false;
  }
}
