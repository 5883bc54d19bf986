import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { canInstallDebianPackages, installDebianPackages, isDebian } from './debian.mjs';
import { pinnedNode, root, run } from './processes.mjs';
import { Advice } from './steps.mjs';

const oldestNode = 20;

/**
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lock
 * @typedef {{ os: string, cpu: string, libc: string }} Machine
 */

/**
 * Brings `node_modules` to what `package-lock.json` says, where it is not there yet.
 *
 * Throws {@link Advice} on a Node that is too old, without npm, and when the installation fails.
 *
 * @param {import('./steps.mjs').Steps} steps
 * @param {{ fd: number }} output the descriptor that npm writes to
 */
export async function ensureInstalled(steps, output) {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < oldestNode) {
    throw new Advice(
      `Porchlight needs Node.js ${oldestNode} or newer; this is ${process.version}. Install it from https://nodejs.org/ and run the command again.`,
    );
  }
  if (isInstalled(root)) {
    steps.upToDate('Dependencies');
    return;
  }
  await ensureLibrariesOfNode(steps);
  await steps.run('Installing dependencies (about a minute the first time)', async () => {
    const first = await npm(['ci'], output);
    if (first !== 0) {
      steps.say('  npm ci failed; trying npm install');
      const second = await npm(['install', '--no-save'], output);
      if (second !== 0) {
        throw new Advice(
          `Dependencies could not be installed (npm ended with ${second}; its messages are above). Check the network and the npm registry, then run the command again.`,
        );
      }
    }
    if (!existsSync(pinnedNode)) {
      // npm runs no install scripts where the machine's configuration says `ignore-scripts`; this one brings Node.
      await npm(['rebuild', 'node', '--ignore-scripts=false'], output);
    }
    if (!existsSync(pinnedNode)) {
      throw new Advice(
        'The pinned Node.js is missing after the installation. Run "npm rebuild node --ignore-scripts=false" to see why.',
      );
    }
  });
  const { code, output: text } = await run(pinnedNode, ['--version'], { stdout: 'pipe', isQuiet: true });
  if (code !== 0) throw new Advice(`The pinned Node.js does not start on this machine: ${text.trim()}`);
  const missing = findMissing(...readLocks(root));
  if (missing.length > 0) {
    throw new Advice(
      `npm left out ${missing.join(', ')}. It does so silently when a download or an install script fails: run the command again, or "npm ci --foreground-scripts" to see why.`,
    );
  }
  writeFileSync(join(root, stampPath), stampOf(readFileSync(join(root, 'package-lock.json'))));
}

/**
 * Brings libatomic, which Node's builds want and the smallest systems lack. It comes before npm, whose install scripts
 * run on the pinned Node as soon as that is there.
 *
 * @param {import('./steps.mjs').Steps} steps
 */
async function ensureLibrariesOfNode(steps) {
  if (process.platform !== 'linux') return;
  const { code, output } = await run('ldconfig', ['-p'], {
    stdout: 'pipe',
    isQuiet: true,
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  });
  if (code !== 0 || output.includes('libatomic.so.1')) return;
  if (canInstallDebianPackages()) {
    await steps.run('Installing libatomic1, which Node.js needs', () => installDebianPackages(['libatomic1']));
    return;
  }
  throw new Advice(
    isDebian()
      ? 'Node.js needs the library libatomic. Run this, then the command again:\n  sudo apt-get update && sudo apt-get install -y libatomic1'
      : 'Node.js needs the library libatomic (libatomic.so.1). Install it with the package manager of this system.',
  );
}

const stampPath = 'node_modules/.porchlight-installed';

/**
 * Whether `node_modules` of a folder holds what its lockfile says, on this platform.
 *
 * @param {string} folder
 */
export function isInstalled(folder) {
  const lockText = readFileIfThere(join(folder, 'package-lock.json'));
  if (lockText === null || !existsSync(join(folder, 'node_modules/.package-lock.json'))) return false;
  if (!existsSync(join(folder, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')))
    return false;
  const stamp = stampOf(lockText);
  if (readFileIfThere(join(folder, stampPath))?.toString() === stamp) return true;
  // Somebody ran npm by hand: what npm says it installed is compared with the lockfile.
  if (findMissing(...readLocks(folder)).length > 0) return false;
  writeFileSync(join(folder, stampPath), stamp);
  return true;
}

/**
 * What is wanted, and what npm says is there.
 *
 * @param {string} folder
 * @returns {[Lock, Lock]}
 */
function readLocks(folder) {
  return [
    JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')),
    JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8')),
  ];
}

/**
 * The packages of the lockfile that are not installed in its version. An optional one counts where it is a build for
 * the machine at hand: npm drops it silently when it fails.
 *
 * @param {Lock} lock
 * @param {Lock} installed
 * @param {Machine} [machine]
 */
export function findMissing(lock, installed, machine = thisMachine()) {
  return Object.entries(lock.packages)
    .filter(([path, wanted]) => {
      if (path === '') return false;
      const found = installed.packages[path];
      if (found !== undefined) return found.version !== wanted.version;
      const isOptional = wanted.optional === true || wanted.devOptional === true;
      return !isOptional || isBuildFor(machine, wanted);
    })
    .map(([path]) => path);
}

/**
 * @param {Machine} machine
 * @param {LockedPackage} locked
 */
function isBuildFor({ os, cpu, libc }, locked) {
  if (locked.os?.includes(os) !== true || locked.cpu?.includes(cpu) !== true) return false;
  return locked.libc === undefined || locked.libc.includes(libc);
}

/** @returns {Machine} */
function thisMachine() {
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report?.getReport() ?? {});
  const libc = report.header?.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
  return { os: process.platform, cpu: process.arch, libc };
}

/** @param {Buffer} lockText */
function stampOf(lockText) {
  return createHash('sha256').update(lockText).update(`${process.platform} ${process.arch}`).digest('hex');
}

/** @param {string} path */
function readFileIfThere(path) {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}

/**
 * @param {readonly string[]} args
 * @param {{ fd: number }} output
 */
async function npm(args, output) {
  // Development tools build the bundles, so a production environment still needs them.
  const flags = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  // npm replaces node_modules, and with it the Node that this script may run on: npm gets the machine's own.
  const own = join(root, 'node_modules');
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(own));
  const { code, output: text } = await run(process.platform === 'win32' ? 'npm.cmd' : 'npm', [...args, ...flags], {
    stdout: output.fd,
    env: {
      ...process.env,
      PATH: path.join(delimiter),
      // A download that stalls is asked for again; npm itself would wait five minutes for it.
      npm_config_fetch_timeout: '45000',
      npm_config_fetch_retries: '5',
      npm_config_prefer_offline: 'true',
    },
  });
  if (code === 127) throw new Advice(`npm could not be started (${text}). Install npm and run the command again.`);
  return code;
}
