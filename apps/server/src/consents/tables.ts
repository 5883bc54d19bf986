import type { SiteId, VisitorId } from '@porchlight/protocol';

/** [CON5] A yes: never changed, never deleted with the visitor, since the site must be able to show it. */
export type ConsentsTable = {
  id: string;
  site_id: SiteId;
  /** Null where the browser had no visitor. */
  visitor_id: VisitorId | null;
  choices: string;
  text_version: string;
  source: string;
  at: number;
};

declare module '../platform/db/tables.ts' {
  interface Tables {
    consents: ConsentsTable;
  }
}
