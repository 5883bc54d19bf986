/** Page views: over how many connections, for how long. */
export interface PageViewOrder {
  readonly port: number;
  readonly host: string;
  readonly path: string;
  readonly connections: number;
  /** A browser leaves and another one comes after this many pages. */
  readonly pagesPerVisit: number;
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

export interface TalkResult {
  readonly messages: number;
  /** From sending a message to the other side's socket showing it, in ms. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
