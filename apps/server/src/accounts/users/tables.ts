import type { ContactId, HelpLanguage, SiteId, UserId } from '@porchlight/protocol';

/** A user of one site's help center. Times are integer ms; `email_key` is what an address is found by. */
export type UsersTable = {
  id: UserId;
  site_id: SiteId;
  email_key: string;
  email: string;
  name: string;
  password_hash: string;
  language: HelpLanguage;
  /** [VIS7] Whom agents see; null before the first login. */
  contact_id: ContactId | null;
  created_at: number;
  deactivated_at: number | null;
  last_login_at: number | null;
};

/** As sessions of members, but of one site. */
export type UserSessionsTable = {
  id: string;
  token_hash: string;
  previous_hash: string | null;
  renewed_at: number | null;
  site_id: SiteId;
  user_id: UserId;
  created_at: number;
  last_input_at: number;
  expires_at: number;
  confirmed_at: number | null;
  remembered_id: string | null;
  user_agent: string;
  ip: string | null;
};

/** What a mailed code is good for. `known` was mailed no code: it counts what an address gets. */
export type CodePurpose =
  | 'registration'
  | 'invitation'
  | 'reset'
  | 'email-change'
  | 'email-changed'
  | 'known'
  | 'conversations';

export type UserCodesTable = {
  id: string;
  code_hash: string;
  site_id: SiteId;
  purpose: CodePurpose;
  /** The address that it was mailed to, which is given together with it. */
  email_key: string;
  email: string;
  user_id: UserId | null;
  created_at: number;
  expires_at: number;
  used_at: number | null;
};

declare module '../../platform/db/tables.ts' {
  interface Tables {
    users: UsersTable;
    user_sessions: UserSessionsTable;
    user_codes: UserCodesTable;
  }
}
