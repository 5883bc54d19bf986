import type { HelpLanguage } from './articles.ts';
import type { ArticleId, CommentId } from './ids.ts';

/** Whose comments wait until a member has looked at them; `off`: none are taken, and none are shown. */
export const commentPolicies = ['off', 'all', 'first', 'none'] as const;
export type CommentPolicy = (typeof commentPolicies)[number];

/** `waiting`: nobody but its author sees it, until a member decides; `spam` looks like that to its author for good. */
export const commentStates = ['waiting', 'shown', 'rejected', 'spam'] as const;
export type CommentState = (typeof commentStates)[number];

/** Why a check did not let a comment through. */
export const commentSuspicions = ['trap', 'fast', 'links', 'repeated', 'checker', 'checker-silent'] as const;
export type CommentSuspicion = (typeof commentSuspicions)[number];

/** `GET`, `PUT /api/admin/sites/{site}/comment-settings`. */
export type CommentSettings = {
  policy: CommentPolicy;
  /** A comment with more links than this waits, whatever the policy. */
  linksAtMost: number;
  /** Members who may moderate get a mail when comments wait. */
  tellsMembers: boolean;
};

/** `GET /api/admin/sites/{site}/comments?state=&before=`: newest first. */
export type CommentsAnswer = {
  comments: CommentRow[];
  hasEarlier: boolean;
  /** How many there are of each state. */
  counts: Record<CommentState, number>;
  settings: CommentSettings;
};

/** A comment as those see it who moderate. Times in ms. */
export type CommentRow = {
  id: CommentId;
  state: CommentState;
  article: ArticleId;
  language: HelpLanguage;
  /** Null where the text is not out any more. */
  title: string | null;
  /** Address of the article in the help center, at this comment; null where it is not out. */
  url: string | null;
  author: { kind: 'guest' | 'user' | 'member'; name: string; email: string | null };
  text: string;
  /** Counts its edits: who decides names the one that they read. */
  revision: number;
  createdAt: number;
  editedAt: number | null;
  suspicions: CommentSuspicion[];
  /** What it answers; null where it begins a thread. */
  parent: { id: CommentId; name: string; text: string } | null;
};

/** `PATCH /api/admin/sites/{site}/comments/{id}`; `comment_changed` where its author has edited it since. */
export type DecideCommentRequest = { state: 'shown' | 'rejected' | 'spam'; revision: number };

/** `POST /api/admin/sites/{site}/comments/{id}/replies`; a comment that waits is shown by being answered. */
export type AnswerCommentRequest = { text: string; revision: number; clientId: string };
