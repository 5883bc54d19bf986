import type { Clock } from '../platform/clock/index.ts';
import { appError } from '../platform/errors/index.ts';
import { hashSecret } from '../platform/ids/index.ts';
import { Attempts, waitInWords } from './attempts.ts';

const second = 1_000;
const minute = 60 * second;

/** [AUTH3] Strict where one network tries one account; mild by account alone, or a stranger could lock somebody out. */
const policies = {
  pair: { free: 5, firstMs: 10 * second, longestMs: 15 * minute, forgetMs: 60 * minute },
  account: { free: 20, firstMs: 10 * second, longestMs: minute, forgetMs: 60 * minute },
  network: { free: 30, firstMs: 5 * second, longestMs: 5 * minute, forgetMs: 15 * minute },
} as const;

const names = ['pair', 'account', 'network'] as const;

/** What one attempt is counted by. */
export type AttemptKeys = Record<keyof typeof policies, string>;

/** [AUTH3] Attempts to prove who one is, by account and network, with growing delays. */
export class LoginThrottle {
  readonly #attempts: Record<keyof typeof policies, Attempts>;

  constructor(clock: Clock) {
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
