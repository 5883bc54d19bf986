import type { AccountNotice, MemberRow, Role, SecondFactor } from './accounts.ts';
import type { ContactForm } from './contact-form.ts';
import type { ContactRef, ConversationStatus, InboxItem, Rating } from './conversation.ts';
import type { ExpectedReply } from './frame.ts';
import type { ConversationId, MemberId, PageViewId, SiteId, VisitId, VisitorId } from './ids.ts';
import type { ConsentPolicy, CookieMode, Jar, StepDown, ThirdPartyClass } from './tag.ts';
import type { RegistrationPolicy } from './users.ts';

/** `sites`: null for every site, also those to come. */
export type Member = { id: MemberId; name: string; email: string; roles: Role[]; sites: SiteId[] | null };

/** `POST /api/agent/login`, `POST /api/admin/login`: answers with the member and sets that interface's session cookie. */
export type LoginRequest = {
  email: string;
  password: string;
  /** Keep this browser logged in to this interface for thirty days [REM1]. */
  remember?: boolean;
};
/**
 * `GET /api/{interface}/session`, and `POST …/resume`, which begins a session by what the browser remembers
 * (`session_missing` where it remembers nothing, `login_raced` to ask again). `notices` are shown until
 * `POST …/notices/read`.
 */
export type SessionAnswer = { member: Member; sites: SiteRef[]; notices: AccountNotice[] };
/**
 * `POST /api/{interface}/login`: `done` sets the session's cookie and answers like `GET …/session`; `second-factor` asks for one of `factors` with
 * `pending`, which lives five minutes, in memory of the page alone, and opens nothing else.
 */
export type LoginAnswer =
  | ({ status: 'done' } & SessionAnswer)
  | { status: 'second-factor'; pending: string; factors: SecondFactor[] }
  /** The role requires a second factor that this member has not set up yet: the session opens its set-up alone. */
  | { status: 'must-enrol'; factors: SecondFactor[] };
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
  contact: ContactRef;
  firstSeenAt: number;
  lastSeenAt: number;
  visitCount: number;
  conversationCount: number;
  /** Newest first, at most 20; those of aliases among them, each under its own visitor (VIS4). */
  visits: VisitRecord[];
  conversations: ConversationRecord[];
  aliases: VisitorAlias[];
};
/**
 * Another visitor id that is this person's too, surely (`strong`) or probably (`weak`). `DELETE
 * /api/agent/visitors/{id}/aliases/{other}` undoes it; what was written stays with the id that it was written with.
 */
export type VisitorAlias = {
  visitor: VisitorId;
  label: string;
  evidence: AliasEvidence;
  strength: 'strong' | 'weak';
  at: number;
};
/**
 * `jar`: one browser held both ids; `handoff`: a page of the site handed over; `key`: the frame held both keys;
 * `adopted`: an earlier system knew both by the same id.
 */
