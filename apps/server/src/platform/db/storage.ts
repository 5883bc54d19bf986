import type { Clock } from '../clock/index.ts';
import type { Command } from './command.ts';
import type { Db, Dialect } from './dialect.ts';
import type { Migration } from './migrations.ts';

/** `full`: the disk has no room, writes are refused. `failed`: the last write failed otherwise. Both end by themselves. */
export type StorageHealth = 'ok' | 'full' | 'failed';

export interface StorageStats {
  /** Commands answered with a result since the start. */
  readonly commands: number;
  /** Commits that made them durable. */
  readonly commits: number;
  /** Commands accepted and not yet answered. */
  readonly waiting: number;
}

/** The database: reads straight, writes by named commands. */
export interface Storage {
  readonly dialect: Dialect;
  /** Reads only; sees whatever `execute` has answered. */
  readonly read: Db;
  /**
   * Runs a command and answers after its commit.
   *
   * Throws the command's own `AppError`, or one of `storage_full`, `storage_busy`, `storage_failed` and
   * `shutting_down`; anything else a command throws is a fault of ours and comes as it is.
   */
  execute<Input, Result>(command: Command<Input, Result>, input: Input): Promise<Result>;
  readonly health: StorageHealth;
  /** Calls `listener` on each change of `health`; what it returns ends that. */
  onHealth(listener: (health: StorageHealth) => void): () => void;
  readonly stats: StorageStats;
  /** Refuses new commands, answers those accepted, then closes. */
  close(): Promise<void>;
}

export interface StorageOptions {
  /** `postgres://…`, or null for the embedded SQLite in `dataDir`. */
  readonly databaseUrl: string | null;
  /** Made when missing. */
  readonly dataDir: string;
  /** File URL of the module that exports `commands`, the list of every command; the writer thread imports it too. */
  readonly registryUrl: string;
  readonly migrations: readonly Migration[];
  readonly clock: Clock;
}
