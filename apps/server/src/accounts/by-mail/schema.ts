import { cleanLine, isId, limits, linkPurposes, mailLanguages, roles, type SiteId } from '@porchlight/protocol';
import { z } from 'zod';
import { readAddress } from '../../mail/index.ts';
import { passwordLength } from '../rules.ts';

/** Twice the length in code points: one may take two UTF-16 units. */
const password = z.string().max(2 * passwordLength.max);
/** [MAIL4] An address that mail can be sent to, as typed. */
const email = z
  .string()
  .max(1_000)
  .transform((text) => text.trim().normalize('NFC'))
  .refine((text) => readAddress(text) !== null, 'must be an e-mail address that mail can be sent to');
const name = z
  .string()
  .transform((text) => cleanLine(text, limits.visitorNameChars))
  .pipe(z.string().min(1, 'must not be empty'));
const language = z.enum(mailLanguages).catch('en');
// What cannot be a token is refused like one that is over.
const token = z.string().max(200);

export const invite = z.strictObject({
  email,
  roles: z
    .array(z.enum(roles))
    .min(1)
    .max(roles.length)
    .transform((list) => [...new Set(list)]),
  sites: z
    .array(z.custom<SiteId>((value) => isId('st', value), 'must be the id of a site'))
    .min(1)
    .max(1_000)
    .transform((list) => [...new Set(list)])
    .nullable(),
  language,
});
export type Invite = z.output<typeof invite>;

export const acceptInvitation = z.strictObject({ token, name, password });
export type AcceptInvitation = z.output<typeof acceptInvitation>;

export const askForReset = z.strictObject({ email, language });
export const completeReset = z.strictObject({ token, password });
export const askForEmail = z.strictObject({ email, language });
export const linkOnly = z.strictObject({ token });
export const look = z.strictObject({ purpose: z.enum(linkPurposes), token });
