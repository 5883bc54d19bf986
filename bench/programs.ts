import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { LoadOrder, LoadResult } from './load/messages.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A program under measurement, in a process of its own. */
export interface Program<Announcement> {
  readonly announcement: Announcement;
  readonly pid: number;
  stop(): Promise<void>;
}

/**
 * Starts a program that prints one JSON line when it is ready; `args` begin with its file, from the project folder.
 *
 * Throws, with what it wrote, when it ends before that.
 */
export async function startProgram<Announcement>(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Program<Announcement>> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    log = (log + chunk).slice(-8_000);
  });
  const closed = once(child, 'close');
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{')) continue;
    child.stdout.resume();
    return { announcement: JSON.parse(line) as Announcement, pid: child.pid!, stop: () => stop(child, closed) };
  }
  await closed;
  throw new Error(`${args.join(' ')} ended before it was ready:\n${log}`);
}

async function stop(child: ChildProcess, closed: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM');
  await closed;
}

/** The load generator, in a process of its own. */
export class Load {
  readonly #child = fork(new URL('./load/page-views.ts', import.meta.url), { cwd: root });

  /** Sends page views as ordered; throws when an answer was no success. */
  async run(order: LoadOrder): Promise<LoadResult> {
    this.#child.send(order);
    const [result] = (await once(this.#child, 'message')) as [LoadResult];
    if (result.failures > 0)
      throw new Error(`${result.failures} page views failed at ${order.host}: ${result.failure}`);
    return result;
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill();
    await ended;
  }
}
