import type { AliasEvidence, ConversationId, SiteId, VisitId, VisitorId } from '@porchlight/protocol';

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

/** [VIS4] Two visitor ids of one person; `a` sorts before `b`, so that an edge has one row. */
export type VisitorAliasesTable = {
  site_id: SiteId;
  a: VisitorId;
  b: VisitorId;
  evidence: AliasEvidence;
  strength: 'strong' | 'weak';
  at: number;
  undone_at: number | null;
};

/** [XD3] One hand-off, from the click that made its code to the click that took its conversation up [XD5]. */
export type HandoffsTable = {
  code_hash: string;
  id: string;
  site_id: SiteId;
  visitor_id: VisitorId;
  visit_id: VisitId;
  source_host: string;
  target_host: string;
  agent_hash: string;
  network: string;
  created_at: number;
  redeemed_at: number | null;
  redeemed_by: VisitorId | null;
  confirmed_at: number | null;
  /** The conversation that a proof of the frame's brought along. */
  conversation_id: ConversationId | null;
};

declare module '../platform/db/tables.ts' {
  interface Tables {
    visitors: VisitorsTable;
    visitor_aliases: VisitorAliasesTable;
    handoffs: HandoffsTable;
  }
}
