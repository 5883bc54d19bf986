import type { Readable } from 'node:stream';

/** Bytes from `start` to `end`, both inclusive. */
export type ByteRange = { start: number; end: number };

export type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/**
 * Where the bytes of files lie, by names that the features choose and keep in the database. An object is whole or not
 * there, and never changes: other bytes get another name. The contract suite beside this says what every kind must do.
 */
export interface FileStore {
  /**
   * Stores what `source` yields under a new name, durably, and answers how many bytes that were. Throws what `source`
   * throws, `storage_full` where there is no room, `storage_failed` for any other fault; nothing is left then.
   */
  write(name: string, source: Bytes): Promise<number>;
  /** Opens an object for reading; throws `file_not_found`. */
  read(name: string, range?: ByteRange): Promise<Readable>;
  /** Deletes objects; those that are not there are passed over. */
  remove(names: readonly string[]): Promise<void>;
  /** The names of all objects that were written before `beforeMs`, so that those nobody knows can be removed. */
  list(beforeMs: number): AsyncIterable<string>;
}
