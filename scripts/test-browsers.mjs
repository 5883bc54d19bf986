import { ensureBuilt } from './toolchain/bundles.mjs';
import { ensureInstalled } from './toolchain/install.mjs';
import { pinnedNode, runInForeground } from './toolchain/processes.mjs';
import { nodeArguments, programEnvironment } from './toolchain/program.mjs';
import { exitWithAdvice, Steps } from './toolchain/steps.mjs';
import { ensureTestTools } from './toolchain/test-tools.mjs';

// Passes its flags to e2e/browsers/run.ts; with `--json` standard output carries the one line of results alone.
const flags = process.argv.slice(2);
const output = flags.includes('--json') ? process.stderr : process.stdout;
const steps = new Steps(output);

try {
  await ensureInstalled(steps, output);
  const { chromium } = await ensureTestTools(steps, ['chromium', 'firefox', 'webkitgtk']);
  await ensureBuilt(steps, output);
  const args = [...nodeArguments, 'e2e/browsers/run.ts', ...flags];
  const env = { ...programEnvironment(), PORCHLIGHT_CHROMIUM: chromium };
  process.exitCode = await runInForeground(pinnedNode, args, { env }).ended;
} catch (error) {
  exitWithAdvice(error);
}
