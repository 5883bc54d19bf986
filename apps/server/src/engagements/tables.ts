import type { MemberId, OfferId, SiteId, VisitId, VisitorId } from '@porchlight/protocol';

export type OffersTable = {
  site_id: SiteId;
  visit_id: VisitId;
  id: OfferId;
  visitor_id: VisitorId;
  member_id: MemberId;
  member_name: string;
  text: string;
  at: number;
  outcome: 'pending' | 'shown' | 'accepted' | 'declined';
  outcome_at: number | null;
};

declare module '../platform/db/tables.ts' {
  interface Tables {
    offers: OffersTable;
  }
}
