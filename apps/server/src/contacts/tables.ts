import type { ContactId, IdentityKey, SiteId, VisitorId } from '@porchlight/protocol';

/** [VIS7] Somebody whom a site's own login knows; typed names and addresses are no contact [CNV8]. */
export type ContactsTable = {
  site_id: SiteId;
  /** What the site itself calls this person: the `sub` of its tokens. */
  external_id: string;
  id: ContactId;
  name: string | null;
  email: string | null;
  is_email_verified: number;
  created_at: number;
  last_seen_at: number;
};

export type IdentityKeysTable = {
  id: string;
  site_id: SiteId;
  kind: IdentityKey['kind'];
  algorithm: IdentityKey['algorithm'];
  source: string | null;
  /** PEM; null for the other kinds. A shared secret is derived, never stored. */
  public_key: string | null;
  created_at: number;
  last_used_at: number | null;
};

/** What a page was given for a token of the site's own login. */
export type ContactLoginsTable = {
  login_hash: string;
  site_id: SiteId;
  contact_id: ContactId;
  visitor_id: VisitorId;
  key_id: string;
  created_at: number;
  expires_at: number;
};

declare module '../platform/db/tables.ts' {
  interface Tables {
    contacts: ContactsTable;
    identity_keys: IdentityKeysTable;
    contact_logins: ContactLoginsTable;
  }
}
