export { recordAlone } from './commands.ts';
export type { Audit } from './feature.ts';
export { type Audited, bySystem, differenceOf, type Recorded, record } from './record.ts';
