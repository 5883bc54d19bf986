import { expect, it } from 'vitest';
import { readTotals, totalsLine } from './test-run.mjs';

it('sums a run, and a file that breaks before its first test is a failure', () => {
  const totals = readTotals({
    numPassedTests: 5,
    numFailedTests: 1,
    numPendingTests: 2,
    testResults: [
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
      { status: 'failed', assertionResults: [{ status: 'failed' }] },
      { status: 'failed', assertionResults: [] },
    ],
  });
  expect(totals).toEqual({ passed: 5, failed: 2, skipped: 2 });
});

it('ends with one plain line', () => {
  expect(totalsLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed');
  expect(totalsLine({ passed: 12, failed: 1, skipped: 3 })).toBe('12 passed, 1 failed, 3 skipped');
});
