import type { MemberId } from '@porchlight/protocol';

/** The two ways into the workspace; a login in one is none in the other [AUTH1]. */
export type Interface = 'agent' | 'admin';

/** Times are integer ms. `email_key` is what an address is found by, `roles` and `sites` (null: all) JSON lists. */
export type MembersTable = {
  id: MemberId;
  email_key: string;
  email: string;
  name: string;
  password_hash: string;
  roles: string;
  sites: string | null;
  created_at: number;
  deactivated_at: number | null;
  last_login_at: number | null;
  /** What mails are written in; null until they chose. */
  language?: 'en' | 'de' | null | undefined;
};

export type SessionsTable = {
  /** Names the session without being able to open it: for lists, sockets and what is bound to the session. */
  id: string;
  token_hash: string;
  /** The token before `renewed_at`: good for a moment, for requests that were on their way. */
  previous_hash: string | null;
  renewed_at: number | null;
  interface: Interface;
  member_id: MemberId;
  created_at: number;
  last_input_at: number;
  /** The absolute end; the idle one follows from `last_input_at`. */
  expires_at: number;
  /** When the member last proved who they are; null where a browser's memory alone did. */
  confirmed_at: number | null;
  /** The remembered login that this session came from or began with. */
  remembered_id: string | null;
  /** 1: opens the set-up of a second factor alone. */
  enrol_only: number;
  /** 1: begun through the organisation's login service [AUTH18]. */
  is_by_provider: number;
  user_agent: string;
  ip: string | null;
};

/** [REM1] A browser that may log in again by itself; its cookie holds the series and a validator. */
export type RememberedLoginsTable = {
  id: string;
  series: string;
  /** Members and users of the help center are remembered apart from each other. */
  account_kind: 'member' | 'user';
  account_id: string;
  /** JSON list of the interfaces that it opens: being remembered in one is none in another. */
  interfaces: string;
  /** Hash of the newest validator, and of the one before for as long as the newest has not come back. */
  current_hash: string;
  previous_hash: string | null;
  rotated_at: number;
  created_at: number;
  last_used_at: number;
  expires_at: number;
  user_agent: string;
  ip: string | null;
};

/** What an account is told at its next login, until it says that it has read it. */
export type AccountNoticesTable = { account_id: string; kind: string; at: number };

/** A browser in which an account has logged in; the hash is of its mark and the account. */
export type KnownBrowsersTable = Pick<RememberedLoginsTable, 'account_kind' | 'account_id'> & {
  browser_hash: string;
  seen_at: number;
};

export type SetupLinksTable = { token_hash: string; created_at: number; expires_at: number; used_at: number | null };

declare module '../platform/db/tables.ts' {
  interface Tables {
    members: MembersTable;
    sessions: SessionsTable;
    remembered_logins: RememberedLoginsTable;
    account_notices: AccountNoticesTable;
    known_browsers: KnownBrowsersTable;
    setup_links: SetupLinksTable;
  }
}
