import type { AliasEvidence, ContactId, ConversationId, SiteId, VisitId, VisitorId } from '@porchlight/protocol';

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
  /** When an id that script could read was put into a cookie that it cannot: that cookie is weak evidence, too [VIS4]. */
  weakened_at: number | null;
  /** Whom the site's own login found this visitor to be; null for guests [VIS7]. */
  contact_id: ContactId | null;
};

/** [VIS4] Two ids of one person; `a` sorts before `b`. What was written stays with the id that it was written with. */
export type VisitorAliasesTable = {
  site_id: SiteId;
  a: VisitorId;
  b: VisitorId;
  evidence: AliasEvidence;
  strength: 'strong' | 'weak';
  at: number;
  /** [MODE8] When the younger of the two was first seen; null where both were joined already by other edges. */
  doubled_at: number | null;
  undone_at: number | null;
};

/** [VIS5] The id that an earlier system knew a visitor by. */
export type ExternalIdsTable = {
  site_id: SiteId;
  name: string;
  value: string;
  visitor_id: VisitorId;
  at: number;
};

/** [XD3] A page's hand-off to another domain of the site. The code itself is never stored. */
export type HandoffsTable = {
  code_hash: string;
  /** What the redeemed hand-off is called on the wire; no secret. */
  id: string;
  site_id: SiteId;
  visitor_id: VisitorId;
  visit_id: VisitId;
  source_host: string;
  target_host: string;
  /** User agent and network of the page that was left, hashed together with the code. */
  agent_hash: string;
  network_hash: string;
  created_at: number;
  redeemed_at: number | null;
  redeemed_by: VisitorId | null;
  confirmed_at: number | null;
  /** What the source page's frame proved to hold; without it a hand-off carries no conversation [XD5]. */
  conversation_id: ConversationId | null;
  /** The hash of the key that proved it. */
  key_hash: string | null;
};

declare module '../platform/db/tables.ts' {
  interface Tables {
    visitors: VisitorsTable;
    visitor_aliases: VisitorAliasesTable;
    external_ids: ExternalIdsTable;
    handoffs: HandoffsTable;
  }
}
