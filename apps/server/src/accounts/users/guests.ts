import { createHmac } from 'node:crypto';
import type { HelpLanguage, SiteId } from '@porchlight/protocol';
import { deriveSecret, isSameSecret, newSecret } from '../../platform/ids/index.ts';

/** Somebody who is not logged in and was shown a form: kept in their cookie alone, so that nobody fills a table. */
export type Guest = { id: string; language: HelpLanguage; startedAt: number };

const idChars = 22;
const markChars = 22;
const pattern = /^g\.(en|de|fr|es|ar)\.([0-9a-z]{1,11})\.([\w-]{22})\.([\w-]{22})$/;

/**
 * [AUTH30] Values of guests' session cookies: language, time, a random id and a mark that tells what was made here, for
 * this site, from what was made up.
 */
export class Guests {
  readonly #key: string;
  readonly #lifeMs: number;

  constructor({ secret, lifeMs }: { secret: string; lifeMs: number }) {
    this.#key = deriveSecret(secret, 'portal-guest');
    this.#lifeMs = lifeMs;
  }

  begin(language: HelpLanguage, now: number): Guest {
    return { id: newSecret().slice(0, idChars), language, startedAt: now };
  }

  valueOf(site: SiteId, guest: Guest): string {
    const { language, startedAt, id } = guest;
    return `g.${language}.${startedAt.toString(36)}.${id}.${this.#mark(site, guest)}`;
  }

  /** Null for what is over, or was not made here for this site. */
  read(site: SiteId, value: string, now: number): Guest | null {
    const [, language, time = '', id = '', mark = ''] = pattern.exec(value) ?? [];
    if (language === undefined) return null;
    const guest: Guest = { id, language: language as HelpLanguage, startedAt: Number.parseInt(time, 36) };
    if (!isSameSecret(mark, this.#mark(site, guest))) return null;
    // A clock that was moved back lengthens nothing.
    return Math.abs(now - guest.startedAt) < this.#lifeMs ? guest : null;
  }

  #mark(site: SiteId, { id, language, startedAt }: Guest): string {
    const text = JSON.stringify([site, language, startedAt, id]);
    return createHmac('sha256', this.#key).update(text).digest('base64url').slice(0, markChars);
  }
}
