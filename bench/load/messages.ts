/** What to send, for how long, over how many connections. */
export interface LoadOrder {
  readonly port: number;
  readonly host: string;
  readonly path: string;
  readonly origin: string;
  readonly connections: number;
  readonly durationMs: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly perSecond: number;
  /** Latencies of single requests, in ms. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers that were no success, with one of them for the message. */
  readonly failures: number;
  readonly failure: string | null;
}
