import {
  type Accepted,
  type AgentConversation,
  type ConversationId,
  type ConversationOpened,
  cleanLine,
  cleanMessage,
  type EventsPage,
  type Grant,
  type InboxItem,
  type InboxSnapshot,
  type InboxView,
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
  type VisitorCard,
  type VisitorId,
} from '@porchlight/protocol';
import type { Engagements } from '../engagements/index.ts';
import type { Bus } from '../platform/bus/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { hashSecret, newId, newSortableId } from '../platform/ids/index.ts';
import { publishDelta, publishRevoked } from '../realtime/index.ts';
import type { Site, Sites } from '../sites/index.ts';
import { findVisitor, visitorLabel } from '../visitors/index.ts';
import { networkOf, type Visits } from '../visits/index.ts';
import { readAccessToken, signAccessToken } from './access-token.ts';
import * as commands from './commands.ts';
import { presentConversation, presentEvent, presentEvents, presentPresent, presentRecord } from './present.ts';
import { keyPattern, type StartConversation, type Tokens } from './schema.ts';
import * as store from './store.ts';
import type { ConversationsTable } from './tables.ts';
import { Telling } from './telling.ts';

/** The visitor's right to one conversation, read from an access token. */
export type VisitorGrant = {
  kind: 'visitor';
  site: Site;
  conversation: ConversationId;
  visitor: VisitorId;
  keyHash: string;
};

export type ConversationsOptions = {
  storage: Storage;
  clock: Clock;
  bus: Bus;
  sites: Sites;
  visits: Visits;
  engagements: Engagements;
  /** Signs access tokens; the same on every node, kept in the database. */
  secret: string;
  /** Takes one message from a sender's allowance; throws `too_many_messages`. */
  allowMessage(sender: string): Promise<void>;
};

/** Conversations: started by visitors, answered by agents, told to both after each commit. */
export class Conversations {
  readonly #o: ConversationsOptions;
  readonly #telling: Telling;

  constructor(options: ConversationsOptions) {
    this.#o = options;
    this.#telling = new Telling(options);
  }

  // —— the visitor's side ——

