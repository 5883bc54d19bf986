import type { CookieHeader } from '@porchlight/cookies';
import type { ContactId, IdentifyAnswer, SiteId, UserId, VisitId, VisitorId } from '@porchlight/protocol';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { hashSecret, newId, newSecret } from '../platform/ids/index.ts';
import type { ReadText } from '../platform/outbound/index.ts';
import type { Site } from '../sites/index.ts';
import { networkOf, type Place, type Visits } from '../visits/index.ts';
import { forgetPerson, identify, linkUser } from './commands.ts';
import { IdentityKeys } from './identity-keys.ts';
import { KeySets } from './key-sets.ts';
import type { Identify } from './schema.ts';
import * as store from './store.ts';
import type { ContactsTable } from './tables.ts';
import { TokenVerifier } from './token-verifier.ts';

/** [CNV7] A login of the site's own users lasts this long at most, whatever the token said. */
const loginMs = 24 * 60 * 60_000;

export type ContactsOptions = {
  storage: Storage;
  clock: Clock;
  visits: Visits;
  /** The installation's own; shared secrets are derived from it. */
  secret: string;
  readText: ReadText;
  /** Takes one token from a visitor's allowance, and from that of their network; throw `too_many_attempts`. */
  allowVisitor(visitor: VisitorId): Promise<void>;
  allowNetwork(network: string): Promise<void>;
};

/** A visitor and their visit, as a browser holds them. */
export type OwnVisit = { visitor: VisitorId; visit: VisitId };

/** Somebody whom the site's own login has vouched for. */
export type Contact = {
  id: ContactId;
  name: string | null;
  email: string | null;
  /** What the site itself calls this person. */
  externalId: string;
  /** The site says that it knows the address to be this person's. */
  isEmailVerified: boolean;
};

/** The people whom sites know, who they are here, and what proves it. */
export class Contacts {
  readonly #o: ContactsOptions;
  readonly #verifier: TokenVerifier;
  readonly keys: IdentityKeys;

  constructor(options: ContactsOptions) {
    this.#o = options;
    const keySets = new KeySets(options);
    this.#verifier = new TokenVerifier({ ...options, keySets });
    this.keys = new IdentityKeys({ ...options, keySets });
  }

  /**
   * [CNV7] Exchanges a token of the site's own login, from a page in an open visit. A browser that was another contact
   * goes on as a new visitor. Throws `visit_unknown`, `too_many_attempts`, `identity_token_…`,
   * `identity_keys_unavailable`.
   */
  async identify(
    site: Site,
    place: Place,
    input: Identify,
    ip: string,
  ): Promise<{ answer: IdentifyAnswer; cookies: CookieHeader[] }> {
    const { storage, clock, visits, allowVisitor, allowNetwork } = this.#o;
    await allowNetwork(networkOf(ip));
    const before = await visits.getOwn(site, input.visitor, input.visit);
    // [VIS6] It may end a visitor, and an id alone ends nobody.
    if (before.id !== input.visit) throw appError('visit_unknown', 'This visit is over. Send a page view first.');
    await allowVisitor(before.visitor);
    const { claims, keyId } = await this.#verifier.verify(site, input.token);
    const { identities } = visits;
    const proven = await identities.findProven(site, place, before.visitor);
    const successor = identities.buildSuccessor(before);
    const login = newSecret();
    const now = clock.now();
    const expiresAt = now + loginMs;
    const { contact, isSwitched } = await storage.execute(identify, {
      site: site.id,
      visitor: before.visitor,
      proven,
      claims,
      keyId,
      newContact: newId('co'),
      successor: successor.visitor,
      login: { hash: hashSecret(login), expiresAt },
      now,
    });
    if (isSwitched) await identities.beginSuccessor(successor, proven);
    const visit = isSwitched ? successor.visit : before;
    const { answer, cookies } = await identities.keepVisit(site, place, visit, isSwitched);
    const { name, email } = contact;
    return { answer: { ...answer, contact: { name, email }, login, expiresAt, isSwitched }, cookies };
  }

  /**
   * [VIS7] The contact of a user of the help center, linked to the visitor whose open visit this browser named. Where
   * that one was found to be somebody else, it ends, and the next page view begins a new one [VIS6].
   */
  async linkUser(
    site: Site,
    own: OwnVisit | null,
    user: { id: UserId; name: string; email: string },
  ): Promise<ContactId> {
    const { storage, clock } = this.#o;
    const visitor = own && (await this.#findOwn(site, own));
    const claims = { externalId: externalIdOf(user.id), name: user.name, email: user.email, isEmailVerified: true };
    const now = clock.now();
    const id = await storage.execute(linkUser, { site: site.id, visitor, claims, newContact: newId('co'), now });
    if (own && visitor && (await this.findContactOf(site.id, visitor))?.id !== id) await this.#endVisitor(site, own);
    return id;
  }

  /** [VIS6] A user logged out: whoever this browser was found to be by them, it is nobody from now on. */
  async unlinkUser(site: Site, own: OwnVisit | null, user: UserId): Promise<void> {
    const visitor = own && (await this.#findOwn(site, own));
    if (!own || !visitor) return;
    const contact = await this.findContactOf(site.id, visitor);
    if (contact?.externalId === externalIdOf(user)) await this.#endVisitor(site, own);
  }

  /** A user deleted their account: what they wrote stays, without name and address. */
  async forgetPerson(site: SiteId, contact: ContactId): Promise<void> {
    await this.#o.storage.execute(forgetPerson, { site, contact });
  }

  async #findOwn(site: Site, { visitor, visit }: OwnVisit): Promise<VisitorId | null> {
    const open = await this.#o.visits.getOwn(site, visitor, visit).catch(() => null);
    return open && open.id === visit ? open.visitor : null;
  }

  async #endVisitor(site: Site, own: OwnVisit): Promise<void> {
    const { identities } = this.#o.visits;
    const place = { reach: 'cross-site', isNear: false, isSecure: false, host: '', cookies: undefined } as const;
    await identities.forget(site, { ...place, isShared: false }, { v: 1, ...own, why: 'logout' });
  }

  /** What a login stands for, and in whose browser; null for one that is unknown, over, ended, or of another site. */
  async findLogin(
    site: SiteId,
    token: string,
  ): Promise<{ contact: Contact; visitor: VisitorId; expiresAt: number } | null> {
    const { storage, clock } = this.#o;
    const login = await store.findLogin(storage.read, site, hashSecret(token), clock.now());
    const contact = login && (await this.findContact(site, login.contact_id));
    return contact && { contact, visitor: login.visitor_id, expiresAt: login.expires_at };
  }

  async findContact(site: SiteId, id: ContactId): Promise<Contact | null> {
    const row = await store.findContact(this.#o.storage.read, site, id);
    return row && presentContact(row);
  }

  /** [VIS7] The contact that a login linked this visitor to; null for guests. */
  async findContactOf(site: SiteId, visitor: VisitorId): Promise<Contact | null> {
    const row = await store.findContactOf(this.#o.storage.read, site, visitor);
    return row && presentContact(row);
  }
}

/** What the help center calls its users among a site's contacts; no token of a site's own login can guess it. */
function externalIdOf(user: UserId): string {
  return `help-center:${user}`;
}

function presentContact(row: ContactsTable): Contact {
  const { id, name, email, external_id: externalId } = row;
  return { id, name, email, externalId, isEmailVerified: row.is_email_verified === 1 };
}
