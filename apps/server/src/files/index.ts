export { claimFiles } from './claims.ts';
export { createFiles } from './feature.ts';
export { attachments } from './schema.ts';
export type { FileOwner } from './tables.ts';
