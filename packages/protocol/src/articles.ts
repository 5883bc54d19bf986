import type { ErrorCode } from './errors.ts';
import type { ArticleId, CategoryId, GroupId, VisitId } from './ids.ts';

/** What the help center's pages are written in, whatever the articles are. */
export const helpLanguages = ['en', 'de', 'fr', 'es', 'ar'] as const;
export type HelpLanguage = (typeof helpLanguages)[number];

/** Which way a language is written. */
export function directionOf(language: HelpLanguage): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr';
}

/** Who may read an article; `groups`: members of the groups that are chosen for it. */
export const articleVisibilities = ['everyone', 'users', 'groups'] as const;
export type ArticleVisibility = (typeof articleVisibilities)[number];

/** `scheduled` beats `published`: a text that is out may have a newer one that waits for its time. */
export type ArticleState = 'draft' | 'scheduled' | 'published';

/** `PUT /api/admin/sites/{site}/help-center`: in which languages a site answers; the first that it has is the default. */
export type HelpSettings = { languages: HelpLanguage[]; defaultLanguage: HelpLanguage };

/** `GET /api/admin/sites/{site}/help-center`. */
export type HelpCenterAnswer = HelpSettings & {
  /** Where the help center begins. */
  address: string;
  categories: HelpCategory[];
  articles: ArticleRow[];
  /** Those that an article may be for. */
  groups: { id: GroupId; name: string }[];
};

export type CategoryText = { title: string; description: string; slug: string };
/** Two levels: a category with a parent has no children. */
export type HelpCategory = {
  id: CategoryId;
  parent: CategoryId | null;
  position: number;
  texts: Partial<Record<HelpLanguage, CategoryText>>;
};

/** `POST /api/admin/sites/{site}/categories`, `PATCH …/{id}`; without a slug one is made from the title. */
export type CategoryRequest = {
  parent?: CategoryId | null;
  position?: number;
  texts?: Partial<Record<HelpLanguage, { title: string; description?: string; slug?: string }>>;
};

export type ArticleRow = {
  id: ArticleId;
  category: CategoryId;
  visibility: ArticleVisibility;
  /** Whom it is for where that is `groups`. */
  groups: GroupId[];
  position: number;
  texts: Partial<Record<HelpLanguage, ArticleTextRow>>;
  votes: ArticleVotes;
};
/** [HC27] Why an article did not help, as a visitor chose. */
export const voteReasons = ['unclear', 'incomplete', 'wrong', 'other'] as const;
export type VoteReason = (typeof voteReasons)[number];

/** Of every revision together. */
export type ArticleVotes = { yes: number; no: number };
/** Times in ms. */
export type ArticleTextRow = {
  title: string;
  slug: string;
  state: ArticleState;
  /** The newest revision, and that which is out; null where none is. */
  draft: number;
  live: number | null;
  publishAt: number | null;
  editedAt: number;
  /** The text in the site's default language was edited after this one. */
  isStale: boolean;
};

/** `POST /api/admin/sites/{site}/articles`, `PATCH …/{id}`. With `groups` the article is for these alone. */
export type ArticleRequest = {
  category?: CategoryId;
  visibility?: ArticleVisibility;
  groups?: GroupId[];
  position?: number;
};

/**
 * `POST /api/admin/sites/{site}/help-center/moves`: puts one before another of the same place, or last where `before` is
 * null. An article goes into a category, a category into another or into none. `article_changed` where the list is older.
 */
export type MoveRequest =
  | { kind: 'article'; id: ArticleId; into: CategoryId; before: ArticleId | null }
  | { kind: 'category'; id: CategoryId; into: CategoryId | null; before: CategoryId | null };

/** `GET /api/admin/sites/{site}/articles/{id}`. */
export type ArticleAnswer = ArticleRow & { drafts: Partial<Record<HelpLanguage, ArticleDraft>> };
export type ArticleDraft = { title: string; summary: string; markdown: string };

/**
 * `PUT …/articles/{id}/texts/{language}`: saves a new revision, which nobody outside sees yet. `basedOn` is the revision
 * that was edited, 0 for none: where somebody else saved in the meantime, `article_changed`.
 */
export type SaveTextRequest = ArticleDraft & { slug?: string; basedOn: number };

/**
 * `POST …/texts/{language}/publication`: at once, or at a time in ms; `tells`: subscribers get a mail. `DELETE` takes the
 * text out of the help center.
 */
