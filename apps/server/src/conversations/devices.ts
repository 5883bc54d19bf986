import { randomBytes } from 'node:crypto';
import type { DeviceContinuationAnswer } from '@porchlight/protocol';
import { deviceCodeOf, readAddress } from '../mail/index.ts';
import { createAllowance } from '../platform/allowance/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { deriveSecret, deriveToken, hashSecret, readCode } from '../platform/ids/index.ts';
import type { Site } from '../sites/index.ts';
import { networkOf, type Visits } from '../visits/index.ts';
import { askForDeviceCode, codeInvalid, continueByCode, deviceCodeMs, forgetDeviceCodes } from './device-commands.ts';
import type { Change } from './events.ts';
import { type Keys, readKey, type VisitorGrant } from './keys.ts';
import { keyRulesOf } from './rules.ts';
import type { DeviceCode, DeviceContinuation } from './schema.ts';
import type { ConversationsTable } from './tables.ts';

type Options = {
  storage: Storage;
  clock: Clock;
  visits: Visits;
  keys: Keys;
  secret: string;
  isMailOn: boolean;
  tell(change: Change): Promise<unknown>;
  open(row: ConversationsTable): Promise<DeviceContinuationAnswer['opened']>;
};

/** [CNV9] How a visitor goes on with a conversation on another device: by a code from their mailbox. */
export class Devices {
  readonly #o: Options;
  readonly #allowMails = createAllowance({
    points: 10,
    durationS: 3_600,
    code: 'too_many_requests',
    message: 'Too many mails were asked for from this network within an hour. Try again later.',
  });
  readonly #allowTries = createAllowance({
    points: 20,
    durationS: 600,
    code: 'too_many_attempts',
    message: 'Too many codes were tried. Wait a few minutes, then try again.',
  });
  /** Whoever guesses from everywhere at once guesses 58 bits with this many tries, in a code's half an hour thrice. */
  readonly #allowTriesOfSite = createAllowance({
    points: 2_000,
    durationS: 600,
    code: 'too_many_attempts',
    message: 'Too many codes were tried. Wait a few minutes, then try again.',
  });

  constructor(options: Options) {
    this.#o = options;
  }

  /**
   * Sends a code to an address; the same for every one. Throws `address_invalid`, `too_many_requests`,
   * `conversation_ended`, `mail_not_set_up`.
   */
  async ask({ site, conversation, keyHash }: VisitorGrant, input: DeviceCode, ip: string): Promise<void> {
    const { storage, clock, secret, isMailOn } = this.#o;
    if (!isMailOn) throw appError('mail_not_set_up', 'No mail can be sent from here yet. Go on in this browser.');
    const to = readAddress(input.email);
    if (to === null) throw appError('address_invalid', 'No mail can be sent to this address. Check it.');
    await this.#allowMails(networkOf(ip));
    const now = clock.now();
    const id = randomBytes(16).toString('base64url');
    const row = {
      id,
      code_hash: hashSecret(deviceCodeOf(secret, id)),
      site_id: site.id,
      conversation_id: conversation,
      source_hash: keyHash,
      // Without the installation's secret nobody can try addresses against it.
      address_hash: deriveToken(deriveSecret(secret, 'device-address'), to.toLowerCase()),
      created_at: now,
      expires_at: now + deviceCodeMs,
      used_at: null,
      key_hash: null,
    };
    await storage.execute(askForDeviceCode, { row, to, language: input.language });
  }

  /** Grants `key` for a code's conversation. Throws `device_code_invalid`, `conversation_ended`, `too_many_attempts`. */
  async continue(site: Site, key: string, input: DeviceContinuation, ip: string): Promise<DeviceContinuationAnswer> {
    const { storage, clock, visits, keys, tell, open } = this.#o;
    const keyHash = readKey(key);
    await this.#allowTries(networkOf(ip));
    await this.#allowTriesOfSite(site.id);
    const code = readCode(input.code);
    if (code === null) throw codeInvalid();
    const visit = input.visitor === null ? null : visits.findOpenOf(site.id, input.visitor);
    const change = await storage.execute(continueByCode, {
      site: site.id,
      keyHash,
      codeHash: hashSecret(code),
      visit: visit && visit.id === input.visit ? visit.id : null,
      rules: keyRulesOf(site),
      now: clock.now(),
    });
    await tell(change);
    const grant = keys.grant(site, change.conversation, keyHash, { visit: null });
    return { ...grant, opened: await open(change.conversation) };
  }

  /** Forgets what nobody counts any more; call it now and then. */
  async forgetOld(): Promise<void> {
    await this.#o.storage.execute(forgetDeviceCodes, { now: this.#o.clock.now() });
  }
}
