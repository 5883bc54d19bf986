import { ensureBuilt } from './toolchain/bundles.mjs';
import { runDev } from './toolchain/dev.mjs';
import { readStartFlags } from './toolchain/flags.mjs';
import { ensureInstalled } from './toolchain/install.mjs';
import { pinnedNode, runInForeground } from './toolchain/processes.mjs';
import { programArguments, programEnvironment } from './toolchain/program.mjs';
import { exitWithAdvice, Steps } from './toolchain/steps.mjs';

// Runs on the machine's own Node, before anything is installed: this file and toolchain/ use nothing but Node.
const { command, isDev, isJson, passed } = readStartFlags(process.argv.slice(2));
const output = isJson ? process.stderr : process.stdout;
const steps = new Steps(output);

try {
  await ensureInstalled(steps, output);
  if (command !== 'seed' && command !== 'articles') await ensureBuilt(steps, output);
  if (isDev) {
    process.exitCode = await runDev(steps, passed);
  } else {
    process.exitCode = await runInForeground(pinnedNode, programArguments(command, passed), {
      env: programEnvironment(),
    }).ended;
  }
} catch (error) {
  exitWithAdvice(error);
}
