import {
  type Accepted,
  type ContinuationAnswer,
  type ConversationId,
  type ConversationOpened,
  cleanLine,
  cleanMessage,
  type EventsPage,
  type InboxItem,
  type InternalEvent,
  isId,
  limits,
  type MemberRef,
  type PublicEvent,
  type Receipt,
  type Side,
  type SiteId,
  type StartConversationAnswer,
  type TokensAnswer,
  type VisitorId,
} from '@porchlight/protocol';
import type { Engagements } from '../engagements/index.ts';
import type { Bus } from '../platform/bus/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { newId, newSortableId } from '../platform/ids/index.ts';
import { publishDelta } from '../realtime/index.ts';
import type { Site, Sites } from '../sites/index.ts';
import { readVisitor } from '../visitors/index.ts';
import { networkOf, type Visits } from '../visits/index.ts';
import * as commands from './commands.ts';
import { Desk } from './desk.ts';
import { Devices } from './devices.ts';
import { type Change, notFound } from './events.ts';
import { Exchange } from './exchange.ts';
import { Held } from './held.ts';
import { HeldCodes } from './held-codes.ts';
import { takeUpConversation } from './key-commands.ts';
import { Keys, readKey, type VisitorGrant } from './keys.ts';
import type { Logins } from './logins.ts';
import { presentConversation, presentEvent, presentEvents } from './present.ts';
import { Recoveries } from './recoveries.ts';
import { keyRulesOf, readText } from './rules.ts';
import type { SendMessage, StartConversation, TakeUp, Tokens } from './schema.ts';
import * as store from './store.ts';
import type { ConversationsTable } from './tables.ts';
import { Telling } from './telling.ts';
import { Tickets } from './tickets.ts';
import { VisitorCards } from './visitor-cards.ts';

export type ConversationsOptions = {
  storage: Storage;
  clock: Clock;
  bus: Bus;
  sites: Sites;
  visits: Visits;
  engagements: Engagements;
  /** The site's own users [CNV7]. */
  logins: Logins;
  /** Signs access tokens; the same on every node, kept in the database. */
  secret: string;
  /** Whether mails can be sent, for codes [CNV9]. */
  isMailOn?: boolean;
  /** Takes one message from a sender's allowance; throws `too_many_messages`. */
  allowMessage(sender: string): Promise<void>;
};

/** Conversations: started by visitors, answered by agents, told to both after each commit. */
export class Conversations {
  readonly #o: ConversationsOptions;
  readonly #telling: Telling;
  readonly #exchange: Exchange;
  /** What keys open, and their ends. */
  readonly keys: Keys;
  readonly recoveries: Recoveries;
  readonly devices: Devices;
  /** What browsers hold of the help center, and what began with its contact form. */
  readonly held: Held;
  readonly heldCodes: HeldCodes;
  readonly tickets: Tickets;
  /** What agents see of conversations and do in them. */
  readonly desk: Desk;
  /** What agents see of a visitor. */
  readonly cards: VisitorCards;

