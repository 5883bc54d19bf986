import { ImageRefusal, type ImageSize, measure, type Rendered, render, renderSizes } from './image-work.ts';
import type { ImageType } from './recognition.ts';

/** An image to measure, and then the word to render it: as a file with its preview, or in the sizes of pages. */
export type Asked = { content: Buffer; type: ImageType } | 'render' | 'sizes';
/** `ready` comes once, when the library is loaded. */
export type Told =
  | 'ready'
  | { pixels: number }
  | { rendered: Rendered }
  | { sizes: ImageSize[] }
  | { refusal: ImageRefusal['code']; message: string };

let measured: { content: Buffer; type: ImageType; isMoving: boolean } | null = null;

async function answer(asked: Asked): Promise<Told> {
  if (asked === 'render' || asked === 'sizes') {
    if (!measured) throw new Error('Nothing was measured.');
    const { content, type, isMoving } = measured;
    return asked === 'render'
      ? { rendered: await render(content, type, isMoving) }
      : { sizes: await renderSizes(content, type, isMoving) };
  }
  const { content, type } = asked;
  const { isMoving, pixels } = await measure(content, type);
  measured = { content, type, isMoving };
  return { pixels };
}

function tell(told: Told): void {
  process.send?.(told);
}

process.on('message', (asked: Asked) => {
  answer(asked).then(tell, (error: unknown) => {
    // A fault of ours ends the process, and the other side says so.
    if (!(error instanceof ImageRefusal)) throw error;
    tell({ refusal: error.code, message: error.message });
  });
});
// Whoever asked is gone.
process.on('disconnect', () => process.exit());
tell('ready');
