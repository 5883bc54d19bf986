import type { ContactRef, ConversationStatus } from './conversation.ts';
import type { ConversationId, VisitId, VisitorId } from './ids.ts';
import type { HistoryPolicy, JoinPolicy, PageRecord, VisitorAlias, VisitRecord } from './workspace.ts';

/**
 * `GET /api/admin/sites/{site}/visits?query=&until=&before=`: newest first. Every word of `query` must stand somewhere in
 * the visitor's name, address or id, in the visit's id, in an address or title of its pages, or in browser, system and
 * country; `until` is a time in ms.
 */
export type InspectedVisits = {
  visits: VisitSummary[];
  /** What to give as `before` to go on further back; null when there is nothing further back. */
  next: VisitId | null;
  /** Visits that began since then were looked through; null where there was none. */
  searchedSince: number | null;
};
export type VisitSummary = Omit<VisitRecord, 'pages'> & {
  label: string;
  contact: ContactRef;
  /** 1 for the visitor's first visit. */
  ordinal: number;
  pageCount: number;
  /** The newest page that was searched for; without a search the newest. */
  page: Pick<PageRecord, 'url' | 'title'> | null;
};

/** `GET /api/admin/sites/{site}/visits/{visit}`: all that is known of how one visit was recognised. */
export type InspectedVisit = {
  visit: VisitRecord;
  ordinal: number;
  pageCount: number;
  visitor: {
    id: VisitorId;
    label: string;
    contact: ContactRef;
    /** What they typed in the chat, where the site's own login says who they are; null where nothing was typed. */
    typed: { name: string | null; email: string | null } | null;
    firstSeenAt: number;
    lastSeenAt: number;
    visitCount: number;
    /** When the id was ended by a logout or a withdrawal; null while it is good. */
    revokedAt: number | null;
    /** Since when the id counts as copyable, though it lies in a cookie that script cannot read. */
    weakenedAt: number | null;
  };
  /** Surest first; then those that were undone. */
  aliases: InspectedAlias[];
  /** Hand-offs of the last day, newest first: the server keeps them no longer. */
  handoffs: InspectedHandoff[];
  /** Newest first: conversations of this visitor, each with the keys that open it. */
  conversations: InspectedConversation[];
  /** What opens several conversations together: recovery tokens, and logins of the site's own. Oldest first. */
  families: InspectedFamily[];
  /** Proofs of a yes by this visitor, newest first. */
  consents: { at: number; functional: boolean; analytics: boolean; textVersion: string; source: string }[];
  /** Cookies of an earlier system whose ids were taken over; the ids themselves are not told. */
  earlierIds: { name: string; at: number }[];
  /** The site's rules as they are now. */
  rules: { history: HistoryPolicy; join: JoinPolicy };
};
/** `DELETE /api/admin/sites/{site}/visitors/{visitor}/aliases/{other}` undoes one, with 204. */
export type InspectedAlias = VisitorAlias & {
  /** The id between the two where no edge joins them directly. */
  via: { visitor: VisitorId; label: string } | null;
  undoneAt: number | null;
};
export type InspectedHandoff = {
  id: string;
  /** `left`: this visit handed over to another page; `arrived`: another visit handed over to this one. */
  direction: 'left' | 'arrived';
  sourceHost: string;
  targetHost: string;
  createdAt: number;
  redeemedAt: number | null;
  confirmedAt: number | null;
  other: { visitor: VisitorId; label: string } | null;
  carriesConversation: boolean;
};
export type InspectedConversation = {
  id: ConversationId;
  status: ConversationStatus;
  startedAt: number;
  endedAt: number | null;
  /** Began in the visit that is looked at. */
  isOfVisit: boolean;
  recognition: 'none' | 'weak' | 'strong';
  evidence: string;
  /** Keys that open it now. */
  openKeys: number;
  /** What became of its keys, oldest first. */
  events: KeyEvent[];
};
/** What happened to a key or a recovery token. */
export type KeyEvent = {
  at: number;
  kind: 'granted' | 'revoked' | 'token-reused' | 'joined';
  /** By what: `start`, `continuation`, `recovery`, `login`, `messenger`, `logout`, `switched`, `reused`, `expired`, `ended`; null where it is not known. */
  detail: string | null;
  /** The first characters of the key's hash and of its family's id, to tell them apart; they open nothing. */
  key: string | null;
  family: string | null;
  /** In the visit that is looked at. */
  isOfVisit: boolean;
};
/** `family`: the first characters of its id, as key events name it. */
export type InspectedFamily = {
  family: string;
  kind: 'recovery' | 'login' | 'held';
  startedAt: number;
  usedAt: number;
  /** How often a recovery token came back and was replaced by its successor. */
  uses: number;
  endedAt: number | null;
  endedBy: 'reused' | 'logout' | 'switched' | 'expired' | 'replaced' | null;
};
