import { watch } from 'node:fs';
import { join, sep } from 'node:path';
import { build, bundleNames, bundles, isSource } from './bundles.mjs';
import { pinnedNode, root, runInForeground } from './processes.mjs';
import { programArguments } from './program.mjs';

const serverSources = ['apps/server', 'apps/cli', 'apps/demo', 'packages/protocol', 'packages/cookies'];

// An editor saves in several steps, and a checkout touches many files: one build for all of them.
const quietMs = 150;

/**
 * Runs the program; as sources change, builds the bundles they belong to and starts the server anew, until stopped.
 *
 * @param {import('./steps.mjs').Steps} steps
 * @param {readonly string[]} flags
 * @returns {Promise<number>} the exit code
 */
export async function runDev(steps, flags) {
  const folders = [...new Set([...serverSources, ...bundleNames.flatMap((name) => bundles[name].sources)])];
  const changes = watchFolders(folders);
  const stopped = new Promise((/** @type {(stopped: 'stopped') => void} */ resolve) => {
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.once(signal, () => resolve('stopped'));
    }
  });
  steps.say('- Watching the sources: a change is built and the server starts anew; then reload the page');
  try {
    for (;;) {
      const server = runInForeground(pinnedNode, programArguments('start', flags));
      const code = await runUntilChange(steps, changes, server);
      if (code !== null) {
        const isStopped = (await Promise.race([stopped, Promise.resolve('running')])) === 'stopped';
        if (isStopped) return code;
        steps.say(`- The server ended with ${code}; waiting for a change`);
        const paths = await Promise.race([stopped, changes.next()]);
        if (paths === 'stopped') return code;
        await buildTouched(steps, paths);
      }
    }
  } finally {
    changes.close();
  }
}

/**
 * Builds on each change while the server runs, and stops the server once a change concerns it.
 *
 * @param {import('./steps.mjs').Steps} steps
 * @param {Changes} changes
 * @param {ReturnType<typeof runInForeground>} server
 * @returns {Promise<number | null>} the exit code where the server ended by itself, null where it is to start anew
 */
async function runUntilChange(steps, changes, server) {
  for (;;) {
    const event = await Promise.race([server.ended, changes.next()]);
    if (typeof event === 'number') return event;
    // What runs goes on where the new state cannot be built.
    const built = await buildTouched(steps, event);
    if (built === 'failed' || (built === 'nothing' && !touchesServer(event))) continue;
    steps.say('- Starting anew');
    server.stop();
    await server.ended;
    return null;
  }
}

/**
 * @param {import('./steps.mjs').Steps} steps
 * @param {readonly string[]} paths
 * @returns {Promise<'nothing' | 'built' | 'failed'>}
 */
async function buildTouched(steps, paths) {
  const touched = touchedBundles(paths);
  if (touched.length === 0) return 'nothing';
  try {
    await steps.run(`Building ${touched.join(', ')}`, () => build(touched, process.stdout));
    return 'built';
  } catch (error) {
    steps.say(error instanceof Error ? error.message : String(error));
    return 'failed';
  }
}

/** @typedef {{ next(): Promise<string[]>, close(): void }} Changes */

/**
 * Source files that changed, gathered until they are asked for and nothing more has changed for a moment.
 *
 * @param {readonly string[]} folders
 * @returns {Changes}
 */
function watchFolders(folders) {
  /** @type {Set<string>} */
  const changed = new Set();
  /** @type {{ promise: Promise<string[]>, resolve(paths: string[]): void } | null} */
  let asked = null;
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const hand = () => {
    if (asked === null || changed.size === 0) return;
    asked.resolve([...changed]);
    changed.clear();
    asked = null;
  };
  const watchers = folders.map((folder) =>
    watch(join(root, folder), { recursive: true }, (_event, name) => {
      if (name === null || !name.split(sep).every(isSource)) return;
      changed.add(`${folder}/${name.split(sep).join('/')}`);
      clearTimeout(timer);
      timer = setTimeout(hand, quietMs);
    }),
  );
  return {
    next() {
      if (asked === null) {
        // Node 20 lacks Promise.withResolvers.
        /** @type {(paths: string[]) => void} */
        let resolve = () => {};
        const promise = new Promise((/** @type {(paths: string[]) => void} */ done) => {
          resolve = done;
        });
        asked = { promise, resolve };
        timer = setTimeout(hand, quietMs);
      }
      return asked.promise;
    },
    close() {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}

/**
 * The bundles that a change of these files touches.
 *
 * @param {readonly string[]} paths
 */
export function touchedBundles(paths) {
  return bundleNames.filter((name) => paths.some((path) => isUnder(path, bundles[name].sources)));
}

/**
 * Whether the server runs any of these files.
 *
 * @param {readonly string[]} paths
 */
export function touchesServer(paths) {
  return paths.some((path) => isUnder(path, serverSources));
}

/**
 * @param {string} path
 * @param {readonly string[]} folders
 */
function isUnder(path, folders) {
  return folders.some((folder) => path.startsWith(`${folder}/`));
}
