import type { ArticleId, CategoryId, HelpLanguage, SiteId, UserId } from '@porchlight/protocol';

export const subscriptionKinds = ['article', 'category'] as const;
export type SubscriptionKind = (typeof subscriptionKinds)[number];

/** Times in ms. `who` is a user's id or a guest's address as it is compared; `visitor` a guest's token, hashed. */
export type SubscriptionsTable = {
  id: string;
  site_id: SiteId;
  kind: SubscriptionKind;
  target_id: ArticleId | CategoryId;
  who: string;
  user_id: UserId | null;
  email: string | null;
  visitor: string | null;
  language: HelpLanguage;
  created_at: number;
  confirmed_at: number | null;
  code_hash: string | null;
  code_expires_at: number | null;
  told_of: string | null;
};

/** How many mails of a kind an address got since when. */
export type MailCountsTable = { email_key: string; kind: 'code' | 'code-day' | 'news'; since: number; sent: number };

declare module '../platform/db/tables.ts' {
  interface Tables {
    help_subscriptions: SubscriptionsTable;
    help_mail_counts: MailCountsTable;
  }
}
