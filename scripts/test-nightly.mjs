import { ensureBuilt } from './toolchain/bundles.mjs';
import { ensureInstalled } from './toolchain/install.mjs';
import { exitWithAdvice, Steps } from './toolchain/steps.mjs';
import { runTests, totalsLine } from './toolchain/test-run.mjs';
import { ensureTestTools } from './toolchain/test-tools.mjs';

// The tests that play random histories, with many more of them than `npm test`, and others each night. A failure names
// its seed: PORCHLIGHT_SEED plays the same again.
const steps = new Steps(process.stdout);

try {
  await ensureInstalled(steps, process.stdout);
  const { chromium } = await ensureTestTools(steps);
  await ensureBuilt(steps, process.stdout);
  steps.say('- Playing histories');
  const env = { PORCHLIGHT_CHROMIUM: chromium, PORCHLIGHT_NIGHTLY: '1' };
  const { code, totals } = await runTests([], { filters: ['e2e/histories', 'e2e/faults'], env });
  steps.say(totalsLine(totals));
  process.exitCode = code !== 0 || totals.passed === 0 ? 1 : 0;
} catch (error) {
  exitWithAdvice(error);
}
