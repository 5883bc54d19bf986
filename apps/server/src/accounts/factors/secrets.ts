import { createHmac, randomInt } from 'node:crypto';
import { isSameSecret } from '../../platform/ids/index.ts';
import { deriveKey, Sealer } from '../sealing.ts';

/** Keys for one purpose each, from the secret of the installation. */
export class FactorSecrets {
  readonly #sealer: Sealer;
  readonly #codes: Buffer;
  readonly #challenges: Buffer;

  constructor(secret: string) {
    this.#sealer = new Sealer(secret, 'second factors: sealing');
    this.#codes = deriveKey(secret, 'second factors: recovery codes');
    this.#challenges = deriveKey(secret, 'second factors: challenges');
  }

  seal(text: string, context: string): string {
    return this.#sealer.seal(text, context);
  }

  open(sealed: string, context: string): string | null {
    return this.#sealer.open(sealed, context);
  }

  /** What is stored of a recovery code: worth nothing without the installation's secret, and to no other member. */
  hashCode(memberId: string, code: string): string {
    return createHmac('sha256', this.#codes)
      .update(`${memberId}|${normalCode(code)}`)
      .digest('base64url');
  }

  signChallenge(text: string): Buffer {
    return createHmac('sha256', this.#challenges).update(text).digest();
  }

  isChallenge(text: string, signature: Buffer): boolean {
    return isSameSecret(signature.toString('base64url'), this.signChallenge(text).toString('base64url'));
  }
}

/** Without letters and digits that look alike. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
const codesAtOnce = 10;

/** Ten recovery codes of 49 bits each, `xxxxx-xxxxx`. */
export function makeRecoveryCodes(): string[] {
  return Array.from({ length: codesAtOnce }, () => {
    const letters = Array.from({ length: 10 }, () => alphabet[randomInt(alphabet.length)]).join('');
    return `${letters.slice(0, 5)}-${letters.slice(5)}`;
  });
}

/** As people type it: in capitals, with spaces, without the line. */
function normalCode(code: string): string {
  return code.toLowerCase().replace(/[^a-z0-9]/g, '');
}
