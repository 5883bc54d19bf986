import { randomBytes } from 'node:crypto';
import type { HelpLanguage, SiteId, UserId } from '@porchlight/protocol';
import { voterOf } from '../articles/index.ts';
import { readAddress, subscriptionCodeOf } from '../mail/index.ts';
import { createAllowance } from '../platform/allowance/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { deriveSecret, deriveToken, readCode } from '../platform/ids/index.ts';
import * as commands from './commands.ts';
import * as store from './store.ts';
import type { SubscriptionsTable } from './tables.ts';

/** [HC20] Life of a mailed code. */
const codeMs = 3_600_000;

type Options = {
  storage: Storage;
  clock: Clock;
  /** The installation's secret. */
  secret: string;
  isMailOn: boolean;
  networkOf(ip: string): string;
};

/** Where something is subscribed to, and in which language its mails lead back. */
export type Place = { site: SiteId; target: store.Target; language: HelpLanguage };

const tooMany = {
  code: 'too_many_requests',
  message: 'That was a lot at once. Wait a while, then try again.',
} as const;

/** Who is told of articles by mail: rule HC20. */
export class Subscriptions {
  readonly #o: Options;
  readonly #allowAsking = createAllowance({ points: 10, durationS: 3_600, ...tooMany });
  readonly #allowTyping = createAllowance({ points: 30, durationS: 3_600, ...tooMany });
  readonly #allowAddress = createAllowance({ points: 10, durationS: 3_600, ...tooMany });

  constructor(options: Options) {
    this.#o = options;
  }

  /** What stands for a visitor token here. */
  ownerOf(site: SiteId, user: UserId | null, token: string | null): store.Owner {
    return { user, visitor: token === null ? null : voterOf(site, token) };
  }

  findOwn(site: SiteId, owner: store.Owner): Promise<SubscriptionsTable[]> {
    return store.findOwn(this.#o.storage.read, site, owner);
  }

  findById(site: SiteId, id: string): Promise<SubscriptionsTable | null> {
    return store.findById(this.#o.storage.read, site, id);
  }

  /**
   * [HC20] A guest wants to be told: a code goes to their address, the same answer for every one. True where the visitor
   * has proved the address before and needs none. Throws `address_invalid`, `mail_not_set_up`, `too_many_requests`.
   */
  async ask(
    place: Place,
    { email, visitor, ip }: { email: string; visitor: string | null; ip: string },
  ): Promise<boolean> {
    const { storage, clock, secret } = this.#o;
    const { to, key } = this.#readAddress(email);
    await this.#allowAsking(this.#o.networkOf(ip));
    const now = clock.now();
    const own = await store.findOwn(storage.read, place.site, { user: null, visitor });
    const row = this.#build(place, { who: key, email: to, visitor });
    if (own.some((one) => one.who === key)) {
      await storage.execute(commands.subscribe, { wanted: row, now });
      return true;
    }
    const codeId = randomBytes(16).toString('base64url');
    const code_hash = this.#hash(place, key, subscriptionCodeOf(secret, codeId));
    const page = `${place.target.kind}/${place.target.id}/code?lang=${place.language}`;
    // Whose it is is known once the code is typed in.
    const wanted = { ...row, visitor: null, code_hash, code_expires_at: now + codeMs };
    await storage.execute(commands.askToSubscribe, { wanted, codeId, page, now });
    return false;
  }

  /** [HC20] Throws `mailed_code_invalid`, `address_invalid`, `too_many_requests`. */
  async confirm(
    place: Place,
    { email, code, ip }: { email: string; code: string; ip: string },
    /** Called for a good code: the visitor token, as it is stored, that sees the subscription from now on. */
    keepVisitor: () => string | null,
  ): Promise<void> {
    const { storage, clock } = this.#o;
    const { key } = this.#readAddress(email);
    await this.#allowTyping(this.#o.networkOf(ip));
    await this.#allowAddress(`${place.site} ${key}`);
    const typed = readCode(code.slice(0, 100));
    const { target, language } = place;
    const codeHash = typed === null ? null : this.#hash(place, key, typed);
    const now = clock.now();
    const row = codeHash === null ? null : await store.findByWho(storage.read, target, key);
    const isLikely = codeHash !== null && row?.code_hash === codeHash && (row.code_expires_at ?? 0) > now;
    const isGood =
      isLikely &&
      (await storage.execute(commands.confirmSubscription, {
        target,
        who: key,
        codeHash,
        visitor: keepVisitor(),
        language,
        now,
      }));
    if (!isGood)
      throw appError('mailed_code_invalid', 'This code was used, has expired, or was not sent to this address.');
  }

  /** A user, whose address is proved. Throws `mail_not_set_up`. */
  async add(place: Place, user: UserId): Promise<void> {
    if (!this.#o.isMailOn) throw mailNotSetUp();
    const wanted = this.#build(place, { who: user, email: null, visitor: null });
    const row = { ...wanted, user_id: user };
    await this.#o.storage.execute(commands.subscribe, { wanted: row, now: this.#o.clock.now() });
  }

  /** Ends one; `owner` null where its mark was shown. False where there is none such. */
  end(site: SiteId, id: string, owner: store.Owner | null): Promise<boolean> {
    return this.#o.storage.execute(commands.endSubscription, { site, id, owner });
  }

  #build(
    { site, target, language }: Place,
    { who, email, visitor }: Pick<SubscriptionsTable, 'who' | 'email' | 'visitor'>,
  ): Omit<SubscriptionsTable, 'created_at' | 'told_of'> {
    return {
      id: randomBytes(16).toString('base64url'),
      site_id: site,
      kind: target.kind,
      target_id: target.id,
      who,
      user_id: null,
      email,
      visitor,
      language,
      confirmed_at: null,
      code_hash: null,
      code_expires_at: null,
    };
  }

  #readAddress(email: string): { to: string; key: string } {
    if (!this.#o.isMailOn) throw mailNotSetUp();
    const to = readAddress(email.trim());
    if (to === null) throw appError('address_invalid', 'No mail can be sent to this address. Check it.');
    return { to, key: emailKeyOf(to) };
  }

  // Keyed: 58 bits could be tried against a hash that anybody can compute.
  #hash({ site, target }: Place, key: string, code: string): string {
    const text = JSON.stringify([site, target.kind, target.id, key, code]);
    return deriveToken(deriveSecret(this.#o.secret, 'subscription-code-hash'), text);
  }
}

/** An address as mails to it are counted by: what differs in letters' case alone is one. */
export const emailKeyOf = (address: string) => address.toLowerCase();

const mailNotSetUp = () => appError('mail_not_set_up', 'No mail can be sent from here yet. Try again later.');
