import type { ErrorCode } from '@porchlight/protocol';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { appError } from '../errors/index.ts';

/**
 * An allowance of `points` in `durationS` seconds for each sender; taking beyond it throws `code`, with the
 * seconds to wait. Kept in this process's memory.
 */
export function createAllowance(options: {
  points: number;
  durationS: number;
  code: ErrorCode;
  message: string;
}): (sender: string) => Promise<void> {
  const limiter = new RateLimiterMemory({ points: options.points, duration: options.durationS });
  return async (sender) => {
    try {
      await limiter.consume(sender);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw appError(options.code, options.message, { retryAfterS: Math.max(1, refusal.msBeforeNext / 1000) });
    }
  };
}
