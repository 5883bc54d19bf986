import { CompiledQuery } from 'kysely';

type Parameters = readonly unknown[];

/**
 * A query whose text was written by hand and never changes: SQLite keeps its statement, PostgreSQL its plan.
 * With `rows`, SQLite runs the statement once for each of them.
 */
export class PreparedQuery implements CompiledQuery {
  readonly query: CompiledQuery['query'];
  readonly queryId: CompiledQuery['queryId'];
  readonly sql: string;
  /** Name of the prepared statement on a PostgreSQL connection. */
  readonly name: string;
  readonly parameters: Parameters;
  readonly rows: readonly Parameters[] | null;

  constructor(text: PreparedText, parameters: Parameters, rows: readonly Parameters[] | null) {
    this.query = text.compiled.query;
    this.queryId = text.compiled.queryId;
    this.sql = text.compiled.sql;
    this.name = text.name;
    this.parameters = parameters;
    this.rows = rows;
  }
}

/** What all runs of one hand-written text share. */
export interface PreparedText {
  readonly compiled: CompiledQuery;
  readonly name: string;
}

let textCount = 0;

export function prepareText(sql: string): PreparedText {
  textCount += 1;
  return { compiled: CompiledQuery.raw(sql), name: `porchlight_${textCount}` };
}
