import type { ConversationStatus, InboxItem, InternalEvent, MemberRef, PublicEvent, Side } from './conversation.ts';
import type { ErrorCode, ErrorKind } from './errors.ts';
import type { ConversationId, MemberId, SiteId, VisitId, VisitorId } from './ids.ts';
import { isId } from './ids.ts';

/** Version of the socket protocol; another one is answered with `bye` and code `version`. */
export const realtimeVersion = 1;

/** Durable streams, numbered in the database. */
export type DurableStream = `conversation.${ConversationId}` | `conversation.${ConversationId}.internal`;
/** Ephemeral streams: a snapshot at each subscribe, then deltas, numbered within the node's epoch. */
export type EphemeralStream =
  | `typing.${ConversationId}`
  | `inbox.${SiteId}`
  | `live.${SiteId}`
  | `presence.${SiteId}`
  | `site.${SiteId}`;
export type Stream = DurableStream | EphemeralStream;

export type ParsedStream =
  | { kind: 'conversation' | 'internal' | 'typing'; conversation: ConversationId }
  | { kind: 'inbox' | 'live' | 'presence' | 'site'; site: SiteId };

/** Reads a stream's name; null when it is none. */
export function parseStream(name: unknown): ParsedStream | null {
  if (typeof name !== 'string') return null;
  const [kind, id, rest, ...more] = name.split('.');
  if (more.length > 0) return null;
  if (kind === 'conversation' && isId('cv', id)) {
    if (rest === undefined) return { kind: 'conversation', conversation: id };
    return rest === 'internal' ? { kind: 'internal', conversation: id } : null;
  }
  if (rest !== undefined) return null;
  if (kind === 'typing' && isId('cv', id)) return { kind, conversation: id };
  if ((kind === 'inbox' || kind === 'live' || kind === 'presence' || kind === 'site') && isId('st', id)) {
    return { kind, site: id };
  }
  return null;
}

/** Frames from a client. The first must be `hello`, within `limits.helloMs`. */
export type ClientFrame =
  | { type: 'hello'; v: number; token: string }
  | { type: 'subscribe'; stream: Stream }
  | { type: 'unsubscribe'; stream: Stream }
  | { type: 'typing'; conversation: ConversationId; isTyping: boolean }
  /** A member touched keyboard or pointer: only this counts as use of the session [AUTH2]. */
  | { type: 'input' }
  | { type: 'ping' };

/** Frames from the server. */
export type ServerFrame =
  | { type: 'welcome'; v: number; epoch: string; heartbeatMs: number }
  | { type: 'subscribed'; stream: DurableStream; head: number }
  | { type: 'event'; stream: DurableStream; seq: number; event: PublicEvent | InternalEvent }
  | { type: 'snapshot'; stream: EphemeralStream; epoch: string; n: number; data: unknown }
  | { type: 'delta'; stream: EphemeralStream; epoch: string; n: number; data: unknown }
  /** Of kind `internal` or `unavailable` it may be asked for again. */
  | { type: 'refused'; stream: string; kind: ErrorKind; code: ErrorCode; message: string }
  /** The newest sequence number of each durable stream that this socket follows: a lost last event is noticed. */
  | { type: 'heads'; heads: Record<string, number> }
  | { type: 'pong' }
  | { type: 'bye'; code: ByeCode; message: string };

/** Why the server closes a socket; `close` codes are 4000 + the index here. */
export const byeCodes = [
  'protocol',
  'version',
  'hello-late',
  'unauthenticated',
  'revoked',
  'frame-too-large',
  'too-many-frames',
  'slow-consumer',
  'shutting-down',
  'idle',
] as const;
export type ByeCode = (typeof byeCodes)[number];

/** Data of the ephemeral streams. */
export type TypingState = { side: Side; name: string | null; isTyping: boolean };
export type TypingSnapshot = { typing: TypingState[] };
export type InboxSnapshot = { items: InboxItem[] };
export type InboxDelta = { upserts: InboxItem[]; removed: ConversationId[] };
export type PresenceSnapshot = { members: (MemberRef & { isAvailable: boolean })[] };
export type SiteStreamData = { firstPageViewAt: number | null; lastPageViewAt: number | null; lastUrl: string | null };

export type LivePage = { url: string; title: string; at: number };

/** A visitor who is on the site now. Times are server ms. */
export type LiveVisitor = {
  visit: VisitId;
  visitor: VisitorId;
  /** Short name agents can say aloud, made from the id; a typed name when there is one. */
  label: string;
  isReturning: boolean;
  visits: number;
  conversations: number;
  lastConversationAt: number | null;
  page: LivePage;
  /** Pages before this one in this visit, newest first, at most 5. */
  pagesBefore: LivePage[];
  pageCount: number;
  referrer: string | null;
  country: string | null;
  device: 'desktop' | 'phone' | 'tablet' | 'other';
  browser: string;
  os: string;
  language: string | null;
  arrivedAt: number;
  isVisible: boolean;
  tabs: number;
  conversation: { id: ConversationId; status: ConversationStatus; assignee: MemberId | null } | null;
  offer: 'none' | 'pending' | 'shown' | 'accepted' | 'declined';
  recognition: 'none' | 'weak' | 'strong';
};
/** Snapshots carry at most 500 visitors, the newest arrivals; `total` counts all. */
export type LiveSnapshot = { visitors: LiveVisitor[]; total: number };
export type LiveDelta = { upserts: LiveVisitor[]; removed: VisitId[]; total: number };

/** Checks a frame from a client by hand, so that browsers need no schema library; null when it is out of protocol. */
export function readClientFrame(value: unknown): ClientFrame | null {
  if (typeof value !== 'object' || value === null) return null;
  const frame = value as Record<string, unknown>;
  switch (frame.type) {
    case 'hello':
      return typeof frame.v === 'number' && typeof frame.token === 'string'
        ? { type: 'hello', v: frame.v, token: frame.token }
        : null;
    case 'subscribe':
    case 'unsubscribe':
      return parseStream(frame.stream) ? { type: frame.type, stream: frame.stream as Stream } : null;
    case 'typing':
      return isId('cv', frame.conversation) && typeof frame.isTyping === 'boolean'
        ? { type: 'typing', conversation: frame.conversation, isTyping: frame.isTyping }
        : null;
    case 'input':
    case 'ping':
      return { type: frame.type };
    default:
      return null;
  }
}

const serverFrameTypes = ['welcome', 'subscribed', 'event', 'snapshot', 'delta', 'refused', 'heads', 'pong', 'bye'];

/** Checks the outline of a frame from our own server; unknown types (a newer server) give null and are skipped. */
export function readServerFrame(value: unknown): ServerFrame | null {
  if (typeof value !== 'object' || value === null) return null;
  const type = (value as { type?: unknown }).type;
  return typeof type === 'string' && serverFrameTypes.includes(type) ? (value as ServerFrame) : null;
}
