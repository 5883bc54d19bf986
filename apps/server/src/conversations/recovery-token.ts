import { createHmac, hkdfSync } from 'node:crypto';
import type { ConversationId, SiteId } from '@porchlight/protocol';
import { isSameSecret } from '../platform/ids/index.ts';

/** A secret for one purpose, derived from the installation's: what is signed for one is worth nothing for another. */
export function deriveSecret(secret: string, purpose: 'recovery-token' | 'family-key'): string {
  return Buffer.from(hkdfSync('sha256', secret, '', `porchlight/${purpose}`, 32)).toString('base64url');
}

/** [CNV3] `rt_{family}.{generation}.{HMAC-SHA256}`: derived, so that each repeat is answered alike and none is stored. */
export function signRecoveryToken(secret: string, site: SiteId, family: string, generation: number): string {
  return `rt_${family}.${generation}.${hmac(secret, `${site}|${family}|${generation}`)}`;
}

const tokenPattern = /^rt_([A-Za-z0-9_-]{22})\.([1-9]\d{0,8})\.([A-Za-z0-9_-]{43})$/;

/** Reads a token; null when it is malformed, forged or of another site. What has become of it is its family's to say. */
export function readRecoveryToken(
  secret: string,
  site: SiteId,
  token: string,
): { family: string; generation: number } | null {
  const [, family = '', digits = '', mac = ''] = tokenPattern.exec(token) ?? [];
  const generation = Number(digits);
  if (!family || !isSameSecret(mac, hmac(secret, `${site}|${family}|${generation}`))) return null;
  return { family, generation };
}

/** [CNV1] The key by which a family opens a conversation: 256 bits, the same each time that it is asked for. */
export function deriveKey(secret: string, family: string, conversation: ConversationId): string {
  return hmac(secret, `${family}|${conversation}`);
}

function hmac(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url');
}
