import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { childEnvironment, root } from './processes.mjs';

/** What the pinned Node is given ahead of the program's file. */
export const nodeArguments = [
  // A request that was under way during a collection or two makes V8 take all that such places make for long-lived: it
  // then goes to the old heap at once, and what it points to stays with it. Requests are never long-lived.
  '--no-allocation-site-pretenuring',
  // Room for the requests of a busy moment; an idle process does not take it.
  '--max-semi-space-size=64',
  // node:sqlite still announces itself as experimental on some versions; that is no news to who starts a chat.
  '--disable-warning=ExperimentalWarning',
  ...['preload.mjs', 'give-back.mjs'].flatMap((file) => [
    '--import',
    pathToFileURL(join(root, 'scripts/libraries', file)).href,
  ]),
];

/** The program's environment; what was set outside stays as it is. */
export function programEnvironment() {
  return {
    // Compiled modules are kept, types taken off: the next start is faster and needs no compiler in memory.
    NODE_COMPILE_CACHE: join(root, '.cache/compiled'),
    // Two threads allocate; the eight arenas a core that glibc would allow keep memory that nobody uses. With a fixed
    // threshold, large blocks (hashing a password takes 19 MB) go back to the system when they are freed.
    MALLOC_ARENA_MAX: '2',
    MALLOC_TRIM_THRESHOLD_: '131072',
    ...childEnvironment(),
  };
}

/**
 * The arguments that make the pinned Node run the program.
 *
 * @param {'start' | 'serve' | 'seed' | 'articles'} command
 * @param {readonly string[]} flags
 */
export function programArguments(command, flags) {
  return [...nodeArguments, 'apps/cli/src/main.ts', command, ...flags];
}
