import { ensureBuilt } from './toolchain/bundles.mjs';
import { runChecks } from './toolchain/checks.mjs';
import { ensureInstalled } from './toolchain/install.mjs';
import { exitWithAdvice, Steps } from './toolchain/steps.mjs';
import { runTests, totalsLine } from './toolchain/test-run.mjs';

// What to run before a commit: everything that needs no browser.
const steps = new Steps(process.stdout);

try {
  await ensureInstalled(steps, process.stdout);
  await ensureBuilt(steps, process.stdout);
  const failedChecks = await steps.run('Checking', () => runChecks(steps));
  const { code, totals } = await runTests(['unit']);
  steps.say(failedChecks.length > 0 ? `Checks that failed: ${failedChecks.join(', ')}` : 'All checks passed.');
  steps.say(totalsLine(totals));
  process.exitCode = code !== 0 || totals.failed > 0 || failedChecks.length > 0 ? 1 : 0;
} catch (error) {
  exitWithAdvice(error);
}
