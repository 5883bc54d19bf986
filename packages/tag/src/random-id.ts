import type { IdPrefix } from '@porchlight/protocol';

/** Makes an id from 128 random bits, in an alphabet that takes fewer bytes of code than the server's base64url. */
export function makeRandomId<P extends IdPrefix>(prefix: P): `${P}_${string}` {
  const parts = crypto.getRandomValues(new Uint32Array(4));
  return `${prefix}_${Array.from(parts, (part) => part.toString(36)).join('')}`;
}
