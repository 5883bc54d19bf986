import { ensureBuilt } from './toolchain/bundles.mjs';
import { runChecks } from './toolchain/checks.mjs';
import { ensureInstalled } from './toolchain/install.mjs';
import { exitWithAdvice, Steps } from './toolchain/steps.mjs';
import { runTests, totalsLine } from './toolchain/test-run.mjs';
import { ensureTestTools } from './toolchain/test-tools.mjs';

// All checks and all tests. Words after `npm test --` choose test files by their path, and leave the checks out.
const filters = process.argv.slice(2);
const steps = new Steps(process.stdout);

try {
  await ensureInstalled(steps, process.stdout);
  const { chromium } = await ensureTestTools(steps);
  await ensureBuilt(steps, process.stdout);
  const failedChecks = filters.length > 0 ? [] : await steps.run('Checking', () => runChecks(steps));
  steps.say('- Testing');
  const { code, totals } = await runTests([], { filters, env: { PORCHLIGHT_CHROMIUM: chromium } });
  if (failedChecks.length > 0) steps.say(`Checks that failed: ${failedChecks.join(', ')}`);
  if (totals.passed === 0) steps.say('No test passed.');
  if (code !== 0 && totals.failed === 0) steps.say(`The test runner ended with ${code}; its messages are above.`);
  steps.say(totalsLine(totals));
  process.exitCode = code !== 0 || totals.failed > 0 || totals.passed === 0 || failedChecks.length > 0 ? 1 : 0;
} catch (error) {
  exitWithAdvice(error);
}
