import type {
  Channel,
  ContactId,
  ConversationId,
  ConversationStatus,
  HelpLanguage,
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
  channel: Channel;
  /** What a contact form was about; null for a chat. */
  subject: string | null;
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
  last_message_files: number;
  last_message_at: number | null;
  rating_score: number | null;
  rating_comment: string | null;
  recognition: 'none' | 'weak' | 'strong';
  evidence: string;
  country: string | null;
  /** What the visitor typed about themselves as it began [CNV8]. */
  typed_name: string | null;
  typed_email: string | null;
  /** Whose it is by the site's own login [CNV7]; null while nobody proved that. */
  contact_id: ContactId | null;
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
  /** When it was made; a key of a recovery family is as old as the key it came from [MODE17]. */
  created_at: number;
  revoked_at: number | null;
  /** Last exchange for a token; kept where keys end [MODE17], and where sites hide earlier conversations [CNV6]. */
  used_at: number | null;
  family_id: string | null;
  /** The key by which a family came to open this conversation; its end is this key's too. */
  source_hash: string | null;
  /** The visit that it opened the conversation in last, while that went on [CNV6]. */
  visit_id: VisitId | null;
  /** The family of the login beside which it was exchanged: another login ends it [CNV7]. */
  login_id: string | null;
};

/** A group of keys that begins and ends together: what a recovery token opens [CNV3], a login [CNV7], or a browser holds of the help center [HC16]. */
export type KeyFamiliesTable = {
  /** 128 random bits; named in tokens, opens nothing by itself. */
  id: string;
  site_id: SiteId;
  kind: 'recovery' | 'login' | 'held';
  /** Who logged in, and in which browser; null but for a login. */
  contact_id: ContactId | null;
  visitor_id: VisitorId | null;
  /** The newest recovery token that came back; its successor is the one handed out. */
  generation: number;
  /** What the token is bound to in session modes, hashed. */
  marker_hash: string | null;
  created_at: number;
  used_at: number;
  /** When the login is over. */
  expires_at: number | null;
  revoked_at: number | null;
  ended_by: 'reused' | 'logout' | 'switched' | 'expired' | null;
};

/** [CNV9] A code from a mailbox that grants one key, once. The code is derived from `id` and kept nowhere. */
export type DeviceCodesTable = {
  id: string;
  code_hash: string;
  site_id: SiteId;
  conversation_id: ConversationId;
  /** The key by which it was asked for: its end is the end of what the code granted. */
  source_hash: string;
  address_hash: string;
  created_at: number;
  expires_at: number;
  used_at: number | null;
  /** What it granted. */
  key_hash: string | null;
};

/** [HC34] What a one-time code brings from the messenger to the help center: a row for each key that was shown for it. */
export type HeldCodesTable = {
  code_hash: string;
  /** What the code brings ends with this key. */
  key_hash: string;
  site_id: SiteId;
  /** `sent` by the messenger; `shown` in the page of the help center that asks. */
  step: 'sent' | 'shown';
  expires_at: number;
  /** The family that it was used for. */
  family_id: string | null;
};

/** [HC14] What a conversation that began with a contact form has besides. */
export type TicketsTable = {
  conversation_id: ConversationId;
  site_id: SiteId;
  /** By which a code from the mailbox finds it; null for a user's, which their login opens. */
  email_key: string | null;
  /** Where replies go. */
  email: string;
  language: HelpLanguage;
  /** JSON of `FormAnswer[]`. */
  fields: string;
  /** The newest reply that went out by mail, by its number in the public stream. */
  mailed_seq: number;
  created_at: number;
};

/** [HC17] Mails that forms caused, so that none is one too many. */
export type TicketMailsTable = {
  id: string;
  site_id: SiteId;
  kind: 'receipt' | 'reply';
  /** Keyed by the installation's secret: nobody can try addresses against it. */
  address_hash: string;
  created_at: number;
};

/** What happened to keys, for the inspector. */
export type KeyEventsTable = {
  id: string;
  site_id: SiteId;
  conversation_id: ConversationId;
  visit_id: VisitId | null;
  key_hash: string | null;
  family_id: string | null;
  /**
   * `granted` by a `start`, a `continuation`, a `device`, a `recovery`, a `login`, a `code`, the `messenger`; `revoked` by a `logout`, `switched`, `reused`,
   * `expired`, `ended`, a `code` typed in elsewhere; `token-reused`: a recovery token came back after its successor; `joined`: now the contact's.
   */
  kind: 'granted' | 'revoked' | 'token-reused' | 'joined';
  detail: string | null;
  at: number;
};

declare module '../platform/db/tables.ts' {
  interface Tables {
    conversations: ConversationsTable;
    conversation_events: ConversationEventsTable;
    conversation_keys: ConversationKeysTable;
    key_families: KeyFamiliesTable;
    key_events: KeyEventsTable;
    device_codes: DeviceCodesTable;
    held_codes: HeldCodesTable;
    tickets: TicketsTable;
    ticket_mails: TicketMailsTable;
  }
}
