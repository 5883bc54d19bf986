import type { CookieMode, ThirdPartyClass } from './tag.ts';

/** The parameter of a page's address that carries the doctor's one-time code. */
export const doctorParameter = 'porchlight-doctor';

/** What the page says to the doctor's frame, with one end of a MessageChannel; the frame answers once, with `DoctorFrameFound`. */
export const doctorConnect = 'porchlight:doctor:1';

/** `POST /api/admin/sites/{site}/doctor-codes`, 201: a code of 256 bits, stored as a hash alone. */
export type DoctorCodeAnswer = {
  code: string;
  /** Pages of the site, with the code in their addresses. */
  addresses: string[];
  /** Times in ms by the server's clock. */
  at: number;
  expiresAt: number;
  /** How often a page may be checked with it. */
  checks: number;
};

/**
 * `POST /t/{site}/doctor`, `text/plain`. `look` counts as one check and is sent without credentials; `try` sets trial
 * cookies of the service and `read` tells which of them came back and removes them, both with credentials.
 */
export type DoctorRequest =
  | { v: 1; code: string; step: 'look' }
  | { v: 1; code: string; step: 'try' | 'read'; trial: string };

/** What only the server sees. Cookies are told by name, never by value. */
export type DoctorAnswer = {
  at: number;
  minutesLeft: number;
  checksLeft: number;
  /** As it came; `null` as text where the page has none. */
  origin: string;
  standing: 'listed' | 'blocked' | 'unlisted';
  domains: string[];
  /** Of the page's host, by the Public Suffix List; null for addresses, localhost and public suffixes. */
  registrableDomain: string | null;
  reach: 'cross-site' | 'same-site' | 'proxied';
  /** Headers of a proxy came: `trusted` where its address is on the list of trusted ones. */
  proxy: 'none' | 'trusted' | 'untrusted';
  /** Whether the service would take and set cookies with credentials from this page. */
  takesCredentials: boolean;
  /** Porchlight's own that came with this request, and how many others. */
  cookies: string[];
  otherCookies: number;
  /** In the answer to `read` alone. */
  trial: DoctorTrial | null;
  fetchSite: string | null;
  storageAccess: string | null;
  hasGpc: boolean;
  browser: string;
  system: string;
  country: string | null;
  mode: CookieMode;
  consentTextVersion: string;
  /** Path of the script that a tag of today loads. */
  bubble: string;
};

export type DoctorTrial = {
  plain: boolean;
  twin: boolean;
  /** Set by the server on the page's own domain; null where the service does not lie there. */
  own: boolean | null;
  class: ThirdPartyClass;
};

/** What the doctor's frame found on the service's own origin. */
export type DoctorFrameFound = {
  localStorage: boolean;
  sessionStorage: boolean;
  /** Ms until the socket opened; null where it did not within five seconds. */
  socketMs: number | null;
};
