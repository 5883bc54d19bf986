import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { canInstallDebianPackages, installDebianPackages } from './debian.mjs';
import { pinnedNode, root, run } from './processes.mjs';
import { Advice } from './steps.mjs';

const oldestNode = 20;

/**
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean, link?: boolean }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lock
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
  await ensureNodeRuns(steps);
  writeFileSync(join(root, stampPath), stampOf(readFileSync(join(root, 'package-lock.json'))));
}

/**
 * Starts the pinned Node once: its builds want libatomic, which the smallest systems lack.
 *
 * @param {import('./steps.mjs').Steps} steps
 */
async function ensureNodeRuns(steps) {
  const start = () => run(pinnedNode, ['--version'], { stdout: 'pipe', isQuiet: true });
  const first = await start();
  if (first.code === 0) return;
  if (first.output.includes('libatomic') && canInstallDebianPackages()) {
    await steps.run('Installing libatomic1, which Node.js needs', () => installDebianPackages(['libatomic1']));
    if ((await start()).code === 0) return;
  }
  const remedy = first.output.includes('libatomic')
    ? 'Install that library and run the command again. On Debian and Ubuntu:\n  sudo apt-get update && sudo apt-get install -y libatomic1'
    : `Node.js ${process.arch} for ${process.platform} must run on this machine.`;
  throw new Advice(`The pinned Node.js does not start: ${first.output.trim()}\n${remedy}`);
}

const stampPath = 'node_modules/.porchlight-installed';

/**
 * Whether `node_modules` of a folder holds what its lockfile says, on this platform.
 *
 * @param {string} folder
 */
export function isInstalled(folder) {
  const lockText = readFileIfThere(join(folder, 'package-lock.json'));
  const installedText = readFileIfThere(join(folder, 'node_modules/.package-lock.json'));
  if (lockText === null || installedText === null) return false;
  if (!existsSync(join(folder, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')))
    return false;
  const stamp = stampOf(lockText);
  if (readFileIfThere(join(folder, stampPath))?.toString() === stamp) return true;
  // Somebody ran npm by hand: what npm says it installed is compared with the lockfile.
  const missing = findMissing(JSON.parse(lockText.toString()), JSON.parse(installedText.toString()));
  if (missing.length > 0) return false;
  writeFileSync(join(folder, stampPath), stamp);
  return true;
}

/**
 * The packages of the lockfile that are not installed in its version; optional ones belong to other platforms.
 *
 * @param {Lock} lock
 * @param {Lock} installed
 */
export function findMissing(lock, installed) {
  return Object.entries(lock.packages)
    .filter(([path, wanted]) => {
      if (path === '') return false;
      const found = installed.packages[path];
      if (found === undefined) return wanted.optional !== true && wanted.devOptional !== true;
      return found.version !== wanted.version;
    })
    .map(([path]) => path);
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
