/** Counts the time a page was visible [SES5]. */
export type VisibleTime = {
  /** Tells it that the page became visible or hidden. */
  set(isVisible: boolean): void;
  /** Whole milliseconds so far; the service counts a day at most. */
  readMs(): number;
  /** Begins at zero for the next page, visible or not as before. */
  restart(): void;
};

/** `now` gives milliseconds that never run backwards, as `performance.now` does. */
export function countVisibleTime(now: () => number, isVisible: boolean): VisibleTime {
  let sumMs = 0;
  let since = isVisible ? now() : null;
  const readMs = () => Math.round(sumMs + (since === null ? 0 : now() - since));
  return {
    set(isVisibleNow) {
      if (isVisibleNow === (since !== null)) return;
      sumMs = readMs();
      since = isVisibleNow ? now() : null;
    },
    readMs,
    restart() {
      sumMs = 0;
      if (since !== null) since = now();
    },
  };
}
