/** The part of `WebSocket` that the connection uses. */
export type SocketLike = {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  send(text: string): void;
  close(): void;
};

/** Everything that the clients take from outside, so that tests bring their own clock, dice and network. */
export type RealtimeEnvironment = {
  /** Milliseconds of any steady or wall clock. */
  now(): number;
  /** Calls back once after `ms`; the answer cancels it. */
  after(ms: number, callback: () => void): () => void;
  /** A number from 0 up to, not including, 1. */
  random(): number;
  openSocket(url: string): SocketLike;
  isOnline(): boolean;
  /** Calls back when the browser comes online or the page becomes visible; the answer stops it. */
  onWake(callback: () => void): () => void;
};

/** The environment of a real page. */
export function browserEnvironment(): RealtimeEnvironment {
  return {
    now: () => Date.now(),
    after(ms, callback) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
    openSocket: (url) => new WebSocket(url) as SocketLike,
    isOnline: () => navigator.onLine !== false,
    onWake(callback) {
      const whenVisible = () => {
        if (document.visibilityState === 'visible') callback();
      };
      addEventListener('online', callback);
      document.addEventListener('visibilitychange', whenVisible);
      return () => {
        removeEventListener('online', callback);
        document.removeEventListener('visibilitychange', whenVisible);
      };
    },
  };
}

/**
 * [RT16] Exponential backoff with full jitter: a random wait of up to 0.5 s, doubled with each failed attempt, at most 8 s.
 * `attempt` counts from 1; a floor of 100 ms keeps a lucky draw from hammering the server. Answers milliseconds.
 */
export function backoffMs(attempt: number, random: () => number): number {
  const ceiling = Math.min(8_000, 500 * 2 ** Math.min(attempt - 1, 16));
  return Math.max(100, Math.round(random() * ceiling));
}
