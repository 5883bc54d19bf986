import type { Clock } from '../platform/clock/index.ts';
import { appError } from '../platform/errors/index.ts';
import { hashSecret } from '../platform/ids/index.ts';
import { Attempts, type DelayPolicy, waitInWords } from './attempts.ts';

const second = 1_000;
const minute = 60 * second;

const names = ['pair', 'account', 'network'] as const;
type Counted = (typeof names)[number];
type Policies = Readonly<Record<Counted, DelayPolicy>>;

/** [AUTH3] Strict where one network tries one account; mild by account alone, or a stranger could lock somebody out. */
export const loginPolicies: Policies = {
  pair: { free: 5, firstMs: 10 * second, longestMs: 15 * minute, forgetMs: 60 * minute },
  account: { free: 20, firstMs: 10 * second, longestMs: minute, forgetMs: 60 * minute },
  network: { free: 30, firstMs: 5 * second, longestMs: 5 * minute, forgetMs: 15 * minute },
};

/**
 * [AUTH4] By account it is slower than for passwords: whoever gets here knows the password, so nobody locks out a
 * stranger, and six digits are few.
 */
export const factorPolicies: Policies = {
  ...loginPolicies,
  account: { free: 10, firstMs: 30 * second, longestMs: 15 * minute, forgetMs: 24 * 60 * minute },
};

/** What one attempt is counted by. */
export type AttemptKeys = Record<Counted, string>;

/** [AUTH3] Attempts to prove who one is, by account and network, with growing delays. */
export class AccountThrottle {
  readonly #attempts: Record<Counted, Attempts>;

  constructor(policies: Policies, clock: Clock) {
    this.#attempts = {
      pair: new Attempts(policies.pair, clock),
      account: new Attempts(policies.account, clock),
      network: new Attempts(policies.network, clock),
    };
  }

  /** Counts an attempt until it has succeeded. Throws `too_many_attempts`, with the seconds to wait. */
  begin(account: string, network: string): AttemptKeys {
    // Hashed: what people mistype into the address field is sometimes their password.
    const hashed = hashSecret(account);
    const keys = { pair: `${hashed} ${network}`, account: hashed, network };
    const waitMs = Math.max(...names.map((name) => this.#attempts[name].readWaitMs(keys[name])));
    if (waitMs > 0) {
      throw appError('too_many_attempts', `Too many attempts. Wait ${waitInWords(waitMs)}, then try again.`, {
        retryAfterS: waitMs / second,
      });
    }
    for (const name of names) this.#attempts[name].begin(keys[name]);
    return keys;
  }

  /** Does `prove`; what it throws counts as a failure. Throws `too_many_attempts` without trying. */
  async attempt<T>(account: string, network: string, prove: () => Promise<T>): Promise<T> {
    const keys = this.begin(account, network);
    const proved = await prove();
    this.succeed(keys);
    return proved;
  }

  succeed(keys: AttemptKeys): void {
    this.#attempts.pair.forget(keys.pair);
    this.#attempts.account.takeBack(keys.account);
    this.#attempts.network.takeBack(keys.network);
  }

  /** Nothing was tried, so nothing failed. */
  takeBack(keys: AttemptKeys): void {
    for (const name of names) this.#attempts[name].takeBack(keys[name]);
  }
}
