import type { ConsentPolicy, CookieMode, ExpectedReply, SiteId } from '@porchlight/protocol';

/** Times are integer ms, lists are JSON text. */
export type SitesTable = {
  id: SiteId;
  name: string;
  mode: CookieMode;
  consent_policy: ConsentPolicy;
  consent_text_version: string;
  visit_idle_minutes: number;
  expected_reply: ExpectedReply;
  accent: string;
  greeting: string;
  ip_storage: 'whole' | 'truncated' | 'none';
  domains: string;
  blocked_domains: string;
  dropped_parameters: string;
  created_at: number;
  first_page_view_at: number | null;
};

export type RefusedOriginsTable = { site_id: SiteId; origin: string; count: number; last_at: number };

declare module '../platform/db/tables.ts' {
  interface Tables {
    sites: SitesTable;
    refused_origins: RefusedOriginsTable;
  }
}
