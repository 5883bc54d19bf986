import type { SiteId } from '@porchlight/protocol';
import { FormTokens } from '../platform/form-tokens/index.ts';
import { hashSecret } from '../platform/ids/index.ts';

/** What a browser holds of a site: the help center's visitor token, and the id of a user's session. */
export type Held = { site: SiteId; visitor: string | null; session: string | null };

/**
 * [CSRF2, HC9] Tokens of the vote form. They are bound to what the browser holds; to nothing where it holds nothing, since
 * reading sets no cookie, and then the form counts with the exact origin of the help center alone.
 */
export class VoteForms {
  readonly #tokens: FormTokens;

  constructor(secret: string) {
    this.#tokens = new FormTokens(secret, 'vote-form');
  }

  /** What a token for this browser is bound to: a page that differs by its token alone is the same page. */
  bindingOf({ site, visitor, session }: Held): string {
    if (visitor !== null) return `${site} visitor ${hashSecret(visitor)}`;
    return session === null ? `${site} nobody` : `${site} user ${session}`;
  }

  issue(held: Held): string {
    return this.#tokens.issue(this.bindingOf(held));
  }

  /**
   * Whether a form may count. One that was opened before this browser held anything, as in another tab, is bound to
   * nothing and still good.
   */
  fits(token: string | undefined, held: Held, isFromExactOrigin: boolean): boolean {
    const asVisitor = this.bindingOf({ ...held, session: null });
    const asUser = this.bindingOf({ ...held, visitor: null });
    const asNobody = this.bindingOf({ ...held, visitor: null, session: null });
    return [asVisitor, asUser, asNobody].some(
      (binding) => this.#tokens.isGood(token, binding) && (binding !== asNobody || isFromExactOrigin),
    );
  }
}
