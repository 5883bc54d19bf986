import { createHmac } from 'node:crypto';
import { cleanLine } from '@porchlight/protocol';
import { hashSecret, isSameSecret, newSecret } from '../platform/ids/index.ts';
import { type Origin, rememberedMs, userAgentChars } from './rules.ts';
import type { RememberedLoginsTable } from './tables.ts';

const seriesChars = 22;
const chainChars = 43;
const markChars = 22;

/** What a remember-me cookie says, once it was proved that it was made here. */
export type Presented = { series: string; hash: string; successor: { value: string; hash: string } };

/**
 * [REM1] Values of remember-me cookies, `rm_{series}.{validator}`. Each validator follows from the one before and the
 * installation's secret, so that a repeat is answered alike while the database holds hashes only, from which none
 * follows. A mark tells what was once made here from what was not, so that nothing made up ends anybody's login.
 */
export class Validators {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** Begins a series. */
  begin(): { series: string; value: string; hash: string } {
    const series = newSecret().slice(0, seriesChars);
    return { series, ...this.#cookie(series, newSecret()) };
  }

  /** Begins a series for an account, in these interfaces: the cookie's value, and the row that knows it by its hash. */
  remember(
    account: Pick<RememberedLoginsTable, 'account_kind' | 'account_id'> & { interfaces: readonly string[] },
    { userAgent, ip }: Origin,
    now: number,
  ): { value: string; row: RememberedLoginsTable } {
    const { series, value, hash } = this.begin();
    const row = {
      id: newSecret().slice(0, 22),
      series,
      account_kind: account.account_kind,
      account_id: account.account_id,
      interfaces: JSON.stringify(account.interfaces),
      current_hash: hash,
      previous_hash: null,
      rotated_at: now,
      created_at: now,
      last_used_at: now,
      expires_at: now + rememberedMs,
      user_agent: cleanLine(userAgent, userAgentChars),
      ip,
    };
    return { value, row };
  }

  /** Reads a cookie's value and says what follows it; null for what was not made here. */
  read(value: string): Presented | null {
    const match = /^rm_([\w-]{22})\.([\w-]{43})([\w-]{22})$/.exec(value);
    const [, series = '', chain = '', mark = ''] = match ?? [];
    if (!match || !isSameSecret(mark, this.#mark(series, chain))) return null;
    const next = this.#hmac('next', series, chain).slice(0, chainChars);
    return { series, hash: hashSecret(chain), successor: this.#cookie(series, next) };
  }

  #cookie(series: string, chain: string): { value: string; hash: string } {
    return { value: `rm_${series}.${chain}${this.#mark(series, chain)}`, hash: hashSecret(chain) };
  }

  #mark(series: string, chain: string): string {
    return this.#hmac('mark', series, chain).slice(0, markChars);
  }

  #hmac(use: string, series: string, chain: string): string {
    return createHmac('sha256', this.#secret).update(`remember|${use}|${series}|${chain}`).digest('base64url');
  }
}
