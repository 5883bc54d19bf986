import type {
  Accepted,
  AgentConversation,
  AvailabilityRequest,
  ConversationId,
  EventsPage,
  FileId,
  FileLinks,
  InboxAnswer,
  InboxItem,
  InboxView,
  InternalEvent,
  Offer,
  OfferRequest,
  PublicEvent,
  ReceiptRequest,
  SendMessageRequest,
  SiteId,
  UploadState,
  VisitId,
  VisitorCard,
  VisitorId,
} from '@porchlight/protocol';
import { get, post, request } from './requests.ts';

/** The server's half of an upload, as members use it. All throw `ApiError`. */
export type UploadRequests = {
  begin(
    body: { clientId: string; name: string; type: string; size: number },
    signal: AbortSignal,
  ): Promise<UploadState>;
  read(upload: FileId, signal: AbortSignal): Promise<UploadState>;
  send(upload: FileId, offset: number, part: Blob, signal: AbortSignal): Promise<UploadState>;
};

/** What agents ask: conversations, their files, visitors. All throw `ApiError`. */
export const agentApi = {
  setAvailability: (body: AvailabilityRequest) => request<void>('PUT', '/api/agent/availability', body),
  conversations: (site: SiteId, view: InboxView) =>
    get<InboxAnswer>(`/api/agent/sites/${site}/conversations?view=${view}`),
  conversation: (id: ConversationId) => get<AgentConversation>(`/api/agent/conversations/${id}`),
  events: (id: ConversationId, at: { after: number } | { before: number }) =>
    get<EventsPage<PublicEvent>>(`/api/agent/conversations/${id}/events?${windowOf(at)}`),
  internalEvents: (id: ConversationId, at: { after: number } | { before: number }) =>
    get<EventsPage<InternalEvent>>(`/api/agent/conversations/${id}/internal-events?${windowOf(at)}`),
  sendMessage: (id: ConversationId, body: SendMessageRequest) =>
    post<Accepted>(`/api/agent/conversations/${id}/messages`, body),
  sendNote: (id: ConversationId, body: SendMessageRequest) =>
    post<Accepted>(`/api/agent/conversations/${id}/notes`, body),
  take: (id: ConversationId) => post<{ item: InboxItem }>(`/api/agent/conversations/${id}/take`),
  release: (id: ConversationId) => post<{ item: InboxItem }>(`/api/agent/conversations/${id}/release`),
  end: (id: ConversationId) => post<{ item: InboxItem }>(`/api/agent/conversations/${id}/end`),
  receipt: (id: ConversationId, body: ReceiptRequest) => post<void>(`/api/agent/conversations/${id}/receipts`, body),
  /** How the files of a conversation are brought to the server, as `uploadFile` wants it. */
  uploads(id: ConversationId): UploadRequests {
    const at = `/api/agent/conversations/${id}/uploads`;
    return {
      begin: (body, signal) => request('POST', at, body, signal),
      read: (upload, signal) => request('GET', `${at}/${upload}`, undefined, signal),
      send: (upload, offset, part, signal) => request('PUT', `${at}/${upload}?offset=${offset}`, part, signal),
    };
  },
  fileLinks: (id: ConversationId, file: FileId) =>
    post<FileLinks>(`/api/agent/conversations/${id}/files/${file}/links`),
  partAliases: (id: VisitorId, other: VisitorId) =>
    request<void>('DELETE', `/api/agent/visitors/${id}/aliases/${other}`),
  visitor: (id: VisitorId) => get<VisitorCard>(`/api/agent/visitors/${id}`),
  offer: (visit: VisitId, body: OfferRequest) => post<Offer>(`/api/agent/visits/${visit}/offers`, body),
};

function windowOf(at: { after: number } | { before: number }): string {
  return 'after' in at ? `after=${at.after}` : `before=${at.before}`;
}
