import type { OfferId, PageViewId, SiteId, TabId, VisitId, VisitorId } from './ids.ts';

/** [MODE1–5] the five ways to keep identity; only `first-party` is served so far, the others join it here. */
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
export type StepDown = { from: Jar; to: Jar; reason: 'cookies-blocked' | 'storage-blocked' | 'insecure-page' };

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
  visitor: VisitorId | null;
  visit: VisitId | null;
  jar: Jar;
  steps: StepDown[];
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
  offer: Offer | null;
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

/** `POST /t/{site}/consents`: proof of a yes (CON5). A no is never sent. */
export type ConsentProofRequest = {
  v: 1;
  visitor: VisitorId | null;
  choices: ConsentChoices;
  textVersion: string;
  source: 'api' | 'banner' | 'chat-click';
};

/** The site's settings, written by the server into the tag's script. */
export type TagSettings = {
  site: SiteId;
  /** The service's origin, for example `https://chat.example`. */
  service: string;
  mode: CookieMode;
  consent: { policy: ConsentPolicy; textVersion: string };
  beatMs: number;
  /** The bubble's script: path on the service and its integrity value. */
  bubble: { path: string; integrity: string };
  look: { accent: string; position: 'start' | 'end'; greeting: string; language: string };
};
