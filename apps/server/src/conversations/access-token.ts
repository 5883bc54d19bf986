import { createHmac } from 'node:crypto';
import { type ConversationId, isId, limits, type SiteId } from '@porchlight/protocol';
import { appError } from '../platform/errors/index.ts';
import { isSameSecret } from '../platform/ids/index.ts';

/** What an access token grants: one conversation, by the key whose hash stands here, until `expiresAt` (ms). */
export type TokenClaims = { site: SiteId; conversation: ConversationId; keyHash: string; expiresAt: number };

/** [CNV2] Signs an access token: `v1.{claims}.{HMAC-SHA256}`, all base64url. It ends at `until` (ms), where that is sooner. */
export function signAccessToken(
  secret: string,
  claims: Omit<TokenClaims, 'expiresAt'>,
  nowMs: number,
  until: number | null = null,
): { token: string; expiresAt: number } {
  const expiresAt = Math.min(nowMs + limits.accessTokenMs, until ?? Number.MAX_SAFE_INTEGER);
  const body = Buffer.from(JSON.stringify({ ...claims, expiresAt })).toString('base64url');
  return { token: `v1.${body}.${sign(secret, body)}`, expiresAt };
}

/** Reads an access token; throws `token_invalid` or `token_expired`. Revocation is the caller's to look up. */
export function readAccessToken(secret: string, token: string, nowMs: number): TokenClaims {
  const invalid = () =>
    appError('token_invalid', 'The access token is not valid here. Exchange the conversation key for a new one.');
  const [version, body = '', signature = '', ...rest] = token.split('.');
  if (version !== 'v1' || rest.length > 0 || token.length > 2_048 || !isSameSecret(signature, sign(secret, body)))
    throw invalid();
  let claims: TokenClaims;
  try {
    claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as TokenClaims;
  } catch {
    throw invalid();
  }
  if (!isId('st', claims.site) || !isId('cv', claims.conversation) || typeof claims.expiresAt !== 'number')
    throw invalid();
  if (claims.expiresAt <= nowMs)
    throw appError('token_expired', 'The access token has expired. Exchange the conversation key for a new one.');
  return claims;
}

function sign(secret: string, body: string): string {
  return createHmac('sha256', secret).update(`access-token.${body}`).digest('base64url');
}
