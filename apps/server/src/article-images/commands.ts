import type { ImageId } from '@porchlight/protocol';
import { defineCommand } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import * as store from './store.ts';
import type { ArticleImagesTable } from './tables.ts';

/** Keeps an image; where the site has it already, answers with that one's id. Throws `storage_busy`. */
export const addImage = defineCommand<ArticleImagesTable, ImageId>({
  name: 'article-images.add',
  async run(db, row) {
    if (await store.insertImage(db, row)) return row.id;
    const known = await store.findByHash(db, row.site_id, row.source_hash);
    if (!known) throw appError('storage_busy', 'This image was deleted at the same moment. Try again.');
    await store.touchImage(db, known.id, row.touched_at);
    return known.id;
  },
});

/** Says that an image is wanted, so that it stays; false where it is gone. */
export const touchImage = defineCommand<{ id: ImageId; at: number }, boolean>({
  name: 'article-images.touch',
  run: (db, { id, at }) => store.touchImage(db, id, at),
});

/** [HC23] Deletes images that no revision of any article has; answers with them. */
export const deleteUnused = defineCommand<{ beforeMs: number; limit: number }, ArticleImagesTable[]>({
  name: 'article-images.delete-unused',
  run: (db, { beforeMs, limit }) => store.deleteUnused(db, beforeMs, limit),
});
