import type { SiteId, VisitorId } from '@porchlight/protocol';

/** One browser as we know it. Counters are kept by `UPDATE`, so that a card needs no counting. */
export type VisitorsTable = {
  site_id: SiteId;
  id: VisitorId;
  first_seen_at: number;
  last_seen_at: number;
  visit_count: number;
  conversation_count: number;
  last_conversation_at: number | null;
  contact_name: string | null;
  contact_email: string | null;
  revoked_at: number | null;
};

declare module '../platform/db/tables.ts' {
  interface Tables {
    visitors: VisitorsTable;
  }
}
