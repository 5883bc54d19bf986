/** A file of the service's that some version of the product served: bytes as base64, times in ms. */
export type KeptAssetsTable = {
  name: string;
  body: string;
  /** When a version without it was first started; null while it belongs to the present one. */
  replaced_at: number | null;
};

declare module '../platform/db/tables.ts' {
  interface Tables {
    kept_assets: KeptAssetsTable;
  }
}
