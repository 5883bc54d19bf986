import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { canInstallDebianPackages, installDebianPackages, isDebian } from './debian.mjs';
import { Advice } from './steps.mjs';

/**
 * @typedef {object} Tool
 * @property {string} title
 * @property {readonly string[]} packages what Debian calls it
 * @property {() => boolean} isThere
 * @property {() => string} advice where the packages are none of Debian's
 */

const tools = /** @satisfies {Record<string, Tool>} */ ({
  chromium: {
    title: 'Chromium',
    packages: ['chromium', 'fonts-liberation', 'fonts-noto-color-emoji'],
    isThere: () => findChromium() !== null,
    advice: () => 'Install Chromium or Chrome; where it lies elsewhere, set PORCHLIGHT_CHROMIUM to its path.',
  },
  strace: {
    title: 'strace',
    packages: ['strace'],
    isThere: () => findOnPath('strace') !== null,
    advice: () =>
      process.platform === 'linux'
        ? 'Install strace with the package manager of this system.'
        : 'One test traces system calls, which takes strace on Linux: run the tests there, or in a container.',
  },
  firefox: {
    title: 'Firefox',
    packages: ['firefox-esr'],
    isThere: () => findFirefox() !== null,
    advice: () => 'Install Firefox, so that "firefox-esr" or "firefox" is on the path.',
  },
  webkitgtk: {
    title: 'WebKitGTK with its driver',
    packages: ['webkit2gtk-driver', 'python3-gi', 'gir1.2-webkit2-4.1', 'gir1.2-gtk-3.0', 'xvfb'],
    isThere: () => findOnPath('WebKitWebDriver') !== null && findOnPath('Xvfb') !== null && hasWebKitBindings(),
    advice: () =>
      process.platform === 'linux'
        ? 'Install WebKitWebDriver, Xvfb and the Python bindings of WebKit2 4.1 and GTK 3.'
        : 'WebKitGTK runs on Linux: run the tests there, or in a container.',
  },
  proxies: {
    title: 'nginx and Caddy',
    packages: ['nginx-light', 'caddy'],
    isThere: () => findProxy('nginx') !== null && findProxy('caddy') !== null,
    advice: () => 'Install nginx and Caddy, so that "nginx" and "caddy" are on the path.',
  },
});

/** @typedef {keyof typeof tools} ToolName */

/** All that the tests use besides what npm brings. */
export const allTools = /** @type {ToolName[]} */ (Object.keys(tools));

/**
 * Finds the tools; installs them where the machine allows (Debian, as root).
 *
 * Throws {@link Advice} with the command to run where one is missing and cannot be installed from here.
 *
 * @param {import('./steps.mjs').Steps} steps
 * @param {readonly ToolName[]} [names]
 * @returns {Promise<{ chromium: string }>}
 */
export async function ensureTestTools(steps, names = allTools) {
  const missing = findMissing(names);
  if (missing.length > 0) {
    const packages = missing.flatMap((name) => tools[name].packages);
    const command = `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`;
    if (!canInstallDebianPackages()) throw new Advice(adviceFor(missing, isDebian() ? command : null));
    const titles = missing.map((name) => tools[name].title).join(', ');
    await steps.run(`Installing ${titles}`, () => installDebianPackages(packages));
    const left = findMissing(names);
    if (left.length > 0) throw new Advice(adviceFor(left, command));
  }
  const chromium = findChromium();
  if (chromium === null) throw new Advice(adviceFor(['chromium'], null));
  steps.say(`- Browser for the tests: ${chromium}`);
  return { chromium };
}

/** @param {readonly ToolName[]} names */
function findMissing(names) {
  return names.filter((name) => !tools[name].isThere());
}

/**
 * @param {readonly ToolName[]} missing
 * @param {string | null} command
 */
function adviceFor(missing, command) {
  const lines = [`The tests need ${missing.join(' and ')}, which this machine does not have.`];
  if (command !== null) lines.push('Run this, then the tests again:', `  ${command}`);
  else lines.push(...missing.map((name) => tools[name].advice()));
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

/** The path of a Firefox, the extended release before others. */
export function findFirefox() {
  return findOnPath('firefox-esr') ?? findOnPath('firefox');
}

/** The driver starts our own browser, which is a script of the system's Python. */
function hasWebKitBindings() {
  const script = "import gi; gi.require_version('Gtk', '3.0'); gi.require_version('WebKit2', '4.1')";
  return spawnSync('/usr/bin/python3', ['-c', script], { stdio: 'ignore' }).status === 0;
}

/** @param {string} name */
export function findOnPath(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name);
    if (folder !== '' && isExecutable(path)) return path;
  }
  return null;
}

/**
 * The program of a web server; Debian keeps nginx where only root's path leads.
 *
 * @param {'nginx' | 'caddy'} name
 */
export function findProxy(name) {
  return findOnPath(name) ?? (isExecutable(`/usr/sbin/${name}`) ? `/usr/sbin/${name}` : null);
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
