import { limits } from '@porchlight/protocol';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { learnServerClock, serverNow } from './server-clock.ts';

afterEach(() => {
  vi.useRealTimers();
});

describe('the server’s clock', () => {
  it('is told from the end of a socket token, however wrong this computer is', () => {
    vi.useFakeTimers({ now: 1_000_000 });
    const yearMs = 365 * 24 * 60 * 60_000;
    learnServerClock(1_000_000 + yearMs + limits.socketTokenMs, 999_900, 1_000_100);
    expect(serverNow()).toBe(1_000_000 + yearMs);
  });

  it('is this computer’s where both agree but for the travel of an answer', () => {
    vi.useFakeTimers({ now: 1_000_000 });
    learnServerClock(1_000_000 + 800 + limits.socketTokenMs, 1_000_000, 1_000_000);
    expect(serverNow()).toBe(1_000_000);
  });
});
