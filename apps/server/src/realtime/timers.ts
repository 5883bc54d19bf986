/** Runs something later; the answer cancels it. Times in ms. */
export type Timers = { set(run: () => void, ms: number): () => void };

/** The process's own timers; none of them keeps the process alive. */
export const realTimers: Timers = {
  set(run, ms) {
    const timer = setTimeout(run, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
