import type { ClientId, FileId } from '@porchlight/protocol';
import { sql, type UpdateObject } from 'kysely';
import type { Db, Tables } from '../platform/db/index.ts';
import type { FileChunksTable, FileOwner, FilesTable } from './tables.ts';

export async function findFile(db: Db, id: FileId): Promise<FilesTable | null> {
  return (await db.selectFrom('files').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}

export async function findByClientId(db: Db, owner: FileOwner, clientId: ClientId): Promise<FilesTable | null> {
  const row = await db
    .selectFrom('files')
    .selectAll()
    .where('owner', '=', owner)
    .where('client_id', '=', clientId)
    .executeTakeFirst();
  return row ?? null;
}

export async function insertFile(db: Db, row: FilesTable): Promise<void> {
  await db.insertInto('files').values(row).execute();
}

/** How many uploads of an owner no message has named yet, and how many bytes they may take. */
export async function sumUnclaimed(db: Db, owner: FileOwner): Promise<{ count: number; bytes: number }> {
  const row = await db
    .selectFrom('files')
    .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.sum<number | null>('declared_size').as('bytes')])
    .where('owner', '=', owner)
    .where('claimed_at', 'is', null)
    .where('state', '!=', 'refused')
    .executeTakeFirst();
  return { count: Number(row?.count ?? 0), bytes: Number(row?.bytes ?? 0) };
}

/** Changes an upload that is still open; answers its new row, or null where it is not open any more. */
export async function updateOpen(
  db: Db,
  id: FileId,
  change: UpdateObject<Tables, 'files'>,
  received?: number,
): Promise<FilesTable | null> {
  let query = db.updateTable('files').set(change).where('id', '=', id).where('state', '=', 'open');
  if (received !== undefined) query = query.where('received', '=', received);
  return (await query.returningAll().executeTakeFirst()) ?? null;
}

/** Gives a whole file to a message; null where another message has it already. */
export async function claim(
  db: Db,
  id: FileId,
  change: Pick<FilesTable, 'conversation_id' | 'message_id' | 'claimed_at'>,
): Promise<FilesTable | null> {
  const row = await db
    .updateTable('files')
    .set(change)
    .where('id', '=', id)
    .where('state', '=', 'ready')
    .where('claimed_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

export async function insertChunk(db: Db, row: FileChunksTable): Promise<void> {
  await db.insertInto('file_chunks').values(row).execute();
}

/** What came of an upload, in order. */
export async function findChunks(db: Db, id: FileId): Promise<FileChunksTable[]> {
  return db.selectFrom('file_chunks').selectAll().where('file_id', '=', id).orderBy('start').execute();
}

export async function deleteChunks(db: Db, ids: readonly FileId[]): Promise<string[]> {
  const rows = await db.deleteFrom('file_chunks').where('file_id', 'in', ids).returning('object').execute();
  return rows.map((row) => row.object);
}

/** Deletes uploads that were begun before `beforeMs` and that no message has named, at most `limit`. */
export async function deleteUnclaimed(db: Db, beforeMs: number, limit: number): Promise<FilesTable[]> {
  const old = db
    .selectFrom('files')
    .select('id')
    .where('claimed_at', 'is', null)
    .where('created_at', '<', beforeMs)
    .limit(limit);
  // Asked again, because a message may have named one meanwhile.
  return db.deleteFrom('files').where('id', 'in', old).where('claimed_at', 'is', null).returningAll().execute();
}

/** Those of these objects that a row names. */
export async function findKnownObjects(db: Db, objects: readonly string[]): Promise<Set<string>> {
  const [files, previews, chunks] = await Promise.all([
    db.selectFrom('files').select('object').where('object', 'in', objects).execute(),
    db
      .selectFrom('files')
      .select(sql<string>`preview_object`.as('object'))
      .where('preview_object', 'in', objects)
      .execute(),
    db.selectFrom('file_chunks').select('object').where('object', 'in', objects).execute(),
  ]);
  return new Set([...files, ...previews, ...chunks].flatMap(({ object }) => object ?? []));
}
