import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pinnedNode, root, run } from './processes.mjs';
import { Advice } from './steps.mjs';

/** @typedef {'tag' | 'messenger' | 'workspace' | 'libraries' | 'program'} BundleName */

const sharedSources = ['packages/protocol', 'packages/cookies', 'packages/design', 'packages/realtime'];

/**
 * What is built, for browsers and (libraries, program) for the server: the folders each bundle is made of, and where its result
 * lies.
 *
 * @type {Readonly<Record<BundleName, { sources: readonly string[], output: string }>>}
 */
export const bundles = {
  tag: { sources: [...sharedSources, 'packages/tag'], output: 'packages/tag/dist' },
  messenger: { sources: [...sharedSources, 'packages/messenger'], output: 'packages/messenger/dist' },
  workspace: { sources: [...sharedSources, 'apps/workspace'], output: 'apps/workspace/dist' },
  libraries: {
    sources: ['scripts/libraries', 'packages/protocol/src', 'packages/cookies/src'],
    output: '.cache/libraries',
  },
  program: { sources: ['scripts/libraries', 'apps/server/src'], output: '.cache/program' },
};

export const bundleNames = /** @type {readonly BundleName[]} */ (Object.keys(bundles));

/**
 * Builds the bundles whose sources changed since their last build.
 *
 * Throws {@link Advice} when a build fails.
 *
 * @param {import('./steps.mjs').Steps} steps
 * @param {{ fd: number }} output the descriptor that the build writes to
 */
export async function ensureBuilt(steps, output) {
  const stale = bundleNames.filter((name) => isStale(root, name));
  if (stale.length === 0) {
    steps.upToDate('Browser bundles');
    return;
  }
  await steps.run(`Building browser bundles: ${stale.join(', ')}`, () => build(stale, output));
}

/**
 * Builds the named bundles whether or not they are stale; throws {@link Advice} when that fails.
 *
 * @param {readonly BundleName[]} names
 * @param {{ fd: number }} output
 */
export async function build(names, output) {
  // The state before the build is what gets stamped: a change made meanwhile leaves the bundle stale.
  const stamps = names.map((name) => /** @type {const} */ ([name, readState(root, bundles[name].sources)]));
  const { code } = await run(pinnedNode, ['scripts/build-bundles.ts', ...names], { stdout: output.fd });
  if (code !== 0) throw new Advice('The browser bundles could not be built; the messages are above.');
  for (const [name, state] of stamps) writeStamp(root, name, state);
}

/**
 * Whether a bundle is missing, or was built from other sources.
 *
 * @param {string} folder
 * @param {BundleName} name
 */
export function isStale(folder, name) {
  const { sources, output } = bundles[name];
  const outputPath = join(folder, output);
  if (!existsSync(outputPath) || readdirSync(outputPath).length === 0) return true;
  const stampPath = stampPathOf(folder, name);
  return !existsSync(stampPath) || readFileSync(stampPath, 'utf8') !== readState(folder, sources);
}

/**
 * Notes that a bundle was built from the sources in this state.
 *
 * @param {string} folder
 * @param {BundleName} name
 * @param {string} state
 */
export function writeStamp(folder, name, state) {
  const path = stampPathOf(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, state);
}

/**
 * A hash over path, size and time of every source file; contents are not read, so that it takes milliseconds.
 * Tests and built files do not count; the lockfile does, by content, since libraries are bundled too.
 *
 * @param {string} folder
 * @param {readonly string[]} sources
 */
export function readState(folder, sources) {
  const hash = createHash('sha256').update(readFileSync(join(folder, 'package-lock.json')));
  for (const source of sources) {
    const base = join(folder, source);
    if (!existsSync(base)) continue;
    for (const path of listFiles(base)) {
      const { size, mtimeMs } = statSync(path);
      hash.update(`${relative(folder, path)} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function listFiles(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (!isSource(entry.name)) return [];
      const path = join(folder, entry.name);
      return entry.isDirectory() ? listFiles(path) : [path];
    });
}

/**
 * Whether a file or folder of this name goes into a bundle.
 *
 * @param {string} name
 */
export function isSource(name) {
  return !(name === 'node_modules' || name === 'dist' || name.startsWith('.') || /\.test\.tsx?$/.test(name));
}

/**
 * @param {string} folder
 * @param {BundleName} name
 */
function stampPathOf(folder, name) {
  return join(folder, '.cache/bundles', name);
}
