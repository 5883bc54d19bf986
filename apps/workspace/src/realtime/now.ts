import { useSyncExternalStore } from 'react';
import { serverNow } from './server-clock.ts';

const listeners = new Map<number, Set<() => void>>();
const timers = new Map<number, ReturnType<typeof setInterval>>();

function subscribeEvery(everyMs: number, listener: () => void): () => void {
  const group = listeners.get(everyMs) ?? new Set();
  listeners.set(everyMs, group.add(listener));
  if (!timers.has(everyMs)) {
    const tick = () => {
      for (const one of [...group]) one();
    };
    timers.set(everyMs, setInterval(tick, everyMs));
  }
  return () => {
    group.delete(listener);
    if (group.size > 0) return;
    clearInterval(timers.get(everyMs));
    timers.delete(everyMs);
  };
}

/** The server's time in milliseconds, cut to `everyMs`, so that a component draws anew once per step and not more often. */
export function useNow(everyMs: number): number {
  return useSyncExternalStore(
    (listener) => subscribeEvery(everyMs, listener),
    () => Math.floor(serverNow() / everyMs) * everyMs,
  );
}
