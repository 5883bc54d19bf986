import { describe, expect, it } from 'vitest';
import { formatAgo, formatClockIn, formatDay, formatOrdinal, formatSpan, formatTicking, formatWait } from './dates.ts';

const now = new Date(2026, 2, 20, 12, 0).getTime();
const minute = 60_000;
const day = 24 * 60 * minute;

describe('dates', () => {
  it('tells how long ago in the largest unit that fits', () => {
    expect(formatAgo(now, now)).toBe('just now');
    expect(formatAgo(now + 5_000, now)).toBe('just now');
    expect(formatAgo(now - 5 * minute, now)).toBe('5 minutes ago');
    expect(formatAgo(now - 7 * day, now)).toBe('1 week ago');
    expect(formatAgo(now - 20 * day, now)).toBe('2 weeks ago');
  });

  it('tells spans in at most two units', () => {
    expect(formatSpan(40_000)).toBe('40 sec');
    expect(formatSpan(65 * minute)).toBe('1 hr 5 min');
    expect(formatSpan(2 * day)).toBe('2 days');
    expect(formatTicking(7_000)).toBe('0:07');
    expect(formatTicking(3_725_000)).toBe('1:02:05');
  });

  it('names days near today and dates beyond', () => {
    expect(formatDay(now - minute, now)).toBe('Today');
    expect(formatDay(now - day, now)).toBe('Yesterday');
    expect(formatDay(now - 10 * day, now)).toBe('Tuesday, March 10');
  });

  it('counts visits and waits in words', () => {
    expect([1, 2, 3, 4, 11, 22].map(formatOrdinal)).toEqual(['1st', '2nd', '3rd', '4th', '11th', '22nd']);
    expect(formatWait(40)).toBe('in 40 seconds');
    expect(formatWait(180)).toBe('in 3 minutes');
  });

  it('gives no clock for a time zone that does not exist', () => {
    expect(formatClockIn('Europe/Nowhere', now)).toBeNull();
    expect(formatClockIn('Asia/Tokyo', Date.UTC(2026, 2, 20, 12, 0))).toMatch(/9:00/);
  });
});
