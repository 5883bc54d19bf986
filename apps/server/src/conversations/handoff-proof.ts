import { createHmac } from 'node:crypto';
import { type ConversationId, isId, limits, type SiteId, type VisitId } from '@porchlight/protocol';
import { isSameSecret } from '../platform/ids/index.ts';

/** What a proof says: in this visit a frame held the key, whose hash stands here, of this conversation. */
export type ProofClaims = {
  site: SiteId;
  conversation: ConversationId;
  keyHash: string;
  visit: VisitId;
  expiresAt: number;
};

/** [XD5] Signs what lets the hand-offs of one visit bring a conversation along: `h1.{claims}.{HMAC-SHA256}`. */
export function signHandoffProof(secret: string, claims: Omit<ProofClaims, 'expiresAt'>, nowMs: number): string {
  const body = Buffer.from(JSON.stringify({ ...claims, expiresAt: nowMs + limits.handoffProofMs })).toString(
    'base64url',
  );
  return `h1.${body}.${sign(secret, body)}`;
}

/** Reads a proof; null when it is malformed, forged or expired. Revocation of the key is the caller's to look up. */
export function readHandoffProof(secret: string, proof: string, nowMs: number): ProofClaims | null {
  const [version, body = '', signature = '', ...rest] = proof.slice(0, 2_049).split('.');
  if (version !== 'h1' || rest.length > 0 || !isSameSecret(signature, sign(secret, body))) return null;
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as ProofClaims;
  const isWhole = isId('st', claims.site) && isId('cv', claims.conversation) && isId('vs', claims.visit);
  return isWhole && claims.expiresAt > nowMs ? claims : null;
}

// A name of its own in the signature: an access token is no proof, and a proof is no access token.
function sign(secret: string, body: string): string {
  return createHmac('sha256', secret).update(`handoff-proof.${body}`).digest('base64url');
}
