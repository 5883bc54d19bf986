import type { ConversationStatus, InboxItem, Rating } from './conversation.ts';
import type { ExpectedReply } from './frame.ts';
import type { ConversationId, MemberId, PageViewId, SiteId, VisitId, VisitorId } from './ids.ts';
import type { ConsentPolicy, CookieMode, Jar, StepDown } from './tag.ts';

export type Role = 'agent' | 'admin';
export type Member = { id: MemberId; name: string; email: string; roles: Role[] };

/** `POST /api/agent/login`, `POST /api/admin/login`: answers with the member and sets that interface's session cookie. */
export type LoginRequest = { email: string; password: string };
/** `GET /api/{interface}/session`. */
export type SessionAnswer = { member: Member; sites: SiteRef[] };
export type SiteRef = { id: SiteId; name: string };
/** `POST /api/{interface}/socket-tokens`: a token of one minute, for the socket's hello. */
export type SocketTokenAnswer = { token: string; expiresAt: number };
/** `PUT /api/agent/availability`. */
export type AvailabilityRequest = { isAvailable: boolean };

/** `GET /api/agent/conversations?site=&view=`. `query` is not offered yet. */
export type InboxView = 'queue' | 'mine' | 'open' | 'ended';
export type InboxAnswer = { items: InboxItem[] };

/** `POST /api/agent/visits/{visit}/offers`. */
export type OfferRequest = { text: string };

/** `GET /api/agent/visitors/{visitor}`: the visitor card. */
export type VisitorCard = {
  id: VisitorId;
  site: SiteId;
  label: string;
  contact: { name: string | null; email: string | null };
  firstSeenAt: number;
  lastSeenAt: number;
  visitCount: number;
  conversationCount: number;
  /** Newest first, at most 20. */
  visits: VisitRecord[];
  conversations: ConversationRecord[];
};
export type ConversationRecord = {
  id: ConversationId;
  status: ConversationStatus;
  startedAt: number;
  endedAt: number | null;
  lastText: string | null;
  rating: Rating | null;
};
export type VisitRecord = {
  id: VisitId;
  startedAt: number;
  lastActivityAt: number;
  /** Null while the visit is open. */
  endedAt: number | null;
  referrer: string | null;
  campaign: Record<string, string> | null;
  country: string | null;
  device: string;
  browser: string;
  os: string;
  language: string | null;
  timeZone: string | null;
  screen: string | null;
  mode: CookieMode;
  jar: Jar;
  steps: StepDown[];
  recognition: 'none' | 'weak' | 'strong';
  /** Oldest first; of a long visit the newest fifty. */
  pages: PageRecord[];
};
export type PageRecord = { id: PageViewId; url: string; title: string; at: number; visibleMs: number };

/** `GET/POST /api/admin/sites`, `PATCH /api/admin/sites/{site}`. Times in ms, idle in minutes as admins set it. */
export type SiteSettings = {
  id: SiteId;
  name: string;
  /** Allow-list entries: `shop.example`, `shop.example:8443`, `*.shop.example` (without the apex). */
  domains: string[];
  blockedDomains: string[];
  mode: CookieMode;
  consentPolicy: ConsentPolicy;
  visitIdleMinutes: number;
  expectedReply: ExpectedReply;
  accent: string;
  greeting: string;
  /** Parameters taken out of stored URLs, besides the built-in list (SES3). */
  droppedParameters: string[];
  ipStorage: 'whole' | 'truncated' | 'none';
};
export type AdminSite = SiteSettings & {
  embedLine: string;
  createdAt: number;
  firstPageViewAt: number | null;
  lastPageViewAt: number | null;
};
export type AdminSitesAnswer = { sites: AdminSite[] };
export type CreateSiteRequest = { name: string; domains: string[] };
export type UpdateSiteRequest = Partial<Omit<SiteSettings, 'id'>>;
/** `GET /api/admin/sites/{site}/refused-origins`: newest first. */
export type RefusedOrigins = { origins: { origin: string; count: number; lastAt: number }[] };
/** `GET /api/admin/members`, `POST /api/admin/members` {name, email, password, roles}. */
export type MembersAnswer = { members: Member[] };
/** `POST /api/setup` with the token of the one-time set-up link (in its fragment, never in a URL the server sees). */
export type SetupRequest = { token: string; name: string; email: string; password: string };
