import type {
  CookieMode,
  Jar,
  PageViewId,
  SiteId,
  StepDown,
  TabId,
  ThirdPartyClass,
  VisitId,
  VisitorId,
} from '@porchlight/protocol';

/** `details` holds VisitDetails as JSON: written once at the start, read when somebody looks. */
export type VisitsTable = {
  site_id: SiteId;
  id: VisitId;
  visitor_id: VisitorId;
  /** 1 for the visitor's first visit. */
  ordinal: number;
  started_at: number;
  last_activity_at: number;
  page_count: number;
  details: string;
};

/** What changes in a visit's row with each page view. */
export type VisitProgress = Pick<VisitsTable, 'site_id' | 'id' | 'last_activity_at' | 'page_count'>;

export type PageViewsTable = {
  site_id: SiteId;
  visit_id: VisitId;
  id: PageViewId;
  tab_id: TabId;
  at: number;
  visible_ms: number;
  url: string;
  title: string;
  /** The page of this visit that the visitor came from, and for how long it was visible; null where none is known. */
  previous_id: PageViewId | null;
  previous_ms: number | null;
  /** Sections and attributes as JSON, null when the page told none. */
  context: string | null;
};

export type PageEventsTable = {
  site_id: SiteId;
  visit_id: VisitId;
  id: string;
  view_id: PageViewId;
  name: string;
  data: string;
  at: number;
};

/** What is known of a visit besides its times [SES2]. */
export type VisitDetails = {
  referrer: string | null;
  campaign: Record<string, string> | null;
  country: string | null;
  device: 'desktop' | 'phone' | 'tablet' | 'other';
  browser: string;
  os: string;
  language: string | null;
  timeZone: string | null;
  screen: string | null;
  ip: string | null;
  /** The mode asked for, the jar obtained and the class found [MODE8]; mode and class are absent in earlier visits. */
  mode?: CookieMode;
  jar: Jar;
  class?: ThirdPartyClass | null;
  steps: StepDown[];
  /** How the visitor was recognised at the start: `none` is new, `weak` an id that script could read [VIS4]. */
  recognition: 'none' | 'weak' | 'strong';
};

/** [MODE8] Visits of one UTC day. */
export type IdentityDaysTable = {
  site_id: SiteId;
  day: string;
  browser: string;
  mode: CookieMode;
  jar: Jar;
  /** Empty while no class is known, and in modes that have none. */
  class: ThirdPartyClass | '';
  visits: number;
  new_visitors: number;
};

declare module '../platform/db/tables.ts' {
  interface Tables {
    visits: VisitsTable;
    page_views: PageViewsTable;
    page_events: PageEventsTable;
    identity_days: IdentityDaysTable;
  }
}
