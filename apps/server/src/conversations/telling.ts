import type {
  ConversationId,
  InboxDelta,
  InboxItem,
  InternalEvent,
  PublicEvent,
  Sequenced,
  SiteId,
  VisitorId,
} from '@porchlight/protocol';
import type { Bus } from '../platform/bus/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { publishDelta, publishEvent } from '../realtime/index.ts';
import type { Sites } from '../sites/index.ts';
import { readVisitor } from '../visitors/index.ts';
import type { Visits } from '../visits/index.ts';
import type { Change } from './events.ts';
import type { Logins } from './logins.ts';
import { OpenWindows } from './open-windows.ts';
import { presentContact, presentEvent, presentInboxItem, presentPresent, typedIn } from './present.ts';
import * as store from './store.ts';
import type { ConversationsTable } from './tables.ts';

type Heads = { public: number | undefined; internal: number | undefined };

/** Answers overtake one another by moments only, so the conversations of the last moments are enough. */
const toldKept = 2_000;

type Options = { storage: Storage; clock: Clock; bus: Bus; sites: Sites; visits: Visits; logins: Logins };

/** Tells streams, inbox and live list what happened to conversations, each conversation's changes in their order. */
export class Telling {
  readonly #o: Options;
  readonly #last = new Map<ConversationId, Promise<void>>();
  /** How far the streams of the newest conversations were told. */
  readonly #told = new Map<ConversationId, Heads>();

  readonly #windows: OpenWindows;

  constructor(options: Options) {
    this.#o = options;
    this.#windows = new OpenWindows(options.clock);
  }

  /** Publishes what a command changed; called after its commit only. Answers with the inbox row. */
  async tell(change: Change): Promise<InboxItem> {
    const { id } = change.conversation;
    return this.#inTurn(id, async () => {
      const { bus, visits } = this.#o;
      const told = this.#told.get(id);
      const row = await this.#newest(change.conversation, told);
      const item = await this.present(row);
      const publicEvents = await this.#inOrder(id, 'public', change.publicEvents, told?.public);
      const internalEvents = await this.#inOrder(id, 'internal', change.internalEvents, told?.internal);
      for (const { seq, event } of publicEvents) publishEvent(bus, `conversation.${id}`, seq, event);
      for (const { seq, event } of internalEvents) publishEvent(bus, `conversation.${id}.internal`, seq, event);
      // Of a conversation that begins, all is known; of another only what has been told.
      const known = change.publicEvents[0]?.seq === 1 ? { public: row.head, internal: row.internal_head } : told;
      this.#noteTold(id, {
        public: publicEvents.at(-1)?.seq ?? known?.public,
        internal: internalEvents.at(-1)?.seq ?? known?.internal,
      });
      if (change.publicEvents.length > 0 || change.internalEvents.length > 0) this.#publishItem(item);
      if (publicEvents.some(({ seq, event }) => seq === 1 || (event.type !== 'message' && event.type !== 'receipt')))
        visits.annotate(row.site_id, row.visitor_id, { conversation: presentPresent(row) });
      return item;
    });
  }

  /** The visitor's messenger connected, or is gone. */
  async noteWindow(id: ConversationId, isOpen: boolean): Promise<void> {
    if (!isOpen) this.#windows.close(id);
    else if (this.#windows.open(id)) await this.#tellItem(id);
  }

  /** Tells the inbox that these visitors came or left, and whose messenger is gone. */
  async tellPresence(moved: readonly { site: SiteId; visitor: VisitorId }[]): Promise<void> {
    const { storage } = this.#o;
    for (const id of this.#windows.sweep()) await this.#tellItem(id);
    for (const [site, visitors] of Map.groupBy(moved, (one) => one.site)) {
      const ids = visitors.map((one) => one.visitor);
      for (const { id } of await store.findOpenConversationsOf(storage.read, site, ids)) await this.#tellItem(id);
    }
  }

  /** Tells the inbox an open conversation's row as it is by now: what changes it meanwhile is told after this. */
  #tellItem(id: ConversationId): Promise<void> {
    return this.#inTurn(id, async () => {
      const row = await store.findConversation(this.#o.storage.read, id);
      if (row && row.status !== 'ended') this.#publishItem(await this.present(row));
    });
  }

  /** Shows in the live list who is in a conversation already. */
  async annotateOpen(): Promise<void> {
    const { sites, storage, visits } = this.#o;
    for (const site of sites.readAll()) {
      for (const row of await store.findOpenConversations(storage.read, site.id, 10_000))
        visits.annotate(site.id, row.visitor_id, { conversation: presentPresent(row) });
    }
  }

  async present(row: ConversationsTable): Promise<InboxItem> {
    const { storage, visits, logins } = this.#o;
    const contact = row.contact_id && (await logins.findContact(row.site_id, row.contact_id));
    const visitor = await readVisitor(storage.read, row.site_id, row.visitor_id);
    const isOnline = visits.isVisitorPresent(row.site_id, row.visitor_id) || this.#windows.isOpen(row.id);
    const { name, email } = presentContact(contact, typedIn(row, visitor));
    return presentInboxItem(row, name ?? (contact ? email : null), isOnline);
  }

  /** The row as it is, where a later change was told already: answers of two commits may arrive in either order. */
  async #newest(row: ConversationsTable, told: Heads | undefined): Promise<ConversationsTable> {
    if (row.head >= (told?.public ?? 0) && row.internal_head >= (told?.internal ?? 0)) return row;
    return (await store.findConversation(this.#o.storage.read, row.id)) ?? row;
  }

  /** These events and those before them that nobody was told of yet; none that was told already. */
  async #inOrder<E extends PublicEvent | InternalEvent>(
    id: ConversationId,
    stream: 'public' | 'internal',
    events: Sequenced<E>[],
    told: number | undefined,
  ): Promise<Sequenced<E>[]> {
    const [first, last] = [events[0], events.at(-1)];
    if (told === undefined || !first || !last || first.seq === told + 1) return events;
    if (last.seq <= told) return [];
    const rows = await store.findEvents(this.#o.storage.read, id, stream, { after: told }, last.seq - told);
    return rows.map((row) => presentEvent<E>(row));
  }

  #noteTold(id: ConversationId, heads: Heads): void {
    this.#told.delete(id);
    this.#told.set(id, heads);
    const [oldest] = this.#told.keys();
    if (this.#told.size > toldKept && oldest) this.#told.delete(oldest);
  }

  #publishItem(item: InboxItem): void {
    publishDelta(this.#o.bus, `inbox.${item.site}`, { upserts: [item], removed: [] } satisfies InboxDelta);
  }

  // Reading for one change takes a moment, and a later change of that conversation must not overtake it then.
  async #inTurn<T>(id: ConversationId, work: () => Promise<T>): Promise<T> {
    const done = (this.#last.get(id) ?? Promise.resolve()).then(work);
    const settled = done.then(
      () => undefined,
      () => undefined,
    );
    this.#last.set(id, settled);
    try {
      return await done;
    } finally {
      if (this.#last.get(id) === settled) this.#last.delete(id);
    }
  }
}
