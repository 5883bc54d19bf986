import { createRequire } from 'node:module';
import type { ErrorCode } from '@porchlight/protocol';
import type * as library from 'rate-limiter-flexible';
import { appError } from '../errors/index.ts';

// The library's index loads thirty stores that are not used here, and memory in every process with them.
const require = createRequire(import.meta.url);
const RateLimiterMemory: typeof library.RateLimiterMemory = require('rate-limiter-flexible/lib/RateLimiterMemory.js');
const RateLimiterRes: typeof library.RateLimiterRes = require('rate-limiter-flexible/lib/RateLimiterRes.js');

/**
 * An allowance of `points` in `durationS` seconds for each sender; taking beyond it, one point or several at once,
 * throws `code`, with the seconds to wait. Kept in this process's memory.
 */
export function createAllowance(options: {
  points: number;
  durationS: number;
  code: ErrorCode;
  message: string;
}): (sender: string, points?: number) => Promise<void> {
  const limiter = new RateLimiterMemory({ points: options.points, duration: options.durationS });
  return async (sender, points = 1) => {
    try {
      await limiter.consume(sender, points);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw appError(options.code, options.message, { retryAfterS: Math.max(1, refusal.msBeforeNext / 1000) });
    }
  };
}
