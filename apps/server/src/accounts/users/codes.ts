import { randomBytes } from 'node:crypto';
import type { SiteId, UserId } from '@porchlight/protocol';
import { userCodeOf } from '../../mail/index.ts';
import { appError } from '../../platform/errors/index.ts';
import { deriveSecret, deriveToken, readCode } from '../../platform/ids/index.ts';
import { codeLifeMs, userKeyOf } from './rules.ts';
import type { CodePurpose, UserCodesTable } from './tables.ts';

export const codeInvalid = () =>
  appError('mailed_code_invalid', 'This code was used, has expired, or was not sent to this address.');

export type CodeFor = { site: SiteId; purpose: CodePurpose; email: string; user: UserId | null; now: number };

/** [AUTH32] Makes a code that nobody knows yet; `id` where a repeat must make the same one. */
export function newCode(
  secret: string,
  { site, purpose, email, user, now }: CodeFor,
  id = randomBytes(16).toString('base64url'),
): UserCodesTable {
  const emailKey = userKeyOf(email);
  return {
    id,
    code_hash: hashCode(secret, { site, purpose, emailKey }, userCodeOf(secret, id)),
    site_id: site,
    purpose,
    email_key: emailKey,
    email,
    user_id: user,
    created_at: now,
    expires_at: now + codeLifeMs[purpose],
    used_at: null,
  };
}

/** The hash that a typed code has for an address; throws `mailed_code_invalid` for what cannot be one. */
export function readCodeHash(
  secret: string,
  of: { site: SiteId; purpose: CodePurpose; emailKey: string },
  typed: string,
): string {
  const code = readCode(typed.slice(0, 100));
  if (code === null) throw codeInvalid();
  return hashCode(secret, of, code);
}

// Keyed: 58 bits could be tried against a hash that anybody can compute.
function hashCode(
  secret: string,
  { site, purpose, emailKey }: { site: SiteId; purpose: CodePurpose; emailKey: string },
  code: string,
): string {
  return deriveToken(deriveSecret(secret, 'user-code-hash'), JSON.stringify([site, purpose, emailKey, code]));
}
