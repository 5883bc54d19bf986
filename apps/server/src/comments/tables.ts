import type { ArticleId, CommentId, CommentPolicy, CommentState, HelpLanguage, SiteId } from '@porchlight/protocol';

export type CommentSettingsTable = {
  site_id: SiteId;
  policy: CommentPolicy;
  links_at_most: number;
  tells_members: number;
  /** When members are told next, or were told last. */
  tell_at: number | null;
};

/** Times in ms. */
export type CommentsTable = {
  id: CommentId;
  site_id: SiteId;
  article_id: ArticleId;
  language: HelpLanguage;
  /** The comment that begins the thread, which may be this one. */
  thread: CommentId;
  is_reply: number;
  state: CommentState;
  author_kind: 'guest' | 'user' | 'member';
  /** Hash of a visitor token, a user's or a member's id; empty once its author took it back. */
  author: string;
  author_name: string;
  /** Of guests, as `readAddress` gives it; users have theirs in their account. */
  email: string | null;
  wants_mail: number;
  mail_language: HelpLanguage;
  body: string;
  body_hash: string;
  revision: number;
  created_at: number;
  edited_at: number | null;
  shown_at: number | null;
  removed_at: number | null;
  /** JSON list. */
  suspicions: string;
  form_id: string;
};

/** Whom mails of a kind about a site reach; the mark in them is derived from `id` [HC13]. */
export type RecipientsTable = {
  id: string;
  site_id: SiteId;
  kind: RecipientKind;
  email_key: string;
  stopped_at: number | null;
  since: number;
  sent: number;
};
export type RecipientKind = 'answers' | 'moderation';

declare module '../platform/db/tables.ts' {
  interface Tables {
    help_comment_settings: CommentSettingsTable;
    help_comments: CommentsTable;
    help_recipients: RecipientsTable;
  }
}
