import type { SiteId, TransferReason } from '@porchlight/protocol';
import type { ArticleImages } from '../../article-images/index.ts';
import type { Audited } from '../../audit/index.ts';
import type { Storage } from '../../platform/db/index.ts';
import type { Articles } from '../articles.ts';
import type { Folder } from './folder.ts';

/** What an import works on. */
export type ImportOptions = {
  storage: Storage;
  articles: Articles;
  images: ArticleImages;
  site: SiteId;
  folder: Folder;
  by: Audited;
};

/** Tells of something that was not taken; `isTaken` where the rest of the file was. */
export type Problem = (path: string, reason: TransferReason, detail?: string, isTaken?: boolean) => void;
