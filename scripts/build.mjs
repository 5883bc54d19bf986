import { build, bundleNames } from './toolchain/bundles.mjs';
import { ensureInstalled } from './toolchain/install.mjs';
import { exitWithAdvice, Steps } from './toolchain/steps.mjs';

// Builds all browser bundles, or those that are named: `npm run build -- tag`.
const named = bundleNames.filter((name) => process.argv.includes(name));
try {
  const steps = new Steps(process.stdout);
  await ensureInstalled(steps, process.stdout);
  await steps.run('Building browser bundles', () => build(named.length > 0 ? named : bundleNames, process.stdout));
} catch (error) {
  exitWithAdvice(error);
}
