import type { Argon2Parameters } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { appError } from '../platform/errors/index.ts';

/**
 * [AUTH3] A hash takes a core for its time, so there are two at once at most, and fewer than cores where there are
 * few: what serves messages needs one.
 */
const atOnce = Math.max(1, Math.min(2, availableParallelism() - 1));
/** Longer than this queue nobody would wait. */
const waitingAtMost = 50;
/** A thread costs some megabytes, so it goes when nobody has logged in for a while. */
const restMs = 30_000;

/** A thread of a lower priority than the one that serves, with one hash at a time. */
class PasswordThread {
  readonly #worker = new Worker(new URL('./password-thread.ts', import.meta.url), { name: 'passwords' });
  #settle: { resolve(tag: Buffer): void; reject(error: Error): void } | null = null;
  #rest: NodeJS.Timeout | undefined;
  isOver = false;

  constructor() {
    this.#worker.on('message', (tag: Uint8Array) => this.#take()?.resolve(Buffer.from(tag)));
    this.#worker.on('error', (error) => this.#end(error as Error));
    this.#worker.once('exit', () => this.#end(new Error('The thread that hashes passwords has ended.')));
    this.#worker.unref();
  }

  derive(parameters: Argon2Parameters): Promise<Buffer> {
    clearTimeout(this.#rest);
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      // While somebody waits it is a reason for the process to stay.
      this.#worker.ref();
      this.#worker.postMessage(parameters);
    });
  }

  #take() {
    const settle = this.#settle;
    this.#settle = null;
    this.#worker.unref();
    this.#rest = setTimeout(() => {
      // From now on nobody may take it, though it has not ended yet.
      this.isOver = true;
      this.#worker.terminate();
    }, restMs).unref();
    return settle;
  }

  #end(error: Error): void {
    this.isOver = true;
    this.#take()?.reject(error);
    clearTimeout(this.#rest);
  }
}

let resting: PasswordThread[] = [];
let running = 0;
const waiting: (() => void)[] = [];

/**
 * Derives by argon2id, off the thread that serves and after it: nobody's messages wait for other people's passwords.
 * Throws `too_many_attempts`, with the time to wait, when too many wait already.
 */
export async function deriveInTurn(parameters: Argon2Parameters): Promise<Buffer> {
  if (running >= atOnce) {
    if (waiting.length >= waitingAtMost) {
      throw appError('too_many_attempts', 'Too many logins at the moment. Try again in 5 seconds.', { retryAfterS: 5 });
    }
    // Whoever finishes hands its place on, so `running` stays as it is.
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else running++;
  resting = resting.filter(({ isOver }) => !isOver);
  const thread = resting.pop() ?? new PasswordThread();
  try {
    return await thread.derive(parameters);
  } finally {
    resting.push(thread);
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}
