import { cleanLine, helpLanguages, isId, limits, type UserId } from '@porchlight/protocol';
import { z } from 'zod';
import { readAddress } from '../../mail/index.ts';
import { appError } from '../../platform/errors/index.ts';
import { passwordLength } from '../rules.ts';

/** Twice the length in code points: one may take two UTF-16 units. */
const password = z
  .string()
  .min(1)
  .max(2 * passwordLength.max);
/** Any text: whether it is an address is said where mail is to be sent to it. */
const email = z.string().max(1_000).trim().min(1);
const code = z.string().max(100).trim().min(1);
const name = z
  .string()
  .transform((text) => cleanLine(text, limits.visitorNameChars))
  .pipe(z.string().min(1));
const language = z.enum(helpLanguages).catch('en');

export const login = z.object({
  email,
  password,
  remember: z.string().optional(),
  next: z.string().max(40).optional(),
});
export const nothing = z.object({});
export const emailOnly = z.object({ email });
export const registration = z.object({ email, code, name, password });
export const reset = z.object({ email, code, password });
export const proof = z.object({ email, code });
export const profile = z.object({ name, language });
export const emailChange = z.object({ email, current: password });
export const passwordChange = z.object({ current: password, password });
export const currentOnly = z.object({ current: password });
export const endLogin = z.object({ id: z.string().max(50).optional(), current: z.string().max(2_048).optional() });

/** What the administration sends. */
export const inviteUser = z.strictObject({
  email: z
    .string()
    .max(1_000)
    .transform((text) => text.trim().normalize('NFC'))
    .refine((text) => readAddress(text) !== null, 'must be an e-mail address that mail can be sent to'),
  language,
});
export const userGroups = z.strictObject({
  groups: z.array(z.templateLiteral(['gr_', z.string().regex(/^[A-Za-z0-9_-]{8,43}$/)])).max(limits.groupsPerSite),
});
export const changeUser = z.strictObject({ isDeactivated: z.boolean() });
export const usersQuery = z.strictObject({ query: z.string().trim().max(200).default('') });

/** The id of a user in an address; throws `user_not_found` for what is none. */
export function readUserId(text: string): UserId {
  if (!isId('us', text)) throw appError('user_not_found', 'There is no such user. Load the list again.');
  return text;
}
