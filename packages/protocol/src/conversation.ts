import type { FormAnswer } from './contact-form.ts';
import type { Attachment } from './files.ts';
import type { ClientId, ConversationId, MemberId, MessageId, SiteId, VisitorId } from './ids.ts';

export type ConversationStatus = 'queued' | 'open' | 'ended';
/** How a conversation began: in the chat window, or by the help center's contact form. */
export type Channel = 'chat' | 'form';
export type Side = 'visitor' | 'agent';
export type MemberRef = { id: MemberId; name: string };
export type Author = { kind: 'visitor' } | ({ kind: 'agent' } & MemberRef);

/** How far one side has received and seen the conversation, as sequence numbers of the public stream. */
export type Receipt = { deliveredSeq: number; readSeq: number };

/** Events of the durable stream `conversation.{id}`: all that the visitor may see. `at` is server time, ms. */
export type PublicEvent =
  | {
      type: 'message';
      id: MessageId;
      clientId: ClientId;
      author: Author;
      /** Empty where the message is its files alone. */
      text: string;
      /** Left out where there are none. */
      attachments?: Attachment[];
      at: number;
    }
  | { type: 'joined'; member: MemberRef; at: number }
  | { type: 'left'; member: MemberRef; at: number }
  | ({ type: 'receipt'; side: Side; at: number } & Receipt)
  | { type: 'ended'; by: Side; at: number }
  | { type: 'rated'; score: number; comment: string | null; at: number };

/** Events of the durable stream `conversation.{id}.internal`: never sent to a visitor's socket. */
export type InternalEvent =
  | { type: 'note'; id: MessageId; clientId: ClientId; author: MemberRef; text: string; at: number }
  | { type: 'assigned'; to: MemberRef | null; by: MemberRef; at: number }
  /** [XD5] the visitor went on with it on another domain of the site. */
  | { type: 'continued'; from: string; on: string; at: number }
  /** [CNV9] the visitor went on with it on another device, by a code from their mailbox. */
  | { type: 'device'; at: number }
  /** [CNV7] the site's own login said who this visitor is. */
  | { type: 'identified'; name: string | null; email: string | null; at: number }
  /** [HC14] it began with the contact form: what was asked there besides the message. */
  | { type: 'form'; subject: string; email: string | null; fields: FormAnswer[]; at: number }
  /** [CNV3] a recovery token was used again after its successor: somebody may have copied it, so that all it opened ended. */
  | { type: 'recovery-reused'; at: number };

export type Sequenced<E> = { seq: number; event: E };

export type Rating = { score: number; comment: string | null };

/** A conversation as the visitor may see it, at sequence number `head` of its public stream. */
export type ConversationView = {
  id: ConversationId;
  site: SiteId;
  status: ConversationStatus;
  agent: MemberRef | null;
  receipts: Record<Side, Receipt>;
  rating: Rating | null;
  startedAt: number;
  endedAt: number | null;
  head: number;
};

/** What opening a conversation answers: its state and the newest window of its events, oldest first. */
export type ConversationOpened = {
  conversation: ConversationView;
  events: Sequenced<PublicEvent>[];
  /** True when older events exist before the first one here (`GET …/events?before=`). */
  hasEarlier: boolean;
};

/** Answer of `GET …/events?after=` and `?before=`: oldest first, at most `limits.eventsPage`. */
export type EventsPage<E> = { events: Sequenced<E>[]; head: number; hasMore: boolean };

/** Answer of every accepted message and note. `isRepeat` is true when the client id was already known with this text. */
export type Accepted = { seq: number; id: MessageId; at: number; isRepeat: boolean };

/** One row of the agents' inbox. */
export type InboxItem = {
  id: ConversationId;
  site: SiteId;
  channel: Channel;
  /** What the contact form was about; left out for a chat. */
  subject?: string;
  status: ConversationStatus;
  visitor: { id: VisitorId; label: string; country: string | null; isOnline: boolean };
  assignee: MemberRef | null;
  /** `files`: how many files it brought; left out for none. */
  lastMessage: { author: Side; text: string; files?: number; at: number } | null;
  /** Visitor messages that no agent has read yet. */
  unread: number;
  /** Since when the visitor waits for an answer, or null when the last word was the agent's. */
  waitingSince: number | null;
  startedAt: number;
  endedAt: number | null;
  rating: Rating | null;
  heads: { public: number; internal: number };
};

/** A conversation as an agent sees it: the inbox row, both streams' newest windows. */
export type AgentConversation = {
  item: InboxItem;
  opened: ConversationOpened;
  internal: EventsPage<InternalEvent>;
  /** How this browser was connected with the visitor id; weak is "probably the same", see VIS4. */
  recognition: { strength: 'none' | 'weak' | 'strong'; evidence: string };
  contact: ContactRef;
};

/**
 * Who somebody says to be, or, where `isVerified`, whom the site's own login knows them as [CNV7]; typed names and
 * addresses prove nothing [CNV8].
 */
export type ContactRef = { name: string | null; email: string | null; isVerified?: boolean };

/**
 * Applies one public event: old state + event = fresh state. Events at or below `head` are repeats and
 * change nothing; a gap is the caller's to notice (`seq > head + 1`) before calling.
 */
export function applyPublicEvent(view: ConversationView, { seq, event }: Sequenced<PublicEvent>): ConversationView {
  if (seq <= view.head) return view;
  const next: ConversationView = { ...view, head: seq };
  switch (event.type) {
    case 'message':
      return next;
    case 'joined':
      return { ...next, agent: event.member, status: 'open' };
    case 'left':
      return { ...next, agent: null, status: 'queued' };
    case 'receipt':
      return {
        ...next,
        receipts: {
          ...view.receipts,
          [event.side]: { deliveredSeq: event.deliveredSeq, readSeq: event.readSeq },
        },
      };
    case 'ended':
      return { ...next, status: 'ended', endedAt: event.at };
    case 'rated':
      return { ...next, rating: { score: event.score, comment: event.comment } };
  }
}
