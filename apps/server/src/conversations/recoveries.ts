import { randomBytes } from 'node:crypto';
import type { RecoveryAnswer } from '@porchlight/protocol';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { hashSecret } from '../platform/ids/index.ts';
import type { Site } from '../sites/index.ts';
import { networkOf } from '../visits/index.ts';
import type { Change } from './events.ts';
import { recover } from './family-commands.ts';
import type { Keys } from './keys.ts';
import { deriveSecret, readRecoveryToken, signRecoveryToken } from './recovery-token.ts';
import { keyRulesOf } from './rules.ts';
import { keyPattern, type Recovery } from './schema.ts';

type Options = {
  storage: Storage;
  clock: Clock;
  secret: string;
  keys: Keys;
  tell(change: Change): Promise<unknown>;
  /** Takes one request from an allowance; throws `too_many_messages`. */
  allowMessage(sender: string): Promise<void>;
};

/** [CNV3] How a frame whose storage does not last finds its conversations again. */
export class Recoveries {
  readonly #o: Options;
  readonly #tokenSecret: string;
  readonly #familySecret: string;

  constructor(options: Options) {
    this.#o = options;
    this.#tokenSecret = deriveSecret(options.secret, 'recovery-token');
    this.#familySecret = deriveSecret(options.secret, 'family-key');
  }

  /**
   * Begins a family for keys, or exchanges a token for its successor and the family's keys. Throws `recovery_invalid`,
   * `recovery_reused`, which ended the family.
   */
  async recover(site: Site, input: Recovery, ip: string): Promise<RecoveryAnswer> {
    const { storage, clock, keys, allowMessage, tell } = this.#o;
    const token = input.token === null ? null : readRecoveryToken(this.#tokenSecret, site.id, input.token);
    if (input.token !== null && !token) throw invalid();
    await allowMessage(token ? `recover:${token.family}` : `recover:${networkOf(ip)}`);
    const recovered = await storage.execute(recover, {
      site: site.id,
      token,
      newFamily: newFamilyId(),
      keyHashes: [...new Set(input.keys)].filter((key) => keyPattern.test(key)).map(hashSecret),
      markerHash: input.marker === null ? null : hashSecret(input.marker),
      rules: keyRulesOf(site),
      familySecret: this.#familySecret,
      now: clock.now(),
    });
    if (recovered.outcome === 'invalid') throw invalid();
    if (recovered.outcome === 'reused') {
      keys.tellEnded(recovered.keyHashes);
      for (const change of recovered.changes) await tell(change);
      throw appError(
        'recovery_reused',
        'This token was exchanged before, so that somebody else may have it. All that it opened has ended.',
      );
    }
    const { family, generation } = recovered;
    return { token: signRecoveryToken(this.#tokenSecret, site.id, family, generation), keys: recovered.keys };
  }
}

/** 128 random bits: no id of the wire, for nothing is asked by it. */
export function newFamilyId(): string {
  return randomBytes(16).toString('base64url');
}

/** The one answer for tokens that are malformed, forged, another site's, ended, over, or brought without their marker. */
function invalid() {
  return appError('recovery_invalid', 'This token recovers nothing here. Let go of it and go on without.');
}
