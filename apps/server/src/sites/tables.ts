import type {
  ConsentPolicy,
  CookieMode,
  ExpectedReply,
  HistoryPolicy,
  JoinPolicy,
  RegistrationPolicy,
  SiteId,
} from '@porchlight/protocol';

/** Times are integer ms, lists are JSON text. */
export type SitesTable = {
  id: SiteId;
  name: string;
  mode: CookieMode;
  /** When the site last left a third-party mode; null when it never was in one. */
  left_third_party_at: number | null;
  lifetime_days: number;
  is_prolonged: number;
  adopted_cookies: string;
  has_banner: number;
  privacy_url: string;
  forgets_on_withdrawal: 'nothing' | 'pages' | 'visitor';
  consent_policy: ConsentPolicy;
  consent_text_version: string;
  visit_idle_minutes: number;
  expected_reply: ExpectedReply;
  accent: string;
  greeting: string;
  ip_storage: 'whole' | 'truncated' | 'none';
  history_policy: HistoryPolicy;
  join_policy: JoinPolicy;
  registration: RegistrationPolicy;
  /** JSON of a `ContactForm`. */
  contact_form: string;
  has_help_tag: number;
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
