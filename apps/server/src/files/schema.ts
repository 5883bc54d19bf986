import { isClientId } from '@porchlight/protocol';
import { z } from 'zod';

export const beginUpload = z.object({
  clientId: z.custom<string>(isClientId, 'Send a client id of 8 to 64 letters, digits, - or _.'),
  name: z.string().max(4_096, 'At most 4096 characters.'),
  type: z.string().max(255, 'At most 255 characters.'),
  size: z.int().min(0),
});
export type BeginUpload = z.output<typeof beginUpload>;

export const chunkQuery = z.object({
  offset: z
    .string()
    .regex(/^\d{1,9}$/, 'Send the offset that was told last.')
    .transform(Number),
});
