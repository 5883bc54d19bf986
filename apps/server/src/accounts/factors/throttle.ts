import type { Clock } from '../../platform/clock/index.ts';
import { appError } from '../../platform/errors/index.ts';
import { Attempts, waitInWords } from '../attempts.ts';

const second = 1_000;
const minute = 60 * second;

/**
 * [AUTH4] As for passwords, but by account it is slower: whoever gets here knows the password, so nobody locks out a
 * stranger, and six digits are few.
 */
const policies = {
  pair: { free: 5, firstMs: 10 * second, longestMs: 15 * minute, forgetMs: 60 * minute },
  account: { free: 10, firstMs: 30 * second, longestMs: 15 * minute, forgetMs: 24 * 60 * minute },
  network: { free: 30, firstMs: 5 * second, longestMs: 5 * minute, forgetMs: 15 * minute },
} as const;

const names = ['pair', 'account', 'network'] as const;

/** Growing delays after wrong second factors. */
export class FactorThrottle {
  readonly #attempts: Record<keyof typeof policies, Attempts>;

  constructor(clock: Clock) {
    this.#attempts = {
      pair: new Attempts(policies.pair, clock),
      account: new Attempts(policies.account, clock),
      network: new Attempts(policies.network, clock),
    };
  }

  /** Does `prove`; what it throws counts as a failure. Throws `too_many_attempts` without trying. */
  async attempt<T>(account: string, network: string, prove: () => Promise<T>): Promise<T> {
    const keys = { pair: `${account} ${network}`, account, network };
    const waitMs = Math.max(...names.map((name) => this.#attempts[name].readWaitMs(keys[name])));
    if (waitMs > 0) {
      throw appError('too_many_attempts', `Too many attempts. Wait ${waitInWords(waitMs)}, then try again.`, {
        retryAfterS: waitMs / second,
      });
    }
    for (const name of names) this.#attempts[name].begin(keys[name]);
    const proved = await prove();
    this.#attempts.pair.forget(keys.pair);
    this.#attempts.account.takeBack(keys.account);
    this.#attempts.network.takeBack(keys.network);
    return proved;
  }
}
