import type { Accepted, ConversationOpened, ConversationView } from './conversation.ts';
import type { ExpectedReply } from './frame.ts';
import type { ClientId, FileId, OfferId, VisitId, VisitorId } from './ids.ts';
import type { HandoffProof } from './tag.ts';

/**
 * `POST /m/{site}/conversations` with `Authorization: Bearer {conversation key}`. The frame makes the key
 * (256 bits, base64url) and stores it before it sends, so a lost answer loses nothing: the same key with the
 * same client id answers with the first result. The server stores only the key's hash [CNV1].
 */
export type StartConversationRequest = {
  clientId: ClientId;
  /** May be empty where there are attachments. */
  text: string;
  /** Files that were uploaded with this conversation key. */
  attachments?: FileId[];
  visitor: VisitorId | null;
  visit: VisitId | null;
  offer: OfferId | null;
  /** What the visitor typed about themselves; proves nothing [CNV8]. */
  contact: { name: string | null; email: string | null };
  /** [CNV7] what the page was given for the site's own login: the conversation is that contact's from its beginning. */
  login?: string | null;
};

export type StartConversationAnswer = Grant & { accepted: Accepted; opened: ConversationOpened };

/** An access token of `limits.accessTokenMs`, kept in memory only [CNV2]. */
export type Grant = {
  conversation: ConversationView;
  visitor: VisitorId;
  token: string;
  expiresAt: number;
  /** For the page, so that its hand-offs bring this conversation along; null without a visit, or once it has ended. */
  proof: HandoffProof | null;
};

/** `POST /m/{site}/tokens`: exchanges keys for access tokens; answers stand in the keys' order, null for a key that opens nothing. */
export type TokensRequest = {
  keys: string[];
  visit: VisitId | null;
  /** [CNV7] what the page was given for the site's own login, so that the contact's conversations come along. */
  login?: string | null;
};
/**
 * `keys`: those that the login opens beside the given ones, with their grants after the others' in `grants`; never stored
 * beyond the login. `isLoginOver`: the login opens nothing any more.
 */
export type TokensAnswer = { grants: (Grant | null)[]; keys?: string[]; isLoginOver?: boolean };

/**
 * `POST /m/{site}/recoveries`: how a frame whose storage does not last finds its conversations again [CNV3]. `token` null
 * begins a family for `keys`; a token is exchanged for its successor and for keys of its own to all that the family
 * opens, and `keys` are added to it. The same token answers the same until its successor was seen; after that it ends
 * the family. `marker`: what the page's session cookie holds, in session modes; the same one must come back.
 */
export type RecoveryRequest = { token: string | null; keys: string[]; marker: string | null };
export type RecoveryAnswer = { token: string; keys: string[] };

/**
 * `POST /m/{site}/continuations` with `Authorization: Bearer {new conversation key}`, after the visitor's click alone:
 * grants the key for the conversation that the hand-off brought along, once (XD5). The same key again answers the same.
 */
export type ContinuationRequest = { handoff: string; visitor: VisitorId };
export type ContinuationAnswer = Grant & { opened: ConversationOpened };

/** `POST /m/{site}/revocations`: ends the access of these keys, on every node at once; unknown ones are passed over (VIS6). */
export type RevocationsRequest = { keys: string[] };

/** `POST /m/{site}/conversations/{id}/messages` with an access token. */
export type SendMessageRequest = { clientId: ClientId; text: string; attachments?: FileId[] };

/** `POST …/receipts`: sequence numbers only ever grow; lower ones are ignored. */
export type ReceiptRequest = { deliveredSeq: number; readSeq: number };

/** `POST …/rating`, once the conversation has ended; a later one replaces it. */
export type RatingRequest = { score: 1 | 2 | 3 | 4 | 5; comment: string | null };

/** `GET /m/{site}/availability`. */
export type Availability = { isOnline: boolean; expectedReply: ExpectedReply };
