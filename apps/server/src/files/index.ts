// What conversations need inside their commands, and so in the writer's thread, which has no use for routes and schemas:
// those are in feature.ts, for the surfaces alone.
export { claimFiles } from './claims.ts';
export type { Readings } from './readings.ts';
export type { FileOwner } from './tables.ts';
export type { Uploads } from './uploads.ts';
