import sharp, { type Sharp } from 'sharp';
import type { ImageType } from './recognition.ts';

// Only image-process.ts imports this: the library, which reads what strangers send, has a process of its own.

/** Pixels of all frames together: what cameras of phones make, and far from what fills a server's memory. */
const imagePixels = 50_000_000;
const previewPixels = 640;
const workS = 20;

export type Rendered = {
  type: Exclude<ImageType, 'image/avif'>;
  content: Buffer;
  preview: Buffer;
  width: number;
  height: number;
};

/** An image as pages show it, in one size and form. */
export type ImageSize = { type: Exclude<ImageType, 'image/avif'>; content: Buffer; width: number; height: number };

/** Why an image is not taken: a code that clients know, and what to do. */
export class ImageRefusal extends Error {
  readonly code: 'file_damaged' | 'file_too_large';

  constructor(code: ImageRefusal['code'], message: string) {
    super(message);
    this.code = code;
  }
}

// One image after the other, each by one thread.
sharp.concurrency(1);
sharp.cache(false);
// Readers of all other forms stay shut, whatever a file says it is.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['Jpeg', 'Png', 'Nsgif', 'Webp', 'Heif'].map((form) => `VipsForeignLoad${form}Buffer`) });

const reading = { limitInputPixels: imagePixels, failOn: 'error', sequentialRead: true } as const;

/** Reads no more than the header; throws ImageRefusal. */
export async function measure(content: Buffer, type: ImageType): Promise<{ isMoving: boolean; pixels: number }> {
  const header = sharp(content, { ...reading, limitInputPixels: false });
  const { width, height, pages = 1 } = await readable(header.metadata());
  const isMoving = pages > 1 && (type === 'image/gif' || type === 'image/webp');
  const pixels = width * height * (isMoving ? pages : 1);
  if (pixels <= imagePixels) return { isMoving, pixels };
  const most = `${imagePixels / 1_000_000} million pixels`;
  throw new ImageRefusal('file_too_large', `The image has more than ${most}. Make it smaller and send it again.`);
}

/** [FILE7] Writes an image anew, and a preview of it; throws ImageRefusal. */
export async function render(content: Buffer, type: ImageType, isMoving: boolean): Promise<Rendered> {
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

/** What pages of text choose from: phones, columns, and columns of screens with twice the pixels. */
const pageWidths = [480, 960, 1_600];
/** Far from what WebP can hold; what is taller is made narrower. */
const pageHeight = 8_000;

/**
 * [HC22] Writes an image anew in the widths that pages show, as WebP, narrowest first; the last is the largest in its own
 * form. A moving one has one width. Throws ImageRefusal.
 */
export async function renderSizes(content: Buffer, type: ImageType, isMoving: boolean): Promise<ImageSize[]> {
  const fit = { height: pageHeight, fit: 'inside', withoutEnlargement: true } as const;
  const done = async (image: Sharp, form: ImageSize['type']): Promise<ImageSize> => {
    const { data, info } = await readable(
      encode(image, form).timeout({ seconds: workS }).toBuffer({ resolveWithObject: true }),
    );
    return { type: form, content: data, width: info.width, height: info.pageHeight ?? info.height };
  };
  const own = type === 'image/avif' ? 'image/webp' : type;
  if (isMoving) {
    const moving = () =>
      sharp(content, { ...reading, animated: true })
        .toColourspace('srgb')
        .resize({ ...fit, width: 960 });
    const shown = await done(moving(), 'image/webp');
    return own === 'image/webp' ? [shown] : [shown, await done(moving(), own)];
  }
  // Read once: every size is made of the largest.
  const { data, info } = await readable(
    sharp(content, { ...reading, autoOrient: true })
      .toColourspace('srgb')
      .resize({ ...fit, width: pageWidths.at(-1) as number })
      .timeout({ seconds: workS })
      .raw()
      .toBuffer({ resolveWithObject: true }),
  );
  const { width, height, channels } = info;
  const large = () => sharp(data, { raw: { width, height, channels } });
  const sizes: ImageSize[] = [];
  for (const narrow of pageWidths)
    if (narrow < width) sizes.push(await done(large().resize({ width: narrow }), 'image/webp'));
  sizes.push(await done(large(), 'image/webp'));
  if (own !== 'image/webp') sizes.push(await done(large(), own));
  return sizes;
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

async function readable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw /timeout/.test((cause as Error).message)
      ? new ImageRefusal('file_too_large', 'The image takes too long to read. Make it smaller and send it again.')
      : new ImageRefusal(
          'file_damaged',
          'The image cannot be read. It may not have been copied whole; try another copy.',
        );
  }
}
