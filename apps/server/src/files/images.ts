import type { Sharp } from 'sharp';
import { appError } from '../platform/errors/index.ts';
import type { ImageType } from './recognition.ts';

/** Pixels of all frames together: what cameras of phones make, and far from what fills a server's memory. */
const imagePixels = 50_000_000;
const previewPixels = 640;
/** What works at once; an image of more than `largePixels` needs some hundred megabytes, and has all of it. */
const atOnce = 2;
const largePixels = 16_000_000;
const waitingAtMost = 64;
const workS = 20;

export type Rendered = {
  type: Exclude<ImageType, 'image/avif'>;
  content: Buffer;
  preview: Buffer;
  width: number;
  height: number;
};

/**
 * [FILE7] Writes images anew from their pixels: nothing of what else was in the file is left, neither where it was
 * taken nor what was hidden in it. Two at once, large ones alone; the library is loaded with the first.
 */
export class Images {
  #running = 0;
  readonly #waiting: { cost: number; go(): void }[] = [];

  /** Throws `file_damaged`, `file_too_large` for too many pixels, `storage_busy` where too many wait. */
  async render(content: Buffer, type: ImageType): Promise<Rendered> {
    const { isMoving, pixels } = await measure(content, type);
    const cost = pixels > largePixels ? atOnce : 1;
    await this.#enter(cost);
    try {
      return await render(content, type, isMoving);
    } finally {
      this.#running -= cost;
      this.#admit();
    }
  }

  async #enter(cost: number): Promise<void> {
    if (this.#waiting.length >= waitingAtMost)
      throw appError('storage_busy', 'Many images come in at the moment. Try again shortly.', { retryAfterS: 5 });
    // In the order in which they came, so that a large one gets its turn.
    const turn = new Promise<void>((go) => this.#waiting.push({ cost, go }));
    this.#admit();
    await turn;
  }

  #admit(): void {
    for (let next = this.#waiting[0]; next && this.#running + next.cost <= atOnce; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#running += next.cost;
      next.go();
    }
  }
}

const reading = { limitInputPixels: imagePixels, failOn: 'error', sequentialRead: true } as const;

/** Reads no more than the header; throws `file_too_large` and `file_damaged`. */
async function measure(content: Buffer, type: ImageType): Promise<{ isMoving: boolean; pixels: number }> {
  const sharp = await load();
  const header = sharp(content, { ...reading, limitInputPixels: false });
  const { width, height, pages = 1 } = await readable(header.metadata());
  const isMoving = pages > 1 && (type === 'image/gif' || type === 'image/webp');
  const pixels = width * height * (isMoving ? pages : 1);
  if (pixels <= imagePixels) return { isMoving, pixels };
  const most = `${imagePixels / 1_000_000} million pixels`;
  throw appError('file_too_large', `The image has more than ${most}. Make it smaller and send it again.`);
}

async function render(content: Buffer, type: ImageType, isMoving: boolean): Promise<Rendered> {
  const sharp = await load();
  const image = sharp(content, { ...reading, animated: isMoving, autoOrient: true }).toColourspace('srgb');
  const { data, info } = await readable(
    encode(image, type).timeout({ seconds: workS }).toBuffer({ resolveWithObject: true }),
  );
  const preview = await readable(
    sharp(content, { ...reading, autoOrient: true })
      .toColourspace('srgb')
      .resize({ width: previewPixels, height: previewPixels, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 75 })
      .timeout({ seconds: workS })
      .toBuffer(),
  );
  return {
    type: type === 'image/avif' ? 'image/webp' : type,
    content: data,
    preview,
    width: info.width,
    height: info.pageHeight ?? info.height,
  };
}

/** In the same form, but for AVIF, which takes many seconds to write. */
function encode(image: Sharp, type: ImageType): Sharp {
  switch (type) {
    case 'image/jpeg':
      return image.jpeg({ quality: 88 });
    case 'image/png':
      return image.png();
    case 'image/gif':
      return image.gif({ effort: 2 });
    case 'image/webp':
    case 'image/avif':
      return image.webp({ quality: 85, effort: 3 });
  }
}

type Library = typeof import('sharp').default;

let library: Promise<Library> | null = null;

function load(): Promise<Library> {
  library ??= import('sharp').then(({ default: sharp }) => {
    // One image after the other, each by one thread: a server has other things to do.
    sharp.concurrency(1);
    sharp.cache(false);
    // Readers of all other forms stay shut, whatever a file says it is.
    sharp.block({ operation: ['VipsForeignLoad'] });
    sharp.unblock({
      operation: ['Jpeg', 'Png', 'Nsgif', 'Webp', 'Heif'].map((form) => `VipsForeignLoad${form}Buffer`),
    });
    return sharp;
  });
  return library;
}

async function readable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (/timeout/.test((cause as Error).message))
      throw appError('file_too_large', 'The image takes too long to read. Make it smaller and send it again.');
    throw appError('file_damaged', 'The image cannot be read. It may not have been copied whole; try another copy.', {
      cause,
    });
  }
}
