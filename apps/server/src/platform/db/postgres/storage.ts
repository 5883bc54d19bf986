import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type pg from 'pg';
import { type Command, loadCommands } from '../command.ts';
import type { Db } from '../dialect.ts';
import { Health } from '../health.ts';
import { DatabaseUnusableError, migrate } from '../migrations.ts';
import { maxWaiting, refusals } from '../refusals.ts';
import type { Storage, StorageHealth, StorageOptions, StorageStats } from '../storage.ts';
import type { Tables } from '../tables.ts';
import { Batches } from './batches.ts';
import { kyselyOver, openPool } from './driver.ts';
import { isReadOnly, isRetryable, isUniqueViolation, readRefusal } from './errors.ts';

const writerConnections = 10;
const readerConnections = 6;
const attempts = 4;
/**
 * Commands find rows by their keys. A plan that reads a whole table looks cheap while the table is small, and is kept
 * with the prepared statement when it no longer is.
 */
const plansByKey =
  'SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off';
/** Any number that no other program uses on this database. */
const migrationLock = 7_246_113;

/** Connects to PostgreSQL and brings its schema up to date. */
export async function openPostgresStorage(options: StorageOptions & { databaseUrl: string }): Promise<Storage> {
  const names = new Set((await loadCommands(options.registryUrl)).keys());
  // A pool of its own: a connection that stayed among the writers would keep its settings, or the lack of them.
  const migrator = openPool(options.databaseUrl, 1, 'migrations');
  try {
    await migrateDatabase(kyselyOver<unknown>(migrator), options);
  } catch (error) {
    if (!readRefusal(error) && !isLoginError(error)) throw error;
    throw new DatabaseUnusableError(
      `PostgreSQL at ${describe(options.databaseUrl)} cannot be used: ${(error as Error).message}. ` +
        'Check that it runs, and the host, port, name and password in the database URL.',
      { cause: error },
    );
  } finally {
    await migrator.end();
  }
  const writers = openPool(options.databaseUrl, writerConnections, 'writer');
  return new PostgresStorage(writers, openPool(options.databaseUrl, readerConnections, 'reader'), names);
}

/** Wrong password, role or database name. */
function isLoginError(error: unknown): boolean {
  return /^(28|3D)/.test((error as { code?: string }).code ?? '');
}

/** The address without the password. */
function describe(databaseUrl: string): string {
  const { hostname, port, pathname } = new URL(databaseUrl);
  return `${hostname}:${port || 5432}${pathname}`;
}

async function migrateDatabase(db: ReturnType<typeof kyselyOver<unknown>>, options: StorageOptions): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await sql`SET LOCAL lock_timeout = 0`.execute(transaction);
    await sql`SELECT pg_advisory_xact_lock(${migrationLock})`.execute(transaction);
    await migrate(transaction, 'postgres', options.migrations, options.clock);
  });
}

class PostgresStorage implements Storage {
  readonly dialect = 'postgres';
  readonly read: Db;
  readonly #writers: pg.Pool;
  readonly #readers: pg.Pool;
  readonly #write: Db;
  readonly #writeOnce: Db;
  readonly #names: ReadonlySet<string>;
  readonly #health = new Health();
  readonly #batches = new Map<string, Batches<unknown, unknown>>();
  #waiting = 0;
  #commands = 0;
  #commits = 0;
  #isClosing = false;
  #onDrained: (() => void) | null = null;

  constructor(writers: pg.Pool, readers: pg.Pool, names: ReadonlySet<string>) {
    this.#writers = writers;
    this.#readers = readers;
    this.#names = names;
    this.#write = kyselyOver<Tables>(writers, { onConnect: plansByKey });
    this.#writeOnce = kyselyOver<Tables>(writers, { onConnect: plansByKey, maxStatements: 1 });
    this.read = kyselyOver<Tables>(readers, {
      onConnect: 'SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY',
      explain(error) {
        const reason = isReadOnly(error) ? null : readRefusal(error);
        return reason ? refusals[reason](error) : error;
      },
    });
  }

  get health(): StorageHealth {
    return this.#health.current;
  }

  get stats(): StorageStats {
    return { commands: this.#commands, commits: this.#commits, waiting: this.#waiting };
  }

  onHealth(listener: (health: StorageHealth) => void): () => void {
    return this.#health.listen(listener);
  }

  async execute<Input, Result>(command: Command<Input, Result>, input: Input): Promise<Result> {
    if (this.#isClosing) throw refusals.shuttingDown();
    if (this.#waiting >= maxWaiting) throw refusals.busy();
    if (!this.#names.has(command.name)) throw new Error(`Command "${command.name}" is not registered.`);
    this.#waiting += 1;
    try {
      const result = command.runBatch
        ? await this.#batchesOf(command).add(input)
        : await this.#transact(command, (db) => command.run(db, input));
      this.#commands += 1;
      return result;
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#onDrained?.();
    }
  }

  async close(): Promise<void> {
    if (this.#isClosing) return;
    this.#isClosing = true;
    if (this.#waiting > 0) {
      await new Promise<void>((resolve) => {
        this.#onDrained = resolve;
      });
    }
    await Promise.all([this.#writers.end(), this.#readers.end()]);
  }

  #batchesOf<Input, Result>(command: Command<Input, Result>): Batches<Input, Result> {
    let batches = this.#batches.get(command.name) as Batches<Input, Result> | undefined;
    if (!batches) {
      batches = new Batches<Input, Result>(
        (inputs) => this.#transact(command, (db) => command.runBatch!(db, inputs)),
        (input) => this.#transact(command, (db) => command.run(db, input)),
      );
      this.#batches.set(command.name, batches as Batches<unknown, unknown>);
    }
    return batches;
  }

  async #transact<Input, Result, Value>(
    command: Command<Input, Result>,
    body: (db: Db) => Promise<Value>,
  ): Promise<Value> {
    let conflictsLeft = command.retryOnConflict ? 1 : 0;
    for (let attempt = 1; ; attempt++) {
      try {
        const value = await (command.isSingleStatement
          ? this.#writeOnce.connection().execute((connection) => body(connection))
          : this.#write.transaction().execute((transaction) => body(transaction)));
        this.#commits += 1;
        this.#health.set('ok');
        return value;
      } catch (error) {
        if (isUniqueViolation(error) && conflictsLeft-- > 0) continue;
        if (isRetryable(error) && attempt < attempts) {
          await delay(attempt * 5 * Math.random());
          continue;
        }
        const reason = readRefusal(error);
        if (reason === null) throw error;
        if (reason !== 'busy') this.#health.set(reason);
        throw refusals[reason](error);
      }
    }
  }
}
