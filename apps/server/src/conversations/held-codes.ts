import type { ConversationId } from '@porchlight/protocol';
import { createAllowance } from '../platform/allowance/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { deriveToken, hashSecret, newSecret } from '../platform/ids/index.ts';
import type { Site } from '../sites/index.ts';
import { networkOf, type Visits } from '../visits/index.ts';
import { opensNothing } from './events.ts';
import type { Exchange } from './exchange.ts';
import { findFamily } from './family-store.ts';
import type { Held } from './held.ts';
import { forgetHeldCodes, heldCodeInvalid, issueHeldCode, openHeldCode, useHeldCode } from './held-code-commands.ts';
import type { Keys } from './keys.ts';
import { isShown, keyRulesOf } from './rules.ts';
import { type HeldCodeInput, keyPattern } from './schema.ts';
import * as store from './store.ts';

type Options = {
  storage: Storage;
  clock: Clock;
  visits: Visits;
  keys: Keys;
  held: Held;
  exchange: Pick<Exchange, 'findOwnVisit'>;
};

/**
 * [HC34] How a guest's chats come from the messenger to the help center of the same browser: a code that its keys are
 * exchanged for, then one of the page that asks there, then a press.
 */
export class HeldCodes {
  readonly #o: Options;
  readonly #allowCodes = createAllowance({
    points: 30,
    durationS: 600,
    code: 'too_many_requests',
    message: 'That was asked for too often from this network. Try again in a few minutes.',
  });
  readonly #allowTries = createAllowance({
    points: 60,
    durationS: 600,
    code: 'too_many_attempts',
    message: 'Too many codes were tried. Wait a few minutes, then try again.',
  });

  constructor(options: Options) {
    this.#o = options;
  }

  /**
   * A code for what these keys open as a guest's, and the site shows in this visit [CNV6]. Throws `key_invalid` where that is
   * nothing, `too_many_requests`.
   */
  async issue(site: Site, input: HeldCodeInput, ip: string): Promise<string> {
    const { storage, clock, keys, exchange } = this.#o;
    await this.#allowCodes(networkOf(ip));
    const visit = exchange.findOwnVisit(site, input.visit);
    const rules = keyRulesOf(site);
    const now = clock.now();
    const found = new Map<ConversationId, string>();
    for (const plain of new Set(input.keys)) {
      const key = await keys.findGood(site, plain);
      const row = key && (await store.findConversation(storage.read, key.conversation_id));
      // What a login brought goes with it; what became a contact's stands under that contact's login there.
      if (!key || !row || row.contact_id !== null || found.has(row.id)) continue;
      const family = key.family_id === null ? null : await findFamily(storage.read, key.family_id);
      if (family?.kind === 'login' || !isShown(row, key, visit?.id ?? null, rules, now)) continue;
      found.set(row.id, key.key_hash);
    }
    if (found.size === 0) throw opensNothing();
    const code = newSecret();
    const keyHashes = [...found.values()];
    await storage.execute(issueHeldCode, { site: site.id, codeHash: hashSecret(code), keyHashes, now });
    return code;
  }

  /**
   * Takes a code that the messenger sent, once: the code of the page that asks, and of how many conversations. Throws
   * `held_code_invalid`, `too_many_attempts`.
   */
  async open(site: Site, code: string, ip: string): Promise<{ code: string; count: number }> {
    const { storage, clock } = this.#o;
    await this.#allowTries(networkOf(ip));
    const next = newSecret();
    const input = { site: site.id, codeHash: hashOf(code), nextHash: hashSecret(next) };
    const count = await storage.execute(openHeldCode, { ...input, rules: keyRulesOf(site), now: clock.now() });
    return { code: next, count };
  }

  /** Has a browser's token open what a page's code is for, once. Throws `held_code_invalid`, `too_many_attempts`. */
  async use(site: Site, code: string, token: string, ip: string): Promise<void> {
    const { storage, clock, held } = this.#o;
    await this.#allowTries(networkOf(ip));
    await storage.execute(useHeldCode, {
      site: site.id,
      codeHash: hashOf(code),
      family: held.familyOf(site, token),
      secret: deriveToken(token, 'messenger'),
      rules: keyRulesOf(site),
      now: clock.now(),
    });
  }

  /** Forgets codes that are over; call it now and then. */
  async forgetOld(): Promise<void> {
    await this.#o.storage.execute(forgetHeldCodes, { now: this.#o.clock.now() });
  }
}

function hashOf(code: string): string {
  if (!keyPattern.test(code)) throw heldCodeInvalid();
  return hashSecret(code);
}
