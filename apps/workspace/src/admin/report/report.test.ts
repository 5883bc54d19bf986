import type { IdentityReport } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';
import { kindsIn, sharesByBrowser, sharesByDay, stack } from './report.ts';

const row = (fields: Partial<IdentityReport['days'][number]>): IdentityReport['days'][number] => ({
  day: '2026-11-21',
  browser: 'Chrome',
  mode: 'third-party',
  jar: 'third-party-cookie',
  class: 'unpartitioned',
  visits: 1,
  newVisitors: 1,
  ...fields,
});
const report: IdentityReport = {
  days: [
    row({ day: '2026-11-20', visits: 6 }),
    row({ visits: 3, newVisitors: 2 }),
    row({ browser: 'Firefox', jar: 'partitioned-cookie', class: 'partitioned', visits: 9 }),
    // A visit counted anew, of which more was known later, leaves nothing where it was counted first.
    row({ browser: 'Edge', visits: 0, newVisitors: 0 }),
    row({ browser: 'Firefox', mode: 'first-party', jar: 'first-party-cookie', class: null, visits: 1, newVisitors: 0 }),
  ],
  newVisitors: 5,
  doubled: 1,
  isServedFirstParty: false,
};
const now = Date.parse('2026-11-22T09:00:00Z');

describe('the shares of the report', () => {
  it('[MODE8] are those of each day, days without a visit too', () => {
    const days = sharesByDay(report, { measure: 'jar', browser: null, days: 4, now });
    expect(days.map((one) => [one.day, one.total, one.newVisitors])).toEqual([
      ['2026-11-19', 0, 0],
      ['2026-11-20', 6, 1],
      ['2026-11-21', 13, 3],
      ['2026-11-22', 0, 0],
    ]);
    expect(days[2]?.byKind).toEqual({ 'third-party-cookie': 3, 'partitioned-cookie': 9, 'first-party-cookie': 1 });
  });

  it('[MODE8] are those of one browser where one is chosen', () => {
    const days = sharesByDay(report, { measure: 'class', browser: 'Firefox', days: 3, now });
    expect(days.map((one) => one.byKind)).toEqual([{}, { partitioned: 9, unasked: 1 }, {}]);
  });

  it('[MODE8] are compared by browser, the most used first', () => {
    expect(sharesByBrowser(report, 'class')).toEqual([
      { browser: 'Firefox', total: 10, newVisitors: 1, byKind: { partitioned: 9, unasked: 1 } },
      { browser: 'Chrome', total: 9, newVisitors: 3, byKind: { unpartitioned: 9 } },
    ]);
  });

  it('stand on each other without a gap, and leave out what does not occur', () => {
    const [firefox] = sharesByBrowser(report, 'jar');
    const kinds = kindsIn(sharesByBrowser(report, 'jar'), 'jar');
    expect(kinds).toEqual(['first-party-cookie', 'third-party-cookie', 'partitioned-cookie']);
    expect(stack(firefox!, kinds)).toEqual([
      { kind: 'first-party-cookie', from: 0, to: 0.1 },
      { kind: 'partitioned-cookie', from: 0.1, to: 1 },
    ]);
    expect(stack({ total: 0, newVisitors: 0, byKind: {} }, kinds)).toEqual([]);
  });
});
