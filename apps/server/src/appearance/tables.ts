import type { ColourScheme, SiteId } from '@porchlight/protocol';

/** JSON text: colours of each scheme, links of header and footer. */
export type AppearancesTable = { site_id: SiteId; colours: string; header: string; footer: string };

/** A logo as it is sent: WebP, base64. Pixels. */
export type LogosTable = {
  site_id: SiteId;
  scheme: ColourScheme;
  /** Of the content, in its address. */
  hash: string;
  content: string;
  width: number;
  height: number;
};

declare module '../platform/db/tables.ts' {
  interface Tables {
    help_appearances: AppearancesTable;
    help_logos: LogosTable;
  }
}
