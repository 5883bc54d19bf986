import type { Accepted, ConversationOpened, ConversationView } from './conversation.ts';
import type { ExpectedReply } from './frame.ts';
import type { ClientId, OfferId, VisitId, VisitorId } from './ids.ts';
import type { HandoffProof } from './tag.ts';

/**
 * `POST /m/{site}/conversations` with `Authorization: Bearer {conversation key}`. The frame makes the key
 * (256 bits, base64url) and stores it before it sends, so a lost answer loses nothing: the same key with the
 * same client id answers with the first result. The server stores only the key's hash [CNV1].
 */
export type StartConversationRequest = {
  clientId: ClientId;
  text: string;
  visitor: VisitorId | null;
  visit: VisitId | null;
  offer: OfferId | null;
  /** What the visitor typed about themselves; proves nothing [CNV8]. */
  contact: { name: string | null; email: string | null };
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
export type TokensRequest = { keys: string[]; visit: VisitId | null };
export type TokensAnswer = { grants: (Grant | null)[] };

/**
 * `POST /m/{site}/continuations` with `Authorization: Bearer {new conversation key}`, after the visitor's click alone:
 * grants the key for the conversation that the hand-off brought along, once (XD5). The same key again answers the same.
 */
export type ContinuationRequest = { handoff: string; visitor: VisitorId };
export type ContinuationAnswer = Grant & { opened: ConversationOpened };

/** `POST /m/{site}/revocations`: ends the access of these keys, on every node at once; unknown ones are passed over (VIS6). */
export type RevocationsRequest = { keys: string[] };

/** `POST /m/{site}/conversations/{id}/messages` with an access token. */
export type SendMessageRequest = { clientId: ClientId; text: string };

/** `POST …/receipts`: sequence numbers only ever grow; lower ones are ignored. */
export type ReceiptRequest = { deliveredSeq: number; readSeq: number };

/** `POST …/rating`, once the conversation has ended; a later one replaces it. */
export type RatingRequest = { score: 1 | 2 | 3 | 4 | 5; comment: string | null };

/** `GET /m/{site}/availability`. */
export type Availability = { isOnline: boolean; expectedReply: ExpectedReply };
