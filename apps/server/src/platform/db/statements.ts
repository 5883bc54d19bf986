import type { QueryResult } from 'kysely';
import { type Db, dialectOf } from './dialect.ts';
import { PreparedQuery, type PreparedText, prepareText } from './prepared-query.ts';
import type { Tables } from './tables.ts';

type Value = string | number | null;
type Row = readonly Value[];

/** A statement written by hand for both dialects, for paths where building and compiling a query costs too much. */
export interface RawStatement<Found> {
  /** Runs once with these parameters (`?` in SQLite, `$1` in PostgreSQL) and answers with the rows it returned. */
  run(db: Db, parameters: Row): Promise<Found[]>;
  /**
   * Runs for many rows: SQLite's text once for each row, PostgreSQL's text once, with one array for each column
   * (`unnest($1::text[], $2::bigint[])`). Answers with all rows returned.
   */
  runRows(db: Db, rows: readonly Row[]): Promise<Found[]>;
}

/** Makes a statement from one text for each dialect; the texts must do the same. */
export function rawStatement<Found = Record<string, Value>>(texts: {
  sqlite: string;
  postgres: string;
}): RawStatement<Found> {
  const sqlite = prepareText(texts.sqlite);
  const postgres = prepareText(texts.postgres);
  return {
    async run(db, parameters) {
      const text = dialectOf(db) === 'sqlite' ? sqlite : postgres;
      return (await execute<Found>(db, text, parameters, null)).rows;
    },
    async runRows(db, rows) {
      if (rows.length === 0) return [];
      return (await executeRows<Found>(db, sqlite, postgres, rows)).rows;
    },
  };
}

export interface BulkColumn<Name extends string = string> {
  readonly name: Name;
  readonly type: 'text' | 'bigint' | 'integer';
}

interface BulkInsert<Table extends keyof Tables> {
  readonly table: Table;
  /** The columns to fill; others of a row are left out. */
  readonly columns: readonly BulkColumn<keyof Tables[Table] & string>[];
  readonly rows: readonly Tables[Table][];
  /**
   * `ignore` leaves a row out that breaks a unique constraint; `update` writes the named columns over the row that
   * is there. Without it such a row is an error.
   */
  readonly onConflict?: 'ignore' | Overwrite<keyof Tables[Table] & string>;
}

interface Overwrite<Name extends string = string> {
  /** The unique key that may be there already. */
  readonly columns: readonly Name[];
  readonly update: readonly Name[];
}

interface BulkShape {
  readonly table: string;
  readonly columns: readonly BulkColumn[];
  readonly onConflict?: 'ignore' | Overwrite;
}

const bulkTexts = new Map<string, { sqlite: PreparedText; postgres: PreparedText }>();

/**
 * Inserts many rows: one `unnest` statement on PostgreSQL, a loop over a prepared statement on SQLite.
 *
 * Answers with the number of rows inserted or updated. Rows that share the key of `onConflict.columns` are merged
 * first, the last one winning in the updated columns, as if they had come one after the other.
 */
export async function bulkInsert<Table extends keyof Tables>(db: Db, insert: BulkInsert<Table>): Promise<number> {
  if (insert.rows.length === 0) return 0;
  const shape = insert as unknown as BulkShape;
  const key = bulkKey(shape);
  let texts = bulkTexts.get(key);
  if (!texts) {
    texts = { sqlite: prepareText(bulkText(shape, 'sqlite')), postgres: prepareText(bulkText(shape, 'postgres')) };
    bulkTexts.set(key, texts);
  }
  const names = shape.columns.map((column) => column.name);
  const rows = (insert.rows as readonly Record<string, Value>[]).map((row) => names.map((name) => row[name]!));
  const { onConflict } = shape;
  const merged = typeof onConflict === 'object' && rows.length > 1 ? mergeRows(names, rows, onConflict) : rows;
  const result = await executeRows(db, texts.sqlite, texts.postgres, merged);
  return Number(result.numAffectedRows ?? 0);
}

function bulkKey({ table, columns, onConflict }: BulkShape): string {
  const conflict = typeof onConflict === 'object' ? `${onConflict.columns}|${onConflict.update}` : onConflict;
  return `${table}(${columns.map((column) => `${column.name} ${column.type}`)})${conflict}`;
}

function bulkText({ table, columns, onConflict }: BulkShape, dialect: 'sqlite' | 'postgres'): string {
  const names = columns.map((column) => quote(column.name)).join(', ');
  const values =
    dialect === 'sqlite'
      ? `VALUES (${columns.map(() => '?').join(', ')})`
      : `SELECT * FROM unnest(${columns.map((column, at) => `$${at + 1}::${column.type}[]`).join(', ')})`;
  const insert = `INSERT INTO ${quote(table)} (${names}) ${values}`;
  if (onConflict === undefined) return insert;
  if (onConflict === 'ignore') return `${insert} ON CONFLICT DO NOTHING`;
  const updates = onConflict.update.map((name) => `${quote(name)} = excluded.${quote(name)}`).join(', ');
  return `${insert} ON CONFLICT (${onConflict.columns.map(quote).join(', ')}) DO UPDATE SET ${updates}`;
}

// PostgreSQL refuses to touch a row twice in one statement, and two batches that lock rows in different orders
// could wait for each other: hence merged and sorted by key.
function mergeRows(names: readonly string[], rows: readonly Row[], conflict: Overwrite): Row[] {
  const keyed = conflict.columns.map((name) => names.indexOf(name));
  const updated = new Set(conflict.update.map((name) => names.indexOf(name)));
  const merged = new Map<string, Row>();
  for (const row of rows) {
    const key = JSON.stringify(keyed.map((at) => row[at]));
    const earlier = merged.get(key);
    merged.set(key, earlier ? earlier.map((value, at) => (updated.has(at) ? row[at]! : value)) : row);
  }
  return [...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function executeRows<Found>(
  db: Db,
  sqlite: PreparedText,
  postgres: PreparedText,
  rows: readonly Row[],
): Promise<QueryResult<Found>> {
  if (dialectOf(db) === 'sqlite') return execute(db, sqlite, [], rows);
  const width = rows[0]!.length;
  const arrays = Array.from({ length: width }, (_, at) => rows.map((row) => row[at]));
  return execute(db, postgres, arrays, null);
}

function execute<Found>(
  db: Db,
  text: PreparedText,
  parameters: readonly unknown[],
  rows: readonly Row[] | null,
): Promise<QueryResult<Found>> {
  return db.executeQuery<Found>(new PreparedQuery(text, parameters, rows) as never);
}

function quote(name: string): string {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`"${name}" is not a name of a table or column.`);
  return `"${name}"`;
}
