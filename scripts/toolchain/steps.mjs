/**
 * Tells the person what is happening, one line a step; the stream is standard error where standard output is for
 * programs (`--json`).
 */
export class Steps {
  /** @param {{ write(text: string): unknown }} stream */
  constructor(stream) {
    this.stream = stream;
  }

  /** @param {string} line */
  say(line) {
    this.stream.write(`${line}\n`);
  }

  /**
   * Runs one step and tells its name before and its time after it.
   *
   * @template T
   * @param {string} name
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  async run(name, work) {
    const startedAt = performance.now();
    this.say(`- ${name} ...`);
    const result = await work();
    this.say(`  done in ${seconds(performance.now() - startedAt)}`);
    return result;
  }

  /** @param {string} name */
  upToDate(name) {
    this.say(`- ${name}: up to date`);
  }
}

/** A failure whose message already says what the person can do; shown without a stack. */
export class Advice extends Error {
  /** @override */
  name = 'Advice';
}

/**
 * Ends the process for a failed step: a clear message, the exit code not 0.
 *
 * @param {unknown} error
 * @returns {never}
 */
export function exitWithAdvice(error) {
  if (error instanceof Advice) process.stderr.write(`\n${error.message}\n`);
  else process.stderr.write(`\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}

/** @param {number} elapsedMs */
export function seconds(elapsedMs) {
  return `${(elapsedMs / 1000).toFixed(1)} s`;
}
