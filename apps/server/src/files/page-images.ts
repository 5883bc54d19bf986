import { limits } from '@porchlight/protocol';
import { appError } from '../platform/errors/index.ts';
import type { ImageSize } from './image-work.ts';
import { Images } from './images.ts';
import { recognise, sampleBytes } from './recognition.ts';

/** [HC22] Reads images for pages of text: told by their bytes, written anew, in sizes. */
export class PageImages {
  readonly #images: Images;

  constructor(images = new Images()) {
    this.#images = images;
  }

  /**
   * The widths that pages show as WebP, narrowest first, and last the largest in the image's own form. Throws `file_empty`,
   * `file_too_large`, `file_type_refused`, `file_damaged`, `storage_busy`.
   */
  async read(content: Buffer): Promise<ImageSize[]> {
    if (content.length === 0) throw appError('file_empty', 'The file is empty. Choose another one.');
    if (content.length > limits.fileBytes)
      throw appError('file_too_large', `An image has at most ${limits.fileBytes / 1_048_576} MB. Make it smaller.`);
    // What it is called counts for nothing here: it gets a name of its own.
    const found = await recognise(content.subarray(0, sampleBytes), '');
    if (found.kind !== 'image')
      throw appError('file_type_refused', 'Images are JPEG, PNG, GIF, WebP or AVIF. Save it as one of these.');
    return this.#images.renderSizes(content, found.type);
  }

  close(): void {
    this.#images.close();
  }
}
