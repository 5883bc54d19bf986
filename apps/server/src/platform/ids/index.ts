import { createHash, randomBytes, randomFillSync, timingSafeEqual } from 'node:crypto';
import type { IdPrefix } from '@porchlight/protocol';

// Asking the CSPRNG costs more than what it gives: it is asked for many ids at once, and no byte is given twice.
const pool = Buffer.alloc(4_096);
let poolUsed = pool.length;

function randomId(): string {
  if (poolUsed === pool.length) {
    randomFillSync(pool);
    poolUsed = 0;
  }
  const id = pool.toString('base64url', poolUsed, poolUsed + 16);
  pool.fill(0, poolUsed, poolUsed + 16);
  poolUsed += 16;
  return id;
}

/** [VIS1] An id of 128 bits from the system's CSPRNG. */
export function newId<P extends IdPrefix>(prefix: P): `${P}_${string}` {
  return `${prefix}_${randomId()}`;
}

/**
 * An id that sorts by `nowMs` and is as unguessable as `newId`: rows made together lie together on disk,
 * so the cost of an insert does not grow with the table.
 */
export function newSortableId<P extends IdPrefix>(prefix: P, nowMs: number): `${P}_${string}` {
  return `${sortableIdFloor(prefix, nowMs)}${randomId()}`;
}

/** The lowest id that `newSortableId` can make at `nowMs`, for range reads by time. */
export function sortableIdFloor<P extends IdPrefix>(prefix: P, nowMs: number): `${P}_${string}` {
  return `${prefix}_${Math.max(0, Math.floor(nowMs)).toString(32).padStart(10, '0')}`;
}

/** A secret of 256 bits, base64url. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 of a secret, base64url: the only form in which secrets are stored. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** Compares two strings in time that depends on the length of `expected` alone. */
export function isSameSecret(given: string, expected: string): boolean {
  const a = createHash('sha256').update(given).digest();
  const b = createHash('sha256').update(expected).digest();
  return timingSafeEqual(a, b);
}

export { deriveCode, deriveSecret, deriveToken, groupCode, readCode } from './derived.ts';
