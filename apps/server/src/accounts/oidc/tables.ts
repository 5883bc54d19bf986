import type { MemberId } from '@porchlight/protocol';
import type { Interface } from '../tables.ts';

/** Who somebody at a provider is here: by the provider's own id of them, never by an address. Times in ms. */
export type OidcLinksTable = {
  issuer: string;
  subject: string;
  member_id: MemberId;
  created_at: number;
  last_used_at: number;
};

/** A login that is on its way through the provider. */
export type OidcAttemptsTable = {
  id: string;
  state_hash: string;
  browser_hash: string;
  interface: Interface;
  /** Whose login is to be confirmed; null where somebody logs in. */
  session_id: string | null;
  /** The path of the workspace to go on with. */
  next: string | null;
  /** Encrypted: nonce and code verifier. */
  sealed: string;
  /** Encrypted: what the provider sent back with the browser; null until then. */
  sealed_answer: string | null;
  created_at: number;
  expires_at: number;
};

declare module '../../platform/db/tables.ts' {
  interface Tables {
    oidc_links: OidcLinksTable;
    oidc_attempts: OidcAttemptsTable;
  }
}
