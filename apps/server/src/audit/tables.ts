import type { AuditEntry, AuditId, SiteId } from '@porchlight/protocol';

/** Append-only: the database itself refuses changes. `at` in ms, `before` and `after` JSON text. */
export type AuditLogTable = {
  id: AuditId;
  at: number;
  who_kind: AuditEntry['who']['kind'];
  who_id: string | null;
  who_name: string;
  what: string;
  /** Whose matter it is; null where it is the installation's. */
  site_id: SiteId | null;
  target_kind: string | null;
  target_id: string | null;
  target_name: string | null;
  ip: string | null;
  user_agent: string | null;
  before: string | null;
  after: string | null;
};

declare module '../platform/db/tables.ts' {
  interface Tables {
    audit_log: AuditLogTable;
  }
}
