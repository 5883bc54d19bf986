import type { OfferId, PageViewId, SiteId, TabId, VisitId, VisitorId } from './ids.ts';

/** [MODE1–5] the five ways to keep identity. */
export const cookieModes = [
  'third-party',
  'third-party-session',
  'first-party-with-third-party-session',
  'first-party',
  'first-party-session',
] as const;
export type CookieMode = (typeof cookieModes)[number];

/** Where identity really ended up in this browser. `tab` is sessionStorage, `page` the page's memory. */
export type Jar = 'third-party-cookie' | 'partitioned-cookie' | 'first-party-cookie' | 'tab' | 'page';

/** One step down from the jar that the mode asks for, with its reason (MODE8). */
export type StepDown = {
  from: Jar;
  to: Jar;
  reason: 'cookies-blocked' | 'cookies-split' | 'storage-blocked' | 'insecure-page';
};

/** What this browser does with third-party cookies on this site, found by a round trip (MODE6, MODE7). */
export type ThirdPartyClass = 'unpartitioned' | 'partitioned' | 'blocked';

/** A hand-off's code: `ho_` and 128 random bits, made by the tag that is left (XD3). Never logged, never in a referrer. */
export type HandoffCode = `ho_${string}`;

export type ConsentPolicy = 'off' | 'notice' | 'required';
export type ConsentCategory = 'necessary' | 'functional' | 'analytics';
export type ConsentChoices = { functional: boolean; analytics: boolean };

export type Scalar = string | number | boolean | null;
export type Attributes = Record<string, Scalar>;

/** A proactive chat offer that an agent made to one visit. */
export type Offer = { id: OfferId; text: string; agentName: string; at: number };

/**
 * `POST /t/{site}/views`, sent as `text/plain` (no preflight) with CORS and without credentials in
 * first-party modes. `view` is made by the tag, so a repeat is recognised.
 */
export type PageViewRequest = {
  v: 1;
  /** What script holds; cookies of the service come by themselves (MODE15). */
  visitor: VisitorId | null;
  visit: VisitId | null;
  /** The best first-party jar that this page has, with the steps down to it; the server knows the service's own jars. */
  jar: Jar;
  steps: StepDown[];
  /** What the session entry remembers: the mode that it was written in and the class found; null when there is none. */
  session: { mode: CookieMode; class: ThirdPartyClass | null } | null;
  /** Further visitor ids that this page turned out to hold, at most 5: each becomes an alias, weakly (VIS4). */
  others: VisitorId[];
  /** The code that the address of this page carried (XD3). */
  handoff: HandoffCode | null;
  /** Visitor cookies of an earlier system that the site names, sent once in a browser session (VIS5). */
  adopted: { name: string; value: string }[];
  tab: TabId;
  view: PageViewId;
  kind: 'load' | 'spa' | 'restored' | 'resumed';
  url: string;
  title: string;
  referrer: string;
  language: string;
  timeZone: string;
  screen: { width: number; height: number };
  sections: string[];
  attributes: Attributes;
  /** The page left by this one, with its visible time in ms (SES5). */
  previous: { view: PageViewId; visibleMs: number } | null;
  /** The visitor's yes that allows this request: `granted` by choice, or `not-asked` where the site's policy needs none. */
  consent: 'granted' | 'not-asked';
};

/** 201 with a new visitor or visit, 200 when both continue (VIS2). */
export type PageViewAnswer = {
  visitor: VisitorId;
  visit: VisitId;
  /** How long the first-party visitor entry shall live, in seconds; null makes it a session entry (MODE13). */
  visitorMaxAgeS: number | null;
  /**
   * What script keeps in its first-party jar: the visit with mode and class always; the visitor's id too, unless a
   * cookie of the service holds it alone (class unpartitioned, or set by the server under MODE9). What is not to be
   * kept is removed.
   */
  keep: 'visitor-and-visit' | 'visit';
  /** The class as known now; null in modes 4 and 5, and while it is not known. */
  class: ThirdPartyClass | null;
  /** Ask `POST /t/{site}/class` with credentials, to learn whether the cookies of this answer came to stay (MODE7). */
  asksClass: boolean;
  /** A conversation of the page that handed over, offered and never shown by itself (XD5). */
  continuation: Continuation | null;
  offer: Offer | null;
};

/** `handoff` names the redeemed hand-off (no secret: it works for this visitor alone), `from` the host that was left. */
export type Continuation = { handoff: string; from: string };

/** `POST /t/{site}/class`, with credentials, once after an answer with `asksClass`; never `keepalive` (MODE7). */
export type ClassRequest = { v: 1; visitor: VisitorId; visit: VisitId; jar: Jar; steps: StepDown[] };
export type ClassAnswer = Pick<PageViewAnswer, 'visitor' | 'visitorMaxAgeS' | 'keep'> & { class: ThirdPartyClass };

