import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { appError } from '../platform/errors/index.ts';

/** A public key as it is kept: its own form, and a name that a person can compare. */
export type KeptKey = { pem: string; fingerprint: string };

/** [CNV7] Reads a pasted public key for an algorithm; throws `identity_key_invalid` with what to paste instead. */
export function readPublicKey(pem: string, algorithm: 'RS256' | 'ES256'): KeptKey {
  if (pem.includes('PRIVATE KEY'))
    throw refuse(
      'This is a private key, which belongs on your server alone. Paste the public key, and make a new pair.',
    );
  let key: KeyObject;
  try {
    key = createPublicKey({ key: pem, format: 'pem' });
  } catch {
    throw refuse('This is no public key. Paste the whole text, from -----BEGIN PUBLIC KEY----- to its END line.');
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (algorithm === 'ES256' && (type !== 'ec' || details?.namedCurve !== 'prime256v1'))
    throw refuse('This key is not on the curve P-256, which ES256 needs. Choose RS256 for an RSA key.');
  const bits = details?.modulusLength ?? 0;
  if (algorithm === 'RS256' && (type !== 'rsa' || bits < 2_048 || bits > 4_096))
    throw refuse('RS256 needs an RSA key of 2048 to 4096 bits. Choose ES256 for a key on a curve.');
  const der = key.export({ type: 'spki', format: 'der' });
  return {
    pem: String(key.export({ type: 'spki', format: 'pem' })),
    fingerprint: `SHA256:${createHash('sha256').update(der).digest('base64url')}`,
  };
}

function refuse(message: string) {
  return appError('identity_key_invalid', message, { problems: [{ path: 'pem', message }] });
}
