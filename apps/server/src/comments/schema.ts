import { cleanLine, commentPolicies, commentStates, helpLanguages, limits } from '@porchlight/protocol';
import { z } from 'zod';

export const language = z.enum(helpLanguages);
export const articleId = z.templateLiteral(['ar_', z.string().regex(/^[A-Za-z0-9_-]{8,43}$/)]);
export const commentId = z.templateLiteral(['cm_', z.string().regex(/^[A-Za-z0-9_-]{8,60}$/)]);

/** Line breaks stay; other controls, and more than one empty line, do not. */
const text = z
  .string()
  .transform((typed) =>
    typed
      .replace(/\r\n?/g, '\n')
      .replace(/[^\P{Cc}\n]+/gu, ' ')
      .replace(/[\u202A-\u202E\u2066-\u2069]/g, '')
      .replace(/\n{3,}/g, '\n\n')
      .toWellFormed()
      .trim(),
  )
  .pipe(z.string().min(1, 'Write something.').max(limits.commentChars));
const name = z
  .string()
  .max(1_000)
  .transform((typed) => cleanLine(typed, limits.commentNameChars).replace(/[\u202A-\u202E\u2066-\u2069]/g, ''))
  .pipe(z.string().min(1, 'Say how you are called.'));

/** What the form of a comment sends; the rest of it is read apart. */
export const textForm = z.object({ text });
export const nameForm = z.object({ name });

const revision = z.number().int().min(1).max(1e6);
export const listQuery = z.strictObject({
  state: z.enum(commentStates).default('waiting'),
  before: commentId.nullable().default(null),
});
export const decideRequest = z.strictObject({ state: z.enum(['shown', 'rejected', 'spam']), revision });
export const answerRequest = z.strictObject({
  text,
  revision,
  clientId: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, 'must be a name of 8 to 64 characters'),
});
export const settingsRequest = z.strictObject({
  policy: z.enum(commentPolicies),
  linksAtMost: z.number().int().min(0, 'None is the least.').max(20, 'At most 20.'),
  tellsMembers: z.boolean(),
});
