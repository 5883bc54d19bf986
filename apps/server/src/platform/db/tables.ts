/**
 * Every table, known by its name. A feature adds its own by module augmentation:
 * `declare module '../platform/db/tables.ts' { interface Tables { sites: SitesTable } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: features fill it by augmentation.
export interface Tables {}
