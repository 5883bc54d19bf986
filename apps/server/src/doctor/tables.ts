import type { SiteId } from '@porchlight/protocol';

/** A one-time code of the doctor; times in ms. */
export type DoctorCodesTable = {
  code_hash: string;
  site_id: SiteId;
  /** Who made it. */
  member_id: string;
  expires_at: number;
  /** Hash of the browser and network that used it first; null before that. */
  browser_hash: string | null;
  checks_left: number;
};

declare module '../platform/db/tables.ts' {
  interface Tables {
    doctor_codes: DoctorCodesTable;
  }
}
