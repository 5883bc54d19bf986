import { type ImageId, isId, type SiteId } from '@porchlight/protocol';
import type { Db } from '../platform/db/index.ts';
import { findImages } from './store.ts';
import type { ArticleImagesTable } from './tables.ts';

/** One size and form of an image; `file` is the end of its path. */
export type Variant = { file: string; type: string; width: number; height: number; size: number };

/** What a page needs to show an image: addresses, sizes in pixels. */
export type ShownImage = { path: string; variants: Variant[] };

export function readVariants({ variants }: Pick<ArticleImagesTable, 'variants'>): Variant[] {
  return JSON.parse(variants) as Variant[];
}

/** The path of an image on the help center's host, and on the workspace's for previews. */
export function imagePath(id: ImageId): string {
  return `/images/${id}`;
}

/** [HC22] The images of a site that these addresses of Markdown name; those of others are not among them. */
export async function findShownImages(
  db: Db,
  site: SiteId,
  addresses: readonly string[],
): Promise<Map<string, { id: ImageId; shown: ShownImage }>> {
  const ids = addresses.flatMap((address) => idOf(address) ?? []);
  const rows = await findImages(db, site, [...new Set(ids)].slice(0, most));
  return new Map(
    rows.map((row) => [
      imagePath(row.id),
      { id: row.id, shown: { path: imagePath(row.id), variants: readVariants(row) } },
    ]),
  );
}

/** More than any article has, and few enough for one question to the database. */
const most = 500;

function idOf(address: string): ImageId | null {
  const id = /^\/images\/([^/]+)$/.exec(address)?.[1];
  return isId('im', id) ? id : null;
}
