import type { ArticleId, ImageId, SiteId } from '@porchlight/protocol';
import type { Db } from '../platform/db/index.ts';
import type { ArticleImagesTable } from './tables.ts';

export async function findImage(db: Db, id: ImageId): Promise<ArticleImagesTable | null> {
  return (await db.selectFrom('article_images').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}

export async function findImages(db: Db, site: SiteId, ids: readonly ImageId[]): Promise<ArticleImagesTable[]> {
  if (ids.length === 0) return [];
  return db
    .selectFrom('article_images')
    .selectAll()
    .where('site_id', '=', site)
    .where('id', 'in', [...ids])
    .execute();
}

/** The image that was made of these bytes, or that they were made as. */
export async function findByHash(db: Db, site: SiteId, hash: string): Promise<ArticleImagesTable | null> {
  const row = await db
    .selectFrom('article_images')
    .selectAll()
    .where('site_id', '=', site)
    .where((it) => it.or([it('source_hash', '=', hash), it('kept_hash', '=', hash)]))
    .orderBy('id')
    .executeTakeFirst();
  return row ?? null;
}

/** Answers whether it was new: the same bytes may come twice at once. */
export async function insertImage(db: Db, row: ArticleImagesTable): Promise<boolean> {
  const inserted = await db
    .insertInto('article_images')
    .values(row)
    .onConflict((it) => it.columns(['site_id', 'source_hash']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** Answers whether it is still there. */
export async function touchImage(db: Db, id: ImageId, at: number): Promise<boolean> {
  const row = await db
    .updateTable('article_images')
    .set({ touched_at: at })
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function addUses(db: Db, article: ArticleId, images: readonly ImageId[]): Promise<void> {
  if (images.length === 0) return;
  await db
    .insertInto('article_image_uses')
    .values(images.map((image_id) => ({ image_id, article_id: article })))
    .onConflict((it) => it.columns(['image_id', 'article_id']).doNothing())
    .execute();
}

/** How many images the articles of a site have, in any revision. */
export async function countUsed(db: Db, site: SiteId): Promise<number> {
  const row = await db
    .selectFrom('article_images as i')
    .select((it) => it.fn.countAll<number | string>().as('count'))
    .where('i.site_id', '=', site)
    .where((it) =>
      it.exists(it.selectFrom('article_image_uses as u').select('u.image_id').whereRef('u.image_id', '=', 'i.id')),
    )
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Those that only this article had stay for a while from `at` on. */
export async function removeUses(db: Db, article: ArticleId, at: number): Promise<void> {
  const uses = db.selectFrom('article_image_uses').select('image_id').where('article_id', '=', article);
  await db.updateTable('article_images').set({ touched_at: at }).where('id', 'in', uses).execute();
  await db.deleteFrom('article_image_uses').where('article_id', '=', article).execute();
}

/** Deletes images that no article has, untouched since `beforeMs`; answers with them. */
export async function deleteUnused(db: Db, beforeMs: number, limit: number): Promise<ArticleImagesTable[]> {
  const unused = db
    .selectFrom('article_images as i')
    .select('i.id')
    .where('i.touched_at', '<', beforeMs)
    .where((it) =>
      it.not(
        it.exists(it.selectFrom('article_image_uses as u').select('u.image_id').whereRef('u.image_id', '=', 'i.id')),
      ),
    )
    .limit(limit);
  return db.deleteFrom('article_images').where('id', 'in', unused).returningAll().execute();
}

/** Which of these beginnings of objects' names are those of images. */
export async function findKnownObjects(db: Db, objects: readonly string[]): Promise<Set<string>> {
  if (objects.length === 0) return new Set();
  const rows = await db
    .selectFrom('article_images')
    .select('object')
    .where('object', 'in', [...objects])
    .execute();
  return new Set(rows.map(({ object }) => object));
}
