import { ensureBuilt } from '../toolchain/bundles.mjs';
import { Steps } from '../toolchain/steps.mjs';

/** Brings the bundles that browser tests load up to date, once a run: no test builds one under another's feet. */
export async function setup(): Promise<void> {
  await ensureBuilt(new Steps(process.stderr), process.stderr);
}
