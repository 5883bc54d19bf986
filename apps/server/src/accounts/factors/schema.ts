import { cleanLine, isId, type PasskeyId, roles } from '@porchlight/protocol';
import { z } from 'zod';

const passkeyNameChars = 60;

const base64url = (chars: number) =>
  z
    .string()
    .max(chars)
    .regex(/^[A-Za-z0-9_-]*$/, 'must be base64url');
const credentialId = base64url(1_400).min(1);
const attachment = z
  .enum(['platform', 'cross-platform'])
  .nullish()
  .transform((value) => value ?? undefined);

/** What `navigator.credentials.get` answers, as JSON. */
export const assertionResponse = z.object({
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: base64url(8_000),
    authenticatorData: base64url(4_000),
    signature: base64url(4_000),
    userHandle: base64url(200)
      .nullish()
      .transform((value) => value ?? undefined),
  }),
  authenticatorAttachment: attachment,
  clientExtensionResults: z.object({}).default({}),
});

/** What `navigator.credentials.create` answers, as JSON. */
export const registrationResponse = z.object({
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: base64url(8_000),
    attestationObject: base64url(40_000),
    transports: z
      .array(
        z
          .string()
          .max(30)
          .regex(/^[a-z-]+$/),
      )
      .max(10)
      .optional(),
  }),
  authenticatorAttachment: attachment,
  clientExtensionResults: z.object({}).default({}),
});

const pending = z.string().max(200);
const code = z.string().max(100);

export const secondFactorRequest = z.discriminatedUnion('factor', [
  z.strictObject({ pending, factor: z.enum(['totp', 'recovery-code']), code }),
  z.strictObject({ pending, factor: z.literal('passkey'), response: assertionResponse }),
]);

export const passkeyConfirmation = z.strictObject({ factor: z.literal('passkey'), response: assertionResponse });

/** How somebody confirms by a factor, without `pending`: the session is there. */
export const factorConfirmation = z.discriminatedUnion('factor', [
  z.strictObject({ factor: z.literal('totp'), code }),
  passkeyConfirmation,
]);

export const passkeyOptionsRequest = z.strictObject({ pending: pending.nullable().default(null) });
export const passkeyLoginRequest = z.strictObject({ response: assertionResponse });
export const activationRequest = z.strictObject({ enrolment: z.string().max(400), code });

const passkeyName = z
  .string()
  .max(1_000)
  .transform((text) => cleanLine(text, passkeyNameChars))
  .pipe(z.string().min(1, 'must not be empty'));

export const newPasskeyRequest = z.strictObject({ name: passkeyName, response: registrationResponse });
export const renameRequest = z.strictObject({ name: passkeyName });
export const passkeyPath = z.strictObject({
  passkey: z.string().refine((value): value is PasskeyId => isId('pk', value), 'must be the id of a passkey'),
});
export const ruleRequest = z.strictObject({
  roles: z
    .array(z.enum(roles))
    .max(roles.length)
    .transform((of) => roles.filter((role) => of.includes(role))),
});

export type AssertionResponse = z.output<typeof assertionResponse>;
export type RegistrationResponse = z.output<typeof registrationResponse>;
export type SecondFactorInput = z.output<typeof secondFactorRequest>;
export type FactorConfirmation = z.output<typeof factorConfirmation>;
