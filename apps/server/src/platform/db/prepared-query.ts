import { CompiledQuery } from 'kysely';

type Row = readonly unknown[];

/** What all runs of one hand-written text share. */
export interface PreparedText {
  readonly compiled: CompiledQuery;
  /** Name of the prepared statement on a PostgreSQL connection. */
  readonly name: string;
}

let textCount = 0;

export function prepareText(sql: string): PreparedText {
  textCount += 1;
  return { compiled: CompiledQuery.raw(sql), name: `porchlight_${textCount}` };
}

/** SQLite: one statement and the rows that it is run for, one after the other. */
export interface Part {
  readonly sql: string;
  readonly rows: readonly Row[];
}

/** A query whose text was written by hand and never changes: PostgreSQL keeps its plan under its name. */
export class PreparedQuery implements CompiledQuery {
  readonly query: CompiledQuery['query'];
  readonly queryId: CompiledQuery['queryId'];
  readonly sql: string;
  readonly name: string;
  readonly parameters: Row;
  /** What SQLite runs in place of `sql`. */
  readonly parts: readonly Part[] | null;

  constructor(text: PreparedText, parameters: Row, parts: readonly Part[] | null = null) {
    this.query = text.compiled.query;
    this.queryId = text.compiled.queryId;
    this.sql = text.compiled.sql;
    this.name = text.name;
    this.parameters = parameters;
    this.parts = parts;
  }
}
