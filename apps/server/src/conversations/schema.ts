import { type FileId, helpLanguages, isClientId, isId, limits, type VisitorId } from '@porchlight/protocol';
import { z } from 'zod';

const clientId = z.custom<string>(isClientId, 'Send a client id of 8 to 64 letters, digits, - or _.');
const typedLine = z.string().max(2_000).nullable();

// Cleaned and measured by `cleanMessage`, which has codes of its own for empty and too long.
const text = z.string();
/** [FILE5] The files that a message names, each once. */
const files = z
  .array(z.custom<FileId>((value) => isId('fi', value), 'Send the id of an uploaded file.'))
  .max(limits.filesPerMessage, `At most ${limits.filesPerMessage} files in a message.`)
  .refine((ids) => new Set(ids).size === ids.length, 'Name each file once.')
  .optional();
// [CNV7] Opaque: what is none of ours is a login that is over.
const login = z.string().max(500).nullish();

export const startConversation = z.object({
  clientId,
  text,
  attachments: files,
  // [VIS2] A malformed id counts as none.
  visitor: z.unknown().transform((value) => (isId('vi', value) ? value : null)),
  visit: z.unknown().transform((value) => (isId('vs', value) ? value : null)),
  offer: z.unknown().transform((value) => (isId('of', value) ? value : null)),
  contact: z.object({ name: typedLine, email: typedLine }),
  login,
});
export type StartConversation = z.output<typeof startConversation>;

/** [CNV1] 256 bits as base64url. */
export const keyPattern = /^[A-Za-z0-9_-]{43}$/;

export const tokens = z.object({
  keys: z.array(z.string().max(100)).max(limits.conversationKeys, `At most ${limits.conversationKeys} keys at once.`),
  visit: z.unknown().transform((value) => (isId('vs', value) ? value : null)),
  login,
});
export type Tokens = z.output<typeof tokens>;

/** [CNV3] What is no token of ours is refused like a forged one. */
export const recovery = z.object({
  token: z.string().max(200).nullable(),
  keys: tokens.shape.keys,
  marker: z.string().min(1).max(200).nullable(),
});
export type Recovery = z.output<typeof recovery>;

/** [XD5] What is no id of a visitor's redeemed nothing. */
export const takeUp = z.object({
  handoff: z.string().min(1).max(100),
  visitor: z.custom<VisitorId>((value) => isId('vi', value), 'Send the id of the visitor who redeemed the hand-off.'),
});
export type TakeUp = z.output<typeof takeUp>;

/** [CNV9] */
export const deviceCode = z.object({ email: z.string().max(1_000), language: z.enum(helpLanguages).catch('en') });
export type DeviceCode = z.output<typeof deviceCode>;

/** [CNV9] What is no code is refused like one that is over. */
export const deviceContinuation = z.object({
  code: z.string().max(100),
  visitor: startConversation.shape.visitor,
  visit: startConversation.shape.visit,
});
export type DeviceContinuation = z.output<typeof deviceContinuation>;

/** [HC34] */
export const heldCode = tokens.pick({ keys: true, visit: true }).extend({ language: z.string().max(40) });
export type HeldCodeInput = z.output<typeof heldCode>;

export const revocations = tokens.pick({ keys: true });

export const sendMessage = z.object({ clientId, text, attachments: files });
export type SendMessage = z.output<typeof sendMessage>;

export const addNote = z.object({ clientId, text });

const seq = z.int().min(0).max(1_000_000_000);
export const receipt = z.object({ deliveredSeq: seq, readSeq: seq });

export const rating = z.object({
  score: z.int().min(1, 'From 1 to 5.').max(5, 'From 1 to 5.'),
  comment: z.string().max(limits.ratingCommentChars, `At most ${limits.ratingCommentChars} characters.`).nullable(),
});

const seqText = z
  .string()
  .regex(/^\d{1,9}$/, 'Send a sequence number.')
  .transform(Number);
export const eventsQuery = z.union([z.object({ after: seqText }), z.object({ before: seqText })], {
  error: 'Send either after or before, a sequence number.',
});

export const inboxQuery = z.object({ view: z.enum(['queue', 'mine', 'open', 'ended']) });