  constructor(options: ConversationsOptions) {
    this.#o = options;
    this.#telling = new Telling(options);
    this.keys = new Keys(options);
    const tell = this.#telling.tell.bind(this.#telling);
    this.#exchange = new Exchange({ ...options, keys: this.keys, tell });
    this.recoveries = new Recoveries({ ...options, keys: this.keys, tell });
    this.devices = new Devices({
      ...options,
      isMailOn: options.isMailOn ?? false,
      keys: this.keys,
      tell,
      open: (row) => this.#open(row),
    });
    this.held = new Held({ ...options, keys: this.keys });
    this.heldCodes = new HeldCodes({ ...options, keys: this.keys, held: this.held, exchange: this.#exchange });
    this.tickets = new Tickets({ ...options, held: this.held, tellStart: (change) => this.#tellStart(change) });
    this.desk = new Desk({
      ...options,
      telling: this.#telling,
      open: (row) => this.#open(row),
      append: (...sent) => this.#append(...sent),
    });
    this.cards = new VisitorCards(options);
  }

  // —— the visitor's side ——

  /** [CNV1] Starts or continues the conversation of a key; throws `key_invalid`, `message_…`, `client_id_reused`. */
  async start(
    site: Site,
    key: string,
    input: StartConversation,
    ip: string,
  ): Promise<StartConversationAnswer & { isRepeat: boolean }> {
    const { storage, clock, engagements, allowMessage } = this.#o;
    const keyHash = readKey(key);
    const text = readText(input.text, input.attachments);
    await allowMessage(`start:${networkOf(ip)}`);
    const now = clock.now();
    const visit = this.#exchange.findOwnVisit(site, input.visit);
    // A visit id names a visit only together with its own visitor.
    const ownVisit = visit?.visitor === input.visitor ? visit : null;
    const login = input.login ? await this.#exchange.findLogin(site, input.login, input.visitor) : null;
    const offer = input.offer && ownVisit ? await engagements.findOffer(site, ownVisit.id, input.offer) : null;
    const { accepted, ...change } = await storage.execute(commands.startConversation, {
      site: site.id,
      keyHash,
      conversation: newSortableId('cv', now),
      message: {
        id: newSortableId('ms', now),
        clientId: input.clientId,
        text,
        attached: { owner: `key:${keyHash}`, files: input.attachments ?? [] },
      },
      visitor: input.visitor,
      newVisitor: newId('vi'),
      visit: ownVisit?.id ?? null,
      offer: offer && {
        text: offer.text,
        member: { id: offer.member_id, name: offer.member_name },
        messageId: newSortableId('ms', now),
        clientId: `offer-${offer.id}`,
      },
      contact: { name: readLine(input.contact.name), email: readLine(input.contact.email) },
      country: ownVisit?.details.country ?? null,
      isFirstVisit: ownVisit?.details.recognition === 'none',
      known: login?.contact ?? null,
      rules: keyRulesOf(site),
      now,
    });
    await this.#tellStart(change);
    const grant = this.keys.grant(site, change.conversation, keyHash, { visit: ownVisit?.id ?? null });
    return { ...grant, accepted, opened: await this.#open(change.conversation), isRepeat: accepted.isRepeat };
  }

  /** [CNV2] Exchanges keys for access tokens; null for a key that opens nothing here. */
  exchange(site: Site, input: Tokens): Promise<TokensAnswer> {
    return this.#exchange.exchange(site, input);
  }

  /**
   * [XD5] Grants a new key for the conversation that a redeemed hand-off of this visitor brought along. Throws
   * `key_invalid`, `continuation_…`, `conversation_ended`.
   */
  async takeUp(site: Site, key: string, input: TakeUp, ip: string): Promise<ContinuationAnswer> {
    const keyHash = readKey(key);
    const { storage, clock, visits, allowMessage } = this.#o;
    await allowMessage(`take-up:${networkOf(ip)}`);
    const { handoff, visitor } = input;
    const now = clock.now();
    const change = await storage.execute(takeUpConversation, {
      site: site.id,
      keyHash,
      handoff,
      visitor,
      visit: visits.findOpenOf(site.id, visitor)?.id ?? null,
      rules: keyRulesOf(site),
      now,
    });
    await this.#telling.tell(change);
    // The visit stays without a say in this key's proof until the key is exchanged in it.
    const grant = this.keys.grant(site, change.conversation, keyHash, { visit: null });
    return { ...grant, opened: await this.#open(change.conversation) };
  }

  /** [XD5] Tells whether a conversation that came along with a hand-off can still be continued. */
  async isOpen(id: ConversationId): Promise<boolean> {
    const row = await store.findConversation(this.#o.storage.read, id);
    return row !== null && row.status !== 'ended';
  }

  async open(id: ConversationId): Promise<ConversationOpened> {
    return this.#open(await this.#get(id));
  }

  async findEvents<E extends PublicEvent | InternalEvent>(
    id: ConversationId,
    stream: 'public' | 'internal',
    range: { after: number } | { before: number },
  ): Promise<EventsPage<E>> {
    const row = await this.#get(id);
    const head = stream === 'public' ? row.head : row.internal_head;
    const rows = await store.findEvents(this.#o.storage.read, id, stream, range, limits.eventsPage + 1);
    return presentEvents<E>(rows, head, limits.eventsPage, 'after' in range ? 'first' : 'last');
  }

  async sendAsVisitor(
    grant: Pick<VisitorGrant, 'conversation' | 'keyHash'> & Partial<Pick<VisitorGrant, 'visitor'>>,
    input: SendMessage,
  ): Promise<Accepted> {
    const text = readText(input.text, input.attachments);
    await this.#o.allowMessage(grant.conversation);
    const attached = { owner: `key:${grant.keyHash}`, files: input.attachments ?? [] } as const;
    return this.#append(grant.conversation, 'visitor', null, { clientId: input.clientId, text, attached });
  }

  async rate(id: ConversationId, score: number, rawComment: string | null): Promise<void> {
    const cleaned = rawComment === null ? null : cleanMessage(rawComment, limits.ratingCommentChars);
    const comment = cleaned?.ok ? cleaned.text : null;
    await this.#o.allowMessage(id);
    await this.#telling.tell(
      await this.#o.storage.execute(commands.rateConversation, {
        conversation: id,
        score,
        comment,
        now: this.#o.clock.now(),
      }),
    );
  }

  // —— who is there ——

  /** Shows in the live list who is in a conversation already; called once, when the visits have been read back. */
  load(): Promise<void> {
    return this.#telling.annotateOpen();
  }

  /** A visitor's messenger connected or is gone: one who did not agree to be counted is seen by nothing else. */
  noteWindow(id: ConversationId, isOpen: boolean): Promise<void> {
    return this.#telling.noteWindow(id, isOpen);
  }

  /** Tells the inbox that these visitors came or left: their rows show who is there. */
  tellPresence(moved: readonly { site: SiteId; visitor: VisitorId }[]): Promise<void> {
    return this.#telling.tellPresence(moved);
  }

  // —— both sides ——

  async end(id: ConversationId, by: Side): Promise<InboxItem> {
    return this.#telling.tell(
      await this.#o.storage.execute(commands.endConversation, { conversation: id, by, now: this.#o.clock.now() }),
    );
  }

  async raiseReceipt(id: ConversationId, side: Side, receipt: Receipt): Promise<void> {
    await this.#telling.tell(
      await this.#o.storage.execute(commands.raiseReceipt, {
        conversation: id,
        side,
        receipt,
        now: this.#o.clock.now(),
      }),
    );
  }

  /** Passes on that somebody is typing; never what [CNV10]. */
  tellTyping(id: ConversationId, side: Side, name: string | null, isTyping: boolean): void {
    publishDelta(this.#o.bus, `typing.${id}`, { side, name, isTyping });
  }

  // —— the agents' side ——

  /** The site of a conversation; null where there is none. */
  async findSiteOf(id: string): Promise<SiteId | null> {
    if (!isId('cv', id)) return null;
    return (await store.findConversation(this.#o.storage.read, id))?.site_id ?? null;
  }

  /** The conversation's row for a member, whose sites the route's access has checked; throws `conversation_not_found`. */
  async accessAsMember(id: string): Promise<ConversationsTable> {
    if (!isId('cv', id)) throw notFound();
    return this.#get(id);
  }

  /** Newest sequence numbers by stream, for the sockets' heads [RT8]. */
  async findHeads(ids: ConversationId[]): Promise<Map<ConversationId, { public: number; internal: number }>> {
    const rows = await store.findHeads(this.#o.storage.read, ids);
    return new Map(rows.map((row) => [row.id, { public: row.head, internal: row.internal_head }]));
  }

  async #append(
    id: ConversationId,
    side: Side,
    member: MemberRef | null,
    sent: { clientId: string; text: string; attached: commands.Attached },
  ): Promise<Accepted> {
    const now = this.#o.clock.now();
    const message = { id: newSortableId('ms', now), ...sent, at: now };
    const { accepted, ...change } = await this.#o.storage.execute(commands.appendMessage, {
      conversation: id,
      side,
      member,
      message,
    });
    await this.#telling.tell(change);
    return accepted;
  }

  async #tellStart(change: Change): Promise<void> {
    // Its first event is among the new ones: this request, and no other, began the conversation. Noted before it is
    // told, so that a visitor who leaves in this moment is known as one whose row has to say so.
    if (change.publicEvents[0]?.seq === 1) await this.#annotateStart(change.conversation);
    await this.#telling.tell(change);
  }

  async #annotateStart(row: ConversationsTable): Promise<void> {
    const { storage, visits } = this.#o;
    const visitor = await readVisitor(storage.read, row.site_id, row.visitor_id);
    visits.annotate(row.site_id, row.visitor_id, {
      past: {
        conversations: visitor?.conversation_count ?? 1,
        lastConversationAt: row.started_at,
        contactName: visitor?.contact_name ?? null,
      },
    });
  }

  async #open(row: ConversationsTable): Promise<ConversationOpened> {
    const rows = await store.findEvents(
      this.#o.storage.read,
      row.id,
      'public',
      { before: row.head + 1 },
      limits.eventsPage + 1,
    );
    return {
      conversation: presentConversation(row),
      events: rows.slice(-limits.eventsPage).map((one) => presentEvent<PublicEvent>(one)),
      hasEarlier: rows.length > limits.eventsPage,
    };
  }

  async #get(id: ConversationId): Promise<ConversationsTable> {
    const row = await store.findConversation(this.#o.storage.read, id);
    if (!row) throw notFound();
    return row;
  }
}

function readLine(raw: string | null): string | null {
  return raw === null ? null : cleanLine(raw, limits.visitorNameChars) || null;
}
