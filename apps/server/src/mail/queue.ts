import type { ConversationId, HelpLanguage, MailLanguage, SiteId } from '@porchlight/protocol';
import type { Db } from '../platform/db/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import type {
  CommentMail,
  LinkMail,
  NewsMail,
  Notice,
  NoticeFacts,
  Reply,
  UserCodeMail,
  UserNotice,
} from './compose.ts';

export const mailJob = 'mail';

/** What waits to be sent: ids and codes of ours, and the address. What opens something is derived as it is sent [JOB1]. */
export type QueuedMail = { to: string } & (
  | ({ language: MailLanguage } & ToMember)
  | ({ language: HelpLanguage } & ToVisitor)
);

type ToMember =
  | { template: LinkMail; link: string; createdAt: number; expiresAt: number }
  | { template: Notice; facts: NoticeFacts }
  /** About comments; the recipient may end them. */
  | { template: Exclude<CommentMail, 'comment-answered'>; site: SiteId; recipient: string };

type ToVisitor =
  | { template: 'device-code'; code: string; createdAt: number; expiresAt: number }
  /** To users of a site's help center. */
  | { template: UserCodeMail; site: SiteId; code: string; createdAt: number; expiresAt: number }
  | { template: 'user-known'; site: SiteId }
  | { template: UserNotice; site: SiteId; facts: NoticeFacts }
  /** [HC17] To who sent a contact form; `replies` are members' words. */
  | { template: 'ticket-received'; site: SiteId; conversation: ConversationId }
  | { template: 'ticket-replied'; site: SiteId; conversation: ConversationId; replies: Reply[] }
  /** To whoever wants to be told of articles. `page` lies below the site's subscriptions. */
  | { template: 'subscription-code'; site: SiteId; code: string; page: string; createdAt: number; expiresAt: number }
  /** To whoever is told of articles. `page` is a path of the help center. */
  | { template: NewsMail; site: SiteId; subscription: string; page: string; title: string }
  /** About comments; the recipient may end them. `page` lies below the site's part of the help center. */
  | { template: 'comment-answered'; site: SiteId; recipient: string; page: string };

/** [MAIL1] Queues a mail inside the command that wants it; `to` as `readAddress` gives it. */
export function queueMail(db: Db, mail: QueuedMail, now: number): Promise<void> {
  return enqueue(db, { kind: mailJob, payload: mail, now });
}
