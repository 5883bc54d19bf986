import type { ArticleId, ArticleVisibility, CategoryId, HelpLanguage, SiteId } from '@porchlight/protocol';
import type { Generated } from 'kysely';

export type HelpCentersTable = { site_id: SiteId; languages: string; default_language: HelpLanguage };

export type CategoriesTable = {
  id: CategoryId;
  site_id: SiteId;
  parent_id: CategoryId | null;
  position: number;
  created_at: number;
};

export type CategoryTextsTable = {
  category_id: CategoryId;
  language: HelpLanguage;
  slug: string;
  title: string;
  description: string;
};

/** Every slug that was ever given; one that was given to something stays its own. */
export type SlugsTable = { site_id: SiteId; kind: SlugKind; slug: string; target_id: string };
export type SlugKind = 'article' | 'category';

export type ArticlesTable = {
  id: ArticleId;
  site_id: SiteId;
  category_id: CategoryId;
  visibility: ArticleVisibility;
  position: number;
  created_at: number;
};

/** An article in one language. `draft`, `live` and `scheduled` are numbers of its revisions; times in ms. */
export type ArticleTextsTable = {
  article_id: ArticleId;
  language: HelpLanguage;
  slug: string;
  draft: number;
  live: number | null;
  scheduled: number | null;
  publish_at: number | null;
  /** When it first came out, and when what is out last changed. */
  published_at: number | null;
  changed_at: number | null;
  edited_at: number;
  /** Whether subscribers are told of what waits for its time. */
  tells: number;
};

export type RevisionsTable = {
  article_id: ArticleId;
  language: HelpLanguage;
  number: number;
  title: string;
  summary: string;
  markdown: string;
  html: string;
  /** JSON list of headings. */
  contents: string;
  plain: string;
  by_name: string;
  at: number;
};

export type VotesTable = {
  article_id: ArticleId;
  language: HelpLanguage;
  revision: number;
  /** Hash of the visitor token that voted. */
  voter: string;
  is_helpful: number;
  at: number;
};

export type MissesTable = { site_id: SiteId; language: HelpLanguage; query: string; count: number; last_at: number };

export type DocumentsTable = { id: Generated<number>; site_id: SiteId; article_id: ArticleId; language: HelpLanguage };

export type WordsTable = { site_id: SiteId; language: HelpLanguage; word: string };

declare module '../platform/db/tables.ts' {
  interface Tables {
    help_centers: HelpCentersTable;
    help_categories: CategoriesTable;
    help_category_texts: CategoryTextsTable;
    help_slugs: SlugsTable;
    articles: ArticlesTable;
    article_texts: ArticleTextsTable;
    article_revisions: RevisionsTable;
    article_votes: VotesTable;
    help_misses: MissesTable;
    help_documents: DocumentsTable;
    help_words: WordsTable;
  }
}
