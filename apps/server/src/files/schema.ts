import { type FileId, isClientId, isId, limits } from '@porchlight/protocol';
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

/** The files that a message names, each once. */
export const attachments = z
  .array(z.custom<FileId>((value) => isId('fi', value), 'Send the id of an uploaded file.'))
  .max(limits.filesPerMessage, `At most ${limits.filesPerMessage} files in a message.`)
  .refine((ids) => new Set(ids).size === ids.length, 'Name each file once.');
