import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';
import pg from 'pg';
import type { NamedAdapter } from '../dialect.ts';
import { PreparedQuery } from '../prepared-query.ts';

const int8 = 20;
const numeric = 1700;

// Counts and sums come as numbers, as from SQLite; nothing here grows beyond 2^53.
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === int8 || oid === numeric) return Number;
    return pg.types.getTypeParser(oid, format as 'text');
  },
} as pg.CustomTypesConfig;

/** A pool of at most `size` connections; a statement waits at most 5 s for a lock. */
export function openPool(databaseUrl: string, size: number, name: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: size,
    application_name: `porchlight ${name}`,
    connectionTimeoutMillis: 5_000,
    lock_timeout: 5_000,
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
    // Statements that a command sends together travel together.
    pipeline: true,
    types,
  } as pg.PoolConfig);
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {});
  return pool;
}

export interface ConnectionOptions {
  /** Runs once on each new connection of the pool. */
  readonly onConnect?: string;
  /** Statements that may be sent each time a connection is taken. */
  readonly maxStatements?: number;
  /** Turns an error into what the caller is told of it. */
  readonly explain?: (error: unknown) => unknown;
}

/** Kysely over the connections of `pool`. The caller ends the pool. */
export function kyselyOver<Tables>(pool: pg.Pool, options: ConnectionOptions = {}): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new Adapter(),
      createDriver: () => new PostgresDriver(pool, options),
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createIntrospector: (db) => new PostgresIntrospector(db),
    },
  });
}

class Adapter extends PostgresAdapter implements NamedAdapter {
  readonly dialect = 'postgres';
}

class PostgresDriver implements Driver {
  readonly #pool: pg.Pool;
  readonly #options: ConnectionOptions;

  constructor(pool: pg.Pool, options: ConnectionOptions) {
    this.#pool = pool;
    this.#options = options;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<PostgresConnection> {
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw this.#options.explain?.(error) ?? error;
    });
    let connection = connections.get(client);
    if (!connection) {
      connection = new PostgresConnection(client);
      // Sent ahead of the first statement, and failing only with the connection.
      if (this.#options.onConnect) client.query(this.#options.onConnect).catch(() => connection!.discard());
      connections.set(client, connection);
    }
    connection.take(this.#options);
    return connection;
  }

  async beginTransaction(connection: PostgresConnection): Promise<void> {
    connection.begin();
  }

  async commitTransaction(connection: PostgresConnection): Promise<void> {
    await connection.commit();
  }

  async rollbackTransaction(connection: PostgresConnection): Promise<void> {
    await connection.rollback();
  }

  async releaseConnection(connection: PostgresConnection): Promise<void> {
    connection.release();
  }

  async destroy(): Promise<void> {}
}

const connections = new WeakMap<pg.PoolClient, PostgresConnection>();

class PostgresConnection implements DatabaseConnection {
  readonly #client: pg.PoolClient;
  #isBroken = false;
  #statementsLeft = 0;
  #explain: ConnectionOptions['explain'];

  constructor(client: pg.PoolClient) {
    this.#client = client;
    // The query in flight fails by itself; without a listener a lost connection would end the process.
    client.on('error', () => this.discard());
  }

  take({ maxStatements = Number.POSITIVE_INFINITY, explain }: ConnectionOptions): void {
    this.#statementsLeft = maxStatements;
    this.#explain = explain;
  }

  /** Lets the pool throw the connection away when it is given back. */
  discard(): void {
    this.#isBroken = true;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#statementsLeft-- <= 0) throw new Error('A command of a single statement sent a second one.');
    try {
      const { rows, rowCount } = await this.#client.query({
        text: query.sql,
        values: query.parameters as unknown[],
        ...(query instanceof PreparedQuery ? { name: query.name } : {}),
      });
      return { rows: rows as Row[], numAffectedRows: BigInt(rowCount ?? 0) };
    } catch (error) {
      throw this.#explain?.(error) ?? error;
    }
  }

  // biome-ignore lint/correctness/useYield: nothing here is large enough to stream.
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('Queries are not streamed.');
  }

  /** Sends BEGIN without waiting for its answer: it fails only with the connection, and then all that follows does. */
  begin(): void {
    this.#client.query('BEGIN').catch(() => this.discard());
  }

  async commit(): Promise<void> {
    try {
      const { command } = await this.#client.query('COMMIT');
      // PostgreSQL answers COMMIT of a transaction that had failed with ROLLBACK, and no error.
      if (command !== 'COMMIT') throw new Error('The transaction had failed before its commit; nothing was saved.');
    } catch (error) {
      this.#isBroken = true;
      throw error;
    }
  }

  async rollback(): Promise<void> {
    try {
      await this.#client.query('ROLLBACK');
    } catch {
      this.#isBroken = true;
    }
  }

  release(): void {
    this.#client.release(this.#isBroken);
  }
}
