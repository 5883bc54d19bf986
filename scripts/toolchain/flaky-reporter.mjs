/**
 * Names the tests that passed only at a second attempt: each of them is a fault, of the product or of the test.
 *
 * @param {(line: string) => void} say
 * @returns {import('vitest/node').Reporter}
 */
export function makeFlakyReporter(say) {
  return {
    onTestRunEnd(modules) {
      const tests = modules.flatMap((module) => [...module.children.allTests()]);
      const flaky = tests.filter((test) => test.diagnostic()?.flaky);
      if (flaky.length === 0) return;
      say('Flaky, since they passed only at the second attempt:');
      for (const { module, fullName } of flaky) say(`  ${module.relativeModuleId} > ${fullName}`);
    },
  };
}

/** What the test runner makes of this file when it is named as its reporter. */
// biome-ignore lint/style/noDefaultExport: the runner takes a reporter only so
export default class FlakyReporter {
  onTestRunEnd = makeFlakyReporter((line) => console.log(line)).onTestRunEnd;
}
