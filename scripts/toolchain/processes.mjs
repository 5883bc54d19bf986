import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the clone. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

const suffix = process.platform === 'win32' ? '.exe' : '';

/** The Node that the project runs on, brought by the npm package `node`, whatever Node the machine has. */
export const pinnedNode = join(root, 'node_modules/node/bin', `node${suffix}`);

/** The environment of children: tools of the clone first, and `node` in it is the pinned one. */
export function childEnvironment() {
  const separator = process.platform === 'win32' ? ';' : ':';
  const path = [dirname(pinnedNode), join(root, 'node_modules/.bin'), process.env.PATH ?? ''].join(separator);
  return { ...process.env, PATH: path };
}

/**
 * Runs a command to its end.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ stdout?: 'inherit' | 'pipe' | number, env?: NodeJS.ProcessEnv, cwd?: string, isQuiet?: boolean }} [options]
 *   `stdout` a descriptor sends both outputs there; `isQuiet` keeps them for the result alone.
 * @returns {Promise<{ code: number, output: string }>} the exit code (128 and the signal's number for a signal; 127
 *   where the command does not exist), and what was written when `stdout` is `pipe`
 */
export function run(command, args, options = {}) {
  const stdout = options.stdout ?? 'inherit';
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: options.env ?? childEnvironment(),
      stdio: ['ignore', stdout, stdout === 'pipe' ? 'pipe' : typeof stdout === 'number' ? stdout : 'inherit'],
    });
    const passOn = interruptible(child);
    let output = '';
    for (const [source, sink] of /** @type {const} */ ([
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ])) {
      source?.setEncoding('utf8').on('data', (chunk) => {
        output += chunk;
        if (options.isQuiet !== true) sink.write(chunk);
      });
    }
    child.once('error', (error) => {
      passOn.end();
      resolve({ code: 127, output: String(error) });
    });
    child.once('close', (code, signal) => {
      passOn.end();
      resolve({ code: exitCode(code, signal), output });
    });
  });
}

const stopSignals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Lets a signal end the child before this process, so that nothing of a run is left behind.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
function interruptible(child) {
  /** @param {NodeJS.Signals} signal */
  const stop = (signal) => {
    child.once('close', () => process.exit(exitCode(null, signal)));
    child.kill(signal);
  };
  for (const signal of stopSignals) process.once(signal, stop);
  return {
    end() {
      for (const signal of stopSignals) process.off(signal, stop);
    },
  };
}

/**
 * The exit code that tells the end of a child as a shell would.
 *
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
export function exitCode(code, signal) {
  if (signal !== null) return 128 + constants.signals[signal];
  return code ?? 1;
}

/**
 * Runs a long-lived child in the foreground and passes signals on to it.
 *
 * A terminal sends Ctrl-C to the whole group, so the child has it already; it gets our copy only if it is still there
 * after `patienceMs`. Signals of another origin reach this process alone and are passed on at once, each kind once.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ patienceMs?: number, env?: NodeJS.ProcessEnv }} [options]
 */
export function runInForeground(command, args, options = {}) {
  const env = options.env ?? childEnvironment();
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
  /** @type {Set<NodeJS.Signals>} */
  const passed = new Set();
  /** @param {NodeJS.Signals} signal */
  const pass = (signal) => {
    if (passed.has(signal)) return;
    passed.add(signal);
    if (signal === 'SIGINT' && process.stdin.isTTY) {
      setTimeout(() => child.kill(signal), options.patienceMs ?? 5000).unref();
    } else {
      child.kill(signal);
    }
  };
  for (const signal of stopSignals) process.on(signal, pass);
  const watch = watchNpm(() => pass('SIGTERM'));
  const ended = new Promise((/** @type {(code: number) => void} */ resolve) => {
    child.once('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve(127);
    });
    child.once('close', (code, signal) => resolve(exitCode(code, signal)));
  }).finally(() => {
    for (const signal of stopSignals) process.off(signal, pass);
    clearInterval(watch);
  });
  return { ended, stop: () => child.kill('SIGTERM') };
}

/**
 * Tells when npm, which started this process, was killed: it could not pass that on, and a server would stay behind.
 *
 * @param {() => void} onGone
 */
function watchNpm(onGone) {
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  const parent = process.ppid;
  return setInterval(() => {
    if (process.ppid !== parent) onGone();
  }, 1000).unref();
}