  /** [CNV1] Starts or continues the conversation of a key; throws `key_invalid`, `message_…`, `client_id_reused`. */
  async start(
    site: Site,
    key: string,
    input: StartConversation,
    ip: string,
  ): Promise<StartConversationAnswer & { isRepeat: boolean }> {
    const { storage, clock, visits, engagements, allowMessage } = this.#o;
    if (!keyPattern.test(key))
      throw appError(
        'key_invalid',
        'A conversation key is 256 bits as base64url. Make one and send it as a bearer token.',
      );
    const text = readText(input.text);
    const keyHash = hashSecret(key);
    await allowMessage(`start:${networkOf(ip)}`);
    const now = clock.now();
    const visit = input.visit ? visits.findOpen(input.visit) : null;
    // A visit id names a visit only together with its own visitor.
    const ownVisit = visit && visit.site === site.id && visit.visitor === input.visitor ? visit : null;
    const offer = input.offer && ownVisit ? await engagements.findOffer(site, ownVisit.id, input.offer) : null;
    const { accepted, ...change } = await storage.execute(commands.startConversation, {
      site: site.id,
      keyHash,
      conversation: newSortableId('cv', now),
      message: { id: newSortableId('ms', now), clientId: input.clientId, text },
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
      now,
    });
    await this.#telling.tell(change);
    // Its first event is among the new ones: this request, and no other, began the conversation.
    if (change.publicEvents[0]?.seq === 1) await this.#annotateStart(change.conversation);
    const grant = this.#grant(site, change.conversation, keyHash);
    return { ...grant, accepted, opened: await this.#open(change.conversation), isRepeat: accepted.isRepeat };
  }

  /** [CNV2] Exchanges keys for access tokens; null for a key that opens nothing here. */
  async exchange(site: Site, input: Tokens): Promise<TokensAnswer> {
    const { storage, visits } = this.#o;
    const visit = input.visit ? visits.findOpen(input.visit) : null;
    const grants: (Grant | null)[] = [];
    const held: ConversationsTable[] = [];
    for (const key of input.keys) {
      const keyHash = hashSecret(key);
      const row = keyPattern.test(key) ? await store.findKey(storage.read, keyHash) : null;
      const conversation =
        row && row.site_id === site.id && row.revoked_at === null
          ? await store.findConversation(storage.read, row.conversation_id)
          : null;
      if (!conversation) {
        grants.push(null);
        continue;
      }
      grants.push(this.#grant(site, conversation, keyHash));
      if (visit && visit.site === site.id && visit.visitor === conversation.visitor_id) held.push(conversation);
    }
    await this.#recognize(held);
    return { grants };
  }

  /** The grant of an access token for this conversation; throws `token_…`, or `conversation_not_found` for another's. */
  async accessAsVisitor(token: string, conversation?: { site: string; id: string }): Promise<VisitorGrant> {
    const { storage, clock, sites, secret } = this.#o;
    const claims = readAccessToken(secret, token, clock.now());
    const key = await store.findKey(storage.read, claims.keyHash);
    if (!key || key.revoked_at !== null)
      throw appError('token_revoked', 'This access has been ended. Start a new conversation.');
    if (conversation && (conversation.id !== claims.conversation || conversation.site !== claims.site))
      throw notFound();
    const row = await store.findConversation(storage.read, claims.conversation);
    if (!row) throw notFound();
    return {
      kind: 'visitor',
      site: sites.getSite(claims.site),
      conversation: row.id,
      visitor: row.visitor_id,
      keyHash: claims.keyHash,
    };
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

  async sendAsVisitor(grant: VisitorGrant, input: { clientId: string; text: string }): Promise<Accepted> {
    const text = readText(input.text);
    await this.#o.allowMessage(grant.conversation);
    return this.#append(grant.conversation, 'visitor', null, input.clientId, text);
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

  /** The conversation's row for a member, who may see all sites of the installation; throws `conversation_not_found`. */
  async accessAsMember(id: string): Promise<ConversationsTable> {
    if (!isId('cv', id)) throw notFound();
    return this.#get(id);
  }

  async findForAgent(row: ConversationsTable): Promise<AgentConversation> {
    const { storage } = this.#o;
    const visitor = await findVisitor(storage.read, row.site_id, row.visitor_id);
    const internal = await store.findEvents(
      storage.read,
      row.id,
      'internal',
      { before: row.internal_head + 1 },
      limits.eventsPage + 1,
    );
    return {
      item: await this.#telling.present(row),
      opened: await this.#open(row),
      internal: presentEvents<InternalEvent>(internal, row.internal_head, limits.eventsPage, 'last'),
      recognition: { strength: row.recognition, evidence: row.evidence },
      contact: { name: visitor?.contact_name ?? null, email: visitor?.contact_email ?? null },
    };
  }

  async findInbox(site: Site, view: InboxView, member: MemberRef): Promise<InboxItem[]> {
    const rows = await store.findInbox(this.#o.storage.read, site.id, view, member.id, limits.conversationsPage);
    return Promise.all(rows.map((row) => this.#telling.present(row)));
  }

  /** The snapshot of `inbox.{site}`: everything that is not ended. */
  async readInbox(site: Site): Promise<InboxSnapshot> {
    const rows = await store.findOpenConversations(this.#o.storage.read, site.id, 500);
    return { items: await Promise.all(rows.map((row) => this.#telling.present(row))) };
  }

  async sendAsMember(
    id: ConversationId,
    member: MemberRef,
    input: { clientId: string; text: string },
  ): Promise<Accepted> {
    const text = readText(input.text);
    await this.#o.allowMessage(member.id);
    return this.#append(id, 'agent', member, input.clientId, text);
  }

  async addNote(id: ConversationId, member: MemberRef, input: { clientId: string; text: string }): Promise<Accepted> {
    const text = readText(input.text);
    await this.#o.allowMessage(member.id);
    const now = this.#o.clock.now();
    const note = { id: newSortableId('ms', now), clientId: input.clientId, text, at: now };
    const { accepted, ...change } = await this.#o.storage.execute(commands.addNote, { conversation: id, member, note });
    await this.#telling.tell(change);
    return accepted;
  }

  async take(id: ConversationId, member: MemberRef): Promise<InboxItem> {
    return this.#telling.tell(
      await this.#o.storage.execute(commands.takeConversation, { conversation: id, member, now: this.#o.clock.now() }),
    );
  }

  async release(id: ConversationId, member: MemberRef): Promise<InboxItem> {
    return this.#telling.tell(
      await this.#o.storage.execute(commands.releaseConversation, {
        conversation: id,
        member,
        now: this.#o.clock.now(),
      }),
    );
  }

  /** Ends all access by key; live sockets close at once. */
  async revoke(id: ConversationId): Promise<void> {
    const hashes = await this.#o.storage.execute(commands.revokeKeys, { conversation: id, now: this.#o.clock.now() });
    publishRevoked(this.#o.bus, 'grants', hashes);
  }

  /** The visitor card: visits with pages, and conversations; throws `visitor_not_found`. */
  async findCard(id: VisitorId): Promise<VisitorCard> {
    const { storage, sites, visits } = this.#o;
    for (const site of sites.readAll()) {
      const visitor = await findVisitor(storage.read, site.id, id);
      if (!visitor) continue;
      const conversations = await store.findConversationsOf(storage.read, site.id, id, 20);
      return {
        id,
        site: site.id,
        label: visitorLabel(id, visitor.contact_name),
        contact: { name: visitor.contact_name, email: visitor.contact_email },
        firstSeenAt: visitor.first_seen_at,
        lastSeenAt: visitor.last_seen_at,
        visitCount: visitor.visit_count,
        conversationCount: visitor.conversation_count,
        visits: await visits.findVisits(site, id, 20),
        conversations: conversations.map(presentRecord),
        aliases: [],
      };
    }
    throw appError('visitor_not_found', 'There is no such visitor.');
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
    clientId: string,
    text: string,
  ): Promise<Accepted> {
    const now = this.#o.clock.now();
    const message = { id: newSortableId('ms', now), clientId, text, at: now };
    const { accepted, ...change } = await this.#o.storage.execute(commands.appendMessage, {
      conversation: id,
      side,
      member,
      message,
    });
    await this.#telling.tell(change);
    return accepted;
  }

  async #annotateStart(row: ConversationsTable): Promise<void> {
    const { storage, visits } = this.#o;
    const visitor = await findVisitor(storage.read, row.site_id, row.visitor_id);
    visits.annotate(row.site_id, row.visitor_id, {
      past: {
        conversations: visitor?.conversation_count ?? 1,
        lastConversationAt: row.started_at,
        contactName: visitor?.contact_name ?? null,
      },
    });
  }

  /** [VIS4] What a browser proves by the keys it holds: `held` are conversations of the visitor whose visit it is in. */
  async #recognize(held: ConversationsTable[]): Promise<void> {
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
    if (isProven && weak.length > 0) await this.#o.storage.execute(commands.strengthen, { conversations: weak });
  }

  #grant(site: Site, row: ConversationsTable, keyHash: string): Grant {
    const signed = signAccessToken(
      this.#o.secret,
      { site: site.id, conversation: row.id, keyHash },
      this.#o.clock.now(),
    );
    return { conversation: presentConversation(row), visitor: row.visitor_id, ...signed };
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

function notFound() {
  return appError('conversation_not_found', 'There is no such conversation.');
}

function readText(raw: string): string {
  const clean = cleanMessage(raw);
  if (clean.ok) return clean.text;
  throw clean.code === 'message_empty'
    ? appError('message_empty', 'The message has no text. Write something before you send it.')
    : appError('message_too_long', `The message is longer than ${limits.messageChars} characters. Send it in parts.`);
}

function readLine(raw: string | null): string | null {
  return raw === null ? null : cleanLine(raw, limits.visitorNameChars) || null;
}