/**
 * `POST /t/{site}/forget`, with credentials: expires the service's cookies of this site. `mode`: the site changed its
 * mode (MODE16); `withdrawn`: consent was (CON4), and the server forgets what the site says it must; `logout`: the
 * visitor's id is revoked and the visit ends (VIS6).
 */
export type ForgetRequest = {
  v: 1;
  why: 'mode' | 'withdrawn' | 'logout';
  visitor: VisitorId | null;
  visit: VisitId | null;
};

/** `POST /t/{site}/handoffs`, `keepalive`, in the moment of the click: makes `code` good for one page on `target` (XD3). */
export type HandoffRequest = {
  v: 1;
  code: HandoffCode;
  visitor: VisitorId;
  visit: VisitId;
  target: string;
  /** What the frame gave the page for it: only with this does the conversation come along (XD5). */
  proof: HandoffProof | null;
};

/**
 * Signed by the service for one conversation, one visit and an hour, told to the page that holds the frame with the
 * key. Ids that script can read are copied easily and never authorise (VIS1), so a hand-off that names a visitor alone
 * carries no conversation. In the page's memory only; opens nothing by itself.
 */
export type HandoffProof = string;

/**
 * `POST /t/{site}/identities`: [CNV7] `token` is the site's own signed word (JWT) on who its visitor is, exchanged once.
 * A visitor who was somebody else until now gets new ids, and all that the former one could open ends (VIS6).
 */
export type IdentifyRequest = { v: 1; visitor: VisitorId; visit: VisitId; token: string };
export type IdentifyAnswer = Pick<PageViewAnswer, 'visitor' | 'visit' | 'visitorMaxAgeS' | 'keep'> & {
  contact: { name: string | null; email: string | null };
  /** For the messenger's frame, in the page's memory alone; opens nothing by itself in the page. */
  login: string;
  expiresAt: number;
  /** The visitor was another contact before: the page's frame and other tabs must forget that one first. */
  isSwitched: boolean;
};

/** `POST /t/{site}/beats`: every `limits.beatMs` while visible, and once when the page is left (`keepalive`). */
export type BeatRequest = {
  v: 1;
  visitor: VisitorId;
  visit: VisitId;
  tab: TabId;
  view: PageViewId;
  visibleMs: number;
  state: 'visible' | 'hidden' | 'left';
};

/** `isVisitOver`: the tag sends a page view of kind `resumed` when the page is visible. */
export type BeatAnswer = { isVisitOver: boolean; offer: Offer | null };

/** `POST /t/{site}/events`: what the page tells about itself or the visitor's doing. */
export type TagEventsRequest = {
  v: 1;
  visitor: VisitorId;
  visit: VisitId;
  view: PageViewId;
  events: { name: string; data: Attributes }[];
  sections: string[] | null;
  attributes: Attributes | null;
};

/** `POST /t/{site}/offers`: what became of an offer. */
export type OfferOutcomeRequest = {
  v: 1;
  visitor: VisitorId;
  visit: VisitId;
  offer: OfferId;
  outcome: 'shown' | 'accepted' | 'declined';
};

/** `POST /t/{site}/consents`: proof of a yes (CON5). A no is never sent; `chat-click` and `help-center` are what the server saw itself. */
export type ConsentProofRequest = {
  v: 1;
  visitor: VisitorId | null;
  /** Tells whose yes it is where a cookie hides the visitor from the page. */
  visit: VisitId | null;
  choices: ConsentChoices;
  textVersion: string;
  source: 'api' | 'banner' | 'consent-mode' | 'chat-click' | 'help-center';
};

/** A script on the service: its path and its integrity value. */
export type Script = { path: string; integrity: string };

/** The site's settings, written by the server into the tag's script. */
export type TagSettings = {
  site: SiteId;
  /** The service's origin, for example `https://chat.example`. */
  service: string;
  mode: CookieMode;
  /** The site was in a third-party mode within the last 400 days: the first view of a session asks what is left of it. */
  hadThirdParty: boolean;
  /** Registrable domain of the service: pages under it send credentials in every mode, since they are first-party (MODE9). */
  serviceDomain: string | null;
  /** `privacyUrl`: address of the site's privacy policy; empty for none. */
  consent: { policy: ConsentPolicy; textVersion: string; privacyUrl: string };
  /** Scripts that load when they are needed: null where the site has no own banner, or one registrable domain. */
  banner: Script | null;
  /** Hears what the page tells Google Consent Mode; null where the own banner asks, and where nobody has to (CON3). */
  consentMode: Script | null;
  handoff: (Script & { domains: string[]; blocked: string[] }) | null;
  /** Names of visitor cookies of an earlier system (VIS5). */
  adopts: string[];
  beatMs: number;
  /** The bubble's script: path on the service and its integrity value. */
  bubble: Script;
  look: { accent: string; position: 'start' | 'end'; greeting: string; language: string };
};
