/**
 * The arguments that make the pinned Node run the program.
 *
 * @param {'start' | 'serve' | 'seed'} command
 * @param {readonly string[]} flags
 */
export function programArguments(command, flags) {
  // node:sqlite still announces itself as experimental on some versions; that is no news to who starts a chat.
  return ['--disable-warning=ExperimentalWarning', 'apps/cli/src/main.ts', command, ...flags];
}
