import type { ErrorCode, FileId } from '@porchlight/protocol';
import { defineCommand } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import * as store from './store.ts';
import type { FileChunksTable, FilesTable } from './tables.ts';

/** [FILE9] What one key or member may have uploaded before a message names it: as much as the fullest messages take. */
const unclaimedFiles = 40;
const unclaimedBytes = 256 * 1_048_576;

/** [FILE2] Begins an upload; the same client id again finds the first. */
export const beginUpload = defineCommand<FilesTable, FilesTable>({
  name: 'files.begin-upload',
  retryOnConflict: true,
  async run(db, row) {
    const known = await store.findByClientId(db, row.owner, row.client_id);
    if (known) {
      const isSame =
        known.site_id === row.site_id &&
        known.declared_size === row.declared_size &&
        (known.claimed_at !== null || known.conversation_id === row.conversation_id);
      if (isSame) return known;
      throw appError(
        'client_id_reused',
        'This client id already stands for another file. Begin the upload with a new one.',
      );
    }
    const { count, bytes } = await store.sumUnclaimed(db, row.owner);
    if (count >= unclaimedFiles || bytes + row.declared_size > unclaimedBytes) {
      throw appError('too_many_files', 'Too many files wait here for a message. Send those first.', {
        retryAfterS: 60,
      });
    }
    await store.insertFile(db, row);
    return row;
  },
});

/** [FILE3] Takes a chunk in where the upload stands at its start; null where it stands elsewhere. */
export const addChunk = defineCommand<FileChunksTable, FilesTable | null>({
  name: 'files.add-chunk',
  async run(db, chunk) {
    const row = await store.updateOpen(db, chunk.file_id, { received: chunk.start + chunk.size }, chunk.start);
    if (row) await store.insertChunk(db, chunk);
    return row;
  },
});

export type Finished = Pick<
  FilesTable,
  'name' | 'type' | 'size' | 'width' | 'height' | 'object' | 'preview_object' | 'preview_size'
>;

/** Makes an upload a file; answers the objects of its chunks, which nobody needs any more, or null where it was not open. */
export const finishUpload = defineCommand<{ id: FileId; file: Finished }, { row: FilesTable; chunks: string[] } | null>(
  {
    name: 'files.finish-upload',
    async run(db, { id, file }) {
      const row = await store.updateOpen(db, id, { ...file, state: 'ready' });
      return row && { row, chunks: await store.deleteChunks(db, [id]) };
    },
  },
);

/** Notes why a whole upload was not taken; answers the objects of its chunks. */
export const refuseUpload = defineCommand<{ id: FileId; refusal: ErrorCode }, string[]>({
  name: 'files.refuse-upload',
  async run(db, { id, refusal }) {
    const row = await store.updateOpen(db, id, { state: 'refused', refusal });
    return row ? store.deleteChunks(db, [id]) : [];
  },
});

/** [FILE10] Deletes uploads that no message named in time; answers the objects that went with them. */
export const deleteUnclaimed = defineCommand<{ beforeMs: number; limit: number }, string[]>({
  name: 'files.delete-unclaimed',
  async run(db, { beforeMs, limit }) {
    const rows = await store.deleteUnclaimed(db, beforeMs, limit);
    if (rows.length === 0) return [];
    const chunks = await store.deleteChunks(
      db,
      rows.map((row) => row.id),
    );
    return [...rows.flatMap((row) => [row.object, row.preview_object].filter((one) => one !== null)), ...chunks];
  },
});
