import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { NamedAdapter } from '../dialect.ts';
import { PreparedQuery } from '../prepared-query.ts';

/** How long a writer waits for another process that holds the lock, in ms. */
const busyTimeoutMs = 5_000;

/**
 * The log is copied into the database at this many pages (of 4 KiB). Whoever commits then waits for it: seldom enough
 * that one request in a hundred never does, and a page that many commits touched is copied once.
 */
const checkpointPages = 16_000;

/**
 * Opens the database at `path` for writing; makes it when missing. A commit is on the disk when it returns.
 * The migrating connection leaves foreign keys unchecked, as rebuilding a table demands.
 */
export function openWriter(path: string, role: 'writer' | 'migrator'): DatabaseSync {
  const database = new DatabaseSync(path, {
    timeout: busyTimeoutMs,
    enableForeignKeyConstraints: role === 'writer',
  });
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = 1;
    PRAGMA wal_autocheckpoint = ${checkpointPages};
    PRAGMA journal_size_limit = ${checkpointPages * 4_096};
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -65536;
  `);
  return database;
}

/** Opens the database at `path` for reading only. */
export function openReader(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: true, timeout: busyTimeoutMs });
  database.exec('PRAGMA query_only = 1; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;');
  return database;
}

/** Kysely over one open connection; awaiting its queries takes microtasks only. The caller closes `database`. */
export function kyselyOver<Tables>(database: DatabaseSync): Kysely<Tables> {
  const connection = new SqliteConnection(database);
  const dialect: Dialect = {
    createAdapter: () => new Adapter(),
    createDriver: () => new SqliteDriver(connection),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db): DatabaseIntrospector => new SqliteIntrospector(db),
  };
  return new Kysely<Tables>({ dialect });
}

class Adapter extends SqliteAdapter implements NamedAdapter {
  readonly dialect = 'sqlite';

  // Statements run to their end at once, so nobody has to queue for the connection.
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

class SqliteDriver implements Driver {
  readonly #connection: SqliteConnection;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  async beginTransaction(): Promise<void> {
    throw new Error('A command is a transaction of its own; it cannot begin another.');
  }

  async commitTransaction(): Promise<void> {}

  async rollbackTransaction(): Promise<void> {}

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {}
}

interface CachedStatement {
  readonly statement: StatementSync;
  readonly returnsRows: boolean;
}

/** Texts with lists of varying length could fill memory; beyond this many the oldest are let go. */
const maxStatements = 500;

class SqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, CachedStatement>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const rows: Row[] = [];
    let changes = 0;
    if (query instanceof PreparedQuery && query.parts) {
      for (const part of query.parts) {
        const statement = this.#prepare(part.sql);
        for (const parameters of part.rows) changes += run(statement, parameters, rows);
      }
    } else {
      changes = run(this.#prepare(query.sql), query.parameters, rows);
    }
    return { rows, numAffectedRows: BigInt(changes) };
  }

  // biome-ignore lint/correctness/useYield: nothing here is large enough to stream.
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('Queries are not streamed.');
  }

  #prepare(sql: string): CachedStatement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    const prepared = { statement, returnsRows: statement.columns().length > 0 };
    this.#statements.set(sql, prepared);
    if (this.#statements.size > maxStatements) {
      const [oldest] = this.#statements.keys();
      this.#statements.delete(oldest!);
    }
    return prepared;
  }
}

/** Runs once, adds the rows returned to `rows`, and answers with the number of changes. */
function run({ statement, returnsRows }: CachedStatement, parameters: readonly unknown[], rows: unknown[]): number {
  const values = parameters as SQLInputValue[];
  if (!returnsRows) return Number(statement.run(...values).changes);
  for (const row of statement.all(...values)) rows.push(row);
  return 0;
}
