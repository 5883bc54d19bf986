import type { MailLanguage, MemberId } from '@porchlight/protocol';

/** Who was asked to become a member, until they do. */
export type InvitationsTable = {
  /** The id that the member will have. */
  member_id: MemberId;
  email_key: string;
  email: string;
  /** JSON lists; `sites` null for all. */
  roles: string;
  sites: string | null;
  language: MailLanguage;
  invited_by: MemberId;
  created_at: number;
  expires_at: number;
};

declare module '../../platform/db/tables.ts' {
  interface Tables {
    invitations: InvitationsTable;
  }
}
