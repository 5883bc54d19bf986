import { type ConversationId, type Grant, limits, type TokensAnswer, type VisitorId } from '@porchlight/protocol';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import type { Site } from '../sites/index.ts';
import { type Join, joinAliases, wasJoinedStrongly } from '../visitors/index.ts';
import { isVisitOver, type Visits } from '../visits/index.ts';
import type { Change } from './events.ts';
import { bringContact } from './family-commands.ts';
import { findFamily } from './family-store.ts';
import { noteKeyUse, strengthen } from './key-commands.ts';
import type { Keys } from './keys.ts';
import type { Logins, VisitorLogin } from './logins.ts';
import { presentPresent } from './present.ts';
import { newFamilyId } from './recoveries.ts';
import { deriveSecret } from './recovery-token.ts';
import { isOfVisit, isShown, type KeyRules, keyRulesOf } from './rules.ts';
import type { Tokens } from './schema.ts';
import * as store from './store.ts';
import type { ConversationKeysTable, ConversationsTable, KeyFamiliesTable } from './tables.ts';

type Options = {
  storage: Storage;
  clock: Clock;
  visits: Visits;
  logins: Logins;
  secret: string;
  keys: Keys;
  tell(change: Change): Promise<unknown>;
  /** Takes one request from an allowance; throws `too_many_messages`. */
  allowMessage(sender: string): Promise<void>;
};

type OwnVisit = NonNullable<ReturnType<Visits['findOpen']>>;

/** A key that opens a conversation here and now. `family` is of a login where the key came with one. */
type Opened = { key: ConversationKeysTable; row: ConversationsTable; login: KeyFamiliesTable | null };

/** What keys are brought into: a visit, and a login, or one that is over. */
type Present = { visit: OwnVisit | null; login: VisitorLogin | null; isOverAlready: boolean; rules: KeyRules };

/** [MODE17] Idleness is counted in hours, so that one note of use in this time is plenty. */
const noteUseMs = 5 * 60_000;

/** Exchanges keys for access tokens: what the site shows [CNV6], and what a login brings [CNV7]. */
export class Exchange {
  readonly #o: Options;
  readonly #familySecret: string;

  constructor(options: Options) {
    this.#o = options;
    this.#familySecret = deriveSecret(options.secret, 'family-key');
  }

