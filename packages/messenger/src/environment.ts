import { browserEnvironment, type RealtimeEnvironment } from '@porchlight/realtime';
import { storageLasts } from './lasting.ts';

/** What the messenger takes from outside: clock, dice, network and the lock between tabs. */
export type Environment = RealtimeEnvironment & {
  isPageVisible(): boolean;
  randomBytes(bytes: Uint8Array<ArrayBuffer>): Uint8Array;
  request(path: string, init: RequestInit): Promise<Response>;
  /** Runs `work` while no other tab of this browser holds the lock `name`. */
  withLock<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Calls back when another tab changed what is stored; the answer stops it. */
  onStored(callback: (name: string | null) => void): () => void;
  /** Calls back when the browser goes offline or online, and when the page is shown or hidden. */
  onSurroundings(callback: () => void): () => void;
  /** [CNV3] A trial: whether what is stored here will be there after the browser was closed. */
  storageLasts(): boolean;
  origin: string;
};

/** The environment of the frame in a real browser. */
export function frameEnvironment(): Environment {
  return {
    ...browserEnvironment(),
    isPageVisible: () => document.visibilityState === 'visible',
    randomBytes: (bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>),
    request: (path, init) => fetch(path, init),
    withLock,
    onStored(callback) {
      const listener = (event: StorageEvent) => callback(event.key);
      addEventListener('storage', listener);
      return () => removeEventListener('storage', listener);
    },
    onSurroundings(callback) {
      addEventListener('online', callback);
      addEventListener('offline', callback);
      document.addEventListener('visibilitychange', callback);
      return () => {
        removeEventListener('online', callback);
        removeEventListener('offline', callback);
        document.removeEventListener('visibilitychange', callback);
      };
    },
    storageLasts: () => storageLasts({ document, protocol: location.protocol, open: () => localStorage }),
    origin: location.origin,
  };
}

const chains = new Map<string, Promise<unknown>>();

async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  // Within this tab calls wait for each other even where locks are refused (blocked storage, plain http).
  const before = chains.get(name) ?? Promise.resolve();
  const mine = before.then(
    () => lockAcrossTabs(name, work),
    () => lockAcrossTabs(name, work),
  );
  chains.set(name, mine);
  return mine;
}

async function lockAcrossTabs<T>(name: string, work: () => Promise<T>): Promise<T> {
  let hasBegun = false;
  const begin = () => {
    hasBegun = true;
    return work();
  };
  try {
    return await navigator.locks.request(name, begin);
  } catch (error) {
    if (hasBegun) throw error;
    return begin();
  }
}
