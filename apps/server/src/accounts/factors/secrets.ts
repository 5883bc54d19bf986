import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { isSameSecret } from '../../platform/ids/index.ts';
import { derivePassword } from '../password-hash.ts';
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

  /**
   * What is stored of a recovery code, which is short: hashed as a password is, with the salt of the set that it belongs
   * to; and worth nothing without the installation's secret, and to no other member. Throws `too_many_attempts`.
   */
  async hashCode(memberId: string, code: string, salt: string): Promise<string> {
    const slow = await derivePassword(normalCode(code), Buffer.from(salt, 'base64url'));
    const hash = createHmac('sha256', this.#codes).update(`${memberId}|`).update(slow).digest('base64url');
    return `${salt}.${hash}`;
  }

  /** Ten new codes with what is stored of them. */
  async makeCodes(memberId: string): Promise<{ codes: string[]; codeHashes: string[] }> {
    const codes = makeRecoveryCodes();
    const salt = newCodeSalt();
    return { codes, codeHashes: await Promise.all(codes.map((code) => this.hashCode(memberId, code, salt))) };
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

/** The salt of one set of recovery codes, so that a code that is tried is hashed once and not ten times. */
export function newCodeSalt(): string {
  return randomBytes(16).toString('base64url');
}

/** Ten recovery codes of 49 bits each, `xxxxx-xxxxx`. */
function makeRecoveryCodes(): string[] {
  return Array.from({ length: codesAtOnce }, () => {
    const letters = Array.from({ length: 10 }, () => alphabet[randomInt(alphabet.length)]).join('');
    return `${letters.slice(0, 5)}-${letters.slice(5)}`;
  });
}

/** As people type it: in capitals, with spaces, without the line. */
function normalCode(code: string): string {
  return code.toLowerCase().replace(/[^a-z0-9]/g, '');
}
