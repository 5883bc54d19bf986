import type { Migration } from '../platform/db/index.ts';
import * as initial from './0001-initial.ts';

/** In order; each frozen once released. */
export const migrations: Migration[] = [{ id: '0001-initial', up: initial.up }];
