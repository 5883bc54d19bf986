import { cleanLine, isId, limits, roles, type SiteId } from '@porchlight/protocol';
import { z } from 'zod';
import { factorConfirmation, passkeyConfirmation } from './factors/schema.ts';
import { passwordLength } from './rules.ts';

/** Twice the length in code points: one may take two UTF-16 units. */
const password = z.string().max(2 * passwordLength.max);
const email = z
  .string()
  .max(254)
  .transform((text) => text.trim().normalize('NFC'))
  .pipe(z.string().regex(/^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u, 'must be an e-mail address'));
export const name = z
  .string()
  .transform((text) => cleanLine(text, limits.visitorNameChars))
  .pipe(z.string().min(1, 'must not be empty'));

/** The sites that a member is limited to. */
export const siteList = z
  .array(z.custom<SiteId>((value) => isId('st', value), 'must be the id of a site'))
  .max(500)
  .transform((sites) => [...new Set(sites)]);

/** Takes any text as address: whether it is one tells nobody anything. */
export const loginRequest = z.strictObject({
  email: z.string().max(1_000),
  password,
  remember: z.boolean().default(false),
});

/** [REM2] By the password, or by a second factor. */
export const confirmationRequest = z.union([z.strictObject({ password }), factorConfirmation]);
/** [AUTH1] As at the login: the password, with whatever second factor there is, or a passkey. */
export const enterRequest = z.union([z.strictObject({ password }), passkeyConfirmation]);
export const passwordChange = z.strictObject({ current: password, password });
export const profileChange = z.strictObject({ name });

export const newMember = z.strictObject({
  name,
  email,
  password,
  roles: z
    .array(z.enum(roles))
    .min(1)
    .max(roles.length)
    .transform((roles) => [...new Set(roles)]),
  sites: siteList.nullable().default(null),
});

export const setupRequest = z.strictObject({ token: z.string().max(200), name, email, password });

export type LoginInput = Omit<z.output<typeof loginRequest>, 'remember'>;
export type PasswordChange = z.output<typeof passwordChange>;
export type NewMember = z.input<typeof newMember>;
export type SetupInput = z.output<typeof setupRequest>;
