import type { ArticleId, ImageId, SiteId } from '@porchlight/protocol';

export type ArticleImagesTable = {
  id: ImageId;
  site_id: SiteId;
  /** How the names of its objects begin; then comes the variant's place, of two digits. */
  object: string;
  /** JSON list of variants, those of WebP narrowest first, last the largest in the image's own form. */
  variants: string;
  /** SHA-256 of what was uploaded, and of the last variant, which is what is exported. */
  source_hash: string;
  kept_hash: string;
  /** When it was last uploaded, or the last article with it was removed; ms. */
  touched_at: number;
};

/** Which articles have an image in any of their revisions. */
export type ArticleImageUsesTable = { image_id: ImageId; article_id: ArticleId };

declare module '../platform/db/tables.ts' {
  interface Tables {
    article_images: ArticleImagesTable;
    article_image_uses: ArticleImageUsesTable;
  }
}