export type PublishRequest = { revision: number; at: number | null; tells?: boolean };

/** `GET …/texts/{language}/revisions`: newest first; `GET …/revisions/{n}` is the text of one. */
export type RevisionsAnswer = { revisions: RevisionRow[] };
export type RevisionRow = { number: number; title: string; by: string; at: number; votes: ArticleVotes };
export type RevisionAnswer = RevisionRow & ArticleDraft;

/** `POST /api/admin/sites/{site}/article-previews`: what the server makes of a text, kept nowhere. */
export type PreviewRequest = { markdown: string; language: HelpLanguage };
export type PreviewAnswer = { html: string };

/** How far back editors' reports go, in days. */
export const helpReportDays = [7, 30, 90] as const;

/**
 * `GET /api/admin/sites/{site}/help-report?days=30[&article=]`: votes, reasons and searches that found nothing, of a site
 * or of one article, never who. Days are of UTC, oldest first, those without anything too; times in ms.
 */
export type HelpReport = {
  days: { day: string; yes: number; no: number; missed: number }[];
  /** Those that somebody voted on, what helped least first. */
  articles: { id: ArticleId; yes: number; no: number }[];
  reasons: { reason: VoteReason; count: number }[];
  comments: {
    article: ArticleId;
    language: HelpLanguage;
    revision: number;
    reason: VoteReason | null;
    comment: string;
    at: number;
  }[];
  misses: { query: string; language: HelpLanguage; count: number; lastAt: number }[];
};
/**
 * `POST /api/admin/sites/{site}/article-images`, the bytes as `application/octet-stream`: what to write into the Markdown,
 * and the size in pixels. An image that no text has within a day is deleted.
 */
export type ArticleImageAnswer = { address: string; width: number; height: number };

/**
 * `POST /m/{site}/help`, from the messenger's frame: what a search finds, or without one what most found helpful, and the
 * article that this visit is reading.
 */
export type MessengerHelpRequest = { language: string; query: string; visit: VisitId | null };
export type MessengerHelpAnswer = { articles: HelpLink[]; reading: HelpLink | null };
/** An article in the help center; `language` is the text's own. */
export type HelpLink = { title: string; url: string; language: HelpLanguage };

/** Why something of an imported folder was not taken. */
export const transferReasons = [
  'path-unsafe',
  'link',
  'encrypted',
  'unreadable',
  'too-large',
  'unknown-kind',
  'manifest-invalid',
  'front-matter-invalid',
  'field-unknown',
  'language-unknown',
  'category-unknown',
  'groups-unknown',
  'category-not-taken',
  'text-too-large',
  'text-too-nested',
  'slug-taken',
  'duplicate',
  'changed-meanwhile',
  'image-missing',
  'image-refused',
  'image-unused',
  'failed',
] as const;
export type TransferReason = (typeof transferReasons)[number];

/** `isTaken`: the file was taken, but for what is named here. `detail` is a name or the words of a refusal, or empty. */
export type TransferProblem = { path: string; reason: TransferReason; detail: string; isTaken: boolean };

/** Counts of texts, one in each language, of topics and of images; at most `limits.transferProblems` problems, and how many more. */
export type ImportReport = {
  added: number;
  changed: number;
  unchanged: number;
  topics: number;
  images: number;
  problems: TransferProblem[];
  moreProblems: number;
};

/**
 * `POST /api/admin/sites/{site}/article-imports`, a zip as `application/octet-stream`: answered line by line as it goes on,
 * each a JSON object, the last with the report or the refusal.
 */
export type ImportLine =
  | { done: number; total: number }
  | { report: ImportReport }
  | { error: { code: ErrorCode; message: string } };

/** Files that lie in the archive, and what could not be read for it. */
export type ExportReport = { files: number; problems: TransferProblem[]; moreProblems: number };

/**
 * `GET /api/admin/sites/{site}/article-export`: a zip in parts, so that what is done is told between them and an end that
 * is missing is noticed. Lines, each a JSON object; after one with `bytes` as many bytes of the zip follow, then the next
 * line. The last has the report, or says that it failed.
 */
export type ExportLine =
  | { done: number; total: number }
  | { bytes: number }
  | { report: ExportReport }
  | { error: { code: ErrorCode; message: string } };
