import { appError } from '../platform/errors/index.ts';
import type { ImageSize, Rendered } from './image-work.ts';
import type { ImageWorker } from './image-worker.ts';
import type { ImageType } from './recognition.ts';
import { Turns } from './turns.ts';

/** Images at once; one of more than `largePixels` needs some hundred megabytes, and has all of it. */
const atOnce = 2;
const largePixels = 16_000_000;
const waitingAtMost = 64;

/**
 * [FILE7] Writes images anew from their pixels: nothing of what else was in the file is left, neither where it was
 * taken nor what was hidden in it. Done in processes of their own, begun with the first image and ended when none came
 * for a while: what one of strangers' images breaks, slows down or fills is not the server.
 */
export class Images {
  readonly #startWorker: () => ImageWorker | Promise<ImageWorker>;
  readonly #places = new Turns(atOnce);
  readonly #turns = new Turns(atOnce);
  readonly #resting = new Set<ImageWorker>();
  readonly #busy = new Set<ImageWorker>();
  #isClosed = false;

  constructor(start: () => ImageWorker | Promise<ImageWorker> = startWorker) {
    this.#startWorker = start;
  }

  /** Throws `file_damaged`, `file_too_large` for too many pixels, `storage_busy` where too many wait. */
  render(content: Buffer, type: ImageType): Promise<Rendered> {
    return this.#work(content, type, (worker) => worker.render());
  }

  /** [HC22] In the sizes that pages show; throws as `render` does. */
  renderSizes(content: Buffer, type: ImageType): Promise<ImageSize[]> {
    return this.#work(content, type, (worker) => worker.renderSizes());
  }

  async #work<T>(content: Buffer, type: ImageType, work: (worker: ImageWorker) => Promise<T>): Promise<T> {
    if (this.#places.waiting >= waitingAtMost)
      throw appError('storage_busy', 'Many images come in at the moment. Try again shortly.', { retryAfterS: 5 });
    return this.#places.take(1, async () => {
      const worker = await this.#take();
      try {
        const pixels = await worker.measure(content, type);
        return await this.#turns.take(pixels > largePixels ? atOnce : 1, () => work(worker));
      } finally {
        this.#busy.delete(worker);
        if (worker.rest(() => this.#resting.delete(worker))) this.#resting.add(worker);
      }
    });
  }

  /** Ends the processes; images that are worked on are given up with `shutting_down`. */
  close(): void {
    this.#isClosed = true;
    for (const worker of [...this.#resting, ...this.#busy]) worker.end();
  }

  async #take(): Promise<ImageWorker> {
    if (this.#isClosed) throw appError('shutting_down', 'The server is about to end. Try again shortly.');
    const [rested] = this.#resting;
    if (rested) this.#resting.delete(rested);
    const worker = rested ?? (await this.#startWorker());
    this.#busy.add(worker);
    return worker;
  }
}

/** What starts processes is loaded with the first image, too: it costs an idle server three megabytes. */
async function startWorker(): Promise<ImageWorker> {
  const { ImageWorker } = await import('./image-worker.ts');
  return new ImageWorker();
}
