import { limits } from '@porchlight/protocol';

/** Differences below this are travel time and rounding, ms. */
const noticeableMs = 2_000;

let aheadMs = 0;

/**
 * Learns how far the server's clock is ahead of this computer's from a socket token's end, since all times shown
 * come from the server and this computer may be wrong by hours. `askedAt` and `answeredAt` are this computer's.
 */
export function learnServerClock(expiresAt: number, askedAt: number, answeredAt: number): void {
  const differenceMs = expiresAt - limits.socketTokenMs - (askedAt + answeredAt) / 2;
  aheadMs = Math.abs(differenceMs) < noticeableMs ? 0 : differenceMs;
}

/** The server's time, ms. */
export function serverNow(): number {
  return Date.now() + aheadMs;
}
