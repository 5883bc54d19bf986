import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { nodeArguments, programEnvironment } from '../scripts/toolchain/program.mjs';
import type {
  ConversationOrder,
  LoginFloodResult,
  LoginOrder,
  LoginPairsResult,
  PageViewOrder,
  PageViewResult,
  ReadOrder,
  ReadResult,
  ReturnOrder,
  ReturnResult,
  TalkResult,
} from './load/orders.ts';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** A program under measurement, in a process of its own. */
export interface Program<Announcement> {
  readonly announcement: Announcement;
  readonly pid: number;
  /** Sends a signal and answers with the JSON line that the program prints at it. */
  ask<Answer>(signal: NodeJS.Signals): Promise<Answer>;
  stop(): Promise<void>;
  /** Ends it without a word, as a crash does. */
  kill(): Promise<void>;
}

/**
 * Starts a program that prints one JSON line when it is ready; `args` are Node's, with the program's file from the
 * project folder. Throws, with what it wrote, when it ends before that.
 */
export async function startProgram<Announcement>(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Program<Announcement>> {
  const child = spawn(process.execPath, [...nodeArguments, ...args], {
    cwd: root,
    env: { ...programEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    log = (log + chunk).slice(-8_000);
  });
  const lines = createInterface({ input: child.stdout });
  const closed = once(child, 'close');

  async function nextAnswer(): Promise<unknown> {
    const ended = closed.then(() => Promise.reject(new Error(`${args.join(' ')} ended by itself:\n${log}`)));
    for (;;) {
      const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string];
      if (line.startsWith('{')) return JSON.parse(line);
    }
  }

  const announcement = (await nextAnswer()) as Announcement;
  return {
    announcement,
    pid: child.pid!,
    async ask<Answer>(signal: NodeJS.Signals) {
      const answer = nextAnswer();
      child.kill(signal);
      return (await answer) as Answer;
    },
    async stop() {
      if (child.exitCode === null) child.kill('SIGTERM');
      await closed;
    },
    async kill() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}

/** A load generator, in a process of its own so that it does not share the server's thread. */
class LoadProcess {
  readonly #child: ChildProcess;

  constructor(file: string) {
    this.#child = fork(new URL(file, import.meta.url), { cwd: root });
  }

  async perform(order: PageViewOrder | ConversationOrder | LoginOrder | ReturnOrder | ReadOrder): Promise<unknown> {
    this.#child.send(order);
    const [result] = await once(this.#child, 'message');
    return result;
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill();
    await ended;
  }
}

export class PageViewLoad {
  readonly #process = new LoadProcess('./load/page-views.ts');

  /** Sends page views as ordered; throws when an answer was no success. */
  async run(order: PageViewOrder): Promise<PageViewResult> {
    const result = (await this.#process.perform(order)) as PageViewResult;
    if (result.failures > 0) throw new Error(`${result.failures} page views failed: ${result.failure}`);
    return result;
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }
}

export class ConversationLoad {
  readonly #process = new LoadProcess('./load/conversations.ts');

  async perform(order: ConversationOrder): Promise<TalkResult | null> {
    const answer = (await this.#process.perform(order)) as { result: TalkResult | null } | { error: string };
    if ('error' in answer) throw new Error(answer.error);
    return answer.result;
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }
}

export class ReadLoad {
  readonly #process = new LoadProcess('./load/reads.ts');

  /** Reads pages as ordered; throws when an answer was no success. */
  async run(order: ReadOrder): Promise<ReadResult> {
    const result = (await this.#process.perform(order)) as ReadResult;
    if (result.failures > 0) throw new Error(`${result.failures} pages failed: ${result.failure}`);
    return result;
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }
}

export class LoginLoad {
  readonly #process = new LoadProcess('./load/logins.ts');

  flood(order: Omit<LoginOrder & { kind: 'flood' }, 'kind'>): Promise<LoginFloodResult> {
    return this.#perform({ ...order, kind: 'flood' }) as Promise<LoginFloodResult>;
  }

  compare(order: Omit<LoginOrder & { kind: 'compare' }, 'kind'>): Promise<LoginPairsResult> {
    return this.#perform({ ...order, kind: 'compare' }) as Promise<LoginPairsResult>;
  }

  async #perform(order: LoginOrder): Promise<unknown> {
    const answer = (await this.#process.perform(order)) as { result: unknown } | { error: string };
    if ('error' in answer) throw new Error(answer.error);
    return answer.result;
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }
}

export class ReturnLoad {
  readonly #process = new LoadProcess('./load/returns.ts');

  async perform(order: ReturnOrder): Promise<ReturnResult | null> {
    const answer = (await this.#process.perform(order)) as { result: ReturnResult | null } | { error: string };
    if ('error' in answer) throw new Error(answer.error);
    return answer.result;
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }
}
