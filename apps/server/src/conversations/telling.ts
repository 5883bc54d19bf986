import type { ConversationId, InboxDelta, InboxItem, SiteId, VisitorId } from '@porchlight/protocol';
import type { Bus } from '../platform/bus/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { publishDelta, publishEvent } from '../realtime/index.ts';
import type { Sites } from '../sites/index.ts';
import { findVisitor } from '../visitors/index.ts';
import type { Visits } from '../visits/index.ts';
import type { Change } from './commands.ts';
import { presentInboxItem, presentPresent } from './present.ts';
import * as store from './store.ts';
import type { ConversationsTable } from './tables.ts';

type Options = { storage: Storage; bus: Bus; sites: Sites; visits: Visits };

/** Tells streams, inbox and live list what happened to conversations, each conversation's changes in their order. */
export class Telling {
  readonly #o: Options;
  readonly #last = new Map<ConversationId, Promise<void>>();

  constructor(options: Options) {
    this.#o = options;
  }

  /** Publishes what a command changed; called after its commit only. Answers with the inbox row. */
  async tell(change: Change): Promise<InboxItem> {
    return this.#inTurn(change.conversation.id, async () => {
      const { bus, visits } = this.#o;
      const { conversation: row, publicEvents, internalEvents } = change;
      const item = await this.present(row);
      for (const { seq, event } of publicEvents) publishEvent(bus, `conversation.${row.id}`, seq, event);
      for (const { seq, event } of internalEvents) publishEvent(bus, `conversation.${row.id}.internal`, seq, event);
      if (publicEvents.length > 0 || internalEvents.length > 0) this.#publishItem(item);
      if (publicEvents.some(({ seq, event }) => seq === 1 || (event.type !== 'message' && event.type !== 'receipt')))
        visits.annotate(row.site_id, row.visitor_id, { conversation: presentPresent(row) });
      return item;
    });
  }

  /** Tells the inbox that these visitors came or left. */
  async tellPresence(moved: readonly { site: SiteId; visitor: VisitorId }[]): Promise<void> {
    const { storage } = this.#o;
    for (const [site, visitors] of Map.groupBy(moved, (one) => one.site)) {
      const ids = visitors.map((one) => one.visitor);
      for (const { id } of await store.findOpenConversationsOf(storage.read, site, ids)) {
        await this.#inTurn(id, async () => {
          // As it is by now: what changed it meanwhile is told after this.
          const row = await store.findConversation(storage.read, id);
          if (row) this.#publishItem(await this.present(row));
        });
      }
    }
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
    const { storage, visits } = this.#o;
    const visitor = await findVisitor(storage.read, row.site_id, row.visitor_id);
    return presentInboxItem(row, visitor?.contact_name ?? null, visits.isVisitorPresent(row.site_id, row.visitor_id));
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
