import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** Runs queries; inside a command it is the command's own transaction. */
export type Db = Kysely<Tables>;

export type Dialect = 'sqlite' | 'postgres';

/** Kysely's adapter of a connection, with the name by which our own statements tell dialects apart. */
export interface NamedAdapter {
  readonly dialect: Dialect;
}

/** Tells which database `db` talks to. */
export function dialectOf(db: Db): Dialect {
  return (db.getExecutor().adapter as unknown as NamedAdapter).dialect;
}
