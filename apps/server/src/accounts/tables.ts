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
};

export type SessionsTable = {
  token_hash: string;
  interface: Interface;
  member_id: MemberId;
  created_at: number;
  last_input_at: number;
  /** The absolute end; the idle one follows from `last_input_at`. */
  expires_at: number;
  user_agent: string;
  ip: string | null;
};

export type SetupLinksTable = { token_hash: string; created_at: number; expires_at: number; used_at: number | null };

declare module '../platform/db/tables.ts' {
  interface Tables {
    members: MembersTable;
    sessions: SessionsTable;
    setup_links: SetupLinksTable;
  }
}
