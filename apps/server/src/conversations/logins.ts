import type { ContactId, SiteId, VisitorId } from '@porchlight/protocol';

/** Somebody whom the site's own login has vouched for. */
export type Contact = { id: ContactId; name: string | null; email: string | null };

/** What a login token stands for [CNV7]: this contact, in the browser of this visitor, until `expiresAt` (ms). */
export type VisitorLogin = { contact: Contact; visitor: VisitorId; expiresAt: number };

/** What conversations ask of the feature that knows the site's own users; implemented by `contacts`. */
export type Logins = {
  /** Null for a token that is unknown, ended, over, or of another site. */
  findLogin(site: SiteId, token: string): Promise<VisitorLogin | null>;
  findContact(site: SiteId, contact: ContactId): Promise<Contact | null>;
  /** The contact that a login linked this visitor to (VIS7); null for guests. */
  findContactOf(site: SiteId, visitor: VisitorId): Promise<Contact | null>;
};

/** An installation without logins of sites. */
export const noLogins: Logins = {
  findLogin: async () => null,
  findContact: async () => null,
  findContactOf: async () => null,
};
