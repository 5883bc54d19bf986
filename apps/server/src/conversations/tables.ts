import type {
  ConversationId,
  ConversationStatus,
  MemberId,
  Side,
  SiteId,
  VisitId,
  VisitorId,
} from '@porchlight/protocol';

export type ConversationsTable = {
  id: ConversationId;
  site_id: SiteId;
  visitor_id: VisitorId;
  visit_id: VisitId | null;
  channel: 'chat';
  status: ConversationStatus;
  assignee_id: MemberId | null;
  assignee_name: string | null;
  started_at: number;
  ended_at: number | null;
  /** Newest sequence number of the public and of the internal stream. */
  head: number;
  internal_head: number;
  visitor_delivered_seq: number;
  visitor_read_seq: number;
  agent_delivered_seq: number;
  agent_read_seq: number;
  /** Sequence numbers of each side's newest message: receipts never go beyond. */
  visitor_message_seq: number;
  agent_message_seq: number;
  unread: number;
  waiting_since: number | null;
  last_message_side: Side | null;
  last_message_text: string | null;
  last_message_at: number | null;
  rating_score: number | null;
  rating_comment: string | null;
  recognition: 'none' | 'weak' | 'strong';
  evidence: string;
  country: string | null;
};

export type ConversationEventsTable = {
  conversation_id: ConversationId;
  stream: 'public' | 'internal';
  seq: number;
  type: string;
  /** Who and which client id made it; unique in a conversation, so a repeat cannot be stored twice. */
  author_key: string | null;
  payload: string;
};

export type ConversationKeysTable = {
  key_hash: string;
  site_id: SiteId;
  conversation_id: ConversationId;
  created_at: number;
  revoked_at: number | null;
  /** Last exchange for a token; kept in session modes alone, where keys end [MODE17]. */
  used_at: number | null;
};

declare module '../platform/db/tables.ts' {
  interface Tables {
    conversations: ConversationsTable;
    conversation_events: ConversationEventsTable;
    conversation_keys: ConversationKeysTable;
  }
}
