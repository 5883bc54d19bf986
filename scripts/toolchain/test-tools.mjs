import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { canInstallDebianPackages, installDebianPackages, isDebian } from './debian.mjs';
import { Advice } from './steps.mjs';

const debianPackages = {
  chromium: ['chromium', 'fonts-liberation', 'fonts-noto-color-emoji'],
  strace: ['strace'],
};

/**
 * Finds the Chromium and the strace that the tests use; installs them where the machine allows (Debian, as root).
 *
 * Throws {@link Advice} with the command to run where one is missing and cannot be installed from here.
 *
 * @param {import('./steps.mjs').Steps} steps
 * @returns {Promise<{ chromium: string }>}
 */
export async function ensureTestTools(steps) {
  const missing = findMissingTools();
  if (missing.length > 0) {
    const packages = missing.flatMap((name) => debianPackages[name]);
    const command = `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`;
    if (!canInstallDebianPackages()) throw new Advice(adviceFor(missing, isDebian() ? command : null));
    await steps.run(`Installing ${missing.join(' and ')}`, () => installDebianPackages(packages));
    const left = findMissingTools();
    if (left.length > 0) throw new Advice(adviceFor(left, command));
  }
  const chromium = findChromium();
  if (chromium === null) throw new Advice(adviceFor(['chromium'], null));
  steps.say(`- Browser for the tests: ${chromium}`);
  return { chromium };
}

/** @returns {('chromium' | 'strace')[]} */
function findMissingTools() {
  /** @type {('chromium' | 'strace')[]} */
  const missing = [];
  if (findChromium() === null) missing.push('chromium');
  if (findOnPath('strace') === null) missing.push('strace');
  return missing;
}

/**
 * @param {readonly ('chromium' | 'strace')[]} missing
 * @param {string | null} command
 */
function adviceFor(missing, command) {
  const lines = [`The tests need ${missing.join(' and ')}, which this machine does not have.`];
  if (command !== null) lines.push('Run this, then the tests again:', `  ${command}`);
  else {
    if (missing.includes('chromium')) {
      lines.push('Install Chromium or Chrome; where it lies elsewhere, set PORCHLIGHT_CHROMIUM to its path.');
    }
    if (missing.includes('strace')) {
      lines.push(
        process.platform === 'linux'
          ? 'Install strace with the package manager of this system.'
          : 'One test traces system calls, which takes strace on Linux: run the tests there, or in a container.',
      );
    }
  }
  return lines.join('\n');
}

/** The path of a Chromium: PORCHLIGHT_CHROMIUM, or the first that the machine knows by a usual name. */
export function findChromium() {
  const named = process.env.PORCHLIGHT_CHROMIUM;
  if (named !== undefined && named !== '') {
    if (isExecutable(named)) return named;
    throw new Advice(`PORCHLIGHT_CHROMIUM is "${named}", which is not a program that can be started.`);
  }
  for (const name of ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']) {
    const path = findOnPath(name);
    if (path !== null) return path;
  }
  const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  return isExecutable(mac) ? mac : null;
}

/** @param {string} name */
export function findOnPath(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name);
    if (folder !== '' && isExecutable(path)) return path;
  }
  return null;
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
