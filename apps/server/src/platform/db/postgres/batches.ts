import { AppError } from '../../errors/index.ts';

/** Batches of one command that may be in flight at once, each on a connection of its own. */
const maxInFlight = 2;
const maxBatch = 500;

interface Waiting<Input, Result> {
  readonly input: Input;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/**
 * Gathers inputs while earlier batches are in flight and hands them on together: the busier, the larger the batch,
 * and no timer that an idle server would wait for.
 */
export class Batches<Input, Result> {
  readonly #runBatch: (inputs: Input[]) => Promise<Result[]>;
  readonly #runOne: (input: Input) => Promise<Result>;
  #waiting: Waiting<Input, Result>[] = [];
  #inFlight = 0;
  #isScheduled = false;

  constructor(runBatch: (inputs: Input[]) => Promise<Result[]>, runOne: (input: Input) => Promise<Result>) {
    this.#runBatch = runBatch;
    this.#runOne = runOne;
  }

  add(input: Input): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ input, resolve, reject });
      this.#schedule();
    });
  }

  // One turn of the event loop brings many requests: they leave together.
  #schedule(): void {
    if (this.#isScheduled || this.#inFlight >= maxInFlight || this.#waiting.length === 0) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      const batch = this.#waiting.splice(0, maxBatch);
      if (batch.length > 0) void this.#send(batch);
      this.#schedule();
    });
  }

  async #send(batch: Waiting<Input, Result>[]): Promise<void> {
    this.#inFlight += 1;
    try {
      const results = await this.#runBatch(batch.map((waiting) => waiting.input));
      if (results.length !== batch.length) throw new Error('A batch answered with too many or too few results.');
      batch.forEach((waiting, at) => {
        waiting.resolve(results[at]!);
      });
    } catch (error) {
      // One bad input must not fail the others; a database that is away fails each of them, after as long a wait.
      if (error instanceof AppError && error.kind === 'unavailable') for (const { reject } of batch) reject(error);
      else for (const waiting of batch) await this.#runOne(waiting.input).then(waiting.resolve, waiting.reject);
    }
    this.#inFlight -= 1;
    this.#schedule();
  }
}
