import { existsSync } from 'node:fs';
import { run } from './processes.mjs';
import { Advice } from './steps.mjs';

/** Whether this process may install packages: on Debian and what descends from it, as root. */
export function canInstallDebianPackages() {
  return isDebian() && process.getuid?.() === 0;
}

/** Whether the machine's packages come from apt. */
export function isDebian() {
  return existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
}

/**
 * Installs packages of the distribution; throws {@link Advice} with what apt-get said when that fails.
 *
 * @param {readonly string[]} packages
 */
export async function installDebianPackages(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    const { code, output } = await run('apt-get', ['-qq', ...args], { stdout: 'pipe', isQuiet: true, env });
    if (code !== 0)
      throw new Advice(`${output.trim()}\n"apt-get ${args.join(' ')}" ended with ${code}; it says why above.`);
  }
}