  /** [CNV2] Tokens in the keys' order, null for a key that opens nothing here; then those that the login brings. */
  async exchange(site: Site, input: Tokens): Promise<TokensAnswer> {
    const visit = this.findOwnVisit(site, input.visit);
    const login = input.login ? await this.findLogin(site, input.login, visit?.visitor ?? null) : null;
    // What a login brings is written: a page in a circle must not keep everybody else waiting.
    if (login) await this.#o.allowMessage(`login:${login.visitor}`);
    const rules = keyRulesOf(site);
    const opened: (Opened | null)[] = [];
    const isOverAlready = input.login != null && login === null;
    for (const key of input.keys) opened.push(await this.#open(site, key, { visit, login, isOverAlready, rules }));
    const good = opened.filter((one) => one !== null);
    await this.#noteUse(good, visit, rules);
    const guest = good.filter((one) => one.login === null);
    await this.#recognize(guest, visit);
    await this.#join(site, guest);
    const brought = login && (await this.#bring(site, login, visit, good, rules));
    // It may have ended between the look at it and the keys: then so do these.
    const isOver = input.login != null && !(login && (await this.#o.logins.findLogin(site.id, input.login)));
    if (isOver && login) await this.#o.keys.endLogins(site.id, [login.visitor], { why: 'logout', isProven: false });
    const grants = opened.map((one) => one && this.#grant(site, one, visit));
    const further = isOver ? [] : (brought ?? []);
    for (const one of further) grants.push(this.#grant(site, one, visit));
    return {
      grants,
      ...(further.length > 0 ? { keys: further.map((one) => one.plain) } : {}),
      ...(isOver ? { isLoginOver: true } : {}),
    };
  }

  /** The visit that a request names, while it goes on. */
  findOwnVisit(site: Site, id: Tokens['visit']): OwnVisit | null {
    const visit = id ? this.#o.visits.findOpen(id) : null;
    const isOwn = visit?.site === site.id && !isVisitOver(visit, this.#o.clock.now(), site.visitIdleMinutes);
    return isOwn ? visit : null;
  }

  /** [CNV7] Who logged in; null where the login is over, of another site, or of another visitor than the visit's. */
  async findLogin(site: Site, token: string, visitor: VisitorId | null): Promise<VisitorLogin | null> {
    const login = await this.#o.logins.findLogin(site.id, token);
    if (!login || login.expiresAt <= this.#o.clock.now()) return null;
    return visitor === null || visitor === login.visitor ? login : null;
  }

  async #open(site: Site, plain: string, { visit, login, isOverAlready, rules }: Present): Promise<Opened | null> {
    const { storage, clock, keys } = this.#o;
    const key = await keys.findGood(site, plain);
    const row = key && (await store.findConversation(storage.read, key.conversation_id));
    if (!key || !row) return null;
    const family = key.family_id ? await findFamily(storage.read, key.family_id) : null;
    if (login && (await this.#isOfAnother(login, key, row, family))) {
      // [VIS6] Somebody else was here before, and was not logged out.
      await keys.revokeThese(site, [plain], 'switched');
      return null;
    }
    if (family?.kind === 'login' && isOverAlready) {
      await keys.revokeThese(site, [plain], 'logout');
      return null;
    }
    if (family?.kind === 'login') return { key, row, login: family };
    return isShown(row, key, visit?.id ?? null, rules, clock.now()) ? { key, row, login: null } : null;
  }

  async #isOfAnother(
    { contact }: VisitorLogin,
    key: ConversationKeysTable,
    row: ConversationsTable,
    family: KeyFamiliesTable | null,
  ): Promise<boolean> {
    const beside = key.login_id ? await findFamily(this.#o.storage.read, key.login_id) : null;
    return [row.contact_id, family?.contact_id, beside?.contact_id].some((one) => one && one !== contact.id);
  }

  #grant(site: Site, { key, row, login }: Opened, visit: OwnVisit | null): Grant {
    // What a login opens goes along with the login; a hand-off would carry it past the login's end.
    return this.#o.keys.grant(site, row, key.key_hash, {
      visit: login ? null : (visit?.id ?? null),
      until: login?.expires_at ?? null,
    });
  }

  async #noteUse(opened: readonly Opened[], visit: OwnVisit | null, rules: KeyRules): Promise<void> {
    const now = this.#o.clock.now();
    const isAsked = rules.isSession || rules.history !== 'all';
    const hashes = (some: readonly Opened[]) => some.map((one) => one.key.key_hash);
    const used = isAsked ? hashes(opened.filter(({ key }) => now - (key.used_at ?? 0) > noteUseMs)) : [];
    // One that has ended stays of the visit in which it did.
    const visited = visit
      ? hashes(opened.filter(({ key, row }) => row.status !== 'ended' && key.visit_id !== visit.id))
      : [];
    if (used.length + visited.length > 0)
      await this.#o.storage.execute(noteKeyUse, { used, visited, visit: visit?.id ?? null, now });
  }

  /** [VIS4] Who holds keys of several visitors' conversations, none begun weakly, is all of them. */
  async #join(site: Site, opened: readonly Opened[]): Promise<void> {
    const { storage, clock } = this.#o;
    const proven = opened.filter(({ row }) => row.recognition !== 'weak').map(({ row }) => row);
    const contacts = new Set(proven.flatMap((row) => (row.contact_id ? [row.contact_id] : [])));
    // [CNV7] A known person and another never join, whatever one browser holds of both.
    if (contacts.size > 1) return;
    const [first, ...others] = new Set(proven.map((row) => row.visitor_id));
    if (!first) return;
    const joins: Join[] = [];
    for (const other of others) {
      // What an agent undid stays undone: the same keys say nothing new.
      if (await wasJoinedStrongly(storage.read, site.id, first, other)) continue;
      joins.push({ site: site.id, visitors: [first, other], evidence: 'key', strength: 'strong', at: clock.now() });
    }
    if (joins.length > 0) await storage.execute(joinAliases, joins);
  }

  /** [VIS4] What a browser proves by the keys it holds, of conversations of the visitor whose visit it is in. */
  async #recognize(opened: readonly Opened[], visit: OwnVisit | null): Promise<void> {
    const held = opened.filter(({ row }) => row.visitor_id === visit?.visitor).map(({ row }) => row);
    const [first] = held;
    if (!first) return;
    // A key proves the conversation it opens. One that began weakly says nothing about the visitor's past.
    const isProven = held.some((row) => row.recognition !== 'weak');
    const open = held.find((row) => row.status !== 'ended');
    this.#o.visits.annotate(first.site_id, first.visitor_id, {
      ...(isProven ? { recognition: 'strong' } : {}),
      ...(open ? { conversation: presentPresent(open) } : {}),
    });
    const weak = held.filter((row) => row.recognition === 'weak').map((row) => row.id);
    if (isProven && weak.length > 0) await this.#o.storage.execute(strengthen, { conversations: weak });
  }

  /** [CNV7] Keys to the contact's conversations, beside those that the frame has. */
  async #bring(
    site: Site,
    login: VisitorLogin,
    visit: OwnVisit | null,
    good: readonly Opened[],
    rules: KeyRules,
  ): Promise<(Opened & { plain: string })[]> {
    const { storage, clock, keys, tell } = this.#o;
    const own = good.filter((one) => one.login === null);
    const brought = await storage.execute(bringContact, {
      site: site.id,
      contact: login.contact,
      visitor: login.visitor,
      visit: visit?.id ?? null,
      expiresAt: login.expiresAt,
      joins: this.#chooseJoins(site, own, visit, rules),
      opened: own.map(({ key, row }) => ({ keyHash: key.key_hash, conversation: row.id })),
      held: good.map(({ row }) => row.id),
      room: limits.conversationKeys - good.length,
      newFamily: newFamilyId(),
      rules,
      familySecret: this.#familySecret,
      now: clock.now(),
    });
    for (const change of brought.changes) await tell(change);
    const all: (Opened & { plain: string })[] = [];
    for (const { key: plain, row } of brought.granted) {
      const key = await keys.findGood(site, plain);
      const family = key?.family_id ? await findFamily(storage.read, key.family_id) : null;
      if (key && family) all.push({ plain, key, row, login: family });
    }
    return all;
  }

  /** What the site lets come along with a login, of conversations that are nobody's yet. */
  #chooseJoins(site: Site, own: readonly Opened[], visit: OwnVisit | null, rules: KeyRules): ConversationId[] {
    const free = own.filter(({ row }) => row.contact_id === null);
    const chosen = free.filter(({ key, row }) => {
      if (site.joinPolicy === 'visit') return visit !== null && isOfVisit(row, key, visit, rules);
      return site.joinPolicy === 'all';
    });
    return [...new Set(chosen.map(({ row }) => row.id))];
  }
}