export type AliasEvidence = 'jar' | 'handoff' | 'key' | 'adopted';
export type ConversationRecord = {
  id: ConversationId;
  visitor: VisitorId;
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
  visitor: VisitorId;
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
  class: ThirdPartyClass | null;
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
  /** Life of persistent visitor entries in days, 1 to 400; not prolonged: counted from the first visit (MODE13). */
  lifetimeDays: number;
  isProlonged: boolean;
  /** Visitor cookies of an earlier system that the tag sends once, for example `LPVID` (VIS5). */
  adoptedCookies: string[];
  consentPolicy: ConsentPolicy;
  /** Show Porchlight's own banner; false where the site's consent manager asks (CON3). */
  hasBanner: boolean;
  /** The site's tag and chat run in its help center, too (HC30). */
  hasHelpTag: boolean;
  /** Address of the site's privacy policy, linked from the banner; empty for none. */
  privacyUrl: string;
  /** What the server forgets of a visitor who withdraws consent (CON4). */
  forgetsOnWithdrawal: 'nothing' | 'pages' | 'visitor';
  visitIdleMinutes: number;
  expectedReply: ExpectedReply;
  accent: string;
  greeting: string;
  /** Parameters taken out of stored URLs, besides the built-in list (SES3). */
  droppedParameters: string[];
  ipStorage: 'whole' | 'truncated' | 'none';
  /** Which earlier conversations a guest who returns sees (CNV6). */
  historyPolicy: HistoryPolicy;
  /** What comes along when the site's own login says who a visitor is (CNV7). */
  joinPolicy: JoinPolicy;
  /** Who may become a user of the help center. */
  registration: RegistrationPolicy;
  /** Whether the help center has a contact form, and what it asks. */
  contactForm: ContactForm;
};
/** `open`: those that have not ended; `none`: those of the present visit alone. */
export type HistoryPolicy = 'all' | 'open' | 'none';
/** `visit`: conversations of this visit; `all`: all whose keys this browser holds; `apart`: none. */
export type JoinPolicy = 'visit' | 'all' | 'apart';
/**
 * `GET/POST /api/admin/sites/{site}/identity-keys`, `DELETE …/{id}`: what proves the tokens of the site's own login. A
 * shared secret is told once, in the answer that makes it, and is never stored.
 */
export type IdentityKey = {
  id: string;
  kind: 'shared-secret' | 'public-key' | 'jwks';
  algorithm: 'HS256' | 'RS256' | 'ES256' | null;
  /** The address of a JWKS; the public key's fingerprint; null for a secret. */
  source: string | null;
  createdAt: number;
  lastUsedAt: number | null;
};
export type IdentityKeysAnswer = { keys: IdentityKey[] };
export type CreateIdentityKeyRequest =
  | { kind: 'shared-secret' }
  | { kind: 'public-key'; algorithm: 'RS256' | 'ES256'; pem: string }
  | { kind: 'jwks'; url: string };
export type CreateIdentityKeyAnswer = { key: IdentityKey; secret: string | null };
export type AdminSite = SiteSettings & {
  embedLine: string;
  /** Those of `domains` that share the service's registrable domain: there cookies are first-party by the server (MODE9). */
  servedDomains: string[];
  /** Counts up each time that every visitor is asked anew (CON1). */
  consentTextVersion: string;
  createdAt: number;
  firstPageViewAt: number | null;
  lastPageViewAt: number | null;
};
export type AdminSitesAnswer = { sites: AdminSite[] };
export type CreateSiteRequest = { name: string; domains: string[] };
/** `asksAgain` makes every answer given so far count no more, so that each visitor is asked anew. */
export type UpdateSiteRequest = Partial<Omit<SiteSettings, 'id'>> & { asksAgain?: boolean };
/** `GET /api/admin/sites/{site}/refused-origins`: newest first. */
export type RefusedOrigins = { origins: { origin: string; count: number; lastAt: number }[] };
/**
 * `GET /api/admin/sites/{site}/identity?days=30`: visits by day, browser, mode, jar and class, oldest first [MODE8].
 * `doubled` estimates how many of the new visitors of the time were counted twice.
 */
export type IdentityReport = {
  days: {
    /** UTC, `2026-11-22`. */
    day: string;
    browser: string;
    mode: CookieMode;
    jar: Jar;
    class: ThirdPartyClass | null;
    visits: number;
    newVisitors: number;
  }[];
  newVisitors: number;
  doubled: number;
  /** True where pages of the site reach the service under their own registrable domain, seen in the last 24 hours (MODE9). */
  isServedFirstParty: boolean;
};
/** `GET /api/admin/members`, `POST /api/admin/members` {name, email, password, roles}. */
export type MembersAnswer = { members: MemberRow[] };
/** `POST /api/setup` with the token of the one-time set-up link (in its fragment, never in a URL the server sees). */
export type SetupRequest = { token: string; name: string; email: string; password: string };
