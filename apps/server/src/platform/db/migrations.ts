import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Clock } from '../clock/index.ts';
import type { Dialect } from './dialect.ts';

/** A step of the schema, frozen in time: once released it never changes. Run in the order of the list. */
export interface Migration {
  /** `0001-initial`. */
  readonly id: string;
  // biome-ignore lint/suspicious/noExplicitAny: a migration knows the schema of its own time, not today's.
  up(db: Kysely<any>, dialect: Dialect): Promise<void>;
}

/** The database holds migrations that this version does not know; nothing was changed. */
export class DatabaseTooNewError extends Error {
  override readonly name = 'DatabaseTooNewError';
  readonly unknownMigrations: readonly string[];

  constructor(unknownMigrations: readonly string[]) {
    super(
      `The database was made by a newer version of Porchlight (unknown: ${unknownMigrations.join(', ')}). ` +
        'Nothing was changed. Start the newer version, or restore a backup made by this one.',
    );
    this.unknownMigrations = unknownMigrations;
  }
}

/** The database cannot be opened; the message says where it lies and what to do. */
export class DatabaseUnusableError extends Error {
  override readonly name = 'DatabaseUnusableError';
}

/**
 * Runs what is missing of `migrations`, in order. The caller holds a transaction and a lock, and commits.
 *
 * Throws `DatabaseTooNewError` before anything is written.
 */
export async function migrate(
  db: Kysely<unknown>,
  dialect: Dialect,
  migrations: readonly Migration[],
  clock: Clock,
): Promise<void> {
  const ids = migrations.map((migration) => migration.id);
  const outOfOrder = ids.find((id, at) => at > 0 && id <= ids[at - 1]!);
  if (outOfOrder) throw new Error(`Migration ${outOfOrder} is not in order.`);

  const table = await findMigrationsTable(db, dialect);
  const applied = table ? (await sql<{ id: string }>`SELECT id FROM migrations ORDER BY id`.execute(db)).rows : [];
  const unknown = applied.map((row) => row.id).filter((id) => !ids.includes(id));
  if (unknown.length > 0) throw new DatabaseTooNewError(unknown);

  if (!table) await sql`CREATE TABLE migrations (id text PRIMARY KEY, applied_at bigint NOT NULL)`.execute(db);
  for (const migration of migrations.slice(applied.length)) {
    await migration.up(db, dialect);
    await sql`INSERT INTO migrations (id, applied_at) VALUES (${migration.id}, ${clock.now()})`.execute(db);
  }
}

async function findMigrationsTable(db: Kysely<unknown>, dialect: Dialect): Promise<boolean> {
  const query =
    dialect === 'sqlite'
      ? sql<{
          found: string | null;
        }>`SELECT name AS found FROM sqlite_master WHERE type = 'table' AND name = 'migrations'`
      : sql<{ found: string | null }>`SELECT to_regclass('migrations') AS found`;
  return Boolean((await query.execute(db)).rows[0]?.found);
}
