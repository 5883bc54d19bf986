import { deriveSecret, deriveToken, isSameSecret, newSecret } from '../ids/index.ts';

const saltChars = 22;

/**
 * [CSRF2] Tokens of forms, bound to what a browser holds of one site: the session of a user or a guest, a visitor token.
 * Each form gets another one, and each stays good as long as that does: in several tabs, after going back, in a form that
 * stays open for long. `purpose` keeps those of different forms apart.
 */
export class FormTokens {
  readonly #key: string;

  constructor(secret: string, purpose: string) {
    this.#key = deriveSecret(secret, purpose);
  }

  issue(binding: string): string {
    const salt = newSecret().slice(0, saltChars);
    return `${salt}.${this.#mark(salt, binding)}`;
  }

  /** `binding` null: the browser holds nothing, so no token is good. */
  isGood(token: string | undefined, binding: string | null): boolean {
    const [, salt = '', mark = ''] = /^([\w-]{22})\.([\w-]{43})$/.exec(token ?? '') ?? [];
    // The same work for what cannot be one.
    return isSameSecret(mark, this.#mark(salt, binding ?? '')) && binding !== null;
  }

  #mark(salt: string, binding: string): string {
    return deriveToken(this.#key, JSON.stringify([salt, binding]));
  }
}
