import type { Role } from './accounts.ts';
import type { HelpLanguage } from './articles.ts';
import type { ConversationOpened } from './conversation.ts';
import type { MemberId, SiteId, VisitId, VisitorId } from './ids.ts';
import type { Grant } from './messenger.ts';

/** The languages of mails to members. */
export const mailLanguages = ['en', 'de'] as const;
export type MailLanguage = (typeof mailLanguages)[number];

/** What a one-time link is for: it opens nothing else. */
export const linkPurposes = ['invitation', 'password-reset', 'email-change', 'email-changed'] as const;
export type LinkPurpose = (typeof linkPurposes)[number];

/** `POST /api/links/look`: whether a link is good, which uses nothing up, and whose it is. */
export type LookRequest = { purpose: LinkPurpose; token: string };
export type LookAnswer = { email: string };

/**
 * `GET /api/admin/invitations`, `POST` to invite, `POST …/{id}/mails` to send the mail once more (the link before it
 * ends), `DELETE …/{id}` to withdraw. `id` is the one that the member will have. Times in ms.
 */
export type Invitation = {
  id: MemberId;
  email: string;
  roles: Role[];
  sites: SiteId[] | null;
  invitedAt: number;
  expiresAt: number;
};
export type InvitationsAnswer = { invitations: Invitation[] };
export type InviteRequest = { email: string; roles: Role[]; sites: SiteId[] | null; language: MailLanguage };

/** `POST /api/invitations/acceptances`: makes the member, who then logs in. */
export type AcceptInvitationRequest = { token: string; name: string; password: string };

/** `POST /api/password-resets`: 202 for every address alike. `POST …/completions` sets the password, ends all logins. */
export type PasswordResetRequest = { email: string; language: MailLanguage };
export type CompleteResetRequest = { token: string; password: string };

/**
 * `POST /api/{interface}/email-changes`, after a confirmation: 202 for every address alike. The new address confirms by
 * `POST /api/email-changes/confirmations`; the old one may undo it for a week by `POST /api/email-changes/undoings`.
 */
export type EmailChangeRequest = { email: string; language: MailLanguage };
export type LinkRequest = { token: string };

/**
 * `GET /api/admin/jobs`: mails and other work that waits, or was given up, the latest 100 of that by name. `POST
 * /api/admin/jobs/revivals` tries all of it again, `POST /api/admin/jobs/{id}/revivals` one, `DELETE …/{id}` forgets one.
 */
export type JobsAnswer = { waiting: number; dead: number; failed: FailedJob[] };
/** Times in ms. */
export type FailedJob = {
  id: string;
  /** The mail's template, or what else was to be done. */
  what: string;
  /** Whom it was for, where it is a mail. */
  to: string | null;
  createdAt: number;
  failedAt: number;
  /** What the last try was answered, in words of others. */
  error: string;
  /** What it was to tell is over by now: another try would send nothing. */
  isOver: boolean;
};

/**
 * [CNV9] `POST /m/{site}/conversations/{id}/device-codes` with an access token: sends a mail with a code, 202 for every
 * address alike.
 */
export type DeviceCodeRequest = { email: string; language: HelpLanguage };

/**
 * [CNV9] `POST /m/{site}/device-continuations` with `Authorization: Bearer {new conversation key}`: grants the key for the
 * conversation that the code is of, once; the same key and code again answer the same.
 */
export type DeviceContinuationRequest = { code: string; visitor: VisitorId | null; visit: VisitId | null };
export type DeviceContinuationAnswer = Grant & { opened: ConversationOpened };

/**
 * [HC34] `POST /m/{site}/held-codes`: a code, good for a minute and once, for what these keys open as a guest's. The messenger
 * sends it as the field `code` of a form to `url`, in a tab of its own. `language` is the messenger's.
 */
export type HeldCodeRequest = { keys: string[]; visit: VisitId | null; language: string };
export type HeldCodeAnswer = { code: string; url: string };
