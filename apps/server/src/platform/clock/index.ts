/** The time, in milliseconds since 1970. Everything that asks for it takes a clock as an argument. */
export type Clock = { now(): number };

export const realClock: Clock = { now: () => Date.now() };

/** A clock that moves only when told to; `nowMs` is where it starts. */
export function fakeClock(nowMs: number): Clock & { advance(ms: number): void; set(ms: number): void } {
  let current = nowMs;
  return {
    now: () => current,
    advance(ms) {
      current += ms;
    },
    set(ms) {
      current = ms;
    },
  };
}
