import type { Clock } from '../clock/index.ts';
import type { Storage } from '../db/index.ts';
import { newSecret } from '../ids/index.ts';
import { attemptsAtMost, finishJob, forgetDeadJobs, giveBackJob, leaseJobs } from './commands.ts';
import type { JobsTable } from './tables.ts';

/** Does a job. It may be done twice, so it must bear that. `signal` says that its time is over. */
export type JobHandler = (payload: unknown, job: { id: string; attempt: number; signal: AbortSignal }) => Promise<void>;

/** Thrown by a handler where no further try can help: the job is given up at once. The message holds no secret. */
export class JobRefused extends Error {
  override readonly name = 'JobRefused';
}

export type JobCounts = { waiting: number; dead: number };

type Options = {
  storage: Storage;
  clock: Clock;
  handlers: Readonly<Record<string, JobHandler>>;
  /** Between 0 and 1, for the jitter. */
  random?: () => number;
  onError?: (error: unknown, kind: string) => void;
};

/** A job that its worker says nothing about for so long is another's. */
const leaseMs = 120_000;
/** Its handler is told to stop well before that. */
const handlerMs = 60_000;
const atOnce = 4;
const firstWaitMs = 15_000;
const longestWaitMs = 60 * 60_000;
const stopMs = 2_000;
const forgetEveryMs = 60 * 60_000;

/** [JOB3] The wait before the next try, in ms: twice as long each time, spread by half so that not all come at once. */
export function waitOf(attempt: number, random: number): number {
  const whole = Math.min(longestWaitMs, firstWaitMs * 2 ** (attempt - 1));
  return Math.round(whole * (0.5 + random / 2));
}

/** Does the jobs of this process's kinds; several workers share one table. Rules JOB in docs/spec/jobs.md. */
export class JobWorker {
  readonly #o: Options;
  readonly #running = new Map<Promise<void>, AbortController>();
  #isLeasing = false;
  #isStopped = false;
  #forgotAt = 0;

  constructor(options: Options) {
    this.#o = options;
  }

  /** Begins what is due, and does not wait for its end; call it every second. */
  async sweep(): Promise<void> {
    const { storage, clock, handlers } = this.#o;
    const limit = atOnce - this.#running.size;
    if (this.#isStopped || this.#isLeasing || limit <= 0) return;
    this.#isLeasing = true;
    try {
      const now = clock.now();
      if (now - this.#forgotAt >= forgetEveryMs) {
        this.#forgotAt = now;
        await storage.execute(forgetDeadJobs, { now });
      }
      // Mostly there is nothing to do, and a look costs no write.
      if (!(await this.#isAnyDue(now))) return;
      const lease = newSecret();
      const kinds = Object.keys(handlers);
      const jobs = await storage.execute(leaseJobs, { kinds, lease, now, until: now + leaseMs, limit });
      for (const job of jobs) this.#begin(job, lease);
    } finally {
      this.#isLeasing = false;
    }
  }

  /** Begins what is due and waits until it has ended, one way or the other. */
  async runDue(): Promise<void> {
    await this.sweep();
    await this.settle();
  }

  /** Waits for what has begun. */
  async settle(): Promise<void> {
    await Promise.all(this.#running.keys());
  }

  async count(): Promise<JobCounts> {
    const rows = await this.#o.storage.read
      .selectFrom('jobs')
      .select(({ fn, eb }) => [eb('dead_at', 'is', null).as('is_waiting'), fn.countAll<number>().as('count')])
      .groupBy(({ eb }) => eb('dead_at', 'is', null))
      .execute();
    const counts: JobCounts = { waiting: 0, dead: 0 };
    for (const row of rows) counts[row.is_waiting ? 'waiting' : 'dead'] = Number(row.count);
    return counts;
  }

  /** [JOB5] Begins nothing more, waits shortly for what has begun, then gives it back for others. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const timer = setTimeout(() => {
      for (const controller of this.#running.values()) controller.abort(interrupted);
    }, stopMs);
    await this.settle();
    clearTimeout(timer);
  }

  #begin(job: JobsTable, lease: string): void {
    const controller = new AbortController();
    const done = this.#do(job, lease, controller).catch((error: unknown) => this.#o.onError?.(error, job.kind));
    this.#running.set(done, controller);
    void done.finally(() => this.#running.delete(done));
  }

  async #do(job: JobsTable, lease: string, controller: AbortController): Promise<void> {
    const { storage, clock, handlers, random = Math.random, onError } = this.#o;
    const { signal } = controller;
    const timer = setTimeout(() => controller.abort(new Error('It took too long.')), handlerMs);
    const aborted = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    aborted.catch(() => undefined);
    try {
      const handler = handlers[job.kind];
      if (!handler) throw new JobRefused('Nobody knows this kind of job.');
      await Promise.race([handler(JSON.parse(job.payload), { id: job.id, attempt: job.attempts, signal }), aborted]);
      await storage.execute(finishJob, { id: job.id, lease });
    } catch (error) {
      const now = clock.now();
      const owned = { id: job.id, lease, now };
      if (error === interrupted) {
        await storage.execute(giveBackJob, { ...owned, runAt: now, error: null, isUncounted: true });
        return;
      }
      const isOver = error instanceof JobRefused || job.attempts >= attemptsAtMost;
      const runAt = isOver ? null : now + waitOf(job.attempts, random());
      await storage.execute(giveBackJob, { ...owned, runAt, error: (error as Error).message });
      onError?.(error, job.kind);
    } finally {
      clearTimeout(timer);
    }
  }

  async #isAnyDue(now: number): Promise<boolean> {
    const found = await this.#o.storage.read
      .selectFrom('jobs')
      .select('id')
      .where('dead_at', 'is', null)
      .where('run_at', '<=', now)
      .limit(1)
      .executeTakeFirst();
    return found !== undefined;
  }
}

const interrupted = new Error('This process stops.');
