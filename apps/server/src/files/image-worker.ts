import { type ChildProcess, fork } from 'node:child_process';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type AppError, appError } from '../platform/errors/index.ts';
import type { Asked, Told } from './image-process.ts';
import type { ImageSize, Rendered } from './image-work.ts';
import type { ImageType } from './recognition.ts';

const entry = fileURLToPath(new URL('./image-process.ts', import.meta.url));
/** The library gives up by itself after 20 s, for the image and for its preview. */
const defaults = { entry, answerMs: 45_000, restMs: 30_000 };

/** One process that reads images, one after the other. It knows nothing of the server: no settings, no connection. */
export class ImageWorker {
  readonly #child: ChildProcess;
  readonly #options: typeof defaults;
  #isLoaded = false;
  #isOver = false;
  #isEnding = false;
  #waiting: { resolve(told: Told): void; reject(error: Error): void } | null = null;
  #rest: { timer: NodeJS.Timeout; onOver(): void } | null = null;

  constructor(options: Partial<typeof defaults> = {}) {
    this.#options = { ...defaults, ...options };
    this.#child = fork(this.#options.entry, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
      // Windows starts nothing without it.
      env: process.env.SystemRoot ? { SystemRoot: process.env.SystemRoot } : {},
    });
    // Never a reason for the server to stay.
    this.#child.unref();
    this.#child.channel?.unref();
    this.#child.on('message', (told: Told) => {
      if (told === 'ready') this.#isLoaded = true;
      else this.#settle()?.resolve(told);
    });
    this.#child.once('error', () => this.#over());
    this.#child.once('exit', () => this.#over());
    try {
      // Whoever is served comes first.
      if (this.#child.pid) setPriority(this.#child.pid, 10);
    } catch {
      // It is over already, which is told by its end.
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Reads the header of an image, and keeps the image to render; answers how many pixels it has. */
  async measure(content: Buffer, type: ImageType): Promise<number> {
    const told = await this.#ask({ content, type });
    if (typeof told === 'object' && 'pixels' in told) return told.pixels;
    throw new Error('The image process did not measure.');
  }

  async render(): Promise<Rendered> {
    const told = await this.#ask('render');
    if (typeof told === 'object' && 'rendered' in told) return told.rendered;
    throw new Error('The image process did not render.');
  }

  async renderSizes(): Promise<ImageSize[]> {
    const told = await this.#ask('sizes');
    if (typeof told === 'object' && 'sizes' in told) return told.sizes;
    throw new Error('The image process did not make sizes.');
  }

  /** Waits for the next image, for a while; `onOver` is called when it is over. False where it is over already. */
  rest(onOver: () => void): boolean {
    if (this.#isOver || this.#isEnding) return false;
    this.#rest = { timer: setTimeout(() => this.end(), this.#options.restMs).unref(), onOver };
    return true;
  }

  end(): void {
    this.#isEnding = true;
    this.#child.kill('SIGKILL');
    this.#over();
  }

  async #ask(asked: Asked): Promise<Told> {
    clearTimeout(this.#rest?.timer);
    this.#rest = null;
    if (this.#isOver) throw this.#whyOver();
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      this.end();
    }, this.#options.answerMs).unref();
    try {
      const told = await new Promise<Told>((resolve, reject) => {
        this.#waiting = { resolve, reject };
        this.#child.send(asked, (error) => error && this.#over());
      });
      if (typeof told === 'object' && 'refusal' in told) throw appError(told.refusal, told.message);
      return told;
    } catch (error) {
      if (!isLate) throw error;
      throw appError('file_too_large', 'The image takes too long to read. Make it smaller and send it again.');
    } finally {
      clearTimeout(timer);
    }
  }

  #over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#rest?.timer);
    this.#rest?.onOver();
    this.#settle()?.reject(this.#whyOver());
  }

  #whyOver(): Error | AppError {
    if (this.#isEnding) return appError('shutting_down', 'The server is about to end. Try again shortly.');
    // What breaks the reader of images is no image.
    if (this.#isLoaded) return appError('file_damaged', 'The image cannot be read. Try another copy.');
    return new Error('The image library could not be loaded. Is it installed for this platform?');
  }

  #settle() {
    const waiting = this.#waiting;
    this.#waiting = null;
    return waiting;
  }
}
