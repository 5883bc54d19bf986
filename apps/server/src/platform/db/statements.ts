import type { QueryResult } from 'kysely';
import { arrayLiteral, type Value } from './array-literal.ts';
import { type Db, dialectOf } from './dialect.ts';
import { PreparedQuery, type PreparedText, prepareText } from './prepared-query.ts';
import type { Tables } from './tables.ts';

type Row = readonly Value[];
type Named = Readonly<Record<string, Value>>;

/** The texts of one statement: SQLite's is run for each row, PostgreSQL's once, with an array for each column. */
interface Texts {
  readonly sqlite: PreparedText;
  readonly postgres: PreparedText;
}

/** Rows that wait to be written; `writeTogether` runs it. SQLite asks for them by row, PostgreSQL by column. */
export interface Write {
  readonly texts: Texts;
  readonly isEmpty: boolean;
  readRows(): readonly Row[];
  readColumns(): readonly Row[];
}

/** A statement written by hand for both dialects, for paths where building and compiling a query costs too much. */
export interface RawStatement<Found> {
  /** Runs once with these parameters (`?1` in SQLite, `$1` in PostgreSQL) and answers with the rows it returned. */
  run(db: Db, parameters: Row): Promise<Found[]>;
  /**
   * Runs for many rows: SQLite's text once for each row, PostgreSQL's text once, with one array for each column
   * (`unnest($1::text[], $2::bigint[])`). Answers with all rows returned.
   */
  runRows(db: Db, rows: readonly Row[]): Promise<Found[]>;
  /** The same as a write for `writeTogether`. */
  of(rows: readonly Row[]): Write;
}

/** Makes a statement from one text for each dialect; the texts must do the same. */
export function rawStatement<Found = Record<string, Value>>(sql: {
  sqlite: string;
  postgres: string;
}): RawStatement<Found> {
  const texts: Texts = { sqlite: prepareText(sql.sqlite), postgres: prepareText(sql.postgres) };
  function of(rows: readonly Row[]): Write {
    return {
      texts,
      isEmpty: rows.length === 0,
      readRows: () => rows,
      readColumns: () => (rows[0] ?? []).map((_, at) => rows.map((row) => row[at]!)),
    };
  }
  return {
    async run(db, parameters) {
      const query = new PreparedQuery(texts[dialectOf(db)], parameters);
      return (await db.executeQuery<Found>(query as never)).rows;
    },
    async runRows(db, rows) {
      return rows.length === 0 ? [] : (await execute<Found>(db, [of(rows)])).rows;
    },
    of,
  };
}

/**
 * Runs several writes at once: a single statement on PostgreSQL, one after the other on SQLite. On PostgreSQL none of
 * them sees what the others wrote, so no two may touch the same row.
 */
export async function writeTogether(db: Db, writes: readonly Write[]): Promise<void> {
  const given = writes.filter((write) => !write.isEmpty);
  if (given.length > 0) await execute(db, given);
}

export interface BulkColumn<Name extends string = string> {
  readonly name: Name;
  readonly type: 'text' | 'bigint' | 'integer';
}

interface BulkInsert<Table extends keyof Tables> {
  readonly table: Table;
  /** The columns to fill; others of a row are left out. */
  readonly columns: readonly BulkColumn<keyof Tables[Table] & string>[];
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

/** An insert of many rows, its texts made once. */
export interface RowsInsert<Row> {
  /** Answers with the number of rows inserted or updated. */
  run(db: Db, rows: readonly Row[]): Promise<number>;
  /** The same as a write for `writeTogether`. */
  of(rows: readonly Row[]): Write;
}

/**
 * Makes an insert of many rows: one `unnest` statement on PostgreSQL, a loop over a prepared statement on SQLite.
 *
 * Rows that share the key of `onConflict.columns` are merged first, the last one winning in the updated columns, as
 * if they had come one after the other.
 */
export function bulkInsert<Table extends keyof Tables>(insert: BulkInsert<Table>): RowsInsert<Tables[Table]> {
  const shape = insert as unknown as BulkShape;
  const texts = {
    sqlite: prepareText(insertText(shape, 'sqlite')),
    postgres: prepareText(insertText(shape, 'postgres')),
  };
  const names = shape.columns.map((column) => column.name);
  const { onConflict } = shape;
  function of(given: readonly Tables[Table][]): Write {
    const all = given as unknown as readonly Named[];
    const rows = typeof onConflict === 'object' && all.length > 1 ? mergeRows(all, onConflict) : all;
    return {
      texts,
      isEmpty: rows.length === 0,
      readRows: () => rows.map((row) => names.map((name) => row[name]!)),
      readColumns: () => names.map((name) => rows.map((row) => row[name]!)),
    };
  }
  return {
    of,
    async run(db, rows) {
      return rows.length === 0 ? 0 : Number((await execute(db, [of(rows)])).numAffectedRows ?? 0);
    },
  };
}

function insertText({ table, columns, onConflict }: BulkShape, dialect: 'sqlite' | 'postgres'): string {
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
function mergeRows(rows: readonly Named[], { columns, update }: Overwrite): Named[] {
  const merged = new Map<string, Named>();
  for (const row of rows) {
    let key = '';
    for (const name of columns) key += `${row[name]}\n`;
    const earlier = merged.get(key);
    merged.set(key, earlier ? { ...earlier, ...Object.fromEntries(update.map((name) => [name, row[name]!])) } : row);
  }
  return [...merged.keys()].sort().map((key) => merged.get(key)!);
}

function execute<Found>(db: Db, writes: readonly Write[]): Promise<QueryResult<Found>> {
  if (dialectOf(db) === 'sqlite') {
    const parts = writes.map((write) => ({ sql: write.texts.sqlite.compiled.sql, rows: write.readRows() }));
    return db.executeQuery<Found>(new PreparedQuery(writes[0]!.texts.sqlite, [], parts) as never);
  }
  const columns = writes.map((write) => write.readColumns());
  const text = joinTexts(
    writes,
    columns.map(({ length }) => length),
  );
  return db.executeQuery<Found>(new PreparedQuery(text, columns.flat().map(arrayLiteral)) as never);
}

const joinedTexts = new Map<string, PreparedText>();

/** One text that does what all of these do: the last one, with the others as its common table expressions. */
function joinTexts(writes: readonly Write[], widths: readonly number[]): PreparedText {
  const [only, ...more] = writes;
  if (more.length === 0) return only!.texts.postgres;
  const key = writes.map(({ texts }) => texts.postgres.name).join(' ');
  let joined = joinedTexts.get(key);
  if (!joined) {
    let parameters = 0;
    const texts = writes.map(({ texts }, at) => {
      const before = parameters;
      parameters += widths[at]!;
      return texts.postgres.compiled.sql.replace(/\$(\d+)/g, (_, number) => `$${before + Number(number)}`);
    });
    const last = texts.pop();
    joined = prepareText(`WITH ${texts.map((text, at) => `write_${at} AS (${text})`).join(', ')} ${last}`);
    joinedTexts.set(key, joined);
  }
  return joined;
}

function quote(name: string): string {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`"${name}" is not a name of a table or column.`);
  return `"${name}"`;
}
