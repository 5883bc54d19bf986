import { createHmac } from 'node:crypto';
import type { SiteId } from '@porchlight/protocol';

/** [CNV7] The shared secret of an identity key: 256 bits, base64url. Derived anew each time, so that none is stored. */
export function deriveSharedSecret(installationSecret: string, site: SiteId, keyId: string): string {
  return createHmac('sha256', installationSecret).update(`identity-key.${site}.${keyId}`).digest('base64url');
}
