import type { SocketLike } from './environment.ts';
import type { SharingEnvironment } from './sharing-environment.ts';
import type { FakeEnvironment } from './testing.ts';

/** What a tab's browser can do. */
export type TabOptions = { hasLocks?: boolean; hasChannels?: boolean };

export type FakeTab = {
  environment: SharingEnvironment;
  /** Runs what comes into the tab from outside: at once, when it is thawed, or never. */
  into(work: () => void): void;
  /** The browser stops it and has said so; it leaves what it shares. */
  pause(): void;
  resume(): void;
  /** The browser stops it without a word: nothing runs, locks and channels stay. */
  stop(): void;
  goOn(): void;
  setVisible(isVisible: boolean): void;
  /** Ends it without a word, as a crash does. */
  crash(): void;
};

type Asking = { tab: object; grant(): void; take(): void };

/** The tabs of one storage partition: their locks, and their channels, on the clock of the test; each answer takes `delayMs`. */
export function fakePartition(clock: FakeEnvironment, delayMs = 1) {
  const held = new Map<string, Asking>();
  const queues = new Map<string, Asking[]>();
  const channels = new Set<{ name: string; tab: object; hear(message: unknown): void }>();
  let count = 0;

  const queueOf = (name: string) => queues.get(name) ?? [];
  function grantNext(name: string): void {
    const [next, ...rest] = queueOf(name);
    held.delete(name);
    if (!next) return;
    queues.set(name, rest);
    held.set(name, next);
    next.grant();
  }
  function giveUp(name: string, asking: Asking): void {
    queues.set(
      name,
      queueOf(name).filter((one) => one !== asking),
    );
    if (held.get(name) === asking) grantNext(name);
  }

  return {
    /** Who holds a lock. */
    holder: (name: string) => held.get(name)?.tab ?? null,
    openTab({ hasLocks = true, hasChannels = true }: TabOptions = {}): FakeTab {
      const tab = {};
      const waiting: (() => void)[] = [];
      const asked = new Map<Asking, string>();
      const sockets = new Set<SocketLike>();
      let state: 'running' | 'stopped' | 'gone' = 'running';
      let isVisible = true;
      let onPause = () => {};
      let onResume = () => {};
      const wakers = new Set<() => void>();
      const into = (work: () => void) => {
        if (state === 'running') work();
        else if (state === 'stopped') waiting.push(work);
      };
      /** What other processes do takes a moment. */
      const soon = (work: () => void) => clock.after(delayMs, () => into(work));
      count += 1;
      const id = `tab-${count}`;
      const environment: SharingEnvironment = {
        ...clock,
        after(ms, callback) {
          let isOver = false;
          const cancel = clock.after(ms, () =>
            into(() => {
              if (!isOver) callback();
            }),
          );
          return () => {
            isOver = true;
            cancel();
          };
        },
        openSocket(url) {
          const socket = clock.openSocket(url);
          sockets.add(socket);
          return socket;
        },
        onWake(callback) {
          wakers.add(callback);
          return () => wakers.delete(callback);
        },
        openChannel(name, hear) {
          if (!hasChannels) return null;
          const mine = { name, tab, hear: (message: unknown) => into(() => channels.has(mine) && hear(message)) };
          channels.add(mine);
          return {
            post(message) {
              const copy = structuredClone(message);
              for (const other of channels) {
                if (other.name === name && other.tab !== tab) clock.after(delayMs, () => other.hear(copy));
              }
            },
            close: () => channels.delete(mine),
          };
        },
        holdLock(name, isForced, told) {
          if (!hasLocks) {
            soon(told.refused);
            return () => {};
          }
          let isOver = false;
          const once = (work: () => void) => () => {
            if (!isOver) work();
          };
          const asking: Asking = { tab, grant: () => soon(once(told.held)), take: () => soon(once(told.lost)) };
          asked.set(asking, name);
          const former = held.get(name);
          if (isForced && former) {
            former.take();
            held.set(name, asking);
            asking.grant();
          } else {
            queues.set(name, [...queueOf(name), asking]);
            if (!former) grantNext(name);
          }
          return () => {
            isOver = true;
            asked.delete(asking);
            giveUp(name, asking);
          };
        },
        onPause(pause, resume) {
          onPause = pause;
          onResume = resume;
        },
        isPageVisible: () => isVisible,
        randomId: () => id,
      };
      return {
        environment,
        into,
        pause: () => into(onPause),
        resume: () => into(onResume),
        stop() {
          if (state === 'running') state = 'stopped';
        },
        goOn() {
          if (state !== 'stopped') return;
          state = 'running';
          for (const work of waiting.splice(0)) into(work);
        },
        setVisible(value) {
          isVisible = value;
          if (value) for (const waker of [...wakers]) into(waker);
        },
        crash() {
          state = 'gone';
          for (const channel of [...channels]) if (channel.tab === tab) channels.delete(channel);
          for (const socket of sockets) socket.close();
          for (const [asking, name] of asked) giveUp(name, asking);
        },
      };
    },
  };
}
