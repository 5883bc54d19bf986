import { ensureBuilt } from './toolchain/bundles.mjs';
import { ensureInstalled } from './toolchain/install.mjs';
import { pinnedNode, runInForeground } from './toolchain/processes.mjs';
import { exitWithAdvice, Steps } from './toolchain/steps.mjs';

// Passes its flags to bench/run.ts; with `--json` standard output carries the one line of figures alone.
const flags = process.argv.slice(2);
const output = flags.includes('--json') ? process.stderr : process.stdout;
const steps = new Steps(output);

try {
  await ensureInstalled(steps, output);
  await ensureBuilt(steps, output);
  const args = ['--disable-warning=ExperimentalWarning', 'bench/run.ts', ...flags];
  process.exitCode = await runInForeground(pinnedNode, args).ended;
} catch (error) {
  exitWithAdvice(error);
}
