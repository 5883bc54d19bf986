import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { childEnvironment, pinnedNode, root, run } from './processes.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Totals */

/**
 * @typedef {object} TestReport the parts of the runner's JSON report that are read here
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} [numTodoTests]
 * @property {{ status: string, assertionResults: { status: string }[] }[]} testResults
 */

/**
 * Runs tests of the named projects (all without a name), showing the runner's own output.
 *
 * @param {readonly string[]} projects
 * @param {{ filters?: readonly string[], env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<{ code: number, totals: Totals }>}
 */
export async function runTests(projects, options = {}) {
  const report = join(root, '.cache/test-report.json');
  mkdirSync(dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const args = [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    ...projects.map((name) => `--project=${name}`),
    '--reporter=default',
    `--reporter=${join(root, 'scripts/toolchain/flaky-reporter.mjs')}`,
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...(options.filters ?? []),
  ];
  const { code } = await run(pinnedNode, args, { env: { ...childEnvironment(), ...options.env } });
  try {
    return { code, totals: readTotals(JSON.parse(readFileSync(report, 'utf8'))) };
  } catch {
    // Without a report the runner itself fell over, which is a failure to be told.
    return { code: code === 0 ? 1 : code, totals: { passed: 0, failed: 1, skipped: 0 } };
  }
}

/**
 * Counts a run; a file that failed before its first test counts as one failure.
 *
 * @param {TestReport} report
 * @returns {Totals}
 */
export function readTotals(report) {
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  };
}

/**
 * The line that ends a run: `12 passed, 0 failed`, and the skipped where there are any.
 *
 * @param {Totals} totals
 */
export function totalsLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
