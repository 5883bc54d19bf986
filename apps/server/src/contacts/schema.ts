import { isId, limits } from '@porchlight/protocol';
import { z } from 'zod';

const id = <P extends 'vi' | 'vs'>(prefix: P) =>
  z.custom<`${P}_${string}`>((value) => isId(prefix, value), `Send an id that begins with ${prefix}_.`);

export const identify = z.object({
  v: z.literal(1),
  visitor: id('vi'),
  visit: id('vs'),
  // How long it may be is said where tokens are read.
  token: z.string().max(limits.tagBodyBytes),
});
export type Identify = z.output<typeof identify>;

export const createIdentityKey = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('shared-secret') }),
  z.strictObject({
    kind: z.literal('public-key'),
    algorithm: z.enum(['RS256', 'ES256']),
    pem: z.string().trim().min(1, 'Paste the public key.').max(16_384, 'That is longer than a public key can be.'),
  }),
  z.strictObject({
    kind: z.literal('jwks'),
    url: z.string().trim().min(1, 'Type the address.').max(500, 'Use at most 500 characters.'),
  }),
]);
export type CreateIdentityKey = z.output<typeof createIdentityKey>;
