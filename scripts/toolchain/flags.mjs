/**
 * What the start script keeps for itself, and what it passes on to the program.
 *
 * `--dev`, `--serve`, `--seed` and `--articles` choose what to run; every other flag belongs to the program, which checks it.
 *
 * @param {readonly string[]} args
 * @returns {{ command: 'start' | 'serve' | 'seed' | 'articles', isDev: boolean, isJson: boolean, passed: string[] }}
 */
export function readStartFlags(args) {
  const end = args.indexOf('--');
  const own = end === -1 ? args : args.slice(0, end);
  const command = commands.find((one) => own.includes(`--${one}`)) ?? 'start';
  return {
    command,
    isDev: own.includes('--dev'),
    isJson: own.includes('--json'),
    passed: [...own.filter((arg) => !ownFlags.has(arg)), ...(end === -1 ? [] : args.slice(end + 1))],
  };
}

const commands = /** @type {const} */ (['serve', 'seed', 'articles']);
const ownFlags = new Set(['--dev', '--serve', '--seed', '--articles']);
