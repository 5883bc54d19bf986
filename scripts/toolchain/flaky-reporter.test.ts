import { expect, it } from 'vitest';
import { makeFlakyReporter } from './flaky-reporter.mjs';

const test = (fullName: string, flaky: boolean) => ({
  module: { relativeModuleId: 'e2e/walk.test.ts' },
  fullName,
  diagnostic: () => ({ flaky }),
});

function told(...tests: ReturnType<typeof test>[]): string[] {
  const lines: string[] = [];
  const modules = [{ children: { allTests: () => tests } }];
  makeFlakyReporter((line) => lines.push(line)).onTestRunEnd?.(modules as never, [], 'passed');
  return lines;
}

it('names every test that needed a second attempt', () => {
  expect(told(test('steady', false), test('shaky', true))).toEqual([
    'Flaky, since they passed only at the second attempt:',
    '  e2e/walk.test.ts > shaky',
  ]);
});

it('says nothing where none did', () => {
  expect(told(test('steady', false))).toEqual([]);
});
