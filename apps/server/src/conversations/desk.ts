import {
  type Accepted,
  type AgentConversation,
  type ConversationId,
  type ConversationOpened,
  type InboxItem,
  type InboxSnapshot,
  type InboxView,
  type InternalEvent,
  limits,
  type MemberId,
  type MemberRef,
} from '@porchlight/protocol';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { newSortableId } from '../platform/ids/index.ts';
import type { Site } from '../sites/index.ts';
import { readVisitor } from '../visitors/index.ts';
import * as commands from './commands.ts';
import type { Logins } from './logins.ts';
import { presentContact, presentEvents, typedIn } from './present.ts';
import { readText } from './rules.ts';
import type { SendMessage } from './schema.ts';
import * as store from './store.ts';
import type { ConversationsTable } from './tables.ts';
import type { Telling } from './telling.ts';

type Options = {
  storage: Storage;
  clock: Clock;
  logins: Logins;
  telling: Telling;
  allowMessage(sender: string): Promise<void>;
  open(row: ConversationsTable): Promise<ConversationOpened>;
  append(
    id: ConversationId,
    side: 'agent',
    member: MemberRef,
    sent: { clientId: string; text: string; attached: commands.Attached },
  ): Promise<Accepted>;
};

/** What agents see of conversations and do in them. */
export class Desk {
  readonly #o: Options;

  constructor(options: Options) {
    this.#o = options;
  }

  async findForAgent(row: ConversationsTable): Promise<AgentConversation> {
    const { storage } = this.#o;
    const visitor = await readVisitor(storage.read, row.site_id, row.visitor_id);
    const contact = row.contact_id && (await this.#o.logins.findContact(row.site_id, row.contact_id));
    const internal = await store.findEvents(
      storage.read,
      row.id,
      'internal',
      { before: row.internal_head + 1 },
      limits.eventsPage + 1,
    );
    return {
      item: await this.#o.telling.present(row),
      opened: await this.#o.open(row),
      internal: presentEvents<InternalEvent>(internal, row.internal_head, limits.eventsPage, 'last'),
      recognition: { strength: row.recognition, evidence: row.evidence },
      contact: presentContact(contact, typedIn(row, visitor)),
    };
  }

  async findInbox(site: Site, view: InboxView, member: MemberRef): Promise<InboxItem[]> {
    const rows = await store.findInbox(this.#o.storage.read, site.id, view, member.id, limits.conversationsPage);
    return Promise.all(rows.map((row) => this.#o.telling.present(row)));
  }

  /** The snapshot of `inbox.{site}`: everything that is not ended. */
  async readInbox(site: Site): Promise<InboxSnapshot> {
    const rows = await store.findOpenConversations(this.#o.storage.read, site.id, 500);
    return { items: await Promise.all(rows.map((row) => this.#o.telling.present(row))) };
  }

  async sendAsMember(id: ConversationId, member: MemberRef, input: SendMessage): Promise<Accepted> {
    const text = readText(input.text, input.attachments);
    await this.#o.allowMessage(member.id);
    const attached = { owner: `member:${member.id}`, files: input.attachments ?? [] } as const;
    return this.#o.append(id, 'agent', member, { clientId: input.clientId, text, attached });
  }

  async addNote(id: ConversationId, member: MemberRef, input: { clientId: string; text: string }): Promise<Accepted> {
    const text = readText(input.text);
    await this.#o.allowMessage(member.id);
    const now = this.#o.clock.now();
    const note = { id: newSortableId('ms', now), clientId: input.clientId, text, at: now };
    const { accepted, ...change } = await this.#o.storage.execute(commands.addNote, { conversation: id, member, note });
    await this.#o.telling.tell(change);
    return accepted;
  }

  /** `mayAssign`: also from a colleague. Throws `conversation_taken`. */
  async take(id: ConversationId, member: MemberRef, mayAssign = false): Promise<InboxItem> {
    return this.#o.telling.tell(
      await this.#o.storage.execute(commands.takeConversation, {
        conversation: id,
        member,
        mayAssign,
        now: this.#o.clock.now(),
      }),
    );
  }

  /** Puts what a member has, who is gone, back to the queue. */
  async releaseAllOf(member: MemberId, by: MemberRef): Promise<void> {
    for (const id of await store.findAssignedTo(this.#o.storage.read, member)) await this.release(id, by, true);
  }

  /** `mayAssign`: also what a colleague has. Throws `permission_missing`. */
  async release(id: ConversationId, member: MemberRef, mayAssign = false): Promise<InboxItem> {
    return this.#o.telling.tell(
      await this.#o.storage.execute(commands.releaseConversation, {
        conversation: id,
        member,
        mayAssign,
        now: this.#o.clock.now(),
      }),
    );
  }
}
