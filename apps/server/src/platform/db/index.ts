export { arrayLiteral } from './array-literal.ts';
export { type Command, defineCommand } from './command.ts';
export { type Db, type Dialect, dialectOf } from './dialect.ts';
export { DatabaseTooNewError, DatabaseUnusableError, type Migration } from './migrations.ts';
export { openStorage } from './open-storage.ts';
export {
  type BulkColumn,
  bulkInsert,
  type RawStatement,
  rawStatement,
  type Write,
  writeTogether,
} from './statements.ts';
export type { Storage, StorageHealth, StorageOptions, StorageStats } from './storage.ts';
export type { Tables } from './tables.ts';
