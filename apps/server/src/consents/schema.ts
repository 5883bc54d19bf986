import { type ConsentProofRequest, isId } from '@porchlight/protocol';
import { z } from 'zod';

/** Who is not known stands in no proof; the proof is kept all the same. */
const heldId = <P extends 'vi' | 'vs'>(prefix: P) =>
  z
    .unknown()
    .optional()
    .transform((value) => (isId(prefix, value) ? (value as `${P}_${string}`) : null));

export const consentProof = z
  .object({
    v: z.literal(1),
    visitor: heldId('vi'),
    visit: heldId('vs'),
    choices: z.object({ functional: z.boolean(), analytics: z.boolean() }),
    textVersion: z.string().regex(/^[1-9]\d{0,8}$/, 'Send the version of the text that the tag came with.'),
    source: z.enum(['api', 'banner', 'consent-mode']),
  })
  .refine(({ choices }) => choices.functional || choices.analytics, 'A no stays in the browser. Send a yes.');
/** `chat-click` and `help-center` are what the server saw itself. */
export type ConsentProof = Omit<z.output<typeof consentProof>, 'source'> & { source: ConsentProofRequest['source'] };
