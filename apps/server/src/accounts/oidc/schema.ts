import { cleanLine, roles } from '@porchlight/protocol';
import { z } from 'zod';

/** A path of the workspace: nothing that leads to another host. */
const path = z
  .string()
  .max(2_000)
  .regex(/^\/(?![/\\])/, 'must be a path of the workspace');

export const beginRequest = z.strictObject({ next: path.optional() });
export const finishRequest = z.strictObject({ attempt: z.string().max(100) });

/** What a provider sends back with the browser; whatever else stands there is left alone. */
export const wayBack = z.object({
  state: z.string().min(1).max(200),
  code: z.string().min(1).max(4_000).optional(),
  iss: z.string().max(500).optional(),
  error: z.string().max(200).optional(),
});

const line = (max: number) =>
  z
    .string()
    .max(2 * max)
    .transform((text) => cleanLine(text, max))
    .pipe(z.string().min(1, 'must not be empty'));

export const settingsRequest = z.strictObject({
  isOn: z.boolean(),
  issuer: z
    .string()
    .max(500)
    .transform((text) => text.trim())
    .refine((text) => {
      const url = URL.parse(text);
      return url !== null && /^https?:$/.test(url.protocol) && !/[?#]/.test(text) && url.username === '';
    }, 'must be an address like https://id.example, without ? and #'),
  clientId: line(300),
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/, 'must be words without spaces'))
    .max(20)
    .transform((all) => [...new Set(all)].filter((scope) => scope !== 'openid')),
  label: line(60),
  rolesClaim: line(200).nullable(),
  roleMap: z.array(z.strictObject({ value: line(300), role: z.enum(roles) })).max(100),
  defaultRole: z.enum(roles).nullable(),
  createsMembers: z.boolean(),
  linksByEmail: z.boolean(),
  hasSecondFactor: z.boolean(),
  arePasswordsOff: z.boolean(),
  secret: z.string().max(2_000).nullable().default(null),
});
