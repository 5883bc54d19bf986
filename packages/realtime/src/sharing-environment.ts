import type { RealtimeEnvironment } from './environment.ts';

/** What tabs need beside a network to find each other. */
export type SharingEnvironment = RealtimeEnvironment & {
  /** Opens the channel of this name between the tabs of one storage partition; null where the browser has or grants none. */
  openChannel(name: string, hear: (message: unknown) => void): { post(message: object): void; close(): void } | null;
  /**
   * Asks for the lock `name` and holds it until the answer is called; `isForced` takes it from whoever holds it.
   * `refused`: the browser has or grants no locks.
   */
  holdLock(name: string, isForced: boolean, told: { held(): void; lost(): void; refused(): void }): () => void;
  /** Calls `pause` before the browser stops this page or puts it away, `resume` when it goes on. */
  onPause(pause: () => void, resume: () => void): void;
  isPageVisible(): boolean;
  randomId(): string;
};

/** How real tabs find each other. */
export function browserSharing(): Pick<
  SharingEnvironment,
  'openChannel' | 'holdLock' | 'onPause' | 'isPageVisible' | 'randomId'
> {
  return {
    openChannel(name, hear) {
      try {
        const channel = new BroadcastChannel(name);
        channel.onmessage = ({ data }) => hear(data);
        return { post: (message) => channel.postMessage(message), close: () => channel.close() };
      } catch {
        return null;
      }
    },
    holdLock(name, isForced, told) {
      const leaving = new AbortController();
      let release = () => {};
      let state: 'asked' | 'held' | 'over' = 'asked';
      const hold = () => {
        if (state === 'over') return undefined;
        state = 'held';
        told.held();
        return new Promise<void>((resolve) => {
          release = resolve;
        });
      };
      const end = () => {
        const before = state;
        state = 'over';
        if (before === 'held') told.lost();
        else if (before === 'asked') told.refused();
      };
      try {
        navigator.locks.request(name, isForced ? { steal: true } : { signal: leaving.signal }, hold).catch(end);
      } catch {
        queueMicrotask(end);
      }
      return () => {
        state = 'over';
        leaving.abort();
        release();
      };
    },
    onPause(pause, resume) {
      addEventListener('pagehide', pause);
      addEventListener('pageshow', resume);
      document.addEventListener('freeze', pause);
      document.addEventListener('resume', resume);
    },
    isPageVisible: () => document.visibilityState === 'visible',
    randomId: () => `${Math.random()}`.slice(2),
  };
}
