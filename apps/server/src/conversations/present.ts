import type {
  ContactRef,
  ConversationRecord,
  ConversationView,
  EventsPage,
  InboxItem,
  LiveVisitor,
  MemberRef,
  Rating,
  Sequenced,
} from '@porchlight/protocol';
import { type VisitorsTable, visitorLabel } from '../visitors/index.ts';
import type { Contact } from './logins.ts';
import type { ConversationEventsTable, ConversationsTable } from './tables.ts';

/** [CNV7] Whom the site's own login knows somebody as, or else what they typed, which proves nothing [CNV8]. */
export function presentContact(
  contact: Contact | null,
  typed: Pick<VisitorsTable, 'contact_name' | 'contact_email'> | null,
): ContactRef {
  if (contact) return { name: contact.name, email: contact.email, isVerified: true };
  return { name: typed?.contact_name ?? null, email: typed?.contact_email ?? null };
}

/** What a visitor typed in this conversation, or else in others before it. */
export function typedIn(
  row: Pick<ConversationsTable, 'typed_name' | 'typed_email'>,
  visitor: Pick<VisitorsTable, 'contact_name' | 'contact_email'> | null,
): Pick<VisitorsTable, 'contact_name' | 'contact_email'> {
  return {
    contact_name: row.typed_name ?? visitor?.contact_name ?? null,
    contact_email: row.typed_email ?? visitor?.contact_email ?? null,
  };
}

/** The conversation as its visitor may see it. */
export function presentConversation(row: ConversationsTable): ConversationView {
  return {
    id: row.id,
    site: row.site_id,
    status: row.status,
    agent: assigneeOf(row),
    receipts: {
      visitor: { deliveredSeq: row.visitor_delivered_seq, readSeq: row.visitor_read_seq },
      agent: { deliveredSeq: row.agent_delivered_seq, readSeq: row.agent_read_seq },
    },
    rating: ratingOf(row),
    startedAt: row.started_at,
    endedAt: row.ended_at,
    head: row.head,
  };
}

/** The agents' inbox row. */
export function presentInboxItem(row: ConversationsTable, contactName: string | null, isOnline: boolean): InboxItem {
  return {
    id: row.id,
    site: row.site_id,
    channel: row.channel,
    ...(row.subject === null ? {} : { subject: row.subject }),
    status: row.status,
    visitor: { id: row.visitor_id, label: visitorLabel(row.visitor_id, contactName), country: row.country, isOnline },
    assignee: assigneeOf(row),
    lastMessage:
      row.last_message_side && row.last_message_at !== null
        ? {
            author: row.last_message_side,
            text: row.last_message_text ?? '',
            ...(row.last_message_files > 0 ? { files: row.last_message_files } : {}),
            at: row.last_message_at,
          }
        : null,
    unread: row.unread,
    waitingSince: row.waiting_since,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    rating: ratingOf(row),
    heads: { public: row.head, internal: row.internal_head },
  };
}

/** What the live list shows of a visitor's conversation. */
export function presentPresent(row: ConversationsTable): NonNullable<LiveVisitor['conversation']> {
  return { id: row.id, status: row.status, assignee: row.assignee_id };
}

export function presentRecord(row: ConversationsTable): ConversationRecord {
  return {
    id: row.id,
    visitor: row.visitor_id,
    status: row.status,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    lastText: row.last_message_text,
    rating: ratingOf(row),
  };
}

/** One page of a stream; `rows` may hold one more than `limit`, which only says that there is more. */
export function presentEvents<E>(
  rows: ConversationEventsTable[],
  head: number,
  limit: number,
  keep: 'first' | 'last',
): EventsPage<E> {
  const kept = keep === 'first' ? rows.slice(0, limit) : rows.slice(-limit);
  return { events: kept.map((row) => presentEvent<E>(row)), head, hasMore: rows.length > limit };
}

export function presentEvent<E>(row: ConversationEventsTable): Sequenced<E> {
  return { seq: row.seq, event: JSON.parse(row.payload) as E };
}

function assigneeOf(row: ConversationsTable): MemberRef | null {
  return row.assignee_id && row.assignee_name ? { id: row.assignee_id, name: row.assignee_name } : null;
}

function ratingOf(row: ConversationsTable): Rating | null {
  return row.rating_score === null ? null : { score: row.rating_score, comment: row.rating_comment };
}
