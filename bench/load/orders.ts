import type { CookieMode } from '@porchlight/protocol';

/** Page views: over how many connections, for how long. */
export interface PageViewOrder {
  readonly port: number;
  readonly host: string;
  readonly path: string;
  readonly connections: number;
  /** A browser leaves and another one comes after this many pages. */
  readonly pagesPerVisit: number;
  /**
   * The browsers do what the tag does in this mode: keep the service's cookies, tell what script keeps, and ask for the
   * class where an answer wants it, which counts as part of that view. Without it none of this is sent.
   */
  readonly mode?: CookieMode;
  /** Ends after this time, or after this many page views. */
  readonly durationMs?: number;
  readonly count?: number;
}

export interface PageViewResult {
  readonly requests: number;
  readonly perSecond: number;
  /** Latencies of single requests, in ms. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failures: number;
  /** What the first failure said. */
  readonly failure: string | null;
}

/** Conversations, in this order: `start`, then `idle`, then `talk`. */
export type ConversationOrder =
  | {
      readonly kind: 'start';
      readonly port: number;
      readonly site: string;
      readonly agent: { readonly email: string; readonly password: string };
      readonly conversations: number;
    }
  | { readonly kind: 'idle'; readonly sockets: number }
  | { readonly kind: 'talk'; readonly messages: number; readonly perSecond: number };

/** Clients that come back after the server was away, in this order: `connect`, `expect` before it ends, `return`. */
export type ReturnOrder =
  | {
      readonly kind: 'connect';
      readonly port: number;
      readonly site: string;
      readonly clients: number;
    }
  | { readonly kind: 'expect' }
  /** The server is back since `at`, by the clock of the machine. */
  | { readonly kind: 'return'; readonly at: number };

export interface ReturnResult {
  /** From the server's return to a client following its conversation again, in ms. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
  /** Most clients that came back within one tenth of a second. */
  readonly mostAtOnce: number;
}

/** Logins of members, each from an address of its own. */
export type LoginOrder =
  | {
      /** All of them at the same moment, each again and again, with the right password. */
      readonly kind: 'flood';
      readonly port: number;
      readonly members: readonly string[];
      readonly password: string;
      readonly durationMs: number;
    }
  | {
      /** One after the other, with a wrong password, for these addresses and ones that nobody has. */
      readonly kind: 'compare';
      readonly port: number;
      readonly members: readonly string[];
      readonly pairs: number;
    };

export interface LoginFloodResult {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly refused: number;
}

export interface LoginPairsResult {
  /** Times in ms of a known and of an unknown address. */
  readonly pairs: readonly (readonly [known: number, unknown: number])[];
}

export interface TalkResult {
  readonly messages: number;
  /** From sending a message to the other side's socket showing it, in ms. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Pages that are read, each from an address of its own. */
export interface ReadOrder {
  readonly port: number;
  readonly host: string;
  /** Taken in turn. */
  readonly paths: readonly string[];
  readonly count: number;
  /** At an even pace, whether or not earlier ones were answered; null for one after the other. */
  readonly perSecond: number | null;
}

export interface ReadResult {
  /** From the moment at which a page was to be asked for to the first byte of the answer, in ms. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly failures: number;
  readonly failure: string | null;
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
